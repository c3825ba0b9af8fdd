"""Coatings and hosts: the table of materials, and any material that a formula gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from ..errors import NacreError, UnknownNameError
from ..shipped import read_table
from .formula import formula_text, parse_formula, plain_text
from .own_names import own_rows
from .species import LONGEST_NAME, UNKNOWN

_HALOGENS = frozenset({"F", "Cl", "Br", "I"})
_CHALCOGENS = frozenset({"S", "Se", "Te"})
#: No coating or host by themselves; a lone `N` or `F` is a dopant or half a word.
_GASES = frozenset({"H", "N", "O", "F", "Cl", "He", "Ne", "Ar", "Kr", "Xe", "Rn"})
#: Metals whose carbides and nitrides M(n+1)X(n) exist as MXenes; molybdenum, tungsten and chromium beside one of them.
_MXENE_METALS = frozenset({"Sc", "Ti", "V", "Y", "Zr", "Nb", "Hf", "Ta"})
_MXENE_PARTNERS = frozenset({"Cr", "Mo", "W"})
_POLYMER = re.compile(r"poly\(([A-Z][A-Za-z0-9.]*)\)")
#: A run of capitals is an abbreviation (COF, PVB), except a one-letter metal or boron before a nonmetal.
_CAPITALS = re.compile(r"[A-Z]{2,}")
_CAPITAL_FORMULA = re.compile(r"[KVWYUB](?:[HBCNOFPSI]|OH)")


@dataclass(frozen=True, slots=True)
class Material:
    """A phase of a coating or a host.

    Attributes
    ----------
    name : str
        Canonical name.
    formula : dict of str to float, or None
        Element counts of the formula unit or the polymer's repeat unit; None where none can be written.
    material_class, host_class : str
        Class as a coating and as a host (empty where it is not used as one).
    role : str
        "phase", "element", or "precursor" (consumed by sodium when it is used to treat it).
    is_polymer : bool
    dopants : tuple of str
        Elements that a carbon is doped with; not part of the formula.
    products : tuple of str
        Formulas of what excess sodium makes of it (0 K thermodynamics); names: `products_with_sodium`.
    properties : dict of str to float
        The table's known numbers by column name, which ends in the unit.
    """

    name: str
    formula: dict[str, float] | None
    material_class: str
    host_class: str
    role: str
    is_polymer: bool
    dopants: tuple[str, ...]
    products: tuple[str, ...]
    properties: dict[str, float]


@cache
def _rows() -> tuple[dict[str, str], ...]:
    shipped = read_table("materials")
    blank = dict.fromkeys(shipped[0], "")
    own = ({**blank, "kind": "both", "role": "phase", **row} for row in own_rows("materials"))
    return (*shipped, *(row | {"host_class": row["host_class"] or host_class_of(row["class"])} for row in own))


#: Classes of materials, and what a material of a class is as a host.
CLASSES = (
    "alloy", "carbon", "chalcogenide", "halide", "hydroxide_amide", "metal_foam", "organic", "oxide", "polymer",
    "other",
)  # fmt: skip
CLASS_OF_HOST = ("alloy", "carbon", "metal_foam", "metal_oxide", "mxene", "other")
_AS_HOST = {"oxide": "metal_oxide", "alloy": "alloy", "carbon": "carbon", "metal_foam": "metal_foam"}
#: A layer that nobody can name, with its class: `my layer [oxide]`.
BY_CLASS = re.compile(r"(?P<label>[^\s\[\]|+][^\[\]|+]*?)\s*\[(?P<class>[a-z_ ]+)\]")


def host_class_of(material_class: str) -> str:
    """What a material of a class is as a host."""
    return _AS_HOST.get(material_class, "other")


def known_class(text: str) -> str:
    """A class of materials.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Raises
    ------
    NacreError
        Where there is none of that name.
    """
    name = text.strip().lower().replace(" ", "_")
    if name not in CLASSES:
        raise NacreError(f"There is no class {text!r} of materials.", hint=f"Classes are {', '.join(CLASSES)}.")
    return name


def _phases(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(" + ") if part.strip())


def _material(row: dict[str, str]) -> Material:
    measured = [column.removesuffix("_source") for column in row if column.endswith("_source")]
    return Material(
        name=row["name"],
        formula=parse_formula(row["formula"]) if row["formula"] else None,
        material_class=row["class"],
        host_class=row["host_class"],
        role=row["role"],
        is_polymer=row["class"] == "polymer",
        dopants=tuple(row["dopants"].split(",")) if row["dopants"] else (),
        products=_phases(row["products_with_na"]),
        properties={column: float(row[column]) for column in measured if row[column]},
    )


@cache
def material_table() -> dict[str, Material]:
    """Return the curated materials by canonical name, in the table's order."""
    return {row["name"]: _material(row) for row in _rows() if row["role"] != "abbreviation"}


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """Abbreviations of single papers, each with the phases it stands for."""
    short = {}
    for row in _rows():
        if row["role"] == "abbreviation":
            for name in [row["name"], *filter(None, row["aliases"].split(";"))]:
                short[name] = _phases(row["products_with_na"])
    return short


@cache
def aliases() -> dict[str, str]:
    """Every spelling in the table to its canonical name; canonical names come first, so none is shadowed."""
    rows = [row for row in _rows() if row["role"] != "abbreviation"]
    names = {row["name"]: row["name"] for row in rows}
    for row in rows:
        for name in filter(None, row["aliases"].split(";")):
            names.setdefault(plain_text(name).strip(), row["name"])
    return names | {UNKNOWN: UNKNOWN}


