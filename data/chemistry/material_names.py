"""Names of coatings and hosts as papers write them.

A text such as `N,O co-doped carbon spheres on Cu foil` is read from left to right: the longest name of the table wins,
words for shape and process (`nanowire`, `electrospun`) are skipped, and what no name covers is read as a formula. A
word that is none of these is an error, so that nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ..errors import AmbiguousNameError, NacreError, UnknownNameError
from .binary_names import binary_at
from .formula import plain_text
from .material_words import NOISE, THINGS, describes
from .materials import (
    BY_CLASS,
    abbreviations,
    aliases,
    by_formula,
    find_material,
    folded,
    known_class,
    longest_alias,
    material_table,
    near_materials,
    products_with_sodium,
)
from .species import UNKNOWN

Field = Literal["coating", "host", "separator"]

#: Longer descriptions are pasted by mistake.
_LONGEST = 400
_CHOICES = {
    "BC": "bacterial cellulose or boron carbide (B4C)",
    "CC": "carbon cloth or C-C organics",
    "CF": "Cu foam, carbon felt or carbon fiber",
}
#: Where one of these is named as well, `CF` only repeats it.
_CF_MEANINGS = re.compile(r"\b(?:Cu|copper) foam\b|\bcarbon (?:felt|fib(?:er|re))", re.IGNORECASE)

_SODIUM = r"(?:Na|sodium)(?:[ -](?:metal|foil|anode|electrode|disc|disk))*"
_BARE = r"bare|blank|pristine|untreated|uncoated|unmodified|no (?:coating|host)|none|n/a|-+|–|nan"
_NOTHING = re.compile(rf"(?:{_BARE}|{_SODIUM}|(?:{_BARE}) {_SODIUM})?", re.IGNORECASE)
#: Separators that only keep the electrodes apart.
_PLAIN_SEPARATOR = re.compile(
    r"(?:(?:plain|whatman|celgard|glass|fib(?:er|re)s?|microfib(?:er|re)s?|GF|GF/[A-F]|PP|PE|polypropylene|polyethylene|"
    r"separators?|membranes?|filters?|layers?|two|three|of|and|[0-9]+)(?:[\s/,+-]+|$))+",
    re.IGNORECASE,
)
_SUPPORT = re.compile(
    r" on (?:an? |the )?[^+]*?"
    r"\b(?:separators?|collector|substrate|foil|PP|PE|Celgard|glass|GF|Cu|Al|Na|sodium)\b.*",
    re.IGNORECASE,
)
_COATED_SUPPORT = re.compile(
    r"-coated .*|[- ](?:modified|decorated|functionali[sz]ed|protected|engineered|wrapped) (?:3D |porous )*(?:Cu|Al|"
    r"copper|alumini?um|Na|sodium|PP|PE|Celgard|glass|separators?|membranes?|current collectors?|substrates?)\b.*",
    re.IGNORECASE,
)
_COLLECTOR = re.compile(r"@(?:Cu|Al)(?: foil| foam)?$")
#: `Cu foam with ZnO nanorods` is ZnO on the foam: a metal's foam, foil or mesh bears what grows on it.
_BEARER = re.compile(r"^(?P<metal>[A-Z][a-z]? (?:foam|foil|mesh)) with (?P<borne>.+)$")
_ORIGIN = re.compile(r"(?:\b(?:formed|derived|made|grown|prepared)\b )?\b(?:from|via|using|by)\b.*", re.IGNORECASE)
#: What a carbon, or any other phase, was made from: `ZIF-8-derived`, `lignin‐derived`.
_PRECURSOR = re.compile(r"\b[\w.()]+(?:-\d+\w*)?[- ]derived\b[- ]?(?=\S)", re.IGNORECASE)
#: What a thing resembles, or has much of without being it: `graphene-like`, `fluorine-rich`.
_RESEMBLES = re.compile(
    r"\b\w+-like\b|\b(?:fluorine|nitrogen|oxygen|sulfur|sulphur|carbon|sodium|lithium|defect|interface)-(?:rich|containing)\b",
    re.IGNORECASE,
)
#: Subscripts that stand off: `Na 3 P`, `Ti 3 C 2 T x`, `Co(3)O(4)`.
_AFTER = r"(?:[\s,;)/+@-]|$)"
_FORMULA_PART = r"(?:[A-Z][a-z]?\d*)+"
_SPACED = re.compile(
    rf"\b({_FORMULA_PART}) (\d+(?:\.\d+)?)(?= {_FORMULA_PART}{_AFTER}|[,;)/+@-]| (?:and|or|layer|coating|SEI)\b|$)"
)
_SPACED_REST = re.compile(rf"(?<=[A-Za-z]\d) (?={_FORMULA_PART}{_AFTER})")
#: Groups on a framework, which name no phase: `UiO-66-NH2`.
_GROUPS = re.compile(r"(?<=[A-Za-z0-9])-(?:NH2|COOH|OH|SO3H|NO2|SH)(?![A-Za-z0-9])")
_RICH_CARBON = re.compile(
    r"\b(nitrogen|fluorine|sul(?:f|ph)ur|oxygen|phosphorus|boron)-(?:rich|enriched)"
    r"(?=[\w ,-]*\b(?:carbons?|graphene|CNTs?)\b)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"(?<=[A-Za-z])\((\d+(?:\.\d+)?)\)(?=[A-Z\s,;/@+]|$)")
_SURFACE = re.compile(r"(?<=\d) ?T ?([xz])\b")
_IN_SITU = re.compile(r"\b(?:in|ex)[ -]situ\b", re.IGNORECASE)
_TREATED_WITH = re.compile(r"^(?:Na|sodium)(?: \w+)? treated (?:with|by|in) (.+)$", re.IGNORECASE)
_REMARK = re.compile(r"(?:^|(?<=\s))\(((?:[^()]|\([^()]*\))*)\)")
#: A name cut short in print, as `Li-` at the end of a column.
_FRAGMENT = re.compile(r"(?<![\w-])[A-Z][a-z]?-(?=\s|$)")

_MEASURE = re.compile(
    r"~?[0-9]+(?:\.[0-9]+)?(?:[ -]?(?:nm|µm|um|mm|wt ?%|at\.? ?%|vol ?%|mol ?%|%|cycles?|D|ppm))?(?![A-Za-z0-9])"
)
_OF_ALLOY = re.compile(r"[0-9.]+ ?at\.? ?% [A-Z][a-z]?\b")
_VALENCE = re.compile(r"([A-Z][a-z]?)\((?:0|I{1,3}|IV|V|VI)\)")
#: `tin (IV) chloride`: the bracket is no remark.
_SPACED_VALENCE = re.compile(r" (\((?:I{1,3}|IV|V|VI)\))(?= [a-z])")
_DOPANT = re.compile(r"((?:[A-Z][a-z]?)(?:[,/ ] ?[A-Z][a-z]?)*)(?:[- ]co)?[- ](?:co-?)?[dD]oped\b")
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
_FORMULA = re.compile(rf"(?:[A-Z][a-z]?{_COUNT}|[(\[](?:[A-Za-z0-9.]|\([A-Za-z0-9.]*\))+[)\]]{_COUNT})+(?![A-Za-z0-9])")
#: Surface groups of an MXene, which no formula counts: Mo2TiC2Tx.
#: Elements of which no coating is made: `NaAc` is an acetate, `Pa` and `Po` are slips.
_RARE = re.compile(r"(?:Ac|Pa|Pm|Po|At|Rn|Fr|Ra|Np|Pu|Am|Cm|Bk|Cf|Es|Fm|Md|No|Lr|Tc)(?![a-z])")
_MXENE = re.compile(rf"((?:[A-Z][a-z]?{_COUNT}){{2,}}?)T(?:x|z)(?![A-Za-z0-9])")
_REPEAT_UNIT = re.compile(r"poly\([A-Z][A-Za-z0-9.]*\)")
#: Vacancies, which no formula counts either: TiO2-x.
_VACANCIES = re.compile(r"(?<=[A-Za-z0-9])-[xyδ](?![A-Za-z0-9])")
_WORD = re.compile(r"[^\s+/@,;()\[\]-]+")
_TREATED = frozenset({"treated", "pretreated"})
_AGENT = frozenset({"vapour", "vapor", "solution", "gas"})


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
        self.left_out: list[str] = []
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
            share = _OF_ALLOY.match(self.text, at)  # `Na-Sn alloy with 1.6 at.% Sn`
            return share.end() if share and self.hits else measure.end()
        word = _WORD.match(self.text, at)
        if name and not (word and self._is_shape(word[0], at, name, stop)):
            self._add(name, at, stop)
            return stop
        if word is None:
            return at + 1
        return self._skip(word[0], at)

    def _is_shape(self, word: str, at: int, name: str, stop: int) -> bool:
        """Tell a word of shape, `porous` of `porous carbon cloth`, from that of a name, `porous carbon`."""
        if word.lower() not in NOISE or name in {word, UNKNOWN}:
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
        self.says_something_is_there |= lower in THINGS
        if lower in _TREATED:
            self._apply_treatment(at)
        elif lower not in NOISE and lower.removesuffix("s") not in NOISE and not _is_mark(self.text, at, word):
            (self.left_out if describes(word.strip(".'\"~:")) else self.odd).append(word)
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
    if match := _DOPANT.match(text, at):
        dopants = re.findall(r"[A-Z][a-z]?", match[1])
        if "/" in match[1]:  # `Zn/N-doped carbon` holds zinc, and nitrogen in the carbon
            dopants = [one for one in dopants if one in _DOPANT_WORDS.values()] or dopants
        return tuple(sorted(dopants)), match.end()
    words = "|".join(_DOPANT_WORDS)
    named = re.compile(rf"((?:{words})(?:(?:, ?| and |/)(?:{words}))*)[- ](?:co-?)?doped\b", re.IGNORECASE).match(
        text, at
    )
    if named is None:
        return None
    return tuple(sorted(_DOPANT_WORDS[w] for w in re.findall(words, named[1].lower()))), named.end()


def _phase_at(text: str, at: int) -> tuple[str, int]:
    """Find the longest phase that starts at a place, and its end; an empty name where there is none."""
    candidates = [_alias_at(text, at)]
    if match := _ALLOY.match(text, at):
        element = material_table().get(match[1] or match[2] or match[3])
        if element and element.role == "element" and element.products:
            candidates.append((by_formula(element.products[0]) or "", match.end()))
    if (unit := _REPEAT_UNIT.match(text, at)) and (polymer := by_formula(unit[0])):
        candidates.append((polymer, unit.end()))
    formula, stop = binary_at(text, at)
    candidates.append((by_formula(formula) or "" if formula else "", stop))
    if mxene := _MXENE.match(text, at):
        candidates.append((by_formula(mxene[1]) or "", mxene.end()))
    if match := _VALENCE.match(text, at):
        candidates.append((by_formula(match[1]) or "", match.end()))
    elif (match := _FORMULA.match(text, at)) and not _RARE.search(match[0]):
        candidates.append((by_formula(match[0]) or "", match.end()))
    return max((c for c in candidates if c[0]), key=lambda c: c[1], default=("", at))


def _alias_at(text: str, at: int) -> tuple[str, int]:
    """Find the longest spelling of the table that starts at a place; a plural s may follow it."""
    for stop in range(min(len(text), at + longest_alias()), at, -1):
        if stop < len(text) and text[stop].isalnum():
            plural = text[stop] == "s" and stop - at > 2 and not text[stop + 1 : stop + 2].isalnum()
            if not plural:
                continue
        spelling = text[at:stop]
        is_plural = text[stop : stop + 1] == "s"
        known = aliases().get(spelling) or _folded(spelling, is_plural=is_plural)
        if name := spelling if spelling in _CHOICES else known:
            return name, stop + is_plural
    return "", at


def _folded(spelling: str, *, is_plural: bool) -> str | None:
    """A name whatever its case; a formula has no plural, `NAFs` are no NaF."""
    name = folded().get(spelling.lower())
    return None if name and is_plural and spelling.lower() == name.lower() and _FORMULA.fullmatch(name) else name


def _clean(text: str, field: Field) -> str:
    """Drop what is not the coating or the host itself: supports, current collectors, origins."""
    text = _RESEMBLES.sub("", _RICH_CARBON.sub(r"\1-doped", _GROUPS.sub("", _IN_SITU.sub("", text))))
    if not any("derived" in spelling and spelling in text.lower() for spelling in folded()):
        text = _PRECURSOR.sub("", text)
    text = _VACANCIES.sub("", _ORIGIN.sub("", text).strip())
    text = _BEARER.sub(r"\g<borne> on \g<metal>", _FRAGMENT.sub("", text).strip())
    if field != "host":
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
        part for part in remark.split(", ") if "%" not in part and not _ORIGIN.match(_IN_SITU.sub("", part).strip())
    )
    scan = _Scan(_clean(re.sub(r"\bafter \w+$", "", kept), field))
    useless = scan.odd or any(hit.name in _CHOICES for hit in scan.hits)
    return None if useless or not scan.hits else scan.hits


def _is_short_for(remark: str, text: str) -> bool:
    """Whether a bracket is an abbreviation of the words before it: its letters stand there in order."""
    if re.search(r"[\s,+@/;]", remark):
        return False
    before = iter(text[: text.find(f"({remark})")].lower())
    return all(letter in before for letter in remark.lower().rstrip("s") if letter.isalpha())


def _are_products(inside: Sequence[_Hit], outside: Sequence[_Hit]) -> bool:
    """Sodium compounds in a remark after a precursor without sodium are what became of it."""
    contained = [find_material(hit.name).formula or {} for hit in inside if hit.name != UNKNOWN]
    roles = [find_material(hit.name).role for hit in outside if hit.name not in {UNKNOWN, *_CHOICES}]
    return bool(roles) and all("Na" in counts for counts in contained) and set(roles) == {"precursor"}


def _read_segment(text: str, field: Field) -> _Scan:
    """Read one part of a sum, remarks in brackets included."""
    text = _SPACED_VALENCE.sub(r"\1", text)
    remarks = _REMARK.findall(text)
    scan = _Scan(_clean(_REMARK.sub("", text), field))
    for remark in remarks:
        inside = _in_remark(remark, field)
        if inside is None:
            continue
        if re.search(r"\bafter \w+$", remark) or _are_products(inside, scan.hits):
            scan.hits, scan.odd = inside, []
        elif not _is_short_for(remark, text):
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
    return "" if name in {UNKNOWN, *_CHOICES} else find_material(name).host_class


def _exact(text: str) -> tuple[str, ...] | None:
    """Names as the table or `format_materials` writes them; None where any is written in another way."""
    names: list[str] = []
    for part in text.split(" + "):
        name = part.strip()
        if name in abbreviations():
            names.extend(abbreviations()[name])
        elif unnamed := BY_CLASS.fullmatch(name):
            known = _exact(unnamed["label"])
            names.extend(known or (f"{unnamed['label']} [{known_class(unnamed['class'])}]",))
        elif name in _CHOICES:
            return None
        elif name in aliases():
            names.append(aliases()[name])
        elif re.fullmatch(r"[A-Z][a-z]?(?:,[A-Z][a-z]?)*-doped carbon", name):
            return None
        elif canonical := by_formula(name) if _is_joined(name) and not _RARE.search(name) else None:
            names.append(canonical)
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
        raise _unknown(odd)
    hits = [hit for scan in scans for hit in scan.hits]
    if names := _settle(hits, text, field):
        return names
    if any(scan.says_something_is_there for scan in scans):
        return (UNKNOWN,)
    raise UnknownNameError("material", text, near_materials(text))


def _unknown(odd: Sequence[str]) -> UnknownNameError:
    """Every word that means nothing, with what is near to the first."""
    return UnknownNameError("material", " and ".join(dict.fromkeys(odd)), near_materials(odd[0]))


def resolve_materials(text: str, field: Field = "coating") -> tuple[str, ...]:
    """Canonical names of the phases in a coating's or a host's description, in the order of the text.

    Parameters
    ----------
    text : str
        As a paper or `format_materials` writes it. Substrates (`Na@…`), for coatings and separators also supports
        (`… on PP separator`), remarks and words of shape are left out; products in brackets replace their
        precursor; `X-treated Na` gives what X makes of sodium; an alloy without composition (`Na-Sn`) its
        Na-richest phase; a doped carbon of any shape `X-doped carbon`; a formula outside the table its
        canonical spelling.
    field : {"coating", "host", "separator"}

    Returns
    -------
    tuple of str
        Empty for bare sodium (`none`, `bare Na`, an empty text) and for a plain separator (`Celgard 2400`, `glass
        fibre`); `("unknown",)` where something is there but no material is named.

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
    if field == "separator" and _PLAIN_SEPARATOR.fullmatch(text.strip()):
        return ()
    return _resolve(_plain(text), field)


def _plain(text: str) -> str:
    """A text in plain signs, with the subscripts of formulas in place."""
    plain = " ".join(plain_text(text).replace("″", '"').replace("′′", '"').replace("”", '"').split())
    plain = _BRACKETED.sub(r"\1", plain)
    joined = _SPACED.sub(r"\1\2", plain)
    while joined != plain:
        plain, joined = joined, _SPACED.sub(r"\1\2", _SPACED_REST.sub("", joined))
    return _SURFACE.sub(r"T\1", plain)


def left_out_words(text: str, field: Field = "coating") -> tuple[str, ...]:
    """Words of a description that name no material and were left out: `uniform`, `pseudocapacitive`.

    Parameters
    ----------
    text : str
    field : {"coating", "host", "separator"}

    Returns
    -------
    tuple of str
        Without the usual words of shape and making.
    """
    scans = [_read_segment(part, field) for part in _segments(_plain(text))]
    return tuple(dict.fromkeys(word for scan in scans for word in scan.left_out))


def format_materials(names: Sequence[str]) -> str:
    """Write canonical names so that `resolve_materials` reads them back; `none` for an empty list."""
    return " + ".join(names) if names else "none"
