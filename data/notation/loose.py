"""Electrolytes as people write them, turned into the strict notation.

The text is read from left to right into names that the registry knows, amounts, ratios and the words between; then
salts, solvents and additives are told apart by what they are, how much of them there is and where they stand. What does
not come out whole is left to the strict reading, which says what is wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from ..chemistry.formula import parse_formula
from ..chemistry.material_names import resolve_materials
from ..chemistry.names import find, reading_remark
from ..chemistry.species import Species
from ..electrolyte import FAMILIES
from ..errors import AmbiguousNameError, NacreError
from . import loose_words as words

#: A name has at most so many pieces and characters.
_PIECES, _LONGEST = 14, 90
_BOUNDARY = re.compile(r"(?=[\s,;/:+()=\-]|$)")
_WORD = re.compile(r"[^\s,;/:+()=]+")


@dataclass(frozen=True, slots=True)
class Loose:
    """What a text comes to.

    Attributes
    ----------
    strict : str
        The strict notation; empty where the text does not come out whole.
    remarks : tuple of str
        What was assumed or left out.
    unknown : tuple of (str, int)
        Words that no rule knows, with their places.
    """

    strict: str
    remarks: tuple[str, ...] = ()
    unknown: tuple[tuple[str, int], ...] = ()


class _NotWholeError(Exception):
    """The text has no reading by these rules."""


@dataclass(slots=True)
class _Part:
    """A named part: its species, or the family of solvents that it stands for."""

    name: str
    species: Species | None
    sign: str  # what stands before it: "in", "with", ",", "/", ":", "-" or ""
    amount: str = ""
    share: str = ""

    @property
    def is_salt(self) -> bool:
        return self.species is not None and self.species.role == "salt"

    @property
    def is_dose(self) -> bool:
        """Whether it has an amount of its own that is a percentage."""
        return "%" in self.amount


@dataclass(slots=True)
class _Found:
    parts: list[_Part] = field(default_factory=list)
    #: Numbers, basis and the number of parts before it.
    ratios: list[tuple[str, str | None, int]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unknown: list[tuple[str, int]] = field(default_factory=list)
    waiting: str = ""
    sign: str = ""


@lru_cache(maxsize=4096)
def loosened(text: str) -> Loose:
    """Turn an electrolyte into the strict notation.

    Parameters
    ----------
    text : str
        As it was written, one character for one in plain signs.

    Raises
    ------
    AmbiguousNameError
        Where an abbreviation means different things in different papers.
    """
    if special := _special(text.strip()):
        return special
    if re.search(r"\bunknown\b", text, re.IGNORECASE):  # the strict notation's own word
        return Loose("")
    found = _Found()
    try:
        state = words.STATE.search(text)
        _scan(text[: state.start()] if state else text, found)
        if found.unknown:
            return Loose("", tuple(found.remarks), tuple(_joined(text, found.unknown)))
        strict = _strict(found)
    except _NotWholeError:
        return Loose("", tuple(found.remarks), tuple(_joined(text, found.unknown)))
    return Loose(f"{strict} {state.group().strip()}" if state else strict, tuple(dict.fromkeys(found.remarks)))


def _joined(text: str, unknown: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Unknown words that stand side by side are one."""
    joined: list[tuple[str, int]] = []
    for word, place in unknown:
        if joined and not text[joined[-1][1] + len(joined[-1][0]) : place].strip():
            start = joined.pop()[1]
            joined.append((text[start : place + len(word)], start))
        else:
            joined.append((word, place))
    return joined


# -- solids, gels and polymers ---------------------------------------------------------------------------------


def _special(text: str) -> Loose | None:
    """Polyethers with their salt, solids without a state, liquids in a matrix."""
    if match := words.POLYETHER.match(text):
        oxygens = match["glued"] or match["stated"]
        salt = find(match["salt"])
        if oxygens and salt is not None and salt.is_salt:
            return Loose(f"PEO-{salt.name} (EO:Na {oxygens}:1) (polymer)", (f"{text!r} read as a polymer.",))
    for pattern, state in ((words.SOAKED, "gel"), (words.CONFINED, "gel")):
        if match := pattern.match(text):
            liquid = loosened(match["liquid"])
            try:
                matrix = resolve_materials(match["matrix"], field="coating")
            except NacreError:
                return None
            if liquid.strict and matrix:
                return Loose(f"{' + '.join(matrix)} + {liquid.strict} ({state})", (*liquid.remarks, "Read as a gel."))
    if not re.search(r"[\s/:,·]|^\d", text) and _is_solid(text):
        return Loose(f"{text} (solid)", (f"{text} read as a solid electrolyte.",))
    return None


