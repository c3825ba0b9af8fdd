"""The mixture: what the solvents, the salt, the additives and their amounts say, as columns over a batch."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from ..data.batch import STATES, CellBatch
from ..data.cell import UNKNOWN, State
from .catalogue import Feature
from .molecules import PROPERTIES, property_matrix
from .solvation import first_shell
from .statistics import extreme, total, weighted_means

Floats = npt.NDArray[np.float64]

_XTB = "GFN1-xTB at the GFN2-xTB geometry, table `orbitals`"
_GFN2 = "GFN2-xTB, table `orbitals`"
_TABLE = "table `molecule_properties`"
_RDKIT = "RDKit, table `molecule_descriptors`"
_REVIEW = "Nanoscale 2023, 15, 11313"
_SHELL = "competitive coordination model (`features/solvation.py`), binding energies of GFN1-xTB"
_AMOUNTS = "amounts, molar masses and densities (`data/composition.py`)"

#: feature name → (property, statistic); statistics are taken over the components of the role in the name.
_STATISTICS = {
    "solvent.lumo_eV.mean": ("lumo_eV", "mean"),
    "solvent.lumo_eV.min": ("lumo_eV", "min"),
    "solvent.electron_affinity_eV.mean": ("electron_affinity_eV", "mean"),
    "solvent.homo_eV.mean": ("homo_eV", "mean"),
    "solvent.dipole_D.mean": ("dipole_D", "mean"),
    "solvent.electron_affinity_eV.max": ("electron_affinity_eV", "max"),
    "solvent.na_binding_eV.mean": ("na_binding_eV", "mean"),
    "solvent.na_binding_eV.min": ("na_binding_eV", "min"),
    "solvent.donor_number_kcal_mol.mean": ("donor_number_kcal_mol", "mean"),
    "solvent.dielectric_constant.mean": ("dielectric_constant", "mean"),
    "solvent.viscosity_mPa_s.mean": ("viscosity_mPa_s", "mean"),
    "solvent.boiling_point_C.mean": ("boiling_point_C", "mean"),
    "solvent.flash_point_C.min": ("flash_point_C", "min"),
    "solvent.tpsa_A2.mean": ("tpsa_A2", "mean"),
    "solvent.log_p.mean": ("log_p", "mean"),
    "solvent.molar_mass_g_mol.mean": ("molar_mass_g_mol", "mean"),
    "salt.anion_lumo_eV.mean": ("lumo_eV", "mean"),
    "salt.anion_electron_affinity_eV.mean": ("electron_affinity_eV", "mean"),
    "salt.anion_na_binding_eV.mean": ("na_binding_eV", "mean"),
    "salt.anion_fluorine_atoms.mean": ("F_atoms", "mean"),
    "salt.anion_molar_mass_g_mol.mean": ("molar_mass_g_mol", "mean"),
    "additive.lumo_eV.min": ("lumo_eV", "min"),
    "additive.electron_affinity_eV.max": ("electron_affinity_eV", "max"),
    "additive.na_binding_eV.min": ("na_binding_eV", "min"),
    "additive.fluorine_atoms.max": ("F_atoms", "max"),
    "additive.is_inorganic.max": ("is_inorganic", "max"),
}
_SHARES = {
    "solvent.diluent_share": "is_diluent",
    "solvent.carbonate_share": "is_carbonate",
    "solvent.ether_share": "is_ether",
    "solvent.fluorinated_share": "is_fluorinated",
}
#: What a family of unnamed solvents still tells: shares that are certain.
_FAMILY_SHARES = {
    "carbonate": {"solvent.carbonate_share": 1.0, "solvent.ether_share": 0.0},
    "ether": {"solvent.carbonate_share": 0.0, "solvent.ether_share": 1.0},
    "phosphate": {"solvent.carbonate_share": 0.0, "solvent.ether_share": 0.0},
}
_ELEMENTS = ("F", "S", "N", "B")
_STATES = (State.IONIC_LIQUID, State.GEL, State.POLYMER, State.SOLID)

FEATURES = (
    Feature(
        "solvent.lumo_eV.mean",
        "mean LUMO of the solvents",
        "eV",
        "A low LUMO is associated with early reduction of the solvent on sodium.",
        _XTB,
    ),
    Feature(
        "solvent.lumo_eV.min",
        "lowest LUMO among the solvents",
        "eV",
        "The solvent with the lowest LUMO tends to be reduced first and to decide the SEI.",
        _XTB,
    ),
    Feature(
        "solvent.electron_affinity_eV.mean",
        "mean electron affinity of the solvents",
        "eV",
        "A high electron affinity is associated with early reduction of the solvent.",
        _GFN2,
    ),
    Feature(
        "solvent.electron_affinity_eV.max",
        "highest electron affinity among the solvents",
        "eV",
        "The solvent that takes up an electron most easily tends to be reduced first.",
        _GFN2,
    ),
    Feature(
        "solvent.homo_eV.mean",
        "mean HOMO of the solvents",
        "eV",
        "A low HOMO is associated with stability against oxidation.",
        _GFN2,
    ),
    Feature(
        "solvent.dipole_D.mean",
        "mean dipole moment of the solvents",
        "D",
        "Polar solvents dissolve salt and hold Na⁺ more strongly.",
        _GFN2,
    ),
    Feature(
        "solvent.na_binding_eV.mean",
        "mean Na⁺ binding energy of the solvents",
        "eV",
        "Weak binding (near zero) is associated with fast desolvation and anion-rich solvation shells.",
        _XTB,
    ),
    Feature(
        "solvent.na_binding_eV.min",
        "strongest Na⁺ binding among the solvents",
        "eV",
        "The strongest donor fills the first shell of Na⁺ as long as it lasts.",
        _XTB,
    ),
    Feature(
        "solvent.donor_number_kcal_mol.mean",
        "mean donor number of the solvents",
        "kcal/mol",
        "Strong donors keep anions out of the first shell of Na⁺.",
        _TABLE,
    ),
    Feature(
        "solvent.dielectric_constant.mean",
        "mean dielectric constant of the solvents",
        "",
        "A high dielectric constant separates ion pairs.",
        _TABLE,
    ),
    Feature(
        "solvent.viscosity_mPa_s.mean",
        "mean viscosity of the solvents",
        "mPa s",
        "Viscous solvents slow Na⁺ and raise polarisation.",
        _TABLE,
    ),
    Feature(
        "solvent.boiling_point_C.mean",
        "mean boiling point of the solvents",
        "°C",
        "High-boiling solvents hold together strongly: they are viscous and evaporate little.",
        _TABLE,
    ),
    Feature(
        "solvent.flash_point_C.min",
        "lowest flash point among the solvents",
        "°C",
        "Tells volatility and fire risk; it has no known effect on the sodium itself.",
        _TABLE,
    ),
    Feature(
        "solvent.tpsa_A2.mean",
        "mean polar surface of the solvents",
        "Å²",
        "Polar surface follows the number of donor atoms.",
        _RDKIT,
    ),
    Feature(
        "solvent.log_p.mean", "mean log P of the solvents", "", "Lipophilic solvents coordinate Na⁺ weakly.", _RDKIT
    ),
    Feature(
        "solvent.molar_mass_g_mol.mean",
        "mean molar mass of the solvents",
        "g/mol",
        "Heavier solvents tend to be more viscous and less volatile.",
        _RDKIT,
    ),
    Feature(
        "solvent.count",
        "number of solvents",
        "",
        "Mixed solvents trade reduction stability against transport.",
        _AMOUNTS,
    ),
    Feature(
        "solvent.diluent_share",
        "share of non-coordinating diluent",
        "",
        "A diluent keeps the local concentration high while it lowers viscosity.",
        _AMOUNTS,
    ),
    Feature(
        "solvent.carbonate_share",
        "share of carbonates",
        "",
        "Carbonates are associated with organic, unstable SEI on sodium.",
        _REVIEW,
    ),
    Feature(
        "solvent.ether_share",
        "share of ethers",
        "",
        "Ethers are associated with thin inorganic SEI and reversible plating.",
        _REVIEW,
    ),
    Feature(
        "solvent.fluorinated_share",
        "share of fluorinated solvents",
        "",
        "Fluorinated solvents are a source of NaF in the SEI.",
        _REVIEW,
    ),
    Feature(
        "salt.anion_lumo_eV.mean",
        "LUMO of the anion",
        "eV",
        "A low anion LUMO is associated with an anion-derived, inorganic SEI.",
        _XTB,
    ),
    Feature(
        "salt.anion_electron_affinity_eV.mean",
        "electron affinity of the anion",
        "eV",
        "A high (less negative) affinity is associated with reduction of the anion.",
        _GFN2,
    ),
    Feature(
        "salt.anion_na_binding_eV.mean",
        "binding of the anion to Na⁺",
        "eV",
        "Strongly bound anions form contact ion pairs.",
        _XTB,
    ),
    Feature(
        "salt.anion_fluorine_atoms.mean",
        "fluorine atoms in the anion",
        "",
        "Anion fluorine is a source of NaF in the SEI.",
        "formula",
    ),
    Feature(
        "salt.anion_molar_mass_g_mol.mean",
        "molar mass of the anion",
        "g/mol",
        "Large anions are weakly coordinating.",
        "formula",
    ),
    Feature(
        "additive.count",
        "number of additives",
        "",
        "Additives are put in to be reduced before the solvent or to even out plating.",
        _AMOUNTS,
    ),
    Feature(
        "additive.mole_fraction",
        "mole fraction of additives",
        "",
        "The dose of sacrificial or film-forming additives.",
        _AMOUNTS,
    ),
    Feature(
        "additive.mmol_per_mol_na",
        "additives per sodium",
        "mmol/mol",
        "How much additive there is for each sodium ion of the electrolyte.",
        _AMOUNTS,
    ),
    Feature(
        "additive.lumo_eV.min",
        "lowest LUMO among the additives",
        "eV",
        "An additive with a low LUMO tends to be reduced before the solvent.",
        _XTB,
    ),
    Feature(
        "additive.electron_affinity_eV.max",
        "highest electron affinity among the additives",
        "eV",
        "A high electron affinity marks a sacrificial additive.",
        _GFN2,
    ),
    Feature(
        "additive.na_binding_eV.min",
        "strongest Na⁺ binding among the additives",
        "eV",
        "An additive that binds Na⁺ can change the solvation shell.",
        _XTB,
    ),
    Feature(
        "additive.fluorine_atoms.max",
        "fluorine atoms in an additive",
        "",
        "Fluorinated additives are a source of NaF in the SEI.",
        "formula",
    ),
    Feature(
        "additive.is_inorganic.max",
        "inorganic additive",
        "",
        "Metal halides react with sodium to an alloy and a halide.",
        "formula",
    ),
    Feature(
        "electrolyte.na_molality_mol_kg",
        "sodium molality",
        "mol/kg",
        "High molality leaves few free solvent molecules.",
        _AMOUNTS,
    ),
    Feature(
        "electrolyte.na_molarity_mol_L",
        "sodium concentration",
        "mol/L",
        "Sets Sand's time and, with viscosity, conductivity.",
        _AMOUNTS,
    ),
    Feature(
        "electrolyte.na_per_solvent",
        "sodium per solvent molecule",
        "",
        "A high ratio is associated with contact ion pairs and an anion-derived SEI.",
        _AMOUNTS,
    ),
    Feature(
        "electrolyte.coordinating_solvent_per_na",
        "coordinating solvent molecules per sodium",
        "",
        "Below about four, solvent is short and anions enter the shell.",
        _AMOUNTS,
    ),
    Feature(
        "electrolyte.free_solvent_fraction",
        "share of free solvent",
        "",
        "Few free solvent molecules are associated with an anion-derived SEI and less solvent reduction.",
        _SHELL,
    ),
    Feature(
        "electrolyte.anion_share_of_shell",
        "anions in the first shell of Na⁺",
        "",
        "Anions beside Na⁺ are reduced first and leave an inorganic SEI.",
        _SHELL,
    ),
    *(
        Feature(f"electrolyte.{name}_per_na", f"{name} atoms per sodium", "", meaning, _AMOUNTS)
        for name, meaning in (
            ("fluorine", "The fluorine that is there to form NaF."),
            ("sulfur", "Sulfur species end in Na₂S and sulfites in the SEI."),
            ("nitrogen", "Nitrogen species end in nitrides and nitrites in the SEI."),
            ("boron", "Boron species end in borates in the SEI."),
        )
    ),
    *(
        Feature(
            f"electrolyte.is_{state.value}", f"{state.value.replace('_', ' ')} electrolyte", "", meaning, "notation"
        )
        for state, meaning in zip(
            _STATES,
            (
                "Ionic liquids are stable and viscous.",
                "Gels hold liquid in a polymer.",
                "Polymers conduct slowly and press on the sodium.",
                "Solids stop convection and put contact first.",
            ),
            strict=True,
        )
    ),
    Feature(
        "electrolyte.is_stated", "solvents stated", "", "Whether the source names the solvents at all.", "notation"
    ),
)


def electrolyte_columns(batch: CellBatch) -> dict[str, Floats]:
    """Every electrolyte feature of a batch, by name, arrays of shape (n,)."""
    composition = batch.composition
    roles = {"solvent": composition.solvent, "salt": composition.salt, "additive": composition.additive}
    values = property_matrix(batch.species)
    columns = _means(roles, values) | _extremes(roles, values)
    columns |= _shares(batch, values)
    columns |= _amounts(batch, values)
    columns |= _shell(batch, values)
    for state in _STATES:
        columns[f"electrolyte.is_{state.value}"] = (batch.state == STATES.index(state)).astype(float)
    return columns


def _column(values: Floats, name: str) -> Floats:
    return values[:, PROPERTIES.index(name)]


def _means(roles: dict[str, sparse.csr_matrix], values: Floats) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for role, fractions in roles.items():
        names = [n for n, (_, how) in _STATISTICS.items() if how == "mean" and n.startswith(f"{role}.")]
        wanted = [PROPERTIES.index(_STATISTICS[name][0]) for name in names]
        if names:
            means = weighted_means(fractions, values[:, wanted])
            found |= {name: means[:, i] for i, name in enumerate(names)}
    return found


def _extremes(roles: dict[str, sparse.csr_matrix], values: Floats) -> dict[str, Floats]:
    return {
        name: extreme(roles[name.partition(".")[0]], _column(values, prop), largest=how == "max")
        for name, (prop, how) in _STATISTICS.items()
        if how != "mean"
    }


def _shares(batch: CellBatch, values: Floats) -> dict[str, Floats]:
    composition = batch.composition
    wanted = [PROPERTIES.index(name) for name in _SHARES.values()]
    means = weighted_means(composition.solvent, values[:, wanted])
    columns = {name: means[:, i] for i, name in enumerate(_SHARES)}
    stated = np.diff(batch.solvents.indptr) > 0
    for code, families in enumerate(batch.family.lists):
        rows = batch.family.codes == code
        for name, share in _FAMILY_SHARES.get(families[0] if families else UNKNOWN, {}).items():
            columns[name][rows] = share
    return columns | {
        "solvent.count": np.where(stated, np.diff(batch.solvents.indptr), np.nan),
        "electrolyte.is_stated": stated.astype(float),
    }


def _shell(batch: CellBatch, values: Floats) -> dict[str, Floats]:
    composition = batch.composition
    binding = _column(values, "na_binding_eV")
    shell = first_shell(
        composition.solvent,
        composition.salt_per_solvent,
        composition.na_per_solvent,
        solvent_binding_eV=binding,
        anion_binding_eV=binding,
        sites=_column(values, "coordinating_sites"),
        is_anion=_column(values, "is_ionic_liquid") > 0,
    )
    return {
        "electrolyte.free_solvent_fraction": shell.free_solvent_fraction,
        "electrolyte.anion_share_of_shell": shell.anion_share,
    }


def _amounts(batch: CellBatch, values: Floats) -> dict[str, Floats]:
    composition = batch.composition
    na = composition.na_per_solvent
    coordinating = 1.0 - total(composition.solvent, _column(values, "is_diluent"))
    additive_moles = np.asarray(composition.additive_per_solvent.sum(axis=1)).ravel()
    columns = {
        "additive.count": np.diff(batch.additives.indptr).astype(float),
        "additive.mole_fraction": composition.additive_mole_fraction,
        "electrolyte.na_molality_mol_kg": composition.na_molality_mol_kg,
        "electrolyte.na_molarity_mol_L": composition.na_molarity_mol_L,
        "electrolyte.na_per_solvent": na,
    }
    with np.errstate(divide="ignore", invalid="ignore"):
        per_na = np.where(na > 0, 1.0 / na, np.nan)
        columns["electrolyte.coordinating_solvent_per_na"] = coordinating * per_na
        columns["additive.mmol_per_mol_na"] = 1000.0 * additive_moles * per_na
        for element, name in zip(_ELEMENTS, ("fluorine", "sulfur", "nitrogen", "boron"), strict=True):
            atoms = _column(values, f"{element}_atoms")
            moles = total(composition.solvent, atoms) + total(composition.salt_per_solvent, atoms)
            extra = total(composition.additive_per_solvent, atoms)
            columns[f"electrolyte.{name}_per_na"] = (moles + np.nan_to_num(extra)) * per_na
    return columns
