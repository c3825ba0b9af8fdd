"""Names to species: solvents, additives, ions, and the salts that ions make."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .errors import AmbiguousNameError, UnknownNameError
from .formula import molar_mass_g_mol, parse_formula

#: Packing fraction of van der Waals volume in a molecular liquid, the median over the registry's liquids of
#: known density, and in the salts' ions, which fits the ion volumes of Jenkins et al. (Inorg. Chem. 1999, 38, 3609).
LIQUID_PACKING = 0.59
ION_PACKING = 0.70
#: cm³ mol⁻¹ per Å³ a molecule.
_A3_TO_CM3_MOL = 0.60221408
#: For the few species without structure or density (boron clusters, fullerenes); flagged as estimated.
_LAST_RESORT_DENSITY_G_CM3 = 1.5

#: Abbreviations that mean different things in different papers.
_AMBIGUOUS = {
    "hfe": "TTE (the 2023 review's HFE) or HFE-347 (the trifluoroethyl ether)",
    "dms": "dimethyl sulfite (DMSi) or dimethyl sulfide",
}
#: Ambiguous abbreviations with a stated reading; the remark goes with the cell.
_REMARKS = {
    "tegdme": "TEGDME read as tetraglyme; some papers mean triglyme.",
    "bc": "BC read as 1,2-butylene carbonate.",
}
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁺⁻−–·⋅•", "0123456789+---···")
_ALKALI = frozenset({"Li", "Na", "K"})
_ALKALI_ION = re.compile(r"\[(?:Li|Na|K)\+\]")
_IN_BRACKETS = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]")
_DRAWN_SALT = re.compile(rf"{_ALKALI_ION.pattern}\.[^.\s]+|[^.\s]+\.{_ALKALI_ION.pattern}")
_CATION_WORDS = {"na": "Na", "li": "Li", "k": "K", "sodium": "Na", "lithium": "Li", "potassium": "K"}


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


def key(name: str) -> str:
    """The spelling-insensitive form of a name: no case, spaces, hyphens; sub- and superscripts as digits."""
    return re.sub(r"[\s\-_]", "", name.translate(_SUBSCRIPTS)).lower()


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


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a shipped table as dictionaries of strings, without pandas (start-up time)."""
    text = files("nacre.data").joinpath("tables", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _density(row: dict[str, str], mass: float, known: dict[str, str]) -> tuple[float, bool]:
    if text := known.get(row["name"], ""):
        return float(text), False
    if row["vdw_volume_A3"]:
        return estimated_density_g_cm3(mass, float(row["vdw_volume_A3"]), int(row["charge"])), True
    return _LAST_RESORT_DENSITY_G_CM3, True


@cache
def molecules() -> dict[str, Species]:
    """The molecules and ions of the registry, by canonical name, in the table's order."""
    known = {row["name"]: row["density_g_cm3"] for row in read_table("molecule_properties")}
    found = {}
    for row in read_table("molecules"):
        mass = molar_mass_g_mol(row["formula"])
        density, estimated = _density(row, mass, known)
        found[row["name"]] = Species(
            name=row["name"],
            full_name=row["full_name"],
            kind="ion" if int(row["charge"]) else "molecule",
            role=row["role"],
            family=row["family"],
            smiles=row["smiles"],
            formula=row["formula"],
            charge=int(row["charge"]),
            molar_mass_g_mol=mass,
            density_g_cm3=density,
            density_is_estimated=estimated,
        )
    return found


@cache
def _aliases() -> dict[str, str]:
    """Spelling key to canonical name, for molecules and ions."""
    found: dict[str, str] = {}
    for row in read_table("molecules"):
        for name in [row["name"], row["full_name"], *row["aliases"].split(";")]:
            if name.strip():
                found.setdefault(key(name), row["name"])
    return found


@cache
def _named_salts() -> dict[str, tuple[str, str, str]]:
    """Spelling key to (name, cation, anion) for salts with a name of their own."""
    found = {}
    for row in read_table("salts"):
        for name in [row["name"], row["full_name"], *row["aliases"].split(";")]:
            found[key(name)] = (row["name"], row["cation"], row["anion"])
    return found


def ion_of(salt: Species) -> Species:
    """The anion of a salt: a row of the registry, or one drawn as SMILES."""
    return molecules()[salt.anion] if salt.anion in molecules() else _drawn(salt.anion[1:-1], -1)


def _ion(text: str, charge: int) -> Species | None:
    name = _aliases().get(key(text))
    found = molecules().get(name) if name else None
    return found if found and found.charge == charge else None


def _make_salt(name: str, cation: Species, anion: Species) -> Species:
    is_alkali = cation.family == "alkali"
    counts = parse_formula(cation.formula)
    for element, count in parse_formula(anion.formula).items():
        counts[element] = counts.get(element, 0) + count
    # A small alkali ion pulls the solvent in by about its own volume, so the salt takes the anion's.
    volume = anion.molar_volume_cm3_mol + (0.0 if is_alkali else cation.molar_volume_cm3_mol)
    mass = cation.molar_mass_g_mol + anion.molar_mass_g_mol
    return Species(
        name=name,
        full_name=f"{cation.full_name} {anion.full_name}",
        kind="salt" if is_alkali or name in {"CTAB", "DAIM"} else "ionic_liquid",
        role="salt" if is_alkali else "ionic_liquid",
        family="salt" if is_alkali else "ionic liquid",
        smiles=f"{cation.smiles}.{anion.smiles}",
        formula="".join(f"{e}{n:g}" if n != 1 else e for e, n in counts.items()),
        charge=0,
        molar_mass_g_mol=mass,
        density_g_cm3=mass / volume,
        density_is_estimated=True,
        cation=cation.name,
        anion=anion.name,
    )


@cache
def _salt(name: str) -> Species | None:
    """A salt or ionic liquid from its name: `NaPF6`, `Na[HCB11H11]`, `[C3mpyr]FSI`, `sodium perchlorate`."""
    if named := _named_salts().get(key(name)):
        return _make_salt(named[0], molecules()[named[1]], molecules()[named[2]])
    plain = re.sub(r"[\[\]\s\-]", "", name.translate(_SUBSCRIPTS))
    for cut in range(1, len(plain)):
        head, tail = plain[:cut], plain[cut:]
        cation = _ion(_CATION_WORDS.get(head.lower(), head), +1)
        anion = _ion(tail, -1) if cation else None
        if cation and anion:
            alkali = cation.family == "alkali"
            bracketed = anion.name == "HCB11H11"
            tail_name = f"[{anion.name}]" if bracketed else anion.name
            return _make_salt(f"{cation.name}{tail_name}" if alkali else f"[{cation.name}]{anion.name}", cation, anion)
    return None


@cache
def _drawn(smiles: str, charge: int = 0) -> Species:
    """A molecule or ion given as SMILES; its density is estimated. RDKit is imported here only."""
    from .smiles import describe_smiles

    found = describe_smiles(smiles, charge)
    known = next((s for s in molecules().values() if s.smiles and s.smiles == found.smiles), None)
    return known or found


@cache
def _drawn_salt(smiles: str) -> Species:
    """An alkali salt given as SMILES of its two ions, `[Li+].F[P-](F)(F)(F)(F)F`, in either order."""
    first, second = smiles.split(".")
    cation, anion = (first, second) if _ALKALI_ION.fullmatch(first) else (second, first)
    ion, drawn = molecules()[cation[1:-2]], _drawn(anion, -1)
    if not drawn.name.startswith("["):
        return lookup(f"{ion.name}{drawn.name}")
    return _make_salt(f"[{ion.smiles}.{drawn.smiles}]", ion, drawn)


def find(name: str) -> Species | None:
    """The species of a name, an abbreviation, a salt's formula or a bracketed SMILES; None where there is none.

    Raises
    ------
    AmbiguousNameError
        For abbreviations that papers use for different molecules.
    NacreError
        For a SMILES that RDKit refuses.
    """
    spelled = key(name)
    if spelled in _AMBIGUOUS:
        raise AmbiguousNameError(name, _AMBIGUOUS[spelled])
    if canonical := _aliases().get(spelled):
        return molecules()[canonical]
    if salt := _salt(name):
        return salt
    inner = name[1:-1] if _IN_BRACKETS.fullmatch(name) else None
    if drawn_salt := next(filter(_DRAWN_SALT.fullmatch, (name, inner or "")), None):
        return _drawn_salt(drawn_salt)
    return None if inner is None else _drawn(inner)


def lookup(name: str, kind: str = "component") -> Species:
    """As `find`, but an unknown name raises `UnknownNameError` with up to three near names."""
    found = find(name)
    if found is None:
        raise UnknownNameError(kind, name, near_names(name, kind))
    return found


def reading_remark(name: str) -> str:
    """How an ambiguous abbreviation was read, or an empty string."""
    return _REMARKS.get(key(name), "")


def salt_names() -> Iterator[str]:
    """The sodium salts that the registry can make, e.g. for suggestions and menus."""
    for species in molecules().values():
        if species.charge == -1:
            yield f"Na[{species.name}]" if species.name == "HCB11H11" else f"Na{species.name}"


@cache
def _vocabulary(kind: str) -> dict[str, str]:
    """Lower-case spelling to the name that is suggested."""
    words = {name.lower(): name for name in salt_names()}
    if kind == "salt":
        return words
    for row in read_table("molecules"):
        if row["charge"] == "0":
            for name in [row["name"], row["full_name"], *row["aliases"].split(";")]:
                if name.strip():
                    words.setdefault(name.strip().lower(), name.strip())
    return words


def near_names(name: str, kind: str = "component") -> list[str]:
    """Up to three known names close to a misspelt one, closest first."""
    from rapidfuzz import fuzz, process  # an error path only

    words = _vocabulary(kind)
    hits = process.extract(name.lower(), list(words), scorer=fuzz.ratio, limit=3, score_cutoff=60)
    return list(dict.fromkeys(words[word] for word, _, _ in hits))


@cache
def order(name: str) -> int:
    """The place of a species in the registry, the canonical order of a list; a salt takes its anion's."""
    names = list(molecules())
    if name not in molecules() and not name.startswith("[") and (salt := _salt(name)):
        name = salt.anion
    return names.index(name) if name in molecules() else len(names)