def _is_solid(text: str) -> bool:
    """Whether a formula of three elements and more, an alkali metal among them, stands alone."""
    try:
        if find(text) is not None:
            return False
        names = resolve_materials(text, field="coating")
        elements = set(parse_formula(names[0])) if len(names) == 1 else set()
    except (NacreError, ValueError):
        return False
    return (
        len(elements) >= 3 and bool(elements & {"Na", "Li", "K"}) and bool(elements & {"O", "S", "Se", "Cl", "Br", "B"})
    )


# -- from text to parts ----------------------------------------------------------------------------------------


def _scan(text: str, found: _Found) -> None:
    place, end = 0, len(text)
    while place < end:
        if text[place].isspace():
            place += 1
            continue
        place = _step(text, place, found)


def _step(text: str, place: int, found: _Found) -> int:
    """Read what stands at a place; returns the next one."""
    for read in (_left_out, _bracket, _whole, _amount, _ratio, _share, _family, _name, _sign):
        if (after := read(text, place, found)) is not None:
            return after
    match = _WORD.match(text, place)
    if match is None or text[place] in "[{":
        raise _NotWholeError
    word = match.group().rstrip(".")
    if word.lower() not in words.NOISE:
        found.unknown.append((match.group(), place))
        found.waiting = ""  # the word's own
    return match.end()


def _left_out(text: str, place: int, found: _Found) -> int | None:
    match = words.LEFT_OUT.match(text, place)
    if match is None:
        return None
    found.remarks.append(f"`{match.group().strip(' ()')}` says what is not in it.")
    return match.end()


def _bracket(text: str, place: int, found: _Found) -> int | None:
    match = words.IN_BRACKETS.match(text, place)
    if match is None:
        return None
    inside = match.group(1).strip()
    if ratio := words.ratio_in(inside):
        found.ratios.append((*ratio, len(found.parts)))
    elif (amount := words.AMOUNT.fullmatch(inside)) and found.parts and not found.parts[-1].amount:
        found.parts[-1].amount = _amount_text(amount)
    elif (basis := words.BASIS.fullmatch(inside)) and found.parts:
        _state_basis(basis.group(), found)
    elif found.parts and found.parts[-1].species is not None and not found.waiting:
        _abbreviation(inside, found)
    elif all(word in words.NOISE for word in inside.lower().split()):
        pass
    else:
        raise _NotWholeError
    return match.end()


def _state_basis(text: str, found: _Found) -> None:
    """A basis in brackets of its own belongs to the percentage or the ratio before it."""
    basis = words.basis_of(text)
    if found.ratios and found.ratios[-1][1] is None and found.ratios[-1][2] == len(found.parts):
        found.ratios[-1] = (found.ratios[-1][0], basis, found.ratios[-1][2])
    elif found.parts[-1].amount.endswith("%") and basis:
        found.parts[-1].amount = f"{found.parts[-1].amount.rstrip('wtvolm% ')} {_PERCENT[basis]}"


_PERCENT = {"v/v": "vol%", "w/w": "wt%", "mol/mol": "mol%"}


def _abbreviation(inside: str, found: _Found) -> None:
    """A name's abbreviation, or words about it; a bracket that names something else is no abbreviation."""
    last = found.parts[-1]
    other = _known(inside)
    if other is not None:
        if other.name != last.name:
            raise _NotWholeError
        return
    if all(word in words.NOISE for word in inside.lower().split()):
        return
    if not re.fullmatch(r"(?=.*[A-Z])[A-Za-z0-9\-]{2,12}", inside):
        raise _NotWholeError
    found.remarks.append(f"`({inside})` taken for an abbreviation of {last.name}.")


def _whole(text: str, place: int, _: _Found) -> int | None:
    match = words.WHOLE.match(text, place)
    if match is not None:
        return match.end()
    if text[place] != "=":
        return None
    ratio = words.RATIO.match(text, place + 1 + len(text[place + 1 :]) - len(text[place + 1 :].lstrip()))
    if ratio is None:
        raise _NotWholeError
    return ratio.start()


def _amount(text: str, place: int, found: _Found) -> int | None:
    match = words.AMOUNT.match(text, place)
    if match is None or words.RATIO.match(text, place):
        return None
    amount, after = _amount_text(match), match.end()
    rest = text[after:].lstrip()
    rest = re.sub(r"^(?:of|anhydrous|dry)\s+", "", rest)
    begins = rest[:1].isalnum() or rest.startswith(("[", "("))
    follows = begins and not re.match(r"(?:in|with|and|additives?|dissolved)\b|\(\s*by", rest, re.IGNORECASE)
    if follows or not found.parts:
        if found.waiting:
            raise _NotWholeError
        found.waiting = amount
        return after
    _trailing(amount, found)
    return after


