"""The catalogue of the electrolyte's features: one row a feature, with the property it is a statistic of."""
# ruff: noqa: E501 - the catalogue is a table, one row a line

from __future__ import annotations

from ...data.cell import State
from ..feature import Feature

_XTB = "GFN1-xTB at the GFN2-xTB geometry, table `orbitals`"
_GFN2 = "GFN2-xTB, table `orbitals`"
_TABLE = "table `molecule_properties`"
_RDKIT = "RDKit, table `molecule_descriptors`"
_REVIEW = "Nanoscale 2023, 15, 11313"
_AMOUNTS = "amounts, molar masses and densities (`data/batch/composition.py`)"
_SHELL = "competitive coordination, `features/electrolyte/solvation.py`"

#: Statistics over the components of a role: the feature, and the property of `molecules.PROPERTIES` behind it. The
#: first part of the name is the role, the last the statistic; without one it is the mean, a share.
STATISTICS = (
    (Feature("solvent.lumo_eV.mean", "mean LUMO of the solvents", "eV", "A low LUMO is associated with early reduction of the solvent on sodium.", _XTB, "reduction stability"), "lumo_eV"),
    (Feature("solvent.lumo_eV.min", "lowest LUMO among the solvents", "eV", "The solvent with the lowest LUMO tends to be reduced first and to decide the SEI.", _XTB, "reduction stability"), "lumo_eV"),
    (Feature("solvent.electron_affinity_eV.mean", "mean electron affinity of the solvents", "eV", "A high electron affinity is associated with early reduction of the solvent.", _GFN2, "reduction stability"), "electron_affinity_eV"),
    (Feature("solvent.electron_affinity_eV.max", "highest electron affinity among the solvents", "eV", "The solvent that takes up an electron most easily tends to be reduced first.", _GFN2, "reduction stability"), "electron_affinity_eV"),
    (Feature("solvent.homo_eV.mean", "mean HOMO of the solvents", "eV", "A low HOMO is associated with stability against oxidation.", _GFN2, "other"), "homo_eV"),
    (Feature("solvent.dipole_D.mean", "mean dipole moment of the solvents", "D", "Polar solvents dissolve salt and hold Na⁺ more strongly.", _GFN2, "solvation structure"), "dipole_D"),
    (Feature("solvent.na_binding_eV.mean", "mean Na⁺ binding energy of the solvents", "eV", "Weak binding (near zero) is associated with fast desolvation and anion-rich solvation shells.", _XTB, "solvation structure"), "na_binding_eV"),
    (Feature("solvent.na_binding_eV.min", "strongest Na⁺ binding among the solvents", "eV", "The strongest donor fills the first shell of Na⁺ before the others.", _XTB, "solvation structure"), "na_binding_eV"),
    (Feature("solvent.na_binding_eV.max", "weakest Na⁺ binding among the solvents", "eV", "A weak donor dilutes without entering the first shell of Na⁺.", _XTB, "solvation structure"), "na_binding_eV"),
    (Feature("solvent.donor_number_kcal_mol.mean", "mean donor number of the solvents", "kcal/mol", "Strong donors keep anions out of the first shell of Na⁺.", _TABLE, "solvation structure"), "donor_number_kcal_mol"),
    (Feature("solvent.donor_sites.mean", "mean donor atoms of the solvents", "", "Molecules with several donor atoms wrap around Na⁺ and hold it.", "donor atoms of the structure, `features/molecules/descriptors.py`", "solvation structure"), "donor_sites"),
    (Feature("solvent.dielectric_constant.mean", "mean dielectric constant of the solvents", "", "A high dielectric constant separates ion pairs.", _TABLE, "solvation structure"), "dielectric_constant"),
    (Feature("solvent.viscosity_mPa_s.mean", "mean viscosity of the solvents", "mPa s", "Viscous solvents slow Na⁺ and raise polarisation.", _TABLE, "ion transport"), "viscosity_mPa_s"),
    (Feature("solvent.tpsa_A2.mean", "mean polar surface of the solvents", "Å²", "Polar surface follows the number of donor atoms.", _RDKIT, "solvation structure"), "tpsa_A2"),
    (Feature("solvent.log_p.mean", "mean log P of the solvents", "", "Lipophilic solvents coordinate Na⁺ weakly.", _RDKIT, "solvation structure"), "log_p"),
    (Feature("solvent.molar_mass_g_mol.mean", "mean molar mass of the solvents", "g/mol", "Heavier solvents tend to be more viscous and less volatile.", "formula", "ion transport"), "molar_mass_g_mol"),
    (Feature("solvent.diluent_share", "share of non-coordinating diluent", "", "A diluent keeps the local concentration high while it lowers viscosity.", _AMOUNTS, "solvation structure"), "is_diluent"),
    (Feature("solvent.carbonate_share", "share of carbonates", "", "Carbonates are associated with organic, unstable SEI on sodium.", _REVIEW, "reduction stability"), "is_carbonate"),
    (Feature("solvent.ether_share", "share of ethers", "", "Ethers are associated with thin inorganic SEI and reversible plating.", _REVIEW, "reduction stability"), "is_ether"),
    (Feature("solvent.fluorinated_share", "share of fluorinated solvents", "", "Fluorinated solvents are a source of NaF in the SEI.", _REVIEW, "SEI fluorine"), "is_fluorinated"),
    (Feature("salt.anion_lumo_eV.mean", "LUMO of the anion", "eV", "A low anion LUMO is associated with an anion-derived, inorganic SEI.", _XTB, "reduction stability"), "lumo_eV"),
    (Feature("salt.anion_lumo_eV.min", "lowest LUMO among the anions", "eV", "Of two anions, the one with the lower LUMO tends to be reduced first.", _XTB, "reduction stability"), "lumo_eV"),
    (Feature("salt.anion_electron_affinity_eV.mean", "electron affinity of the anion", "eV", "A high (less negative) affinity is associated with reduction of the anion.", _GFN2, "reduction stability"), "electron_affinity_eV"),
    (Feature("salt.anion_na_binding_eV.mean", "binding of the anion to Na⁺", "eV", "Strongly bound anions form contact ion pairs.", _XTB, "solvation structure"), "na_binding_eV"),
    (Feature("salt.anion_fluorine_atoms.mean", "fluorine atoms in the anion", "", "Anion fluorine is a source of NaF in the SEI.", "formula", "SEI fluorine"), "F_atoms"),
    (Feature("salt.anion_molar_mass_g_mol.mean", "molar mass of the anion", "g/mol", "Large anions are weakly coordinating.", "formula", "solvation structure"), "molar_mass_g_mol"),
    (Feature("additive.lumo_eV.mean", "mean LUMO of the additives", "eV", "A low LUMO is associated with reduction of the additives before the solvent.", _XTB, "reduction stability"), "lumo_eV"),
    (Feature("additive.lumo_eV.min", "lowest LUMO among the additives", "eV", "An additive with a low LUMO tends to be reduced before the solvent.", _XTB, "reduction stability"), "lumo_eV"),
    (Feature("additive.electron_affinity_eV.max", "highest electron affinity among the additives", "eV", "A high electron affinity marks a sacrificial additive.", _GFN2, "reduction stability"), "electron_affinity_eV"),
    (Feature("additive.na_binding_eV.min", "strongest Na⁺ binding among the additives", "eV", "An additive that binds Na⁺ can change the solvation shell.", _XTB, "solvation structure"), "na_binding_eV"),
    (Feature("additive.fluorine_atoms.max", "fluorine atoms in an additive", "", "Fluorinated additives are a source of NaF in the SEI.", "formula", "SEI fluorine"), "F_atoms"),
    (Feature("additive.is_inorganic.max", "inorganic additive", "", "Metal halides react with sodium to an alloy and a halide.", "formula", "sodiophilicity"), "is_inorganic"),
)  # fmt: skip

