"""Names to species: solvents, additives, ions, and the salts that ions make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from ..errors import AmbiguousNameError, UnknownNameError
from ..shipped import read_table
from .binary_names import binary_formula
from .formula import parse_formula
from .molecules import drawn_names, key, molecule_names, molecules, named_salts
from .own_names import own_rows
from .species import ION_PACKING, IONIC_LIQUID_PACKING, LONGEST_NAME, UNKNOWN, Species

#: Abbreviations that mean different things in different papers.
_AMBIGUOUS = {
    "hfe": "TTE (the 2023 review's HFE) or HFE-347 (the trifluoroethyl ether)",
    "dms": "dimethyl sulfite (DMSi) or dimethyl sulfide",
}
#: Ambiguous abbreviations with a stated reading; the remark goes with the cell.
_REMARKS = {
    "tegdme": "TEGDME read as tetraglyme; some papers mean triglyme.",
    "dee": "DEE read as 1,2-diethoxyethane; some papers mean diethyl ether.",
    "bc": "BC read as 1,2-butylene carbonate.",
}
_ALKALI_ION = re.compile(r"\[(?:Li|Na|K)\+\]")
_IN_BRACKETS = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]")
_DRAWN_SALT = re.compile(rf"{_ALKALI_ION.pattern}\.[^.\s]+|[^.\s]+\.{_ALKALI_ION.pattern}")
_NO_BRACKETS = str.maketrans("", "", "[]")
#: Names that are remembered; a server is asked for any number of others.
_KEPT = 65536
#: FSA is a solvent of its own, and the amide FSI where a cation stands before it.
_ANION_WORDS = {"fsa": "FSI"}
_CATION_WORDS = {"na": "Na", "li": "Li", "k": "K", "sodium": "Na", "lithium": "Li", "potassium": "K"}


@lru_cache(maxsize=_KEPT)
def ion(name: str) -> Species:
    """An ion by the registry's name, or by the bracketed SMILES that a drawn salt calls it."""
    if species := molecules().get(name):
        return species
    from .smiles import describe_ion

    return describe_ion(name[1:-1])


def ion_of(salt: Species) -> Species:
    """The anion of a salt: a row of the registry, or one drawn as SMILES."""
    return ion(salt.anion)


@cache
def _ions(charge: int) -> dict[str, Species]:
    """The ions of a charge by the spelling keys of their names, and by the words that stand for them in salts."""
    words = _CATION_WORDS if charge > 0 else _ANION_WORDS
    named = molecule_names()
    found = {spelled: molecules()[name] for spelled, name in named.items() if molecules()[name].charge == charge}
    return found | {word: molecules()[name] for word, name in words.items()}


def _make_salt(name: str, cation: Species, anion: Species) -> Species:
    is_alkali = cation.family == "alkali"
    counts = parse_formula(cation.formula)
    for element, count in parse_formula(anion.formula).items():
        counts[element] = counts.get(element, 0) + count
    # A small alkali ion pulls the solvent in by about its own volume, so the salt takes the anion's.
    volume = anion.molar_volume_cm3_mol
    if not is_alkali:
        volume = (volume + cation.molar_volume_cm3_mol) * ION_PACKING / IONIC_LIQUID_PACKING
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


@lru_cache(maxsize=_KEPT)
def _salt(name: str) -> Species | None:
    """A salt or ionic liquid from its name: `NaPF6`, `Na[HCB11H11]`, `[C3mpyr]FSI`, `sodium perchlorate`."""
    if named := named_salts().get(key(name)):
        return _make_salt(named[0], molecules()[named[1]], molecules()[named[2]])
    plain = key(name).translate(_NO_BRACKETS)
    cations, anions = _ions(+1), _ions(-1)
    for cut in range(1, len(plain)):
        cation = cations.get(plain[:cut])
        anion = anions.get(plain[cut:]) if cation else None
        if cation and anion:
            alkali = cation.family == "alkali"
            bracketed = anion.name == "HCB11H11"
            tail_name = f"[{anion.name}]" if bracketed else anion.name
            return _make_salt(f"{cation.name}{tail_name}" if alkali else f"[{cation.name}]{anion.name}", cation, anion)
    return None


#: Species that were drawn in this process, by their bracketed canonical SMILES: a record's name needs no RDKit again.
_DRAWN: dict[str, Species] = {}


