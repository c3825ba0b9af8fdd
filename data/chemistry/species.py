"""A species: a molecule, an ion or the formula unit of a salt, and its density where no table has one."""

from __future__ import annotations

from dataclasses import dataclass

#: Packing fraction of van der Waals volume in a molecular liquid, the median over the registry's liquids of
#: known density, and in the salts' ions, which fits the ion volumes of Jenkins et al. (Inorg. Chem. 1999, 38, 3609).
LIQUID_PACKING = 0.59
ION_PACKING = 0.70
#: The same of ionic liquids, whose large ions pack less well: the mean over five of known density (EMIMTFSI 1.519,
#: C4mpyrTFSI 1.394, C3mpyrFSI 1.343, EMIMBF4 1.280, BMIMPF6 1.366 g/cm³ at 25 °C; ILThermo, NIST).
IONIC_LIQUID_PACKING = 0.63
#: cm³ mol⁻¹ per Å³ a molecule.
_A3_TO_CM3_MOL = 0.60221408
#: For the few species without structure or density (boron clusters, fullerenes); flagged as estimated.
LAST_RESORT_DENSITY_G_CM3 = 1.5
_ALKALI = frozenset({"Li", "Na", "K"})


@dataclass(frozen=True, slots=True)
class Species:
    """A molecule, an ion or a salt's formula unit.

    Attributes
    ----------
    name : str
        Canonical short name; an inline molecule is named by its bracketed canonical SMILES.
    kind : str
        "molecule", "ion", "salt" or "ionic_liquid".
    role, family : str
        Usual role ("solvent", "diluent", "additive", "salt", …) and chemical family.
    smiles : str
        Empty where no SMILES can be written.
    formula : str
    charge : int
    molar_mass_g_mol, density_g_cm3 : float
    density_is_estimated : bool
        True where the density comes from the van der Waals volume instead of a table.
    cation, anion : str
        Names of the ions of a salt, else empty.
    """

    name: str
    full_name: str
    kind: str
    role: str
    family: str
    smiles: str
    formula: str
    charge: int
    molar_mass_g_mol: float
    density_g_cm3: float
    density_is_estimated: bool
    cation: str = ""
    anion: str = ""

    @property
    def molar_volume_cm3_mol(self) -> float:
        """Molar volume (cm³ mol⁻¹)."""
        return self.molar_mass_g_mol / self.density_g_cm3

    @property
    def is_salt(self) -> bool:
        """True for salts and ionic liquids."""
        return self.kind in {"salt", "ionic_liquid"}

    @property
    def is_alkali_salt(self) -> bool:
        """True for salts of lithium, sodium and potassium, whose cation carries the current."""
        return self.cation in _ALKALI


def estimated_density_g_cm3(molar_mass_g_mol: float, vdw_volume_A3: float, charge: int = 0) -> float:
    """Density from the additive van der Waals volume of Zhao, Abraham and Zissimos (J. Org. Chem. 2003, 68, 7368).

    Parameters
    ----------
    molar_mass_g_mol, vdw_volume_A3 : float
    charge : int
        Ions pack as in a salt, molecules as in a liquid.
    """
    packing = ION_PACKING if charge else LIQUID_PACKING
    return molar_mass_g_mol * packing / (vdw_volume_A3 * _A3_TO_CM3_MOL)


#: The name of a salt, a phase or a family that is there but was not stated.
UNKNOWN = "unknown"
#: Longer names stand in no table: nothing is near them, and nothing is looked up for them.
LONGEST_NAME = 120
