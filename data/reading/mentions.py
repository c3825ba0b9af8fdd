"""Values with units in a sentence: hours, cycles, currents, capacities, voltages; one by one or in lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

NUMBER = r"\d+(?:\.\d+)?"
_SIGN = r"(?:[<>~≈≤≥±+]\s?|(?<![\w-])-)*"
#: Between the values of a list.
_COMMA = r"\s?,\s?(?:and |or |to )?|\s(?:and|or|to)\s|\s?[/&]\s?|\s?-\s?"
_BETWEEN = re.compile(rf"(?:{_COMMA})$")
_BARE = re.compile(rf"(?P<sign>{_SIGN})(?P<number>{NUMBER})$")
#: What a number belongs to that is none of a list.
_LABEL = re.compile(
    r"(?:Fig(?:ure)?s?\.?|Tables?|Refs?\.?|Eqs?\.?|Section|Note|Scheme|[Ss]tep|ratio of)\s*[A-Z]?$|[\w@}\]/.:^-]$"
)


class Kind(StrEnum):
    """What a value measures; all are kept in the unit behind it."""

    HOURS = "h"
    CYCLES = "cycles"
    CURRENT = "mA/cm2"
    CAPACITY = "mAh/cm2"
    VOLTAGE = "mV"
    TEMPERATURE = "°C"


#: Unit → what it measures, and its size in the unit of the kind.
_UNITS: dict[str, tuple[Kind, float]] = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), (Kind.HOURS, 1)),
    "day": (Kind.HOURS, 24), "days": (Kind.HOURS, 24), "weeks": (Kind.HOURS, 168),
    "month": (Kind.HOURS, 730.5), "months": (Kind.HOURS, 730.5),
    "year": (Kind.HOURS, 8766), "years": (Kind.HOURS, 8766),
    "cycles": (Kind.CYCLES, 1), "turns": (Kind.CYCLES, 1),
    "mA/cm2": (Kind.CURRENT, 1), "µA/cm2": (Kind.CURRENT, 1e-3), "A/cm2": (Kind.CURRENT, 1e3),
    "A/m2": (Kind.CURRENT, 0.1), "mA/m2": (Kind.CURRENT, 1e-4),
    "mAh/cm2": (Kind.CAPACITY, 1), "µAh/cm2": (Kind.CAPACITY, 1e-3), "Ah/cm2": (Kind.CAPACITY, 1e3),
    "Ah/m2": (Kind.CAPACITY, 0.1), "mAh/m2": (Kind.CAPACITY, 1e-4),
    "mV": (Kind.VOLTAGE, 1), "V": (Kind.VOLTAGE, 1e3), "µV": (Kind.VOLTAGE, 1e-3),
    "°C": (Kind.TEMPERATURE, 1), "K": (Kind.TEMPERATURE, 1),
}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_VALUE = re.compile(
    rf"(?P<sign>{_SIGN})(?<![\w.])(?P<number>{NUMBER})\s?"
    rf"(?:(?P<unit>{_UNIT})|(?:deep|full|stable|continuous|consecutive|long|plating/stripping) (?P<cycles>cycles))"
    r"(?![A-Za-z0-9])(?!-[A-Z])"
)
#: `Fig. 9h` is no time.
_FIGURE = re.compile(
    r"\b(?:Fig(?:ure)?s?\.?|Tables?|Schemes?)\s?S?\d+\s?[a-z]?\b"
    r"(?:(?:\s?[,-]\s?|\sand\s)(?:S?\d*[a-z]|S?\d+\s[a-gi-z])\b)*"
)
#: A list whose last value lost its unit at the end of the text, as quotations and columns do.
_CUT_OFF = re.compile(rf"(?:{_COMMA})(?P<number>{NUMBER})\s*[.,]?$")
#: What the end of the text cut off altogether, told by the words before.
_CUT_HOURS = re.compile(r"\bfor (?:over|more than|about|up to) (?P<numbers>\d{2,5})\s*[.,]?$")
_CUT_CURRENTS = re.compile(rf"\bcurrent densit(?:y|ies) of (?P<numbers>{NUMBER}(?:(?:{_COMMA}){NUMBER})*)\s*[.,]?$")


@dataclass(frozen=True)
class Mention:
    """Values of one kind that stand together.

    Attributes
    ----------
    kind : Kind
    values : tuple of float
        In the unit of the kind; several for a list.
    sign : str
        "", "<", ">" or "~" as printed before the (first) value.
    is_range : bool
        Whether two values are the ends of a range or of a change.
    start, end : int
        Place in the sentence.
    """

    kind: Kind
    values: tuple[float, ...]
    sign: str
    is_range: bool
    start: int
    end: int

    @property
    def value(self) -> float:
        """The first value."""
        return self.values[0]


def find_mentions(sentence: str) -> list[Mention]:
    """All values with units, in the order of the sentence (in the spelling of `plain_text`).

    Examples
    --------
    >>> [one.values for one in find_mentions("310 h, 480 h, and 720 h at 0.2 and 0.5 mA/cm2")]
    [(310.0, 480.0, 720.0), (0.2, 0.5)]
    """
    found: list[Mention] = []
    sentence = _FIGURE.sub(lambda match: "#" * len(match.group()), sentence)
    for match in _VALUE.finditer(sentence):
        kind, size = _UNITS[match["unit"] or match["cycles"]]
        one = _with_bare_numbers(sentence, match, kind, size, found[-1].end if found else 0)
        if found and (joined := _joined(found[-1], one, sentence)):
            found[-1] = joined
        else:
            found.append(one)
    return [*found[:-1], *(_completed(one, sentence) for one in found[-1:]), *_cut_off(sentence)]


def _with_bare_numbers(sentence: str, match: re.Match[str], kind: Kind, size: float, after: int) -> Mention:
    """A value with the numbers before it that share its unit."""
    values, signs, start, joints = [float(match["number"])], [match["sign"]], match.start(), list[str]()
    while True:
        gap = _BETWEEN.search(sentence, after, start)
        bare = _BARE.search(sentence, after, gap.start()) if gap else None
        if gap is None or bare is None or _LABEL.search(sentence, after, bare.start()):
            break
        joints.insert(0, gap.group().strip())
        values.insert(0, float(bare["number"]))
        signs.insert(0, bare["sign"])
        start = bare.start()
    scaled = tuple(_scaled(value, size, match["unit"] or "", sign) for value, sign in zip(values, signs, strict=True))
    is_range = len(values) == 2 and joints[0] in {"-", "to"}
    return Mention(kind, scaled, _sign(signs[0]), is_range, start, match.end())


def _joined(first: Mention, second: Mention, sentence: str) -> Mention | None:
    """Two mentions as one list, where only a comma or a word of lists stands between them."""
    gap = sentence[first.end : second.start]
    if first.kind is not second.kind or not re.fullmatch(_COMMA, gap):
        return None
    if first.kind is Kind.HOURS and sentence[first.end - 1] != sentence[second.end - 1]:
        return None  # "20 days and 900 h" are two tellings of one
    is_range = gap.strip() in {"-", "to"} and len(first.values) == len(second.values) == 1
    values = (*first.values, *second.values)
    return Mention(first.kind, values, first.sign, is_range, first.start, second.end)


def _completed(one: Mention, sentence: str) -> Mention:
    """The last mention with a further value that the end of the text cut off its unit."""
    cut = _CUT_OFF.fullmatch(sentence, one.end)
    if cut is None or one.kind not in {Kind.HOURS, Kind.CYCLES}:
        return one
    return Mention(one.kind, (*one.values, float(cut["number"])), one.sign, one.is_range, one.start, len(sentence))


def _cut_off(sentence: str) -> list[Mention]:
    """Numbers at the very end whose unit was cut off, where the words before say what they are."""
    kinds = ((Kind.HOURS, _CUT_HOURS), (Kind.CURRENT, _CUT_CURRENTS))
    found = [(kind, match) for kind, pattern in kinds if (match := pattern.search(sentence))]
    return [
        Mention(kind, tuple(map(float, re.findall(NUMBER, match["numbers"]))), "", False, *match.span("numbers"))
        for kind, match in found
    ]


def _scaled(value: float, size: float, unit: str, sign: str) -> float:
    if unit == "K":
        return round(value - 273.15, 2)
    if unit == "°C" and sign.strip().endswith("-"):
        return -value
    return float(f"{value * size:.10g}")


def _sign(text: str) -> str:
    if "<" in text or "≤" in text:
        return "<"
    if ">" in text or "≥" in text:
        return ">"
    return "~" if "~" in text or "≈" in text else ""
