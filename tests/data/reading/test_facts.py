"""Sentences to facts."""

from __future__ import annotations

import pytest

from nacre.data.reading.fact import Fact
from nacre.data.reading.facts import read_sentence
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
