"""The laws of the notation, tried on many strings: `python -m tests.laws.notation --strings 1000000`.

A text that is read is written in one form, which is read as the same cell. Nothing but a `NacreError` says no. No text
takes longer than `SLOW_S` of a processor.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from nacre.data.cell import format_cell
from nacre.data.errors import NacreError
from nacre.data.notation.parse import parse_cell

from .notation_strings import strings

CORPUS = Path(__file__).with_name("notation_corpus.txt")
#: Processor time of one text (s); ten times what a quiet machine takes at most.
SLOW_S = 0.5


@dataclass(frozen=True)
class Breach:
    """A text that breaks a law."""

    text: str
    law: str


def corpus() -> tuple[str, ...]:
    """What was found before, one JSON string a line."""
    return tuple(json.loads(line) for line in CORPUS.read_text(encoding="ascii").splitlines() if line)


def breach(text: str) -> Breach | None:
    """The law that a text breaks, or None."""
    began = time.process_time()
    try:
        cell = parse_cell(text)
    except NacreError as error:
        str(error)
        cell = None
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        place = traceback.extract_tb(error.__traceback__)[-1]
        return Breach(text, f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}")
    if time.process_time() - began > SLOW_S:
        return Breach(text, "slow")
    if cell is None:
        return None
    written = format_cell(cell)
    try:
        again = parse_cell(written)
    except NacreError as error:
        return Breach(text, f"refuses its own text {written!r}: {error.message}")
    if again != cell:
        return Breach(text, f"reads another cell from {written!r}: {format_cell(again)!r}")
    return None if format_cell(again) == written else Breach(text, f"writes {written!r} as {format_cell(again)!r}")


def breaches(texts: Iterable[str]) -> list[Breach]:
    """What breaks a law among some texts."""
    return [found for text in texts if (found := breach(text)) is not None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strings", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    found = 0
    for text in islice(strings(wanted.seed, corpus()), wanted.strings):
        if (one := breach(text)) is not None:
            found += 1
            print(f"{one.law}\n  {json.dumps(one.text)}", flush=True)  # noqa: T201 - a program
    print(f"{wanted.strings:,} strings of seed {wanted.seed}: {found} break a law")  # noqa: T201
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
