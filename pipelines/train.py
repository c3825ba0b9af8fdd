"""Train: known cells → validation table → predictor → registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..data.errors import NacreError
from ..data.tables import CellTable, published_cells
from ..data.version import __version__
from ..features.cell import catalogue, feature_names
from ..models.baselines import Constant, ControlOrNot
from ..models.bounds import ConformalBound, Side
from ..models.dataset import Dataset, Labels, make_dataset
from ..models.domain import Domain
from ..models.evidence import COLUMNS, Evidence
from ..models.interval import IntervalBooster
from ..models.predictor import DEFAULT_LEVEL, CellPredictor, Target, evidence_weights
from ..models.validation import (
    bootstrap_by_paper,
    coverage,
    lifetime_metrics,
    out_of_fold,
    overpotential_metrics,
    paper_folds,
)
from .figures import learned
from .places import output_folder
from .tracking import register, track

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

SIDES: dict[str, Side] = {"lifetime": "lower", "overpotential": "upper"}
BOOSTER, PROTOCOL_ONLY, CONTROL_OR_NOT, CONSTANT = "nacre booster", "protocol only", "control or not", "constant"
MODELS = (BOOSTER, PROTOCOL_ONLY, CONTROL_OR_NOT, CONSTANT)
#: Fewer labelled cells than this teach nothing.
MIN_LABELS = 20

#: Four of five lifetimes are tests that ended early; their likelihood favours ever wider noise, and with it medians of
#: decades. A factor of e^0.8 = 2.2 ranks as well and keeps medians near tested times. Overpotentials choose their own.
SIGMA: dict[str, float | str] = {"lifetime": 0.8, "overpotential": "auto"}

#: Called with the number of finished steps and the number of all steps.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Settings:
    """How a training is run.

    Attributes
    ----------
    repeats, folds : int
        Leave-paper-out validation: how often the papers are dealt anew, and into how many folds.
    seed : int
    jobs : int
        Processes for the validation; the numbers do not depend on it.
    """

    repeats: int = 5
    folds: int = 10
    seed: int = 0
    jobs: int = 2


@dataclass(frozen=True)
class Trained:
    """A finished training.

    Attributes
    ----------
    predictor : CellPredictor
    validation : DataFrame
        One row a target and model, see `validation_table`.
    version : str
        Version in the registry; empty where the training was not tracked.
    files : list of Path
        What was written to the output folder.
    """

    predictor: CellPredictor
    validation: pd.DataFrame
    version: str
    files: list[Path]


def train(
    table: CellTable | None = None,
    *,
    settings: Settings | None = None,
    output: Path | str | None = None,
    tracked: bool = True,
    progress: Progress | None = None,
) -> Trained:
    """Learn from known cells and make the result the champion.

    Parameters
    ----------
    table : CellTable, optional
        The published cells where it is left out.
    settings : Settings, optional
    output : path, optional
        Folder for the validation table, figures and the predictor's files.
    tracked : bool
        Whether the run and the model go to MLflow.
    progress : callable, optional

    Raises
    ------
    NacreError
        Where the table holds too few outcomes.
    """
    settings = settings or Settings()
    folder = output_folder(output) if output else None
    data = make_dataset(table or published_cells())
    if not tracked:
        predictor, validation = fit(data, settings, progress=progress)
        return Trained(predictor, validation, "", _write(folder, predictor, validation))
    with track("train") as run:
        predictor, validation = fit(data, settings, progress=progress)
        run.params({"repeats": settings.repeats, "folds": settings.folds, "seed": settings.seed} | _scalars(predictor))
        run.metrics(_flat_metrics(validation))
        files = _write(folder, predictor, validation)
        _log(run, predictor, validation)
        version = register(run, predictor)
    return Trained(predictor, validation, version, files)


def fit(data: Dataset, settings: Settings, *, progress: Progress | None = None) -> tuple[CellPredictor, pd.DataFrame]:
    """Validate by leaving papers out, then fit on everything; bounds come from the left-out predictions."""
    for target in SIDES:
        if len(data.labels(target).rows) < MIN_LABELS:
            raise NacreError(
                f"Only {len(data.labels(target).rows)} cells have a known {target}.",
                hint=f"At least {MIN_LABELS} are needed.",
            )
    predictions = _cross_predictions(data, settings, progress)
    bounds = {t: _bound(data, t, predictions[t, BOOSTER]) for t in SIDES}
    boosters = {t: fit_one(data, t, settings.seed) for t in SIDES}
    weights = evidence_weights(list(boosters.values()), data.features)
    evidence = Evidence(data.frame[list(COLUMNS)], data.features, weights)
    predictor = CellPredictor(
        lifetime=Target(boosters["lifetime"], bounds["lifetime"]),
        overpotential=Target(boosters["overpotential"], bounds["overpotential"]),
        domain=Domain.of(data.batch, evidence.own_distances()),
        evidence=evidence,
        info=_info(data, settings),
    )
    return predictor, validation_table(data, predictions, settings)


def make_booster(target: str, seed: int = 0) -> IntervalBooster:
    """An unfitted booster for a target, constrained where the catalogue says that physics fixes the sign."""
    signs = {f.name: (f.lifetime_sign if target == "lifetime" else f.overpotential_sign) for f in catalogue()}
    # The matrix is a bare array, so columns go by number.
    monotone = {f"x{i}": signs[name] for i, name in enumerate(feature_names()) if signs[name]}
    return IntervalBooster(monotone=monotone, sigma=SIGMA[target], random_state=seed)


def fit_one(data: Dataset, target: str, seed: int) -> IntervalBooster:
    """A booster fitted on every labelled cell."""
    labels = data.labels(target)
    return make_booster(target, seed).fit(
        data.features[labels.rows],
        labels.interval.lower,
        labels.interval.upper,
        sample_weight=labels.weight,
        groups=data.papers[labels.rows],
    )


def _contenders(target: str, data: Dataset, labels: Labels) -> dict[str, tuple[Callable[[], Any], Any]]:
    """For each model its factory and its features."""
    features = data.features[labels.rows]
    protocol = np.ascontiguousarray(features[:, [name.startswith("protocol.") for name in feature_names()]])
    flag = data.is_control[labels.rows].astype(np.float64)[:, None]
    return {
        BOOSTER: (partial(make_booster, target), features),
        PROTOCOL_ONLY: (IntervalBooster, protocol),
        CONTROL_OR_NOT: (ControlOrNot, flag),
        CONSTANT: (Constant, flag),
    }


def _cross_predictions(data: Dataset, settings: Settings, progress: Progress | None) -> dict[tuple[str, str], Floats]:
    """Left-out predictions of every model for both targets, arrays of shape (n_repeats, n_labelled)."""
    steps = len(SIDES) * len(MODELS) * settings.repeats * settings.folds
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    found = {}
    for target in SIDES:
        labels = data.labels(target)
        papers = data.papers[labels.rows]
        folds = list(paper_folds(papers, settings.folds, settings.repeats, settings.seed))
        for name, (make_model, features) in _contenders(target, data, labels).items():
            jobs = settings.jobs if name in {BOOSTER, PROTOCOL_ONLY} else 1
            found[target, name] = out_of_fold(
                make_model, features, labels.interval, papers, folds,
                sample_weight=labels.weight, n_jobs=jobs, on_fold=step,
            )  # fmt: skip
    return found


def _bound(data: Dataset, target: str, predictions: Floats) -> ConformalBound:
    """The bound from the left-out predictions, averaged over repeats on the log scale."""
    labels = data.labels(target)
    averaged = _averaged(predictions)
    return ConformalBound.from_out_of_fold(averaged, labels.interval, data.papers[labels.rows], SIDES[target])


def validation_table(data: Dataset, predictions: dict[tuple[str, str], Floats], settings: Settings) -> pd.DataFrame:
    """Leave-paper-out metrics of every model.

    Returns
    -------
    DataFrame
        Index (target, model); metrics of both targets as columns, averaged over repeats, NaN where a metric does
        not belong to the target; `…_low` and `…_high` bound a metric's 95 % interval over papers. `coverage_…_90` and
        `median_bound_90` are those of conformal bounds calibrated on the other papers.
    """
    rows = {}
    for (target, name), found in predictions.items():
        rows[target, name] = (
            _mean_metrics(data, target, found)
            | _intervals(data, target, found, settings.seed)
            | _bound_metrics(data, target, found)
        )
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["target", "model"])
    return frame


#: Metrics that get an interval over papers.
_HEADLINES = ("c_index", "c_index_treated", "reported_hours_concordance_treated", "log10_mae", "spearman")


def _metrics(
    data: Dataset, target: str, predicted: Floats, rows: Rows | None = None, papers: Rows | None = None
) -> dict[str, float]:
    """The metrics of a target over its labelled rows, or over drawn ones with the papers that they count as."""
    labels = data.labels(target)
    drawn = np.arange(len(labels.rows)) if rows is None else rows
    interval = labels.interval.take(drawn)
    if target == "overpotential":
        return overpotential_metrics(predicted[drawn], interval)
    groups = data.papers[labels.rows] if papers is None else papers
    return lifetime_metrics(predicted[drawn], interval, groups, data.is_control[labels.rows[drawn]])


def _averaged(predictions: Floats) -> Floats:
    """Left-out predictions averaged over repeats on the log scale."""
    return np.asarray(np.exp(np.log(predictions).mean(axis=0)))


def _mean_metrics(
    data: Dataset, target: str, predictions: Floats, rows: Rows | None = None, papers: Rows | None = None
) -> dict[str, float]:
    """Metrics averaged over repeats; ties that differ between repeats must not be averaged away in the predictions."""
    return dict(pd.DataFrame([_metrics(data, target, repeat, rows, papers) for repeat in predictions]).mean())


def _intervals(data: Dataset, target: str, predictions: Floats, seed: int) -> dict[str, float]:
    """95 % intervals of the headline metrics when papers are drawn anew."""
    found = bootstrap_by_paper(
        lambda rows, papers: _mean_metrics(data, target, predictions, rows, papers),
        data.papers[data.labels(target).rows],
        seed=seed,
    )
    headlines = {name: interval for name, interval in found.items() if name in _HEADLINES}
    low = {f"{name}_low": interval[0] for name, interval in headlines.items()}
    return low | {f"{name}_high": interval[1] for name, interval in headlines.items()}


def _bound_metrics(data: Dataset, target: str, predictions: Floats) -> dict[str, float]:
    """Coverage and median of the bound at the default level, each paper judged by a bound made of the others."""
    labels = data.labels(target)
    papers = data.papers[labels.rows]
    averaged = _averaged(predictions)
    bounds = np.empty(len(averaged))
    for paper in np.unique(papers):
        own = papers == paper
        others = ConformalBound.from_out_of_fold(
            averaged[~own], labels.interval.take(np.flatnonzero(~own)), papers[~own], SIDES[target]
        )
        bounds[own] = others.apply(averaged[own], DEFAULT_LEVEL)
    found = coverage(bounds, labels.interval, SIDES[target], groups=papers)
    return {
        "coverage_certain_90": found.certain,
        "coverage_possible_90": found.possible,
        "median_bound_90": float(np.median(bounds)),
    }


def _info(data: Dataset, settings: Settings) -> dict[str, Any]:
    censored = int(data.lifetime.interval.is_right_censored.sum())
    return {
        "nacre_version": __version__,
        "data_sha256": data.digest,
        "cells": len(data.frame),
        "papers": int(pd.Series(data.papers).nunique()),
        "lifetime_labels": len(data.lifetime.rows),
        "survived": censored,
        "longest_test_h": float(data.lifetime.interval.lower.max()),
        "overpotential_labels": len(data.overpotential.rows),
        "seed": settings.seed,
        "repeats": settings.repeats,
        "folds": settings.folds,
    }


def _scalars(predictor: CellPredictor) -> dict[str, Any]:
    info = {k: v for k, v in predictor.info.items() if k not in {"seed", "repeats", "folds"}}
    return info | {f"{name}_sigma": target.booster.sigma_ for name, target in predictor.targets.items()}


def validation_records(validation: pd.DataFrame) -> list[dict[str, Any]]:
    """The validation table as plain records with `target` and `model`; metrics of the other target are left out."""
    records = validation.reset_index().to_dict("records")
    return [{str(k): v for k, v in record.items() if v == v} for record in records]  # noqa: PLR0124 - not NaN


def _flat_metrics(validation: pd.DataFrame) -> dict[str, float]:
    found: dict[str, float] = {}
    for record in validation_records(validation):
        place = f"{record.pop('target')}.{record.pop('model').replace(' ', '_')}"
        found |= {f"{place}.{name}": float(value) for name, value in record.items()}
    return found


def _write(folder: Path | None, predictor: CellPredictor, validation: pd.DataFrame) -> list[Path]:
    if folder is None:
        return []
    validation.to_csv(folder / "validation.csv")
    predictor.save(folder / "predictor")
    return [folder / "validation.csv", *learned(predictor, folder), folder / "predictor"]


def _log(run: Any, predictor: CellPredictor, validation: pd.DataFrame) -> None:  # noqa: ANN401
    import tempfile

    with tempfile.TemporaryDirectory(prefix="nacre-") as temporary:
        folder = Path(temporary)
        validation.to_csv(folder / "validation.csv")
        learned(predictor, folder)
        run.files(folder)
