"""A paper as a whole: what its sentences and tables tell, each with its place, repeated tellings joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .clauses import is_symmetric, names_other_cell
from .conditions import conditions
from .electrolytes import find_electrolyte
from .fact import Fact
from .facts import read_sentence
from .layers import layers
from .mentions import find_mentions
from .passages import Page, Passage, letters, passages
from .plain import citations, plain_text, without_citations
from .sentences import is_readable, split_sentences
from .tables import read_table_rows

#: A sentence that goes on with the test of the one before.
_GOES_ON = re.compile(
    r"^(?:In (?:\w+ )?contrast|By contrast|On the contrary|However|Conversely|Meanwhile|Whereas|"
    r"While|But|Comparatively|"
    r"As a comparison|For comparison|In comparison|The (?:bare|blank|pristine|control|untreated|"
    r"unmodified)|Bare|Pristine|"
    r"Those|These|It|Its|Under (?:the|these) same|At the same)\b"
)
#: How sentences of a paper speak of cells that run; others are never read.
_OF_CYCLING = re.compile(
    r"symmetr|sym\.|Na\s?[|/]+\s?\S*Na|plating|stripping|over-?potential|polari[sz]ation|hysteresis|cycl|lifespan|lifetime|"
    r"\bli[fv]e|stabl[ey]|stability|steady|steadily|voltage|operat|durab|surviv|short(?:ed|s|er|-lived)?\b|longer|"
    r"fail|stopp|died|(?:higher|lower) than|mV (?:at|under) \d|[mµ]A/cm2",
    re.IGNORECASE,
)
#: `40 cycles.` is what a break of the page left of a sentence.
_FEWEST_LETTERS = 12
#: What full cells do not do.
_OF_SODIUM = re.compile(
    r"plating/stripping|stripping/plating|plating and stripping|overpotential|"
    r"polari[sz]ation voltage"
)
_USED = re.compile(
    r"\b(?:used|employed|served|added|dissolv\w+|prepared|assembled|consist\w+|was|were|as)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Reading:
    """A fact with where it stands.

    Attributes
    ----------
    fact : Fact
    sentence : str
        What it was read from.
    page : int
    place : str
        Within the page, e.g. "line 12" or "table 1, row 3".
    reference : str
        The number of the cited work it belongs to; empty for the paper's own cells.
    inferred : tuple of str
        What was taken from elsewhere in the paper.
    also : tuple of str
        Other sentences on the same cell.
    """

    fact: Fact
    sentence: str
    page: int
    place: str
    reference: str = ""
    inferred: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def is_of_table(self) -> bool:
        """Whether it stands in a table."""
        return self.place.startswith("table")


def read_pages(pages: Sequence[Page]) -> list[Reading]:
    """All facts of a paper.

    Parameters
    ----------
    pages : sequence of Page

    Returns
    -------
    list of Reading
        In the order of the paper, tables last; what is told twice stands once, with its gaps filled.
    """
    text = passages(pages)
    tables = list(_of_tables(pages))
    is_review = any(reading.reference for reading in tables) or _cites_much(text)
    told: list[Reading] = []
    reference = ""
    for passage in text:
        reader = _PassageReader(passage, is_review, reference=reference)
        told += reader.readings()
        reference = reader.reference
    usual = "" if is_review else _usual_electrolyte(text)
    readings = _with_conditions(_merged([*tables, *told]))
    return [_with_electrolyte(reading, usual) for reading in readings]


def _cites_much(text: Sequence[Passage]) -> bool:
    """Whether most cells of a paper are other people's, as in a review."""
    opening = " ".join(passage.text for passage in text[:12]).lower()
    return (
        re.search(
            r"\b(?:this|the present|our) review\b|\breview article\b|"
            r"\bare (?:systematically )?(?:reviewed|summari[sz]ed)\b",
            opening,
        )
        is not None
    )


def _of_tables(pages: Sequence[Page]) -> Iterator[Reading]:
    for page in pages:
        for number, table in enumerate(page.tables, 1):
            for row in read_table_rows(table):
                yield Reading(row.fact, row.text, page.number, f"table {number}, row {row.row}", row.reference)


@dataclass
class _PassageReader:
    """Reads the sentences of a passage in their order, with what earlier ones say of the test."""

    passage: Passage
    is_review: bool
    condition: tuple[float | None, float | None] = (None, None)
    electrolyte: str = ""
    reference: str = ""
    is_of_other: bool = False
    page: int = 1
    line: int = 1
    letters: int = 0

    def readings(self) -> Iterator[Reading]:
        """The facts of the passage."""
        if self.passage.is_caption or "\t" in self.passage.text:
            return
        for _, marked in split_sentences(plain_text(self.passage.text)):
            if not is_readable(marked) or len(letters(marked)) < _FEWEST_LETTERS:
                continue
            cited, sentence = citations(marked), without_citations(marked)
            self.page, self.line, self.letters = self.passage.place(sentence, self.letters)
            if cited and str(cited[0]) != self.reference:
                self.reference, self.electrolyte, self.condition = str(cited[0]), "", (None, None)
            is_of_other = self.is_of_other and not is_symmetric(sentence) and not _OF_SODIUM.search(sentence)
            named = find_electrolyte(sentence)
            if not is_of_other and _OF_CYCLING.search(sentence):
                facts = _with_capacity([fact for fact in read_sentence(sentence) if _is_worth_a_row(fact)])
                yield from (self.reading(fact, sentence, named) for fact in facts)
            self.electrolyte = named or self.electrolyte
            self.is_of_other = names_other_cell(sentence) or (self.is_of_other and not is_symmetric(sentence))
            tests = conditions(sentence, find_mentions(sentence))
            self.condition = (tests[0].current, tests[0].capacity) if tests else self.condition

    def reading(self, fact: Fact, sentence: str, electrolyte: str) -> Reading:
        """A fact with its place, and with what it takes from the sentences before."""
        inferred = []
        takes_over = fact.is_control or _GOES_ON.match(sentence)
        if takes_over and fact.condition == (None, None) and self.condition != (None, None):
            fact = replace(fact, current=self.condition[0], capacity=self.condition[1])
            inferred.append("current and capacity from the sentence before")
        if self.electrolyte and not electrolyte:
            inferred.append("electrolyte from a sentence before")
        if not fact.is_control:
            coating, host = layers(fact.subject, sentence)
            fact = replace(fact, coating=coating, host=host)
        return Reading(
            replace(fact, electrolyte=electrolyte or self.electrolyte),
            sentence,
            self.page,
            f"line {self.line}",
            self.reference if self.is_review else "",
            tuple(inferred),
        )


