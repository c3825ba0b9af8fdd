"""The page of the review's claims: `make docs-claims`."""

from __future__ import annotations

import argparse
from pathlib import Path

from ...data.files import replace_file
from ...features.matrix import feature
from ...models.predictor.cell_predictor import CellPredictor
from ..explanation.claims import VERDICTS, Judged, judge, summary

_TITLE = "# What the model has learned of the review's claims"


def markdown(judged: list[Judged]) -> str:
    """The page of the claims."""
    lines = [_TITLE, "", *(_preamble(judged)), ""]
    for basis, title in (("feature", "Claims on features"), ("pair", "Claims on pairs of cells")):
        heads = (
            "claim",
            "feature" if basis == "feature" else "cell, against",
            "claimed",
            "measured",
            "verdict",
            "source",
        )
        lines += [f"## {title}", "", f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
        lines += [_line(one) for one in judged if one.basis == basis]
        lines += [""]
    return "\n".join(lines)


def _preamble(judged: list[Judged]) -> list[str]:
    table = ["| kind of claim | quantity | " + " | ".join(VERDICTS) + " |", "|---|---|---|---|---|"]
    for (kind, quantity), counts in summary(judged).items():
        table.append(f"| {kind} | {quantity} | " + " | ".join(str(counts[v]) for v in VERDICTS) + " |")
    return [
        "Written by `make docs-claims` from `data/tables/claims.csv` and a predictor trained on the published",
        "cells. A **pair** is judged by predicting the cell and its control: 5 % or more in the claimed",
        "direction is learned, in the other direction it contradicts. A **feature** is judged by the rank",
        "correlation ρ of its values with its own contributions over the published cells that state it (|ρ| ≥",
        "0.3, and 5 % between upper and lower values).",
        "",
        "Many of these systems are among the cells that the model learned from: “learned” says that the model",
        "repeats the claim, not that the claim was confirmed. For a treated cell against the bare one it is",
        "enough to know that something is there; like against like is the harder half. Features that go",
        "together share what they carry: one of them can be “not learned” because another one tells the same.",
        "",
        *table,
    ]


def _line(one: Judged) -> str:
    what = one.subject if one.basis == "feature" else f"{one.subject}, against {one.against}"
    if one.basis == "feature":
        what = f"{feature(one.subject).label} (`{one.subject}`)"
    sign = {"+": "higher", "-": "lower"}[one.direction]
    parts = (one.claim, what, f"{one.quantity} {sign}", one.measured, one.verdict, one.source)
    return "| " + " | ".join(part.replace("|", "\\|") for part in parts) + " |"


def main() -> None:
    """Judge a saved predictor and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--predictor", type=Path, required=True, help="Folder of a saved predictor.")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    replace_file(options.output, markdown(judge(CellPredictor.load(options.predictor))).encode())


if __name__ == "__main__":
    main()
