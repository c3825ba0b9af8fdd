"""Clauses that tell of one cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .clauses import names_other_cell
from .conditions import Condition
from .fact import Fact
from .mentions import Kind, Mention
from .outcome import is_steady
from .overpotentials import qualifier_of, time_of
from .scene import Scene
from .subjects import subject_of

_LIFE = re.compile(r"\b(?:li[fv]e\w*|lifetime|life ?span|durability|duration|longevity)\b[^,;]*$", re.IGNORECASE)
_EACH = re.compile(r"\b(?:respectively|resp\b|respective|both)", re.IGNORECASE)
#: What may stand between a number of cycles and the hours that they took.
_TOGETHER = re.compile(
    r"(?:\(|,|=|\bor\b|\bi\.e\.|equal|equivalent|corresponding|around|about|~|≈|approximately|>|over|more than|"
    r"\bto\b|that is|total|for|of|\s)*"
)
#: What a clause without values must name to tell a fate.
_CELL = re.compile(r"\b(?:cells?|batter(?:y|ies)|electrodes?|anodes?|short[- ]circuit\w*)\b", re.IGNORECASE)
_CHANGE = re.compile(r"\bfrom\b[^,;]*$")
_START = re.compile(r"\bfrom(?: the| an)?(?: initial)?\s[~≈±]?$")
#: A polarisation that no running cell has, mV.
_DEAD_MV = 1000.0


def single_facts(scene: Scene) -> list[Fact]:
    """The facts of a clause with one cell: several only where it ran at several conditions."""
    duration, number = _duration(scene, scene.times), _duration(scene, scene.cycles)
    if duration is not None and number is not None and not _belong(scene, number, duration):
        number = None
    chosen = duration or number
    over = _overpotential(scene)
    name = subject_of(scene.text)
    event = scene.event(chosen, name)
    is_bare = chosen is None and over is None
    if is_bare and (not event or names_other_cell(scene.text) or not _CELL.search(scene.text)):
        return []
    if over is not None and over.values[-1] >= _DEAD_MV and event == "survived" and not is_steady(scene.before(over)):
        event = "failed"
    warm = scene.inside(Kind.TEMPERATURE)
    fact = scene.cell(name)
    fact = replace(
        fact,
        is_control=fact.is_control or scene.clause.is_compared,
        hours=duration.value if duration else None,
        cycles=number.value if number else None,
        event=event,
        temperature=warm[0].value if warm else None,
    )
    when = time_of(scene.sentence, over) if over else ""
    values = _values(scene, over)
    tests = _tests(scene, chosen or over)
    return [fact.at(test).polarised(value, qualifier, when) for test in tests for value, qualifier in values]


def _duration(scene: Scene, found: Sequence[Mention]) -> Mention | None:
    """The one of several durations that says how long the cell ran; earlier ones are when something was seen."""
    if len(found) < 2:
        return found[0] if found else None
    around = {one: scene.failure_near(one, re.split(",| and | then ", scene.after(one))[0]) for one in found}
    dead = [one for one in found if around[one] > 1]
    named = [one for one in found if _LIFE.search(scene.before(one))]
    going_wrong = [one for one in found if around[one] == 1]
    if settled := dead or named or going_wrong:
        return settled[0]
    return max(found, key=lambda one: one.value)


def _belong(scene: Scene, number: Mention, duration: Mention) -> bool:
    """Whether cycles and hours tell the same duration."""
    first, second = sorted((number, duration), key=lambda one: one.start)
    return _TOGETHER.fullmatch(scene.sentence, first.end, second.start) is not None


def _overpotential(scene: Scene) -> Mention | None:
    """The one of several overpotentials that stands for the test: the start of a change, else the last one told."""
    changes = [one for one in scene.voltages if (_CHANGE if one.is_range else _START).search(scene.before(one))]
    return next(iter([*changes, *reversed(scene.voltages)]), None)


def _values(scene: Scene, over: Mention | None) -> list[tuple[float | None, str]]:
    """Value and qualifier: of a range the upper end, of a change the start, of two cells both."""
    if over is None:
        return [(None, "")]
    qualifier = qualifier_of(scene.sentence, over)
    if over.is_range and _EACH.search(scene.sentence, over.end):
        return [(value, qualifier) for value in over.values]
    before = scene.before(over)
    if over.is_range and _CHANGE.search(before) and not re.search(r"\brang\w+\b[^,;]*$", before):
        return [(over.value, qualifier)]
    return [(over.values[-1], "lt" if over.is_range else qualifier)]


def _tests(scene: Scene, anchor: Mention | None) -> Sequence[Condition | None]:
    """The conditions of a cell: all of a list that is dealt out, else the one nearest to what was measured."""
    near = [test for test in scene.tests if scene.clause.start <= test.start < scene.clause.end]
    if len(near) < 2 or _EACH.search(scene.sentence):
        return near or [None]
    return near[:1] if anchor is None else [min(near, key=lambda test: _distance(test, anchor))]


def _distance(test: Condition, one: Mention) -> int:
    return test.start - one.end if test.start >= one.end else one.start - test.end + 1
