"""The catalogue as a page of the documentation: `make features-page`."""

from __future__ import annotations

import argparse
from pathlib import Path

from .catalogue import CAUSES, GROUPS, Feature
from .cell import catalogue

_HEAD = """# Features

Every column of the matrix that the models see, made from the catalogue by `make features-page`. Values that a cell does
not state are NaN, not a guess. A sign stands only where physics fixes the direction; there the models must follow it.
"""


def page() -> str:
    """The page as Markdown."""
    parts = [_HEAD, f"{len(catalogue())} features in {len(GROUPS)} groups.\n"]
    for group, words in GROUPS.items():
        entries = [entry for entry in catalogue() if entry.group == group]
        parts.append(f"## {words[0].upper()}{words[1:]} (`{group}`)\n")
        parts.append("| column | what it is | unit | meaning | cause | sign | source |\n|---|---|---|---|---|---|---|")
        parts += [_row(entry) for entry in entries]
        parts.append("")
    return "\n".join(parts)


def _row(entry: Feature) -> str:
    signs = [f"{word} {'+' if sign > 0 else '−'}" for word, sign in _signs(entry) if sign]
    cells = [
        f"`{entry.name}`", entry.label, entry.unit, entry.meaning, CAUSES[entry.cause], ", ".join(signs), entry.source,
    ]  # fmt: skip
    return f"| {' | '.join(cell.replace('|', '∣') for cell in cells)} |"


def _signs(entry: Feature) -> tuple[tuple[str, int], tuple[str, int]]:
    return ("lifetime", entry.lifetime_sign), ("overpotential", entry.overpotential_sign)


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.parse_args().output.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
