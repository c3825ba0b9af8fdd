"""What the commands that recompute tables share: the option `-o`, and CSV."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path


def write_table(about: str | None, columns: Sequence[str], rows: Callable[[], Iterable[Mapping[str, object]]]) -> None:
    """Read the command line, compute a table and write it as CSV.

    Parameters
    ----------
    about : str
        What `--help` says.
    columns : sequence of str
        The header.
    rows : callable
        Computes the rows, each by column; called once the command line is read.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("-o", "--output", type=Path, required=True, help="the file to write")
    output: Path = parser.parse_args().output
    table = list(rows())  # the old table stays where this fails
    with output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
