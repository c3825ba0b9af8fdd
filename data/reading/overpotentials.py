"""Which voltages of a sentence are overpotentials, and what their words say of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .clauses import is_symmetric
from .mentions import Kind, Mention

#: Larger figures are voltages of a cell, not polarisations.
_LARGEST_MV = 3000.0
#: How far before a voltage words tell what it is.
_NEAR = 60
_WORDS = re.compile(
    r"over[- ]?potential|polari[sz]ation|polari[sz]ed|hysteres[ie]s|(?:low|high|small|large|"
    r"deposition|plating|stripping|plateau)\w*\s(?:\w+\s)?voltages?|voltage (?:gap|plateau|"
    r"difference)|(?<!cut-off )(?<!cutoff )voltage of|mV (?:at|after|until) [~≈]?\d+ (?:h|"
    r"cycles)\b|mV (?:at|under) \d[\d.]* [mµ]?A/cm2",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"nucleation|pit formation|cut-?off|window|open[- ]circuit|discharge (?:volt|plateau)\w*|"
    r"charge (?:to|volt)|between|E[a-z]?HOMO|scan rate|mid-?point|onset|decomposition|oxidation|"
    r"stability window|charged? to|spik\w+|sudden\w*|abrupt\w*",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"(?:below|less than|lower than|under|within|smaller than|not exceed\w*|up to|<)\s*(?:only |about )?$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:exceed(?:s|ed|ing)?|above|more than|larger than|higher than|greater than|>|over)\s*(?:to )?$", re.IGNORECASE
)
_ABOUT = re.compile(
    r"(?:about|around|approximately|nearly|almost|roughly|ca\.?|close to|circa|~)\s*(?:only )?$", re.IGNORECASE
)
_INITIAL = re.compile(r"initial|first cycle|beginning|early", re.IGNORECASE)
_FINAL = re.compile(r"final\w*|even (?:after|at)|after|until|end(?:ing)?\b", re.IGNORECASE)


def overpotentials(sentence: str, mentions: Sequence[Mention], start: int, end: int) -> list[Mention]:
    """The voltages in a part of a sentence that are overpotentials of cycling.

    Parameters
    ----------
    sentence : str
    mentions : sequence of Mention
        All of the sentence.
    start, end : int
        The part.
    """
    told = _WORDS.search(sentence) is not None or is_symmetric(sentence)
    found = []
    for number, one in enumerate(mentions):
        if (
            one.kind is not Kind.VOLTAGE
            or not start <= one.start < end
            or max(one.values) > _LARGEST_MV
            or min(one.values) <= 0
        ):
            continue
        before = sentence[_last_end(mentions, number, start) : one.start][-_NEAR:]
        if (
            not (told or sentence[one.start] == "±")
            or _NOT.search(before)
            or re.match(r"\s?/\s?(?:dec|s)\b|/\s?min", sentence[one.end :])
        ):
            continue
        if re.search(r"\d vs\.? $", sentence[: one.start]):
            continue  # "30 vs. 45 mV": which is whose is not told
        if re.match(r"\s?(?:\)|and)?\s?(?:\w+ ){0,2}(?:nucleation|pit formation)", sentence[one.end :]):
            continue
        found.append(one)
    return found


def qualifier_of(sentence: str, one: Mention) -> str:
    """`eq`, `approx`, `lt` or `gt`, as the schema of cells has them."""
    before = sentence[max(0, one.start - 30) : one.start]
    if one.sign == "<" or _LESS.search(before):
        return "lt"
    if one.sign == ">" or _MORE.search(before):
        return "gt"
    return "approx" if one.sign == "~" or _ABOUT.search(before) else "eq"


def time_of(sentence: str, one: Mention) -> str:
    """`initial`, `final` or `unknown`: when in its life the cell showed the value."""
    before, after = sentence[max(0, one.start - 40) : one.start], sentence[one.end : one.end + 40]
    if _INITIAL.search(before) or re.match(r"\W*(?:\w+ ){0,3}(?:beginning|initial)", after):
        return "initial"
    return (
        "final"
        if re.search(r"final\w*", before)
        or re.match(r"\W*(?:even )?(?:after|at|until|to the end)\b.*?\d+ (?:h|cycles)", after)
        else "unknown"
    )


def _last_end(mentions: Sequence[Mention], number: int, start: int) -> int:
    return max([start, *(one.end for one in mentions[:number] if one.end >= start)][-1], 0)
