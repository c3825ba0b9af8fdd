"""Passages into sentences, without a stop where an abbreviation ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ABBREVIATIONS = frozenset(
    {"Fig", "Figs", "Ref", "Refs", "Eq", "Eqs", "No", "Nos", "Vol", "Tab", "Supp", "Suppl", "Dr", "Prof", "Mr", "Ms"}
    | {"St", "vs", "ca", "approx", "temp", "e.g", "i.e", "cf", "viz", "wt", "vol", "sym", "electrochem", "elec", "soln"}
    | {"Chem", "Soc", "Int", "Ed", "Adv", "Mater", "Lett", "Rev", "Sci"}
)
_STOP = re.compile(r"[.!?](?:[\"”')\]]|\s?⟦[^⟧]*⟧)*\s+(?=[\"“(\[]?(?:[A-Z]|\d+(?:\.\d+)?[A-Za-z]))")
#: Words that open a sentence and never a name after "et al.".
_OPENING = re.compile(r"(?:The|In|As|For|When|After|However|This|These|It)\b")
_LAST_WORD = re.compile(r"([A-Za-z.]+)$")


#: What is longer is no sentence, and a longer word is no word: both come from broken files, and are passed over.
_LONGEST, _LONGEST_WORD = 2_000, 120


def is_readable(sentence: str) -> bool:
    """Whether a sentence is one, by its length and that of its words."""
    return len(sentence) <= _LONGEST and max(map(len, sentence.split()), default=0) <= _LONGEST_WORD


def split_sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a passage with their places.

    Yields
    ------
    start : int
        Index of the first character.
    sentence : str
    """
    start = 0
    for stop in _STOP.finditer(text):
        if _is_abbreviation(text[start : stop.start()], text[stop.end() :]):
            continue
        yield start, text[start : stop.end()].strip()
        start = stop.end()
    if text[start:].strip():
        yield start, text[start:].strip()


def _is_abbreviation(before: str, after: str) -> bool:
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    name = word.group().rstrip(".")
    if name == "al":
        return not _OPENING.match(after)
    return name in _ABBREVIATIONS or (len(name) == 1 and name.isupper() and not re.match(r".*\d", before[-6:]))