def _is_worth_a_row(fact: Fact) -> bool:
    """Whether a fact states a duration, an overpotential, or a failure at a known current."""
    return fact.is_measured or (fact.event == "failed" and fact.current is not None)


def _with_capacity(facts: Sequence[Fact]) -> list[Fact]:
    """Facts of a sentence with the capacity that hours and cycles of one tell: h = 2 · cycles · capacity / current."""
    told = {
        (fact.current, float(f"{fact.current * fact.hours / fact.cycles / 2:.3g}"))
        for fact in facts
        if fact.hours and fact.cycles and fact.current and fact.capacity is None
    }
    if len(told) != 1:
        return list(facts)
    ((current, capacity),) = told
    return [
        replace(fact, capacity=capacity) if fact.capacity is None and fact.current == current else fact
        for fact in facts
    ]


def _usual_electrolyte(text: Sequence[Passage]) -> str:
    """The electrolyte of the experimental section: the first that a sentence says was used."""
    sentences = (one for passage in text for _, one in split_sentences(plain_text(passage.text)) if is_readable(one))
    told = (find_electrolyte(without_citations(one)) for one in sentences if "lectrolyte" in one and _USED.search(one))
    return next((one for one in told if one), "")


def _with_electrolyte(reading: Reading, usual: str) -> Reading:
    if reading.fact.electrolyte or not usual:
        return reading
    inferred = (*reading.inferred, "electrolyte from the experimental section")
    return replace(reading, fact=replace(reading.fact, electrolyte=usual), inferred=inferred)


def _merged(readings: Sequence[Reading]) -> list[Reading]:
    """Readings with those of the same cell joined: abstract, results and conclusions repeat each other."""
    kept: list[Reading] = []
    for reading in readings:
        for number, other in enumerate(kept):
            if _same(other, reading):
                kept[number] = _filled(other, reading)
                break
        else:
            kept.append(reading)
    return kept


def _same(first: Reading, second: Reading) -> bool:
    """Whether two readings tell of one cell at one condition, as far as they tell."""
    one, other = first.fact, second.fact
    if first.reference != second.reference or one.is_control != other.is_control:
        return False
    if any(a is not None and b is not None and a != b for a, b in zip(one.condition, other.condition, strict=True)):
        return False
    if first.is_of_table and first.reference and not second.is_of_table and other.event != "failed":
        return True  # a review's table and its text on the same work: the table is what was measured
    if one.hours is None or other.hours is None:
        return one.overpotential is not None and one.overpotential == other.overpotential and one.hours == other.hours
    return one.hours == other.hours and (
        one.overpotential in {None, other.overpotential} or other.overpotential is None
    )


def _filled(first: Reading, second: Reading) -> Reading:
    """The first reading with its gaps filled from the second."""
    one, other = first.fact, second.fact
    values = {
        name: getattr(other, name)
        for name in (
            "hours",
            "cycles",
            "current",
            "capacity",
            "temperature",
            "electrolyte",
            "coating",
            "host",
            "subject",
        )
        if getattr(one, name) in {None, ""} and getattr(other, name) not in {None, ""}
    }
    if one.overpotential is None and other.overpotential is not None:
        values |= {"overpotential": other.overpotential, "qualifier": other.qualifier, "time": other.time}
    if other.event == "failed" or not one.event:
        values["event"] = other.event
    also = first.also if second.sentence in {first.sentence, *first.also} else (*first.also, second.sentence)
    return replace(first, fact=replace(one, **values), also=also)


def _with_conditions(readings: Sequence[Reading]) -> list[Reading]:
    """Cells of a cited work without a current take it from the table's only row on that work."""
    rows: dict[str, list[Reading]] = {}
    for reading in readings:
        if reading.is_of_table and reading.reference:
            rows.setdefault(reading.reference, []).append(reading)
    done = []
    for reading in readings:
        fact, table = reading.fact, rows.get(reading.reference, [])
        tests = {row.fact.condition for row in table}
        if fact.current is None and len(tests) == 1 and not reading.is_of_table:
            fact = replace(fact, current=table[0].fact.current, capacity=table[0].fact.capacity)
            fact = replace(fact, electrolyte=fact.electrolyte or table[0].fact.electrolyte)
            told = (*reading.inferred, "current and capacity from the table's row on the same work")
            done.append(replace(reading, fact=fact, inferred=told))
        else:
            done.append(reading)
    return done
