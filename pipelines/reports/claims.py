"""The pages of the review's claims: `make docs-claims`."""

from __future__ import annotations

import argparse
from pathlib import Path

from ...data.files import replace_file
from ...data.places import output_folder
from ...features.matrix import feature
from ...models.predictor.cell_predictor import CellPredictor
from ..explanation.claims import CONTRADICTS, VERDICTS, Judged, judge, summary

_TREATED = "treated cell against the bare one"
_TITLE = "# What the model has learned of the review's claims"


#: The pages behind the first one: name, title, and which claims stand there (kind, and quantity where it is split).
_PAGES = (
    ("features", "Claims on features", "feature", None),
    ("like-against-like", "Claims on pairs: like against like", "like against like", None),
    ("treated-lifetime", "Claims on pairs: treated against bare, lifetime", _TREATED, "lifetime"),
    ("treated-overpotential", "Claims on pairs: treated against bare, overpotential", _TREATED, "overpotential"),
)


def markdown(judged: list[Judged]) -> str:
    """All claims on one page, as a report of a model has them.

    Parameters
    ----------
    judged : list of Judged
    """
    return "\n".join([_TITLE, "", *_preamble(judged, linked=False), "", *_tables(judged, "## Claims on"), ""])


def pages(judged: list[Judged]) -> dict[str, str]:
    """The pages of the claims by file name: counts and contradictions first, then a page for each kind of claim.

    Parameters
    ----------
    judged : list of Judged

    Returns
    -------
    dict of str to str
        "claims.md", then those of the folder "claims", in Markdown.
    """
    against = [one for one in judged if one.verdict == CONTRADICTS]
    found = {"claims.md": "\n".join([_TITLE, "", *_preamble(judged), "", *_tables(against, "## Contradicted:"), ""])}
    for name, title, kind, quantity in _PAGES:
        listed = [one for one in judged if one.kind == kind and quantity in (None, one.quantity)]
        words = "[How each is judged](../claims.md). The review is Nanoscale 2023, 15, 11313."
        found[f"claims/{name}.md"] = "\n".join([f"# {title}", "", words, "", *_tables(listed), ""])
    return found


def _tables(judged: list[Judged], head: str = "") -> list[str]:
    """A table for each basis that is there, below a heading that begins with `head`."""
    lines: list[str] = []
    for basis, what in (("feature", "feature"), ("pair", "cell, against")):
        rows = [_line(one) for one in judged if one.basis == basis]
        if rows and head:
            lines += [f"{head} {'features' if basis == 'feature' else 'pairs of cells'}", ""]
        if rows:
            heads = ("claim", what, "claimed", "measured", "verdict", "source")
            lines += [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *rows, ""]
    return lines[:-1]


def _preamble(judged: list[Judged], *, linked: bool = True) -> list[str]:
    table = ["| kind of claim | quantity | " + " | ".join(VERDICTS) + " |", "|---|---|---|---|---|"]
    for (kind, quantity), counts in summary(judged).items():
        name = next(name for name, _, own, only in _PAGES if own == kind and only in (None, quantity))
        cells = [f"[{kind}](claims/{name}.md)" if linked else kind, quantity, *(str(counts[v]) for v in VERDICTS)]
        table.append(f"| {' | '.join(cells)} |")
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
    """Judge a saved predictor and write the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--predictor", type=Path, required=True, help="Folder of a saved predictor.")
    parser.add_argument("-o", "--output", type=Path, required=True, help="Folder of the documents.")
    options = parser.parse_args()
    for name, text in pages(judge(CellPredictor.load(options.predictor))).items():
        path = output_folder((options.output / name).parent) / Path(name).name
        replace_file(path, text.encode())


if __name__ == "__main__":
    main()
