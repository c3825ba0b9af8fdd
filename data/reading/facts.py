"""A sentence to facts: one for each cell and condition of which it tells the fate or the overpotential."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .clauses import split_clauses
from .conditions import conditions
from .fact import Fact
from .mentions import Mention, find_mentions
from .scene import CYCLING, Scene
from .sentences import is_readable
from .several import several_facts
from .single import single_facts


def read_sentence(sentence: str) -> list[Fact]:
    """The facts of a sentence.

    Parameters
    ----------
    sentence : str
        In the spelling of `plain_text`, without citations.

    Examples
    --------
    >>> [(one.hours, one.event) for one in read_sentence("The bare Na cell short-circuited after 90 h.")]
    [(90.0, 'failed')]
    """
    if not is_readable(sentence) or not CYCLING.search(sentence):
        return []
    mentions = find_mentions(sentence)
    facts: list[Fact] = []
    for clause in split_clauses(sentence):
        scene = Scene(sentence, mentions, clause)
        facts += several_facts(scene) or single_facts(scene)
    return _shared(facts, sentence, mentions)


def _shared(facts: list[Fact], sentence: str, mentions: Sequence[Mention]) -> list[Fact]:
    """Facts without a condition take the only one of the sentence: it compares at one condition."""
    tests = {(test.current, test.capacity) for test in conditions(sentence, mentions)}
    if len(tests) != 1:
        return facts
    current, capacity = tests.pop()
    return [
        replace(fact, current=current, capacity=capacity) if fact.condition == (None, None) else fact for fact in facts
    ]
