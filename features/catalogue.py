"""What every feature means: label, unit, group, physics and source, next to its name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of the feature matrix.

    Attributes
    ----------
    name : str
        `group.quantity[.statistic]`, the unit at the end of the quantity.
    label : str
        What a chemist calls it.
    unit : str
        Empty for numbers and flags.
    meaning : str
        One sentence: what it has to do with the cell, told as association.
    source : str
        Where the values or the formula come from.
    lifetime_sign, overpotential_sign : int
        +1 or -1 only where physics fixes the direction of the effect, else 0; used as monotone constraints.
    """

    name: str
    label: str
    unit: str
    meaning: str
    source: str
    lifetime_sign: int = 0
    overpotential_sign: int = 0

    def sign(self, quantity: str) -> int:
        """The sign fixed by physics for a predicted quantity, else 0."""
        return {"lifetime": self.lifetime_sign, "overpotential": self.overpotential_sign}.get(quantity, 0)

    @property
    def cause(self) -> str:
        """The physical cause that the feature belongs to, a key of `CAUSES`."""
        group, _, rest = self.name.partition(".")
        quantity = rest.partition(".")[0]
        return _CAUSE_OF.get(f"{group}.{quantity}") or _CAUSE_OF.get(quantity) or _CAUSE_OF[group]

    @property
    def group(self) -> str:
        """The first part of the name: solvent, salt, additive, electrolyte, coating, host or protocol."""
        return self.name.partition(".")[0]


#: Physical causes, in the words that reports use.
CAUSES = {
    "reduction": "reduction stability",
    "solvation": "solvation structure",
    "fluorine": "SEI fluorine and inorganic species",
    "transport": "ion transport",
    "mechanics": "mechanical strength and volume change",
    "sodiophilicity": "sodiophilicity and alloying",
    "electronics": "electronic insulation",
    "load": "load of the test",
    "record": "what is stated and how many parts there are",
}
#: Group, quantity, or both → cause; the most special entry counts.
_CAUSE_OF = {
    # groups, for what is not named below
    "solvent": "solvation",
    "salt": "solvation",
    "additive": "reduction",
    "electrolyte": "solvation",
    "coating": "record",
    "host": "record",
    "protocol": "load",
    # quantities
    "lumo_eV": "reduction",
    "electron_affinity_eV": "reduction",
    "homo_eV": "reduction",
    "anion_lumo_eV": "reduction",
    "anion_electron_affinity_eV": "reduction",
    "carbonate_share": "reduction",
    "ether_share": "reduction",
    "count": "record",
    "is_stated": "record",
    "fluorinated_share": "fluorine",
    "anion_fluorine_atoms": "fluorine",
    "fluorine_atoms": "fluorine",
    "fluorine_per_na": "fluorine",
    "sulfur_per_na": "fluorine",
    "nitrogen_per_na": "fluorine",
    "boron_per_na": "fluorine",
    "is_inorganic": "fluorine",
    "halogen_fraction": "fluorine",
    "viscosity_mPa_s": "transport",
    "molar_mass_g_mol": "transport",
    "anion_molar_mass_g_mol": "transport",
    "boiling_point_C": "transport",
    "flash_point_C": "transport",
    "na_molarity_mol_L": "transport",
    "is_ionic_liquid": "transport",
    "is_gel": "transport",
    "is_polymer": "transport",
    "is_solid": "transport",
    "temperature_C": "transport",
    "sand_ratio": "transport",
    "chalcogen_fraction": "transport",
    "pnictogen_fraction": "transport",
    "covalent_radius_pm": "transport",
    "log10_shear_modulus_GPa": "mechanics",
    "melting_point_K": "mechanics",
    "oxygen_fraction": "mechanics",
    "polymer_share": "mechanics",
    "carbon_fraction": "mechanics",
    "is_alloying": "sodiophilicity",
    "is_doped_carbon": "sodiophilicity",
    "na_reaction_energy_eV": "sodiophilicity",
    "alkali_fraction": "sodiophilicity",
    "is_metal_foam": "sodiophilicity",
    "is_carbon": "sodiophilicity",
    "is_mxene": "sodiophilicity",
    "electronegativity": "electronics",
    "ionic_character": "electronics",
    "d_metal_fraction": "electronics",
    "is_electronic_conductor": "electronics",
    "band_gap_eV": "electronics",
}

#: The groups in the order of the matrix, with the words that reports use.
GROUPS = {
    "solvent": "solvents",
    "salt": "salt anion",
    "additive": "additives",
    "electrolyte": "concentration and solvation",
    "coating": "coating",
    "host": "host",
    "protocol": "test protocol",
}
