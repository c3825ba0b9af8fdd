"""Strings of other people against what they mean, and how fast cells are read.

    python benchmarks/notation.py [STRINGS.csv] [--json]

STRINGS.csv has the columns ``kind`` (electrolyte, coating, host, protocol, cell), ``text`` and ``expected``: canonical
notation, alternatives joined with `` || ``, REFUSE where an error is right. A string is right, refused (an error where
a reading was expected), wrong (another reading), or a crash. Without a file only the speed is measured: 10,000
different cells, each made of the ways in which papers write their parts, read one after the other.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from nacre import parse_cell, parse_electrolyte, resolve_materials
from nacre.data.errors import NacreError

_PARTS = (
    ("1M NaPF6", "0.8 M NaFSI", "1 mol/L NaClO4", "0.5M NaOTf", "1 M NaTFSI", "NaPF6 (1 M)", "2M NaFSA"),
    ("EC:DEC=1:1 Vol%", "EC/PC (1:1 v/v)", "diglyme", "DME:TTE=1:2 Vol%", "PC=100 Vol%", "EC/DMC/EMC (1:1:1)", "G4"),
    ("", " + 5 wt% FEC", " with 3%FEC", " with 1%VC,1%DTD", " containing 50 mM SnCl2", ", 2% FEC"),
    ("", " | coating: NaF", " | artificial SEI: Na3P", " | coating: NaF + PVDF", "; coating: Na3Bi"),
    ("", " | host: Cu", " | host: carbon cloth"),
    (" | 1 mA cm-2, 1 mAh cm-2", " | 0.5 mA cm−2/1 mAh cm−2", "; 2 mA/cm2", " | 1 mA cm-2 at 60 °C",
     " | 0.2 mA cm-2"),
)  # fmt: skip


def cells(count: int) -> list[str]:
    """Different cells as people write them."""
    texts = [f"{salt} in {''.join(rest)}" for salt, *rest in product(*_PARTS)]
    return texts[:count]


def readings(strings: pd.DataFrame) -> pd.DataFrame:
    """The verdict on every string."""
    verdicts = [_verdict(row.kind, row.text, row.expected) for row in strings.itertuples()]
    return strings.assign(verdict=verdicts)


def _verdict(kind: Any, text: Any, expected: Any) -> str:  # noqa: ANN401 - fields of a table
    read = _READERS[str(kind)]
    wanted = str(expected).split(" || ")
    meant = [read(one) for one in wanted if one != "REFUSE"]
    try:
        found = read(str(text))
    except NacreError:
        return "right" if "REFUSE" in wanted else "refused"
    except Exception:  # noqa: BLE001 - what is no error of nacre's is a crash
        return "crash"
    return "right" if found in meant else "wrong"


def _test(text: str) -> object:
    cell = parse_cell(f"1 M NaPF6 in diglyme | {text}")
    return cell.protocol, cell.coating, cell.host


_READERS: dict[str, Callable[[str], object]] = {
    "electrolyte": parse_electrolyte,
    "coating": lambda text: frozenset(resolve_materials(text, "coating")),
    "host": lambda text: frozenset(resolve_materials(text, "host")),
    "protocol": _test,
    "cell": parse_cell,
}


def main() -> None:
    """Print the share of each verdict by kind, and the time of reading."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("strings", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    figures: dict[str, Any] = {}
    if args.strings is not None:
        judged = readings(pd.read_csv(args.strings, dtype=str, keep_default_na=False))
        table = pd.crosstab(judged["kind"], judged["verdict"], margins=True)
        print(table.to_string())
        figures["verdicts"] = judged["verdict"].value_counts().to_dict()
    texts = cells(10_000)
    start = time.perf_counter()
    for text in texts:
        parse_cell(text)
    figures["seconds_per_10000"] = 10_000 * (time.perf_counter() - start) / len(texts)
    print(f"{len(texts):,} different cells: {figures['seconds_per_10000']:.2f} s for 10,000")
    if args.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
