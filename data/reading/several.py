"""Clauses that tell of several cells, or of one cell at several conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .conditions import Condition
from .fact import Fact
from .mentions import Kind, Mention
from .outcome import affirmed, failure
from .overpotentials import qualifier_of, time_of
from .scene import Scene
from .subjects import bracketed_subject, is_control, listed_subjects, subject_of

_FROM = re.compile(r"\bfrom\s?[~≈]?\s?$")
_OPEN_BRACKET = re.compile(r"\(\s?[^()]*$")
_AND_CELL = re.compile(
    r",?\s(?:and\s)?(?:the\s)?(?P<name>(?:\S+\s){0,3}?(?:cell|electrode|anode|battery)(?:\s\S+){0,2}?)"
    r"\s(?:at|after|for|over|within)\s"
)
_OTHER_METAL = re.compile(r"\bK\b|\bK-|\bLi\b|\bLi-|potassium|lithium")
_AT = re.compile(r"\s(?:at|under|for)(?: a)?(?: current densit\w+ of)?\s")
_OF_NAME = re.compile(
    r"\s(?:for|in|with)\s(?:the\s)?(?=\S*[A-Z])([^,;()]+?)(?=\s(?:and|at|under|cells?|electrodes?|anodes?)\b|[,;.]|$)"
)


def several_facts(scene: Scene) -> list[Fact]:
    """The facts of a clause with more than one; empty where it tells of one cell at one condition."""
    times, cycles, voltages = scene.times, scene.cycles, scene.voltages
    durations = times or cycles
    if len(times) > 1 and (tested := _each_tested(scene, times)):
        return tested
    series = next((one for one in (*times, *cycles) if len(one.values) > 1), None)
    if series is not None:
        return _of_range(scene, series) if series.is_range else _of_series(scene, series)
    if len(durations) > 1 and (named := _each_named(scene, durations)):
        return named
    if len(durations) > 1 and (bracketed := _bracketed(scene, durations)):
        return bracketed
    if len(tested := _tested_voltages(scene, voltages)) > 1:
        return tested
    return [] if durations else _several_voltages(scene, voltages)


def _several_voltages(scene: Scene, voltages: Sequence[Mention]) -> list[Fact]:
    """Overpotentials of a clause without durations."""
    if len(voltages) > 1 and (bracketed := _bracketed(scene, voltages)):
        return bracketed
    many = next((one for one in voltages if len(one.values) > 1 and not one.is_range), None)
    return _of_voltages(scene, many) if many is not None else _named_voltages(scene, voltages)


def _of_series(scene: Scene, series: Mention) -> list[Fact]:
    """A list of durations: one cell each, or one condition each."""
    count, head = len(series.values), scene.head(series)
    tests: Sequence[Condition | None] = scene.tests if len(scene.tests) == count else [None] * count
    warm = next((one.values for one in scene.inside(Kind.TEMPERATURE) if len(one.values) == count), None)
    is_one_cell = len(scene.tests) == count or warm is not None
    names = [] if is_one_cell else listed_subjects(head, count)
    over = next((one for one in scene.voltages if len(one.values) == count and not one.is_range), None)
    facts = []
    for number, (value, test) in enumerate(zip(series.values, tests, strict=True)):
        name = names[number] if names else subject_of(scene.text)
        event = "survived" if names and not failure(affirmed(scene.text)) else scene.event(series, name)
        # Of cells side by side only the longest can still have run.
        if event == "survived" and not is_one_cell and value < max(series.values):
            event = "failed"
        fact = scene.cell(name, "" if names else head).lasting(series.kind, value, event).at(test)
        if over is not None:
            fact = fact.polarised(over.values[number], qualifier_of(scene.sentence, over))
        warmth = warm[number] if warm else None
        facts.append(replace(fact, temperature=warmth, is_certain=bool(names) or is_one_cell))
    metals = [match[1] for match in re.finditer(r"\b(Na|Li|K)\s?[/|]{1,2}\s?\1\b", head)]
    return [fact for number, fact in enumerate(facts) if len(metals) != count or metals[number] == "Na"]


def _of_range(scene: Scene, series: Mention) -> list[Fact]:
    """A life that went from one value to another: the untreated cell's and the treated one's."""
    old, new = series.values
    if not _FROM.search(scene.head(series)):
        name = subject_of(scene.text)
        return [scene.cell(name).lasting(series.kind, new, scene.event(series, name))]
    treated = Fact(subject_of(scene.text)).lasting(series.kind, new, "survived")
    return [Fact(is_control=True).lasting(series.kind, old, "failed"), treated]


def _each_tested(scene: Scene, durations: Sequence[Mention]) -> list[Fact]:
    """Durations that each name their condition, behind or before: `310 h at 1 mA cm-2 and 90 h at 4 mA cm-2`."""
    if any(len(one.values) > 1 for one in durations):
        return []
    behind = [*(one.start for one in durations), scene.clause.end]
    before = [scene.clause.start, *(one.end for one in durations)]
    for edges in (behind, before):
        between = [[test for test in scene.tests if low <= test.start < high] for low, high in pairwise(edges)]
        if all(len(found) == 1 for found in between):
            name = subject_of(scene.text)
            return [
                scene.cell(name).lasting(one.kind, one.value, scene.event(one, name)).at(test)
                for one, (test,) in zip(durations, between, strict=True)
            ]
    return []


def _each_named(scene: Scene, durations: Sequence[Mention]) -> list[Fact]:
    """Durations of which each further one names its own cell: `cell A failed at 88 h and cell B at 132 h`."""
    names = [_AND_CELL.fullmatch(scene.before(one)) for one in durations[1:]]
    if not all(names):
        return []
    texts = [subject_of(scene.head(durations[0])), *(name["name"] for name in names if name is not None)]
    event = scene.event(durations[0], texts[0])
    return [
        scene.cell(name, name).lasting(one.kind, one.value, event) for one, name in zip(durations, texts, strict=True)
    ]


def _bracketed(scene: Scene, durations: Sequence[Mention]) -> list[Fact]:
    """Durations or overpotentials in brackets behind a name or a condition: `with PP (90 h) and PE (610 h)`."""
    if not all(_OPEN_BRACKET.search(scene.before(one)) for one in durations):
        return []
    facts = []
    for one in durations:
        name = bracketed_subject(_OPEN_BRACKET.sub("", scene.before(one)))
        if _OTHER_METAL.search(name):
            continue
        end = scene.clause.start + len(_OPEN_BRACKET.sub("", scene.head(one)).rstrip())
        test = next((test for test in scene.tests if test.end == end), None)
        cell = scene.cell("" if test else name, "").at(test)
        if one.kind is Kind.VOLTAGE:
            facts.append(_polarised(scene, cell, one))
        else:
            event = "failed" if scene.clause.is_compared else scene.event(one, name)
            facts.append(cell.lasting(one.kind, one.value, event))
    return facts


def _tested_voltages(scene: Scene, voltages: Sequence[Mention]) -> list[Fact]:
    """Overpotentials that each name their current: `15 mV at 1 mA cm-2, 31 mV at 2 mA cm-2`."""
    facts = []
    for one in (one for one in voltages if len(one.values) == 1):
        behind = (test for test in scene.tests if test.start >= one.end)
        test = next((test for test in behind if _AT.fullmatch(scene.sentence, one.end, test.start)), None)
        if test is not None:
            facts.append(_polarised(scene, scene.cell(subject_of(scene.text)), one).at(test))
    return facts


def _named_voltages(scene: Scene, voltages: Sequence[Mention]) -> list[Fact]:
    """Overpotentials that each name their cell: `95 mV for Na and 28 mV for Na@Bi`."""
    names = [_OF_NAME.match(scene.sentence, one.end) for one in voltages]
    if len(voltages) < 2 or not all(names):
        return []
    return [
        _polarised(scene, scene.cell(name[1], ""), one)
        for one, name in zip(voltages, names, strict=True)
        if name is not None
    ]


def _polarised(scene: Scene, cell: Fact, one: Mention) -> Fact:
    return cell.polarised(one.value, qualifier_of(scene.sentence, one), time_of(scene.sentence, one))


def _of_voltages(scene: Scene, many: Mention) -> list[Fact]:
    """A list of overpotentials: one for each current, or for each cell."""
    values, tests = many.values, scene.tests
    ends = next((one for one in scene.mentions if one.kind is Kind.CURRENT and one.is_range), None)
    if ends is not None and len(tests) == 1 and len(values) > 2:
        # "from 0.5 to 5 mA/cm2 … (from 9, 18, 30 to 62 mV)": only the currents of the ends are told.
        values = (values[0], values[-1])
        tests = [Condition(value, None, ends.start, ends.end) for value in ends.values]
    is_tested = 1 < len(tests) <= len(values)
    names = [] if is_tested else listed_subjects(scene.head(many), len(values))
    event = scene.event(None, "") if failure(affirmed(scene.text)) else ""
    facts = []
    for number, value in enumerate(values[: len(tests)] if is_tested else values):
        cell = Fact(names[number], is_control=is_control(names[number], "")) if names else Fact(subject_of(scene.text))
        fact = cell.polarised(value, qualifier_of(scene.sentence, many)).at(tests[number] if is_tested else None)
        facts.append(replace(fact, event=event, is_certain=is_tested or bool(names)))
    return facts