@lru_cache(maxsize=_KEPT)
def _drawn(smiles: str) -> Species:
    """A molecule or a salt given as SMILES; its density is estimated. RDKit is imported here only."""
    from .smiles import describe_salt, describe_smiles, registry_name

    if "." not in smiles:
        molecule = describe_smiles(smiles)
        known = registry_name(molecule.smiles)
        species = molecules()[known] if known else molecule
    else:
        salt = describe_salt(smiles)
        pair = salt.smiles.count(".") == 1
        species = (_salt(f"{salt.cation}{salt.anion}") if pair else None) or salt
    while len(_DRAWN) >= _KEPT:
        _DRAWN.pop(next(iter(_DRAWN)), None)  # the oldest
    return _DRAWN.setdefault(species.name, species)


@cache
def _own_molecules() -> dict[str, Species]:
    """Molecules of one's own by the spelling keys of their names."""
    from .smiles import describe_smiles

    found: dict[str, Species] = {}
    for row in own_rows("molecules"):
        drawn = describe_smiles(row["smiles"])
        species = replace(drawn, name=row["name"], full_name=row["name"], role=row["role"] or drawn.role)
        if row["density_g_cm3"]:
            species = replace(species, density_g_cm3=float(row["density_g_cm3"]), density_is_estimated=False)
        found |= dict.fromkeys([key(one) for one in [row["name"], *row["aliases"].split(";")] if one.strip()], species)
    return found


def find(name: str) -> Species | None:
    """The species of a name, an abbreviation, a salt's formula or a bracketed SMILES; None where there is none.

    Raises
    ------
    AmbiguousNameError
        For abbreviations that papers use for different molecules.
    NacreError
        For a SMILES that RDKit refuses.
    """
    if name in _DRAWN:
        return _DRAWN[name]
    spelled = key(name)
    if spelled in _AMBIGUOUS:
        raise AmbiguousNameError(name, _AMBIGUOUS[spelled])
    if canonical := molecule_names().get(spelled):
        return molecules()[canonical]
    if len(name) <= LONGEST_NAME and (known := _own_molecules().get(spelled) or _salt(name)):
        return known
    if smiles := drawn_names().get(spelled):
        return _drawn(smiles)
    if formula := binary_formula(name):
        return find(formula)
    return _in_brackets(name)


def _in_brackets(name: str) -> Species | None:
    """A molecule or a salt that is drawn in brackets."""
    inner = name[1:-1] if _IN_BRACKETS.fullmatch(name) else None
    if drawn_salt := next(filter(_DRAWN_SALT.fullmatch, (name, inner or "")), None):
        return _drawn(drawn_salt)
    return None if inner is None else _drawn(inner)


def lookup(name: str, kind: str = "component") -> Species:
    """As `find`, but an unknown name raises `UnknownNameError` with up to three near names.

    Parameters
    ----------
    name : str
        A name, alias, salt formula or bracketed SMILES.
    kind : str
        What it should be, for the message.
    """
    species = find(name)
    if species is None:
        raise UnknownNameError(kind, name, near_names(name, kind))
    return species


@lru_cache(maxsize=65536)
def species_of(name: str) -> Species | None:
    """The species of a component's name; None for "unknown", the salt that was not stated.

    Raises
    ------
    UnknownNameError, AmbiguousNameError, NacreError
        As `lookup` does.
    """
    return None if name == UNKNOWN else lookup(name)


def reading_remark(name: str) -> str:
    """How an ambiguous abbreviation was read, or what of a drawing was left out; or an empty string."""
    return _of_drawing(name) if name.startswith("[") else _REMARKS.get(key(name), "")


def _of_drawing(name: str) -> str:
    species = find(name)
    marks = [("isotopes", r"\[\d+[A-Za-z]"), ("stereo marks", r"[@/\\]")]
    told = [word for word, mark in marks if re.search(mark, name) and species and not re.search(mark, species.smiles)]
    return f"{' and '.join(told).capitalize()} of {name} are left out: no feature depends on them." if told else ""


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
    """Up to three known names close to a misspelt one, closest first.

    Parameters
    ----------
    name : str
    kind : str
        What it should be: salt, solvent, additive, …
    """
    if len(name) > LONGEST_NAME:
        return []
    from rapidfuzz import fuzz, process  # an error path only

    words = _vocabulary(kind)
    hits = process.extract(name.lower(), list(words), scorer=fuzz.ratio, limit=3, score_cutoff=60)
    return list(dict.fromkeys(words[word] for word, _, _ in hits))


@lru_cache(maxsize=_KEPT)
def order(name: str) -> int:
    """The place of a species in the registry, the canonical order of a list; a salt takes its anion's."""
    names = list(molecules())
    if name not in molecules() and not name.startswith("[") and (salt := _salt(name)):
        name = salt.anion
    return names.index(name) if name in molecules() else len(names)
