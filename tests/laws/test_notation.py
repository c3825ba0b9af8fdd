"""The notation's laws on what was found before and on some thousand new strings; `make fuzz` tries a million."""

from __future__ import annotations

import time
from contextlib import suppress
from itertools import islice

import pytest

from nacre.data.errors import NacreError, SpaceError
from nacre.data.notation.parse import parse_cell
from nacre.data.space.read import read_space

from .notation import breach, breaches, corpus
from .notation_strings import strings

#: New strings of each run: some seconds.
STRINGS = 2500
#: Processor time (s) for ten kilobytes: ten times what is promised, since tests share a machine.
PROMISED_S = 0.05
MOST_S = 10 * PROMISED_S


@pytest.mark.parametrize("text", corpus())
def test_what_was_found_stays_mended(text: str) -> None:
    assert breach(text) is None


def test_new_strings_keep_the_laws() -> None:
    assert breaches(islice(strings(20, corpus()), STRINGS)) == []


LONG = (
    "µ", " ", "\t", "1", "1:", "(", "[", "a b ", "1 A ", "EC/", "NaF ", "1 M ", "Na 3 ", "·", "-", "h ", "C", "[[",
    "()", "in ", "0.5", "poly(",
)  # fmt: skip
PLACES = (
    "{}", "1 M NaPF6 in {}", "1 M NaPF6 in EC/PC (1{}:1 v/v)", "{} in EC", "NaPF6 in DME | coating: {}",
    "NaPF6 in DME | {}", "NaPF6 in DME | 1{}mA/cm2", "NaPF6 in [{}]", "Na|{}|Na", "PEO{}",
)  # fmt: skip


@pytest.mark.parametrize("size", [10_000, 4_900, 590, 390, 240, 115])
@pytest.mark.parametrize("piece", LONG)
def test_long_texts_take_no_longer_than_short_ones(piece: str, size: int) -> None:
    for place in PLACES:
        text = place.format(piece * ((size - len(place)) // len(piece)))
        began = time.process_time()
        with suppress(NacreError):
            parse_cell(text)
        assert time.process_time() - began < MOST_S, place


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "{a: " * 2_500,
        "? " * 5_000,
        "- " * 5_000,
        "salts: [" + "a, " * 3_300 + "]",
        "a: &x [1]\nb: *x\n",
        "salts: ['" + "µ" * 4_900 + "']\nsolvents: [EC]\n",
        "salts: [1 M NaPF6]\nsolvents: [" + ", ".join(f"x{n}" for n in range(1_500)) + "]\n",
    ],
)
def test_a_hostile_space_is_refused_as_soon(text: str) -> None:
    began = time.process_time()
    with pytest.raises(SpaceError):
        read_space(text)
    assert time.process_time() - began < MOST_S