def _trailing(amount: str, found: _Found) -> None:
    """An amount behind everything: the salt's where it is a concentration, else the last part's."""
    salts = [part for part in found.parts if part.is_salt and not part.amount]
    owner = salts[0] if "%" not in amount and salts else found.parts[-1]
    if owner.amount:
        raise _NotWholeError
    owner.amount = amount


def _amount_text(match: re.Match[str]) -> str:
    number = match["number"]
    if match["percent"]:
        basis = words.basis_of(match["before"] or match["after"] or "")
        return f"{number} {_PERCENT[basis]}" if basis else f"{number}%"
    unit = match["per"] or match["molar"] or match["molal"]
    return f"{number} {re.sub(r'[ ^]', '', unit)}"


def _ratio(text: str, place: int, found: _Found) -> int | None:
    match = words.RATIO.match(text, place)
    if match is None or (_known_at(text, place) and not found.parts):
        return None
    basis = words.BASIS.match(text, _after_space(text, match.end()))
    numbers = re.sub(r"\s|%", "", match.group()).replace("/", ":")
    counted = words.basis_of(basis.group()) if basis else None
    found.ratios.append((numbers, counted, len(found.parts)))
    return basis.end() if basis else match.end()


def _after_space(text: str, place: int) -> int:
    while place < len(text) and text[place] in " ,":
        place += 1
    return place


def _share(text: str, place: int, found: _Found) -> int | None:
    """A share glued to a solvent: `EC0.45`."""
    match = words.FRACTION.match(text, place)
    if match is None or not found.parts or text[place - 1].isspace() or found.parts[-1].share:
        return None
    found.parts[-1].share = match.group()
    return match.end()


def _family(text: str, place: int, found: _Found) -> int | None:
    match = words.FAMILY.match(text, place)
    if match is None:
        return None
    name = match["family"].lower()
    family = next((one for one in FAMILIES if name in {one, f"{one}s"}), None)
    if family is None:
        return None
    _add(_Part(f"{family} electrolyte", None, found.sign), found)
    return match.end()


def _name(text: str, place: int, found: _Found) -> int | None:
    known = _known_at(text, place)
    if known is None:
        return None
    species, after = known
    if remark := reading_remark(text[place:after]):
        found.remarks.append(remark)
    _add(_Part(species.name, species, found.sign), found)
    return after


def _add(part: _Part, found: _Found) -> None:
    part.amount, found.waiting = found.waiting, ""
    found.parts.append(part)
    found.sign = ""


def _known_at(text: str, place: int) -> tuple[Species, int] | None:
    """The longest name that stands at a place."""
    ends = [match.start() for match in _BOUNDARY.finditer(text, place + 1, min(len(text), place + _LONGEST))][:_PIECES]
    # A share or a bracket may be glued to a name: `EC0.45`.
    if glued := re.compile(r"[A-Za-z]+(?=0?\.\d|\d\d(?:[:/\s]|$))").match(text, place):
        ends.append(glued.end())
    for end in sorted(set(ends), reverse=True):
        name = text[place:end]
        if (
            name.count("(") == name.count(")")
            and name.count("[") == name.count("]")
            and (one := _known(name)) is not None
        ):
            return one, end
    return None


@lru_cache(maxsize=65536)
def _known(name: str) -> Species | None:
    try:
        species = find(name.strip())
    except AmbiguousNameError:
        raise
    except NacreError:
        return None
    return None if species is None or species.kind == "ion" else species


def _sign(text: str, place: int, found: _Found) -> int | None:
    match = re.compile(r"w/|[A-Za-z]+\b|[+,;&/:·-]").match(text, place)
    if match is None:
        return None
    sign = match.group().lower()
    if sign in "+,;&/:·-" and (
        not found.parts or found.sign or found.waiting or text[match.end() :].lstrip()[:1] in "+-"
    ):
        raise _NotWholeError  # a sign with nothing before it, or two of them
    if sign in words.WITHIN:
        if found.sign:
            raise _NotWholeError
        found.sign = "in"
    elif sign in words.STRONG:
        found.sign = found.sign if found.sign == "in" else "with" if sign not in {",", ";", "and", "&"} else ","
    elif sign in "/:·-":
        found.sign = found.sign or sign
    else:
        return None
    return match.end()


# -- from parts to the strict notation -------------------------------------------------------------------------


