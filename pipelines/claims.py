"""The review's claims against what a predictor has learned: learned, not learned, contradicted; `make docs-claims`.

A claim on a pair of cells is judged by predicting both; a claim on a feature by the rank correlation of the feature
with its own contributions over the known cells that state it. Most of these systems are among the cells that the
published predictor learned from: "learned" means that the model repeats the claim, not that it is true.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..data.notation import parse_cell
from ..data.registry import read_table
from ..features.cell import feature, feature_names
from ..models.attribution import attribute
from ..models.effects import contribution_between, effect_text
from ..models.predictor import CellPredictor

Floats = npt.NDArray[np.float64]

LEARNED, NOT_LEARNED, CONTRADICTS = "learned", "not learned", "contradicts"
VERDICTS = (LEARNED, NOT_LEARNED, CONTRADICTS)
#: An effect counts from 5 % on, a rank correlation from 0.3 on.
LEAST_EFFECT = float(np.log(1.05))
LEAST_CORRELATION = 0.3
_TITLE = "# What the model has learned of the review's claims"


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim and what the model says.

    Attributes
    ----------
    claim, basis, subject, against, quantity, direction, source : str
        As in `data/tables/claims.csv`.
    verdict : str
        One of `VERDICTS`.
    measured : str
        What was measured, in words.
    contribution : float
        Of a pair: from the control to the cell. Of a feature: from the lower to the upper half of its values.
    """

    claim: str
    basis: str
    subject: str
    against: str
    quantity: str
    direction: str
    source: str
    verdict: str
    measured: str
    contribution: float

    @property
    def kind(self) -> str:
        """What it takes to repeat the claim: a feature, a treated cell against the bare one, or like against like."""
        if self.basis == "feature":
            return "feature"
        one, other = parse_cell(self.subject), parse_cell(self.against)
        is_bare = (
            (one.coating and not other.coating)
            or (one.host and not other.host)
            or (one.electrolyte.additives and not other.electrolyte.additives)
        )
        return "treated cell against the bare one" if is_bare else "like against like"


def judge(predictor: CellPredictor) -> list[Judged]:
    """Judge every claim on a quantity that the predictor has."""
    rows = [row for row in read_table("claims") if row["quantity"] in predictor.targets]
    pairs = [row for row in rows if row["basis"] == "pair"]
    texts = list(dict.fromkeys(text for row in pairs for text in (row["subject"], row["against"])))
    predicted = predictor.predict(texts).set_index(np.array(texts)) if texts else None
    found = {name: attribute(t.booster, predictor.evidence.features) for name, t in predictor.targets.items()}
    judged = []
    for row in rows:
        quantity = predictor.targets[row["quantity"]].quantity
        if row["basis"] == "pair" and predicted is not None:
            values = predicted[quantity.column]
            away = contribution_between(float(values[row["subject"]]), float(values[row["against"]]), quantity)
            measured, verdict = effect_text(away, quantity), _verdict(away, row["direction"], LEAST_EFFECT)
        else:
            place = feature_names().index(row["subject"])
            values_of = predictor.evidence.features[:, place].astype(np.float64)
            rank, away = _trend(values_of, found[row["quantity"]].contributions[:, place])
            weak = abs(away) < LEAST_EFFECT
            verdict = NOT_LEARNED if weak else _verdict(rank, row["direction"], LEAST_CORRELATION)
            measured = f"ρ = {rank:+.2f}, {effect_text(away, quantity)}" if rank else "hardly used"
        judged.append(Judged(**row, verdict=verdict, measured=measured, contribution=away))
    return judged


def _verdict(size: float, direction: str, least: float) -> str:
    if abs(size) < least:
        return NOT_LEARNED
    return LEARNED if (size > 0) == (direction == "+") else CONTRADICTS


def _trend(values: Floats, contributions: Floats) -> tuple[float, float]:
    """Rank correlation, and the mean contribution of the upper values less that of the lower ones; zeros where flat."""
    from scipy.stats import spearmanr

    stated = ~np.isnan(values)
    values, contributions = values[stated], contributions[stated]
    if len(values) < 3 or np.ptp(values) == 0 or np.ptp(contributions) == 0:
        return 0.0, 0.0
    middle = np.median(values)
    upper = values > middle if (values > middle).any() else values >= middle
    away = float(contributions[upper].mean() - contributions[~upper].mean())
    return float(spearmanr(values, contributions).statistic), away


def summary(judged: list[Judged]) -> dict[tuple[str, str], Counter[str]]:
    """How many claims of each kind and quantity got each verdict."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for one in judged:
        counts.setdefault((one.kind, one.quantity), Counter())[one.verdict] += 1
    return counts


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
    """Train on the published cells and write the page."""
    from ..data.tables import published_cells
    from ..models.comparison import Settings
    from ..models.dataset import make_dataset
    from ..models.files import replace_file
    from .train import fit

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, required=True)
    output = parser.parse_args().output
    predictor = fit(make_dataset(published_cells()), Settings(repeats=1, folds=3, jobs=1))[0]
    replace_file(output, markdown(judge(predictor)).encode())


if __name__ == "__main__":
    main()