@cache
def folded() -> dict[str, str]:
    """Spellings without case. Two letters stay as they are written: `PB` is not lead, `CO` not cobalt."""
    names: dict[str, str] = {}
    for name, canonical in aliases().items():
        if len(name) > 2:
            names.setdefault(name.lower(), canonical)
    return names


def _composition(counts: dict[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted((symbol, round(count, 6)) for symbol, count in counts.items()))


@cache
def _by_composition() -> dict[tuple[tuple[str, float], ...], str]:
    """Map compositions to the table's inorganics, so that BiNa3 is Na3Bi and Na3ClO is Na3OCl."""
    names: dict[tuple[tuple[str, float], ...], str] = {}
    for name, material in material_table().items():
        if material.formula and material.material_class not in {"carbon", "polymer", "organic"}:
            names.setdefault(_composition(material.formula), name)
    return names


def by_formula(text: str) -> str | None:
    """Return the canonical name of a formula, or None where the text is none; `poly(C2H4)` is a repeat unit."""
    if repeat_unit := _POLYMER.fullmatch(text):
        return _by_repeat_unit(repeat_unit[1])
    if _is_abbreviation(text):
        return None
    try:
        counts = parse_formula(text)
    except NacreError:
        return None
    if len(counts) == 1 and set(counts) <= _GASES:
        return None
    if known := _by_composition().get(_composition(counts)):
        return known
    name = formula_text(counts)
    return None if _is_abbreviation(name) else aliases().get(name, name)


def _by_repeat_unit(formula: str) -> str | None:
    try:
        return f"poly({formula_text(parse_formula(formula))})"
    except NacreError:
        return None


def _is_abbreviation(text: str) -> bool:
    # `NaN` is how programs write a missing value, not a nitride.
    return text == "NaN" or (bool(_CAPITALS.fullmatch(text)) and not _CAPITAL_FORMULA.fullmatch(text))


def _class_of(counts: dict[str, float]) -> tuple[str, str]:
    """Class of a material known by its formula only, as coating and as host."""
    table = material_table()
    alloying = {symbol for symbol in counts if symbol in table and table[symbol].material_class == "alloy"}
    if alloying and set(counts) <= alloying | {"Na"}:
        return "alloy", "alloy"
    if {"C", "H"} <= set(counts):
        return "organic", ""
    if _HALOGENS & set(counts):
        return "halide", ""
    if _is_mxene(counts):
        return "other", "mxene"
    if "O" in counts:
        return "oxide", "metal_oxide"
    return ("chalcogenide" if _CHALCOGENS & set(counts) else "other"), "other"


def _is_mxene(counts: dict[str, float]) -> bool:
    """One more atom of early transition metals than of carbon and nitrogen, two to five of them."""
    metals = {symbol: count for symbol, count in counts.items() if symbol in _MXENE_METALS | _MXENE_PARTNERS}
    others = {symbol: count for symbol, count in counts.items() if symbol not in metals}
    layers = sum(metals.values())
    fits = 2 <= layers <= 5 and layers == sum(others.values()) + 1
    return fits and bool(others) and set(others) <= {"C", "N"} and bool(_MXENE_METALS & set(metals))


@lru_cache(maxsize=65536)
def find_material(name: str) -> Material:
    """Return the material of a canonical name: a row of the table, a doped carbon, a repeat unit, or a formula.

    Raises
    ------
    UnknownNameError
        Where the name is none of these.
    """
    table = material_table()
    if name in table:
        return table[name]
    if unnamed := BY_CLASS.fullmatch(name):
        kind = known_class(unnamed["class"])
        return Material(name, None, kind, host_class_of(kind), "phase", kind == "polymer", (), (), {})
    if doped := re.fullmatch(r"([A-Z][a-z]?(?:,[A-Z][a-z]?)*)-doped carbon", name):
        return replace(table["N-doped carbon"], name=name, dopants=tuple(doped[1].split(",")))
    if name == by_formula(name):
        if repeat_unit := _POLYMER.fullmatch(name):
            return Material(name, parse_formula(repeat_unit[1]), "polymer", "", "phase", True, (), (), {})
        counts = parse_formula(name)
        material_class, host_class = _class_of(counts)
        return Material(name, counts, material_class, host_class, "phase", False, (), (), {})
    raise UnknownNameError("material", name, near_materials(name))


def products_with_sodium(material: Material) -> tuple[str, ...]:
    """Return the canonical names of what excess sodium makes of a material; empty where it does not react."""
    names = (aliases().get(product) or by_formula(product) for product in material.products)
    return tuple(name for name in names if name)


def near_materials(name: str) -> list[str]:
    """Up to three spellings of the table close to a misspelt one, closest first."""
    if len(name) > LONGEST_NAME:
        return []
    from rapidfuzz import fuzz, process

    words = {spelling.lower(): spelling for spelling in reversed(aliases()) if spelling != UNKNOWN}
    hits = process.extract(name.lower(), list(words), scorer=fuzz.ratio, limit=3, score_cutoff=60)
    return [words[word] for word, _, _ in hits]


@cache
def longest_alias() -> int:
    """Length of the longest spelling in the table."""
    return max(map(len, aliases()))