def _strict(found: _Found) -> str:
    if found.waiting or found.sign or not found.parts:
        raise _NotWholeError
    _share_out(found.parts)
    first, last = _solvents(found)
    group = found.parts[first:last]
    if any(part.amount for part in group) or len({part.name for part in group}) < len(group):
        raise _NotWholeError
    outside = [part for place, part in enumerate(found.parts) if not first <= place < last]
    salts = [part for part in outside if part.is_salt and not (part.is_dose and found.parts.index(part) >= last)]
    if not salts:
        salts = [part for part in outside if part.is_salt]
    additives = [part for part in outside if part not in salts]
    if any(part.sign not in {"with", ",", "in"} and not part.amount for part in found.parts[last:]):
        raise _NotWholeError
    before = [part for part in additives if found.parts.index(part) < first and not part.amount]
    is_family = group[0].species is None
    if before or (not salts and not is_family):
        raise _NotWholeError
    numbers = _numbers(found, group, salts, first)
    mixture = "/".join(part.name for part in group)
    head = " + ".join(_dosed(part) for part in salts)
    text = f"{head} in {mixture}" if head else mixture
    return " + ".join([f"{text} ({numbers})" if numbers else text, *(_dosed(part) for part in additives)])


def _share_out(parts: list[_Part]) -> None:
    """Solvents that have a percentage each, together 100, share it: `EC (50%)/DEC (50%)`."""
    start = next((place for place, part in enumerate(parts) if part.sign == "in"), None)
    if start is None:
        return
    run = [part for part in parts[start:] if part.amount.endswith("%") and not part.is_salt]
    numbers = [re.match(words.NUMBER, part.amount) for part in run]
    if len(run) > 1 and run == parts[start : start + len(run)]:
        shares = [one.group() for one in numbers if one]
        if abs(sum(map(float, shares)) - 100.0) < 1e-6:
            for part, share in zip(run, shares, strict=True):
                part.amount, part.share = "", share


def _dosed(part: _Part) -> str:
    return f"{part.amount} {part.name}".strip()


def _solvents(found: _Found) -> tuple[int, int]:
    """The run of parts that are the solvents."""
    parts = found.parts
    starts = [place for place, part in enumerate(parts) if part.sign == "in"]
    if len(starts) > 1:
        raise _NotWholeError
    first = starts[0] if starts else next((n for n, part in enumerate(parts) if _may_be_solvent(part)), None)
    if first is None or not _may_be_solvent(parts[first], said=bool(starts)):
        raise _NotWholeError
    last = first + 1
    while last < len(parts) and _goes_on(parts[last], found, first, last):
        last += 1
    return first, last


def _may_be_solvent(part: _Part, *, said: bool = False) -> bool:
    return not part.amount and (not part.is_salt or (said and part.species is not None and part.species.kind != "salt"))


def _goes_on(part: _Part, found: _Found, first: int, last: int) -> bool:
    """Whether the next part is one more solvent."""
    if not _may_be_solvent(part) or part.species is None:
        return False
    if part.sign in {"/", ":", "-", "·", ""}:
        return True
    # `EC, DEC and EMC (1:1:1)`, `EC + DEC (1:1)`: the ratio counts them.
    counts = {numbers.count(":") + 1: after for numbers, _, after in found.ratios}
    return any(first < after and last < after <= first + count for count, after in counts.items())


def _numbers(found: _Found, group: list[_Part], salts: list[_Part], first: int) -> str:
    """The ratio of the solvents as the strict notation has it; empty where none is stated."""
    shares = [part.share for part in group if part.share]
    if shares:
        if len(shares) != len(group) or found.ratios or not any(
            abs(sum(map(float, shares)) - whole) < 1e-6 for whole in (1.0, 100.0)
        ):  # fmt: skip
            raise _NotWholeError
        return ":".join(shares)
    if not found.ratios:
        return ""
    if len(found.ratios) > 1:
        raise _NotWholeError
    numbers, basis, after = found.ratios[0]
    count = numbers.count(":") + 1
    if count == len(group) and after in {first, first + len(group), 0} | ({len(found.parts)} if after else set()):
        return f"{numbers} {basis}".strip() if basis else numbers
    counts_salts = count == len(group) + len(salts) and not any(part.amount for part in salts)
    if counts_salts and basis in {None, "mol/mol"} and found.parts[: len(salts)] == salts:
        if basis is None:
            found.remarks.append("The ratio counts the salt and is read in moles.")
        return f"{numbers} mol/mol"
    if after < first:
        raise _NotWholeError
    return f"{numbers} {basis or ''}".strip()  # the strict reading says what does not fit
