"""The card of a trained model: what it learned from, how it did on papers left out, where it fails."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...data.arrays import Floats
from ...data.files import replace_file
from ...data.quantity import Judging
from ...models.labels.dataset import Dataset
from ...models.predictor.cell_predictor import CellPredictor
from ...models.validation.comparison import Settings, own_name
from ...models.validation.domain_check import domain_table
from ...models.validation.folds import averaged
from ...models.validation.learning import learning_curve, scatter_between_papers
from ...models.validation.scoring import LEVELS, judging_of
from .figures.model_card import coverage_plot, importance, learning, left_out
from .pages import templates

#: Columns of the card's validation table, with their headings, by how a quantity is judged.
_COLUMNS = {
    Judging.SURVIVAL: {
        "c_index": "C-index (Harrell)",
        "c_index_treated": "C-index, treated",
        "pairs_treatment_over_treatment": "treatment over treatment",
        "log10_mae": "log10 MAE",
        "log10_mae_treated": "log10 MAE, treated",
        "bias_failed": "bias, failed (decades)",
        "brier": "Brier at 100 to 1,000 h",
    },
    Judging.DECADES: {"log10_mae": "log10 MAE", "spearman": "Spearman"},
    Judging.UNIT: {"rmse": "RMSE", "mae": "MAE", "r2": "R²", "spearman": "Spearman"},
}
_WORST = 5
#: Repeats of the learning curve.
_REPEATS = 3


@dataclass(frozen=True)
class Judgement:
    """What a card tells besides the predictor.

    Attributes
    ----------
    validation : DataFrame
        From `validation_table`.
    domain, scatter, learning : DataFrame
        From `domain_table`, `scatter_between_papers` and `learning_curve`.
    """

    validation: pd.DataFrame
    domain: pd.DataFrame
    scatter: pd.DataFrame
    learning: pd.DataFrame


def judge(
    data: Dataset, predictions: dict[tuple[str, str], Floats], validation: pd.DataFrame, settings: Settings
) -> Judgement:
    """Compute what a card tells, from the predictions that the validation was made of.

    Parameters
    ----------
    data : Dataset
    predictions : dict of (target, model) to float64 array of shape (n_repeats, n_labelled)
        Left-out predictions, from `cross_predictions`.
    validation : DataFrame
        From `validation_table`.
    settings : Settings
    """
    fewer = replace(settings, repeats=min(settings.repeats, _REPEATS))
    return Judgement(
        validation, domain_table(data, predictions, settings), scatter_between_papers(data), learning_curve(data, fewer)
    )


def write_card(
    folder: Path,
    data: Dataset,
    predictor: CellPredictor,
    predictions: dict[tuple[str, str], Floats],
    judged: Judgement,
) -> list[Path]:
    """Write `model-card.md`, its tables and its figures.

    Parameters
    ----------
    folder : path
        Where files are written.
    data : Dataset
    predictor : CellPredictor
    predictions : dict of (target, model) to float64 array of shape (n_repeats, n_labelled)
        Left-out predictions, from `cross_predictions`.
    judged : Judgement
        From `judge`.

    Returns
    -------
    list of Path
        The card first.
    """
    figures = [
        left_out(data, predictions, folder),
        coverage_plot(judged.validation, folder),
        importance(predictor, folder),
        learning(judged.learning, folder),
    ]
    tables = {"domain": judged.domain, "learning-curve": judged.learning}
    for name, frame in tables.items():
        replace_file(folder / f"{name}.csv", frame.to_csv(index=name == "domain").encode())
    text = templates().get_template("model-card.md.j2").render(
        info=predictor.info,
        validation={target: validation_rows(judged.validation, target) for target in data.outcomes},
        headings={target: headings(judged.validation, target) for target in data.outcomes},
        quantities=data.quantities,
        coverage=_coverage_rows(judged.validation),
        levels=[f"{100 * level:.0f} %" for level in LEVELS],
        domain=judged.domain.reset_index().to_dict("records"),
        scatter=judged.scatter.reset_index().to_dict("records"),
        learning=judged.learning.to_dict("records"),
        worst={target: worst_cells(data, predictions, target) for target in data.outcomes},
        covers=_covers(predictor),
    )  # fmt: skip
    replace_file(folder / "model-card.md", text.encode())
    return [folder / "model-card.md", *(folder / f"{name}.csv" for name in tables), *figures]


def worst_cells(data: Dataset, predictions: dict[tuple[str, str], Floats], target: str) -> list[dict[str, Any]]:
    """The cells whose left-out prediction was furthest from what was reported, worst first.

    Parameters
    ----------
    data : Dataset
    predictions : dict of (target, model) to float64 array of shape (n_repeats, n_labelled)
        Left-out predictions, from `cross_predictions`.
    target : str
    """
    labels = data.labels(target)
    quantity = labels.quantity
    mean = averaged(predictions[target, own_name(quantity)])
    value = quantity.scale.value
    interval = labels.learned
    with np.errstate(divide="ignore"):
        off = np.maximum(np.maximum(np.log(interval.lower / mean), np.log(mean / interval.upper)), 0.0)
    order = np.argsort(-off, kind="stable")[:_WORST]
    frame = data.frame.iloc[labels.rows]
    return [
        {
            "record_id": frame["record_id"].iloc[row],
            "cell": frame["cell"].iloc[row],
            "reported": float(value(interval.point[row])),
            "is_bound": not labels.interval.is_exact[row],
            "predicted": float(value(mean[row])),
            "factor": float(np.exp(off[row])),
            "is_factor": quantity.scale.kind == "log",
        }
        for row in order
    ]


def headings(validation: pd.DataFrame, target: str) -> list[str]:
    """Headings of the columns that `validation_rows` fills."""
    return list(_COLUMNS[judging_of(validation, target)].values())


def validation_rows(validation: pd.DataFrame, target: str) -> list[list[str]]:
    """The validation table of a target as texts: model, then each metric with its interval where there is one."""
    rows = []
    for model, row in validation.loc[target].iterrows():
        cells = [str(model)]
        for metric in _COLUMNS[judging_of(validation, target)]:
            value, low, high = (row.get(name, np.nan) for name in (metric, f"{metric}_low", f"{metric}_high"))
            interval = f" [{low:.2f}, {high:.2f}]" if not np.isnan(low) else ""
            cells.append("–" if np.isnan(value) else f"{value:.2f}{interval}")
        rows.append(cells)
    return rows


def _coverage_rows(validation: pd.DataFrame) -> list[list[str]]:
    rows = []
    for place, row in validation.dropna(subset=[f"coverage_certain_{100 * LEVELS[0]:.0f}"]).iterrows():
        cells = [str(word) for word in place]  # type: ignore[attr-defined]
        for level in LEVELS:
            name = f"{100 * level:.0f}"
            cells.append(f"{row[f'coverage_certain_{name}']:.0%} (× {row[f'bound_factor_{name}']:.2g})")
        rows.append(cells)
    return rows


def _covers(predictor: CellPredictor) -> dict[str, Any]:
    domain = predictor.domain
    return {
        "salts": domain.salts,
        "solvents": domain.solvents,
        "additives": domain.additives,
        "materials": domain.materials,
        "ranges": domain.ranges,
    }
