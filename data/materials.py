"""Coatings and hosts: the table of materials, and their names as papers write them.

A text such as `N,O co-doped carbon spheres on Cu foil` is read from left to right: the longest name of the
table wins, words for shape and process (`nanowire`, `electrospun`) are skipped, and what no name covers is
read as a formula. A word that is none of these is an error, so that nothing is dropped in silence.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from .cell import UNKNOWN
from .errors import AmbiguousNameError, NacreError, UnknownNameError
from .formula import formula_text, parse_formula, plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

Field = Literal["coating", "host"]

#: Longer descriptions are pasted by mistake.
_LONGEST = 400

_HALOGENS = frozenset({"F", "Cl", "Br", "I"})
_CHALCOGENS = frozenset({"S", "Se", "Te"})
_CHOICES = {
    "CC": "carbon cloth or C-C organics",
    "CF": "Cu foam, carbon felt or carbon fiber",
}
#: Where one of these is named as well, `CF` only repeats it.
_CF_MEANINGS = re.compile(r"\b(?:Cu|copper) foam\b|\bcarbon (?:felt|fib(?:er|re))", re.IGNORECASE)

_SODIUM = r"(?:Na|sodium)(?:[ -](?:metal|foil|anode|electrode|disc|disk))*"
_BARE = r"bare|blank|pristine|untreated|uncoated|unmodified|no (?:coating|host)|none|n/a|-+|–|nan"
_NOTHING = re.compile(rf"(?:{_BARE}|{_SODIUM}|(?:{_BARE}) {_SODIUM})?", re.IGNORECASE)
_SUPPORT = re.compile(
    r" on (?:an? |the )?[^+]*?"
    r"\b(?:separators?|collector|substrate|foil|PP|PE|Celgard|glass|GF|Cu|Al|Na|sodium)\b.*",
    re.IGNORECASE,
)
_COATED_SUPPORT = re.compile(r"-coated .*", re.IGNORECASE)
_COLLECTOR = re.compile(r"@(?:Cu|Al)(?: foil| foam)?$")
_ORIGIN = re.compile(
    r"(?:\b(?:formed|derived|made|grown|prepared)\b )?\b(?:from|via|using|by)\b.*", re.IGNORECASE
)
_IN_SITU = re.compile(r"\b(?:in|ex)[ -]situ\b", re.IGNORECASE)
_TREATED_WITH = re.compile(r"^(?:Na|sodium)(?: \w+)? treated (?:with|by|in) (.+)$", re.IGNORECASE)
_REMARK = re.compile(r"(?:^|(?<=\s))\(((?:[^()]|\([^()]*\))*)\)")
#: A name cut short in print, as `Li-` at the end of a column.
_FRAGMENT = re.compile(r"(?<![\w-])[A-Z][a-z]?-(?=\s|$)")

_MEASURE = re.compile(
    r"~?[0-9]+(?:\.[0-9]+)?(?:[ -]?(?:nm|µm|um|mm|wt ?%|at ?%|vol ?%|mol ?%|%|cycles?|D|ppm))?(?![A-Za-z0-9])"
)
_VALENCE = re.compile(r"([A-Z][a-z]?)\((?:0|I{1,3}|IV|V|VI)\)")
_DOPANT = re.compile(r"((?:[A-Z][a-z]?)(?:[,/ ] ?[A-Z][a-z]?)*)(?:[- ]co)?[- ](?:co-?)?doped\b")
_DOPANT_WORDS = {
    "nitrogen": "N",
    "sulfur": "S",
    "sulphur": "S",
    "oxygen": "O",
    "phosphorus": "P",
    "boron": "B",
    "fluorine": "F",
}
_ALLOY = re.compile(r"(?:Na-([A-Z][a-z]?)|Nax([A-Z][a-z]?)y|([A-Z][a-z]?)-Na)(?:[ -]alloy)?(?![A-Za-z0-9])")
_COUNT = r"(?:[0-9]+(?:\.[0-9]+)?)?"
_FORMULA = re.compile(
    rf"(?:[A-Z][a-z]?{_COUNT}|[(\[](?:[A-Za-z0-9.]|\([A-Za-z0-9.]*\))+[)\]]{_COUNT})+(?![A-Za-z0-9])"
)
#: A run of capitals is an abbreviation (COF, PVB), except a one-letter metal or boron before a nonmetal.
_CAPITALS = re.compile(r"[A-Z]{2,}")
_CAPITAL_FORMULA = re.compile(r"[KVWYUB](?:[HBCNOFPSI]|OH)")
_WORD = re.compile(r"[^\s+/@,;()\[\]-]+")
_TREATED = frozenset({"treated", "pretreated"})
_AGENT = frozenset({"vapour", "vapor", "solution", "gas"})
#: Words that say something is there without saying what.
_THINGS = frozenset(
    """
    sei interphase interphases layer layers interlayer coating film films membrane host framework
    scaffold skeleton composite alloy matrix hybrid structure interface
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
#: Shape, size, making and filling words, which name no phase.
_NOISE = _THINGS | frozenset(
    """
    3d a aerogel aerogels ald alkalized amorphous and anode array arrays artificial backbone bare bilayer
    black blank buffer bulk carbonized chemically cloth coated collector core cross crosslinked current
    cycle cycles dense deposited derived disintegrated dots electrode electrospun engineered enriched
    felt fiber fibers fibre fibres film foam foams foil foils frame free freestanding functionalised
    functionalized gradient gradiently graphitic graphitized group groups grown growth heat hierarchical
    hollow hydroxylated in ion laser like liquid mesh mesoporous metal micro microgrid microlattice
    microparticle microparticles microspheres mld modified monolayer mps multilayer nano nanoarray
    nanoarrays nanocrevasses nanocrystals nanocubes nanodots nanofiber nanofibers nanofibre nanofibres
    nanoflakes nanoparticle nanoparticles nanorod nanorods nanosheet nanosheets nanosphere nanospheres
    nanostructured nanotube nanotubes nanowire nanowires np nps of on oxygen paper particle particles
    peald penetrated percolated planar plasma plate plated porous powder precursor pretreated printed
    protected protection protective pure quantum regulated rich sandwich separator separators shell solid
    spheres spontaneous sputtered stacked standing supported surface the thick thin treated trilayer
    ultrathin vapor vapour wafer with wrapped
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


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
        Formulas of what excess sodium makes of it (0 K thermodynamics); `products_with_sodium` gives their names.
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
    text = files("nacre.data").joinpath("tables", "materials.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


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
def _abbreviations() -> dict[str, tuple[str, ...]]:
    """Abbreviations of single papers, each with the phases it stands for."""
    found = {}
    for row in _rows():
        if row["role"] == "abbreviation":
            for name in [row["name"], *filter(None, row["aliases"].split(";"))]:
                found[name] = _phases(row["products_with_na"])
    return found


@cache
def _aliases() -> dict[str, str]:
    """Every spelling in the table to its canonical name; canonical names come first, so none is shadowed."""
    rows = [row for row in _rows() if row["role"] != "abbreviation"]
    found = {row["name"]: row["name"] for row in rows}
    for row in rows:
        for name in filter(None, row["aliases"].split(";")):
            found.setdefault(plain_text(name).strip(), row["name"])
    return found | {UNKNOWN: UNKNOWN}


@cache
def _folded() -> dict[str, str]:
    """Spellings without case. Two letters stay as they are written: `PB` is not lead, `CO` not cobalt."""
    found: dict[str, str] = {}
    for name, canonical in _aliases().items():
        if len(name) > 2:
            found.setdefault(name.lower(), canonical)
    return found


def _composition(counts: dict[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted((symbol, round(count, 6)) for symbol, count in counts.items()))


@cache
def _by_composition() -> dict[tuple[tuple[str, float], ...], str]:
    """Map compositions to the table's inorganics, so that BiNa3 is Na3Bi and Na3ClO is Na3OCl."""
    found: dict[tuple[tuple[str, float], ...], str] = {}
    for name, material in material_table().items():
        if material.formula and material.material_class not in {"carbon", "polymer", "organic"}:
            found.setdefault(_composition(material.formula), name)
    return found


def _by_formula(text: str) -> str | None:
    """Return the canonical name of a formula, or None where the text is none."""
    if _CAPITALS.fullmatch(text) and not _CAPITAL_FORMULA.fullmatch(text):
        return None
    try:
        counts = parse_formula(text)
    except NacreError:
        return None
    return _by_composition().get(_composition(counts)) or formula_text(counts)


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
    if "O" in counts:
        return "oxide", "metal_oxide"
    return ("chalcogenide" if _CHALCOGENS & set(counts) else "other"), "other"


@cache
def find_material(name: str) -> Material:
    """Return the material of a canonical name: a row of the table, a doped carbon, or a formula.

    Raises
    ------
    UnknownNameError
        Where the name is none of these.
    """
    table = material_table()
    if name in table:
        return table[name]
    if doped := re.fullmatch(r"([A-Z][a-z]?(?:,[A-Z][a-z]?)*)-doped carbon", name):
        return replace(table["N-doped carbon"], name=name, dopants=tuple(doped[1].split(",")))
    if name == _by_formula(name):
        counts = parse_formula(name)
        material_class, host_class = _class_of(counts)
        return Material(name, counts, material_class, host_class, "phase", False, (), (), {})
    raise UnknownNameError("material", name, near_materials(name))


def products_with_sodium(material: Material) -> tuple[str, ...]:
    """Return the canonical names of what excess sodium makes of a material; empty where it does not react."""
    names = (_aliases().get(product) or _by_formula(product) for product in material.products)
    return tuple(name for name in names if name)


def near_materials(name: str) -> list[str]:
    """Up to three spellings of the table close to a misspelt one, closest first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - an error path only

    words = {spelling.lower(): spelling for spelling in reversed(_aliases()) if spelling != UNKNOWN}
    hits = process.extract(name.lower(), list(words), scorer=fuzz.ratio, limit=3, score_cutoff=60)
    return [words[word] for word, _, _ in hits]


@dataclass(slots=True)
class _Hit:
    """A phase found in a text: its canonical name, what was written, and where that ended."""

    name: str
    written: str
    stop: int


class _Scan:
    """One pass over a text without remarks and supports: `hits`, and `odd` words that mean nothing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.hits: list[_Hit] = []
        self.odd: list[str] = []
        self.says_something_is_there = False
        self._dopants: tuple[str, ...] = ()
        at = 0
        while at < len(text):
            at = self._step(at)
        self._forget_dopants()

    def _step(self, at: int) -> int:
        """Read what stands at a place and return where it ends."""
        character = self.text[at]
        if not (character.isalnum() or character in "(["):
            if character in "+/@;":
                self._forget_dopants()
            return at + 1
        name, stop = _phase_at(self.text, at)
        dopants = _dopants_at(self.text, at)
        if dopants and (stop <= dopants[1] or _is_carbon(name)):
            self._dopants, stop = dopants
            return stop
        measure = _MEASURE.match(self.text, at)
        if measure and stop <= measure.end():
            return measure.end()
        word = _WORD.match(self.text, at)
        if name and not (word and self._is_shape(word[0], at, name, stop)):
            self._add(name, at, stop)
            return stop
        if word is None:
            return at + 1
        return self._skip(word[0], at)

    def _is_shape(self, word: str, at: int, name: str, stop: int) -> bool:
        """Tell a word of shape, `porous` of `porous carbon cloth`, from that of a name, `porous carbon`."""
        if word.lower() not in _NOISE or name in {word, UNKNOWN}:
            return False
        after = at + len(word) + 1
        return stop <= at + len(word) or (after < len(self.text) and _phase_at(self.text, after)[1] > stop)

    def _forget_dopants(self) -> None:
        """Dopants without the carbon, or other phase, that they are in mean nothing."""
        if self._dopants:
            self.odd.append(f"{','.join(self._dopants)}-doped")
        self._dopants = ()

    def _add(self, name: str, start: int, stop: int) -> None:
        if self._dopants and _is_carbon(name):
            name = f"{','.join(self._dopants)}-doped carbon"
        self._dopants = ()
        self.hits.append(_Hit(name, self.text[start:stop], stop))

    def _skip(self, word: str, at: int) -> int:
        lower = word.lower().strip(".'\"~:")
        self.says_something_is_there |= lower in _THINGS
        if lower in _TREATED:
            self._apply_treatment(at)
        elif (
            lower not in _NOISE
            and lower.removesuffix("s") not in _NOISE
            and not _is_mark(self.text, at, word)
        ):
            self.odd.append(word)
        return at + len(word)

    def _apply_treatment(self, at: int) -> None:
        """Replace a precursor right before `treated` by what it makes with sodium."""
        if not self.hits:
            return
        between = self.text[self.hits[-1].stop : at].replace("-", " ").split()
        material = material_table().get(self.hits[-1].name)
        if set(between) <= _AGENT and material and material.role == "precursor" and material.products:
            hit = self.hits.pop()
            self.hits.extend(_Hit(name, hit.written, hit.stop) for name in products_with_sodium(material))


def _is_carbon(name: str) -> bool:
    return name in material_table() and material_table()[name].material_class == "carbon"


def _is_mark(text: str, at: int, word: str) -> bool:
    """Recognise a small or Greek letter that marks a variant, as in `h-Ti3C2` or `α-MnO2`."""
    return len(word) == 1 and not word.isupper() and text[at + 1 : at + 2] == "-"


def _dopants_at(text: str, at: int) -> tuple[tuple[str, ...], int] | None:
    if at and text[at - 1].isalnum():
        return None
    if found := _DOPANT.match(text, at):
        return tuple(sorted(re.findall(r"[A-Z][a-z]?", found[1]))), found.end()
    words = "|".join(_DOPANT_WORDS)
    named = re.compile(
        rf"((?:{words})(?:(?:, ?| and |/)(?:{words}))*)[- ](?:co-?)?doped\b", re.IGNORECASE
    ).match(text, at)
    if named is None:
        return None
    return tuple(sorted(_DOPANT_WORDS[w] for w in re.findall(words, named[1].lower()))), named.end()


def _phase_at(text: str, at: int) -> tuple[str, int]:
    """Find the longest phase that starts at a place, and its end; an empty name where there is none."""
    candidates = [_alias_at(text, at)]
    if found := _ALLOY.match(text, at):
        element = material_table().get(found[1] or found[2] or found[3])
        if element and element.role == "element" and element.products:
            candidates.append((_by_formula(element.products[0]) or "", found.end()))
    if found := _VALENCE.match(text, at):
        candidates.append((_by_formula(found[1]) or "", found.end()))
    elif found := _FORMULA.match(text, at):
        candidates.append((_by_formula(found[0]) or "", found.end()))
    return max((c for c in candidates if c[0]), key=lambda c: c[1], default=("", at))


@cache
def _longest_alias() -> int:
    return max(map(len, _aliases()))


def _alias_at(text: str, at: int) -> tuple[str, int]:
    """Find the longest spelling of the table that starts at a place; a plural s may follow it."""
    for stop in range(min(len(text), at + _longest_alias()), at, -1):
        if stop < len(text) and text[stop].isalnum():
            plural = text[stop] == "s" and stop - at > 2 and not text[stop + 1 : stop + 2].isalnum()
            if not plural:
                continue
        spelling = text[at:stop]
        name = (
            spelling if spelling in _CHOICES else _aliases().get(spelling) or _folded().get(spelling.lower())
        )
        if name:
            plural_s = text[stop : stop + 1] == "s"
            return name, stop + plural_s
    return "", at


def _clean(text: str, field: Field) -> str:
    """Drop what is not the coating or the host itself: supports, current collectors, origins."""
    text = _ORIGIN.sub("", _IN_SITU.sub("", text)).strip()
    text = _FRAGMENT.sub("", text)
    if field == "coating":
        text = _COLLECTOR.sub("", _COATED_SUPPORT.sub("", _SUPPORT.sub("", text)).strip())
    return text.strip()


def _segments(text: str) -> list[str]:
    """Split at ` + ` outside brackets."""
    parts, depth, start = [], 0, 0
    for i, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if depth <= 0 and text[i : i + 3] == " + ":
            parts.append(text[start:i])
            start = i + 3
    return [*parts, text[start:]]


def _in_remark(remark: str, field: Field) -> list[_Hit] | None:
    """Phases of a remark in brackets, or None where it names none or holds words that mean nothing."""
    kept = ", ".join(
        part
        for part in remark.split(", ")
        if "%" not in part and not _ORIGIN.match(_IN_SITU.sub("", part).strip())
    )
    scan = _Scan(_clean(re.sub(r"\bafter \w+$", "", kept), field))
    useless = scan.odd or any(hit.name in _CHOICES for hit in scan.hits)
    return None if useless or not scan.hits else scan.hits


def _are_products(inside: Sequence[_Hit], outside: Sequence[_Hit]) -> bool:
    """Sodium compounds in a remark after a precursor without sodium are what became of it."""
    contained = [find_material(hit.name).formula or {} for hit in inside if hit.name != UNKNOWN]
    roles = [find_material(hit.name).role for hit in outside if hit.name not in {UNKNOWN, *_CHOICES}]
    return bool(roles) and all("Na" in counts for counts in contained) and set(roles) == {"precursor"}


def _read_segment(text: str, field: Field) -> _Scan:
    """Read one part of a sum, remarks in brackets included."""
    remarks = _REMARK.findall(text)
    scan = _Scan(_clean(_REMARK.sub("", text), field))
    for remark in remarks:
        inside = _in_remark(remark, field)
        if inside is None:
            continue
        if re.search(r"\bafter \w+$", remark) or _are_products(inside, scan.hits) or scan.odd:
            scan.hits, scan.odd = inside, []
        else:
            names = {hit.name for hit in scan.hits}
            carbons = [hit for hit in inside if find_material(hit.name).material_class == "carbon"]
            if carbons:  # `Na/C (carbonized wood)`: the remark says which carbon
                scan.hits = [hit for hit in scan.hits if hit.name != "carbon"]
            scan.hits.extend(hit for hit in inside if hit.name not in names)
    return scan


def _settle(hits: Sequence[_Hit], text: str, field: Field) -> tuple[str, ...]:
    """Decide ambiguous abbreviations, drop doubles, sodium beside phases, and `MXene` beside its formula."""
    names = []
    mxenes = {hit.name for hit in hits if hit.written != "MXene" and _host_class(hit.name) == "mxene"}
    for hit in hits:
        name = hit.name
        if name == "CC" and field == "host" and len(hits) > 1:
            name = "carbon cloth"
        if name == "CF" and _CF_MEANINGS.search(text):
            continue
        if name in _CHOICES:
            raise AmbiguousNameError(name, _CHOICES[name])
        if hit.written == "MXene" and mxenes:
            continue
        names.append(name)
    others = [name for name in names if name != "Na"]
    return tuple(dict.fromkeys(others or names))


def _host_class(name: str) -> str:
    return material_table()[name].host_class if name in material_table() else ""


def _exact(text: str) -> tuple[str, ...] | None:
    """Names as the table or `format_materials` writes them; None where any is written in another way."""
    names: list[str] = []
    for part in text.split(" + "):
        name = part.strip()
        if name in _abbreviations():
            names.extend(_abbreviations()[name])
        elif name in _CHOICES:
            return None
        elif name in _aliases():
            names.append(_aliases()[name])
        elif re.fullmatch(r"[A-Z][a-z]?(?:,[A-Z][a-z]?)*-doped carbon", name):
            return None
        elif found := _by_formula(name) if _is_joined(name) else None:
            names.append(found)
        else:
            return None
    others = [name for name in names if name != "Na"]
    return tuple(dict.fromkeys(others or names))


def _is_joined(name: str) -> bool:
    """Tell hyphens that join oxides (`3.45Na2O-Gd2O3-6SiO2`) from those between phases (`Na-SiO2`)."""
    return "-" not in name or re.match(r"[0-9.]+[A-Z]", name) is not None


@lru_cache(maxsize=65536)
def _resolve(text: str, field: Field) -> tuple[str, ...]:
    if text not in {"Na", "sodium"} and _NOTHING.fullmatch(text):
        return ()
    if (known := _exact(text)) is not None:
        return known
    if treated := _TREATED_WITH.match(text):
        text = f"{treated[1]}-treated Na"
    scans = [_read_segment(part, field) for part in _segments(text)]
    if odd := [word for scan in scans for word in scan.odd]:
        raise UnknownNameError("material", odd[0], near_materials(odd[0]))
    hits = [hit for scan in scans for hit in scan.hits]
    if names := _settle(hits, text, field):
        return names
    if any(scan.says_something_is_there for scan in scans):
        return (UNKNOWN,)
    raise UnknownNameError("material", text, near_materials(text))


def resolve_materials(text: str, field: Field = "coating") -> tuple[str, ...]:
    """Canonical names of the phases in a coating's or a host's description, in the order of the text.

    Parameters
    ----------
    text : str
        As a paper or `format_materials` writes it. Substrates (`Na@…`), for coatings also supports
        (`… on PP separator`), remarks and words of shape are left out; products in brackets replace their
        precursor; `X-treated Na` gives what X makes of sodium; an alloy without composition (`Na-Sn`) its
        Na-richest phase; a doped carbon of any shape `X-doped carbon`; a formula outside the table its
        canonical spelling.
    field : {"coating", "host"}

    Returns
    -------
    tuple of str
        Empty for bare sodium (`none`, `bare Na`, an empty text); `("unknown",)` where something is there
        but no material is named.

    Raises
    ------
    UnknownNameError
        For a word that is no name, no formula and no word of shape, with up to three near names.
    AmbiguousNameError
        For `CC` and `CF` where the text does not decide.
    NacreError
        For a text of more than 400 characters.

    Examples
    --------
    >>> resolve_materials("N,O co-doped carbon spheres on Cu foil", "host")
    ('N,O-doped carbon', 'Cu')
    """
    if len(text) > _LONGEST:
        raise NacreError(
            f"A {field} of {len(text)} characters is too long.",
            hint=f"Name its phases in {_LONGEST} or fewer.",
        )
    plain = plain_text(text).replace("″", '"').replace("′′", '"').replace("”", '"')
    return _resolve(" ".join(plain.split()), field)


def format_materials(names: Sequence[str]) -> str:
    """Write canonical names so that `resolve_materials` reads them back; `none` for an empty list."""
    return " + ".join(names) if names else "none"
