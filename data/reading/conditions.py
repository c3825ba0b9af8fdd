"""Current and capacity of a test, joined where a sentence names them together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .mentions import Kind, Mention

#: Between the current and the capacity of one test.
_JOINT = re.compile(
    r"\s?(?:[,;/(&-]|with|and|for|at|under|using|\bof\b)?\s?\(?\s?(?:(?:with|and|at|for|under|a|"
    r"an|the|fixed|high|low|areal|area|surface|cycling|limited|constant|specific|current|capacity|"
    r"capacities|"
    r"densit\w+|deposition|of|to|plating|in|cut-?off|is|was|condition\w*|stripping|charge|"
    r"discharge|was|were|is|cycled|plated|deposited|stripped|tested|even)[\s:,=]*)*\(?\s?",
    re.IGNORECASE,
)
#: Half a cycle that is given as a time, as in `1 mA cm-2 for 1 h`.
_HALF_CYCLE_H = 24.0
_HALF_CYCLE = re.compile(
    r"^\s?(?:for |in |per |of )?(?:each|every|per|a|one|both)\s(?:half[- ]?cycle|plating|"
    r"stripping|step|charge|direction|deposition)|^\s?half[- ]cycle|^\s?(?:plating|stripping|"
    r"deposition)/",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Condition:
    """What a test was run at; None is not stated. The current is in mA/cm2, the capacity in mAh/cm2."""

    current: float | None
    capacity: float | None
    start: int
    end: int


def conditions(sentence: str, mentions: Sequence[Mention]) -> list[Condition]:
    """The conditions of a sentence in their order; one for each value of a list.

    A range of currents is no condition: which of them the cell saw is not told.
    """
    parts = [one for one in mentions if one.kind in {Kind.CURRENT, Kind.CAPACITY}]
    found: list[Condition] = []
    taken: set[int] = set()
    for number, one in enumerate(parts):
        if number in taken:
            continue
        partner = parts[number + 1] if number + 1 < len(parts) else None
        if partner is not None and partner.kind is not one.kind and _JOINT.fullmatch(sentence[one.end : partner.start]):
            taken.add(number + 1)
            found += _pairs(one, partner)
        else:
            found += _pairs(one, None)
    return _with_common_capacity(found)


def _with_common_capacity(found: list[Condition]) -> list[Condition]:
    """Tests that state only a current, with the one capacity that stands by itself."""
    alone = [one for one in found if one.current is None and one.capacity is not None]
    bare = [one for one in found if one.capacity is None and one.current is not None]
    if len(alone) != 1 or not bare or len(alone) + len(bare) < len(found):
        return found
    return [replace(one, capacity=alone[0].capacity) for one in bare]


def half_cycle_hours(sentence: str, one: Mention, before: Mention | None) -> bool:
    """Whether hours are the length of half a cycle, not of a test."""
    if one.kind is not Kind.HOURS or one.value > _HALF_CYCLE_H or len(one.values) > 1:
        return False
    if _HALF_CYCLE.match(sentence[one.end :]) or re.search(
        r"\b(?:each|every|per|period of|half[- ]cycle\w*(?: of| for)?)\s?$", sentence[: one.start]
    ):
        return True
    if one.value <= 10 and re.search(
        r"(?:deposit|(?<!/)plat|(?<!/)strip)\w*(?: [A-Za-z]+){0,3} for $", sentence[: one.start]
    ):
        return True
    follows = (
        before is not None
        and before.kind is Kind.CURRENT
        and re.fullmatch(r"\s(?:for|with)\s", sentence[before.end : one.start])
    )
    return (
        bool(follows)
        and one.value <= 10
        and bool(re.search(r"\d\s?(?:h|hours|cycles|days|months)\b", sentence[: one.start] + sentence[one.end :]))
    )


def _pairs(one: Mention, partner: Mention | None) -> list[Condition]:
    currents = _values(one if one.kind is Kind.CURRENT else partner)
    capacities = _values(one if one.kind is Kind.CAPACITY else partner)
    start, end = one.start, (partner or one).end
    if len(currents) == len(capacities):
        return [Condition(a, b, start, end) for a, b in zip(currents, capacities, strict=True)]
    if len(capacities) == 1:
        return [Condition(a, capacities[0], start, end) for a in currents]
    if len(currents) == 1:
        return [Condition(currents[0], b, start, end) for b in capacities]
    return [Condition(a, None, start, end) for a in currents]


def _values(one: Mention | None) -> tuple[float | None, ...]:
    if one is None or one.is_range:
        return (None,)
    return tuple(value or None for value in one.values)
