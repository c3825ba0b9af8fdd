"""The tables that ship with nacre, as rows of strings."""

from __future__ import annotations

import csv
from importlib.resources import files


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a shipped table as dictionaries of strings, without pandas (start-up time)."""
    text = files("nacre.data").joinpath("tables", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