_COUNTS = (
    Feature("solvent.count", "number of solvents", "", "Mixed solvents trade reduction stability against transport.", "notation", "other"),
    Feature("salt.count", "number of salts", "", "A second salt is put in to share solvation and SEI between two anions.", "notation", "other"),
    Feature("additive.count", "number of additives", "", "Additives are put in to be reduced before the solvent or to even out plating.", "notation", "other"),
    Feature("additive.mole_fraction", "mole fraction of additives", "", "The dose of sacrificial or film-forming additives.", _AMOUNTS, "reduction stability"),
    Feature("additive.dose_mmol_mol_na", "additives per sodium", "mmol/mol", "What is there to react on sodium, against the salt that it competes with.", _AMOUNTS, "reduction stability"),
)  # fmt: skip

#: What changes from one combination of lists to the next.
AMOUNTS = (
    Feature("electrolyte.na_molality_mol_kg", "sodium molality", "mol/kg", "High molality leaves few free solvent molecules.", _AMOUNTS, "solvation structure"),
    Feature("electrolyte.na_molarity_mol_L", "sodium concentration", "mol/L", "Sets Sand's time and, with viscosity, conductivity.", _AMOUNTS, "ion transport"),
    Feature("electrolyte.na_per_solvent", "sodium per solvent molecule", "", "A high ratio is associated with contact ion pairs and an anion-derived SEI.", _AMOUNTS, "solvation structure"),
    Feature("electrolyte.coordinating_solvent_per_na", "coordinating solvent molecules per sodium", "", "Below about four, solvent is short and anions enter the shell.", _AMOUNTS, "solvation structure"),
    Feature("electrolyte.donor_sites_per_na", "donor atoms of the solvents per sodium", "", "Below six, solvent cannot fill the first shell of Na⁺.", _SHELL, "solvation structure"),
    Feature("electrolyte.free_solvent_fraction", "free share of the coordinating solvent", "", "Solvent outside the shells of Na⁺ is mobile, and reduced rather than protected.", _SHELL, "solvation structure"),
    Feature("electrolyte.anion_shell_share", "anions in the first shell of Na⁺", "", "Anions in the shell are reduced with it and form an inorganic SEI.", _SHELL, "solvation structure"),
    Feature("electrolyte.fluorine_per_na", "fluorine atoms per sodium", "", "The fluorine that is there to form NaF.", _AMOUNTS, "SEI fluorine"),
    Feature("electrolyte.sulfur_per_na", "sulfur atoms per sodium", "", "Sulfur species end in Na₂S and sulfites in the SEI.", _AMOUNTS, "SEI fluorine"),
    Feature("electrolyte.nitrogen_per_na", "nitrogen atoms per sodium", "", "Nitrogen species end in nitrides and nitrites in the SEI.", _AMOUNTS, "SEI fluorine"),
    Feature("electrolyte.boron_per_na", "boron atoms per sodium", "", "Boron species end in borates in the SEI.", _AMOUNTS, "SEI fluorine"),
)  # fmt: skip

