"""The page of the documentation that lists every feature: `python -m nacre.features.catalogue_page`."""

from __future__ import annotations

import sys

from ..data.quantity import QUANTITIES
from .catalogue import CAUSES, GROUPS
from .feature import Feature
from .matrix import catalogue
from .molecules.descriptors import DESCRIPTORS, DONORS

_HEAD = """# Features

What a model sees of a cell: {n} columns, one float32 matrix, NaN where a cell does not say. This page is generated from
the catalogue (`make docs-features`); a test keeps it current.

Names are `group.quantity.statistic`, the unit at the end of the quantity. A sign is given only where physics fixes the
direction of an effect, and models are then held to it; of everything else they learn the direction. "Na" is the charge
carrier: in a lithium electrolyte it counts lithium.
"""
_EFFECT = {1: "+", -1: "−", 0: ""}


def features_page() -> str:
    """Write the whole page, as Markdown."""
    parts = [_HEAD.format(n=len(catalogue())), _causes()]
    for group, words in GROUPS.items():
        entries = [entry for entry in catalogue() if entry.group == group]
        parts.append(f"## {words[0].upper()}{words[1:]}\n\n" + _table(entries))
    parts.append(_descriptors())
    return "\n".join(parts)


def _causes() -> str:
    rows = []
    for cause, meaning in CAUSES.items():
        number = sum(entry.cause == cause for entry in catalogue())
        rows.append(f"| {cause} | {meaning} | {number} |")
    head = "| cause | what it collects | features |\n|---|---|---|\n"
    return "## Causes\n\nExplanations sum contributions by cause.\n\n" + head + "\n".join(rows) + "\n"


def _table(entries: list[Feature]) -> str:
    rows = [
        f"| `{e.name}` | {e.label} | {e.unit} | {e.meaning} | {e.cause} | {_sign(e)} | {e.source} |" for e in entries
    ]
    head = "| name | label | unit | meaning | cause | sign | source |\n|---|---|---|---|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


def _sign(entry: Feature) -> str:
    signs = {quantity.name: quantity.direction_of(entry.name) for quantity in QUANTITIES}
    return ", ".join(f"{name} {_EFFECT[sign]}" for name, sign in signs.items() if sign)


def _descriptors() -> str:
    chosen = "\n".join(f"| `{name}` | {reason} |" for name, reason in DESCRIPTORS.items())
    donors = "\n".join(f"| {name} | `{smarts.replace('|', chr(92) + '|')}` |" for name, smarts in DONORS.items())
    return (
        "## Descriptors of a molecule\n\nComputed by RDKit, finite for every molecule and ion of the registry.\n\n"
        f"| descriptor | why |\n|---|---|\n{chosen}\n\nDonor atoms, counted up to six:\n\n"
        f"| atom | SMARTS |\n|---|---|\n{donors}\n"
    )


if __name__ == "__main__":
    sys.stdout.write(features_page())
