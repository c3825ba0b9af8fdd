"""The review's claims against what a predictor has learned: learned, not learned, contradicted; `make docs-claims`.

A claim on a pair of cells is judged by predicting both; a claim on a feature by the rank correlation of the feature
with its own contributions over the known cells that state it. Most of these systems are among the cells that the
published predictor learned from: "learned" means that the model repeats the claim, not that it is true.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from ...data.arrays import Floats
from ...data.notation.parse import parse_cell
from ...data.shipped import read_table
from ...models.attribution.contributions import attribute
from ...models.attribution.effects import contribution_between, effect_text
from ...models.predictor.cell_predictor import CellPredictor

LEARNED, NOT_LEARNED, CONTRADICTS = "learned", "not learned", "contradicts"
VERDICTS = (LEARNED, NOT_LEARNED, CONTRADICTS)
#: An effect counts from 5 % on, a rank correlation from 0.3 on.
LEAST_EFFECT = float(np.log(1.05))
LEAST_CORRELATION = 0.3


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
    """Judge every claim on a quantity and a feature that the predictor has.

    Parameters
    ----------
    predictor : CellPredictor

    Returns
    -------
    list of Judged
        In the order of `data/tables/claims.csv`.
    """
    names = predictor.columns.names
    rows = [row for row in read_table("claims") if row["quantity"] in predictor.targets]
    rows = [row for row in rows if row["basis"] == "pair" or row["subject"] in names]
    pairs = [row for row in rows if row["basis"] == "pair"]
    texts = list(dict.fromkeys(text for row in pairs for text in (row["subject"], row["against"])))
    predicted = predictor.predict(texts).set_index(np.array(texts)) if texts else None
    known, columns = predictor.evidence.features, predictor.columns
    attributions = {name: attribute(target, known, columns) for name, target in predictor.targets.items()}
    judged = []
    for row in rows:
        quantity = predictor.targets[row["quantity"]].quantity
        if row["basis"] == "pair" and predicted is not None:
            values = predicted[quantity.column]
            away = contribution_between(float(values[row["subject"]]), float(values[row["against"]]), quantity)
            measured, verdict = effect_text(away, quantity), _verdict(away, row["direction"], LEAST_EFFECT)
        else:
            place = columns.names.index(row["subject"])
            parts = attributions[row["quantity"]].contributions[:, place]
            rank, away = _trend(known[:, place].astype(np.float64), parts)
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