#: States other than liquid, in the order of their columns.
FLAGGED_STATES = (State.IONIC_LIQUID, State.GEL, State.POLYMER, State.SOLID)
_STATE_MEANINGS = (
    "Ionic liquids are stable and viscous.",
    "Gels hold liquid in a polymer.",
    "Polymers conduct slowly and press on the sodium.",
    "Solids stop convection and put contact first.",
)
_STATES = tuple(
    Feature(
        f"electrolyte.is_{state.value}",
        f"{state.value.replace('_', ' ')} electrolyte",
        "",
        meaning,
        "notation",
        "ion transport",
    )
    for state, meaning in zip(FLAGGED_STATES, _STATE_MEANINGS, strict=True)
)
_STATED = Feature(
    "electrolyte.is_stated", "solvents stated", "", "Whether the source names the solvents at all.", "notation", "other"
)


def _group(name: str) -> tuple[Feature, ...]:
    return tuple(entry for entry in (*(f for f, _ in STATISTICS), *_COUNTS) if entry.group == name)


SOLVENT, SALT, ADDITIVE = _group("solvent"), _group("salt"), _group("additive")
#: Every feature in the order of the matrix; each role's block stands together.
ELECTROLYTE_FEATURES = (*SOLVENT, *SALT, *ADDITIVE, *AMOUNTS, *_STATES, _STATED)
