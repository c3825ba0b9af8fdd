"""Sentences to facts."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.reading.fact import Fact
from nacre.data.reading.facts import read_sentence
from nacre.data.reading.paper import read_pages
from nacre.data.reading.passages import Page
from nacre.data.reading.plain import plain_text, without_citations

from .made_up_sentences import SENTENCES


def told(fact: Fact) -> str:
    """A fact as the made-up sentences write it."""
    duration = f"{fact.cycles:g}cycles" if fact.hours is None and fact.cycles is not None else shown(fact.hours)
    parts = (duration, fact.event or "-", shown(fact.current), shown(fact.capacity), shown(fact.overpotential))
    return " ".join(parts)


def shown(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def valued(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.hours or fact.cycles or fact.overpotential]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_what_a_sentence_tells(sentence: str) -> None:
    facts = valued(read_sentence(without_citations(plain_text(sentence))))
    assert sorted(map(told, facts)) == sorted(SENTENCES[sentence])


_WORDS = st.sampled_from(
    [
        "symmetric",
        "cell",
        "cells",
        "Na||Na",
        "bare",
        "Na@C",
        "with",
        "at",
        "for",
        "and",
        ",",
        "(",
        ")",
        "after",
        "over",
        "only",
        "5",
        "h",
        "90",
        "h",
        "1",
        "mA/cm2",
        "2",
        "mAh/cm2",
        "30",
        "mV",
        "0.2",
        "V",
        "200",
        "cycles",
        "short-circuited",
        "stable",
        "whereas",
        "than",
        "from",
        "to",
        "respectively",
        "~",
        ">",
        "1.0",
        "electrodes",
        "failed",
    ]
)


@given(st.lists(_WORDS, max_size=40).map(" ".join) | st.text(max_size=200))
def test_any_words_give_facts_that_a_table_can_hold(text: str) -> None:
    for fact in read_sentence(without_citations(plain_text(text))):
        values = (fact.hours, fact.cycles, fact.current, fact.capacity, fact.overpotential)
        assert all(value is None or 0 <= value < math.inf for value in values)
        assert fact.event in {"", "failed", "survived"}
        assert (fact.qualifier == "") == (fact.overpotential is None)


@pytest.mark.parametrize(
    "text", ["Na@" * 20_000, "1" * 50_000 + " h", "1, " * 50_000 + "h", "(" * 20_000, " " * 50_000]
)
def test_broken_text_is_passed_over(text: str) -> None:
    assert read_pages([Page(1, f"The symmetric cell {text}.\n\nThe symmetric cell ran for 5 h.")])[-1].fact.hours == 5.0
