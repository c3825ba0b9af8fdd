"""Train: known cells and the quantities wanted → validation table → predictor → registry."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ...data.arrays import Floats
from ...data.errors import NacreError
from ...data.files import replace_file
from ...data.measured.own import lab_name, parted
from ...data.measured.tables import CellTable, published_cells
from ...data.measured.versions import known_cells, remembered
from ...data.places import results_folder
from ...data.progress import Progress
from ...data.quantity import QUANTITIES, Judging, Quantity, Side
from ...data.version import __version__
from ...features.columns import CATALOGUE, Columns
from ...models.labels.dataset import Dataset, Labels, make_dataset
from ...models.predictor.bounds import ConformalBound
from ...models.predictor.cell_predictor import CellPredictor
from ...models.predictor.domain import Domain
from ...models.predictor.evidence import COLUMNS, Evidence, evidence_weights, mean_use
from ...models.predictor.own_cells import with_lab
from ...models.predictor.survival import SurvivalChance
from ...models.predictor.target import DEFAULT_LEVEL, UNTREATED, Target
from ...models.validation.comparison import Settings, cross_predictions, fit_one, own_name
from ...models.validation.folds import averaged
from ...models.validation.learner import features_of
from ...models.validation.own_columns import predictor_columns
from ...models.validation.scoring import validation_table
from ..reports.figures.learned import learned
from ..reports.model_card import judge, write_card
from ..store.registering import register
from ..store.tracking import Run, track

#: Fewer labelled cells than this teach nothing.
MIN_LABELS = 20
#: How many rows tell which columns a model of a lab's own quantity uses.
_WEIGHED = 500


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
    quantities: Sequence[Quantity] = QUANTITIES,
    settings: Settings | None = None,
    output: Path | str | None = None,
    tracked: bool = True,
    progress: Progress | None = None,
) -> Trained:
    """Learn quantities from known cells, validate by leaving papers out, and make the result the champion.

    Parameters
    ----------
    table : CellTable, optional
        Read for these quantities; the published cells where it is left out.
    quantities : sequence of Quantity
        Built-in ones, a lab's own, or both.
    settings : Settings, optional
    output : path, optional
        Folder for the validation table, the predictor's files and, beside built-in quantities, model card and figures.
    tracked : bool
        Whether the run and the model go to MLflow. A predictor with a built-in quantity becomes champion of the main
        model; one of own quantities only becomes champion under the name of each of them.
    progress : callable, optional

    Returns
    -------
    Trained

    Raises
    ------
    NacreError
        Where the table holds too few outcomes.
    """
    settings = settings or Settings()
    data = make_dataset(remembered(table or published_cells()), quantities)
    if not tracked:
        with results_folder(output) as folder:
            fitted = fit(data, settings, progress=progress)
            files = _write(folder, data, fitted, settings) if folder else []
        return Trained(fitted.predictor, fitted.validation, "", files)
    with results_folder(output) as folder, track("train") as run:
        fitted = fit(data, settings, progress=progress)
        source = "a lab's own table" if data.is_own else ""
        files = log_fitted(run, data, fitted, settings, folder=folder, source=source)
        predictor = for_lab(fitted.predictor)
        version = register(run, predictor)
    return Trained(predictor, fitted.validation, version, files)


def for_lab(predictor: CellPredictor) -> CellPredictor:
    """The predictor with what the own cells of this nacre folder add; itself where there are none, or it is own."""
    if predictor.is_own or not (lab := lab_name()):
        return predictor
    return with_lab(predictor, lab, parted(known_cells(predictor.quantities, further=predictor.further).table)[1])


class Fitted(NamedTuple):
    """A predictor with what it was judged by.

    Attributes
    ----------
    predictor : CellPredictor
    validation : DataFrame
        See `validation_table`.
    predictions : dict of (target, model) to float64 array of shape (n_repeats, n_labelled)
        Left-out predictions.
    """

    predictor: CellPredictor
    validation: pd.DataFrame
    predictions: dict[tuple[str, str], Floats]


def fit(data: Dataset, settings: Settings, *, progress: Progress | None = None) -> Fitted:
    """Validate by leaving papers out, then fit on everything; bounds come from the left-out predictions.

    Parameters
    ----------
    data : Dataset
    settings : Settings
    progress : callable, optional

    Raises
    ------
    NacreError
        Where the data hold too few outcomes of a quantity.
    """
    for target, labels in data.outcomes.items():
        if len(labels.rows) < MIN_LABELS:
            raise NacreError(
                f"Only {len(labels.rows)} cells have a known {target}.", hint=f"At least {MIN_LABELS} are needed."
            )
    predictions = cross_predictions(data, settings, progress)
    columns = predictor_columns(data)
    fitted = {name: _target(data, labels, settings, columns) for name, labels in data.outcomes.items()}
    evidence = _evidence(data, fitted, columns)
    targets = {
        name: _calibrated(target, data, averaged(predictions[name, own_name(target.quantity)]), evidence)
        for name, target in fitted.items()
    }
    domain = Domain.of(data.batch, evidence.own_distances(), origin="known" if data.is_own else "published")
    predictor = CellPredictor(targets, domain, evidence, _info(data, targets, settings), columns)
    return Fitted(predictor, validation_table(data, predictions, settings), predictions)


def _target(data: Dataset, labels: Labels, settings: Settings, columns: Columns) -> Target:
    """The model of a quantity, fitted on every labelled cell, without bounds yet."""
    own = CATALOGUE if labels.quantity.from_catalogue else columns
    estimator = fit_one(data, labels.quantity.name, settings, own).estimator_
    width = None if own == columns else len(own.names)
    return Target(labels.quantity, estimator, {}, width)


def _calibrated(target: Target, data: Dataset, left_out: Floats, evidence: Evidence) -> Target:
    """The model with bounds, limit and survival curve from the left-out predictions, shape (n_labelled,)."""
    labels = data.labels(target.quantity.name)
    bounds = _bounds(labels, data, left_out, evidence)
    if labels.quantity.judging is not Judging.SURVIVAL:
        return replace(target, bounds=bounds)
    untreated = data.features[labels.rows, CATALOGUE.names.index(UNTREATED)] > 0
    return replace(
        target, bounds=bounds, limit=float(labels.learned.upper.max()),
        survival=SurvivalChance.fit(left_out, untreated, labels.interval),
    )  # fmt: skip


def _evidence(data: Dataset, targets: dict[str, Target], columns: Columns) -> Evidence:
    """The known cells; beside own quantities with all that a retraining needs to know of them."""
    features = features_of(data, columns, np.arange(len(data.frame)))
    shown = np.unique(np.linspace(0, len(features) - 1, min(_WEIGHED, len(features))).astype(np.int64))
    weights = evidence_weights(
        [mean_use(one, features if one.quantity.from_catalogue else features[shown]) for one in targets.values()],
        columns.entries,
    )
    stated = [column for q in data.quantities for column in (*q.statement_columns, *q.circumstances)]
    kept = list(COLUMNS) + [column for column in (*stated, *data.further) if column in data.frame]
    is_mixed = not (data.is_own or all(quantity.from_catalogue for quantity in data.quantities))
    return Evidence(data.frame if is_mixed else data.frame[kept], features, weights)


def log_fitted(
    run: Run, data: Dataset, fitted: Fitted, settings: Settings, *, folder: Path | None = None, source: str = ""
) -> list[Path]:
    """Record in a run what was learned, from what and how it was judged; with `folder` the files stay there too.

    Parameters
    ----------
    run : Run
    data : Dataset
    fitted : Fitted
    settings : Settings
    folder : path, optional
        Where the files stay as well.
    source : str
        Where the table came from.
    """
    run.params({"repeats": settings.repeats, "folds": settings.folds, "seed": settings.seed})
    run.params(_scalars(fitted.predictor))
    run.metrics(flat_metrics(fitted.validation))
    run.dataset(data, source=source)
    with _folder_or_temporary(folder) as place:
        files = _write(place, data, fitted, settings)
        for path in files:
            if path.is_file():
                run.file(path)
    return files if folder else []


@contextmanager
def _folder_or_temporary(folder: Path | None) -> Iterator[Path]:
    """The folder asked for, or one that is gone afterwards."""
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="nacre-") as temporary:
        yield Path(temporary)


def _bounds(labels: Labels, data: Dataset, left_out: Floats, evidence: Evidence) -> dict[Side, ConformalBound]:
    """The bounds; of a quantity from the catalogue they widen with the distance to the known cells."""
    papers, make = data.papers[labels.rows], ConformalBound.from_out_of_fold
    if labels.quantity.from_catalogue and len(distance := evidence.own_distances()) == len(data.frame):
        make = partial(ConformalBound.by_distance, distance=distance[labels.rows])
    return {side: make(left_out, labels.learned, papers, side) for side in labels.quantity.sides}


def _info(data: Dataset, targets: dict[str, Target], settings: Settings) -> dict[str, Any]:
    about: dict[str, Any] = {
        "nacre_version": __version__,
        "data_sha256": data.digest,
        "cells": len(data.frame),
        "papers": int(pd.Series(data.papers).nunique()),
    }
    for name, labels in data.outcomes.items():
        about[f"{name}_labels"] = len(labels.rows)
        if labels.quantity.judging is Judging.SURVIVAL:
            about["survived"] = int(labels.interval.is_right_censored.sum())
            about[f"longest_test_{labels.quantity.unit}"] = float(labels.learned.upper.max())
        if not labels.quantity.from_catalogue:
            about[f"{name}_exact"] = int(labels.interval.is_exact.sum())
            about[f"{name}_estimator"] = type(targets[name].booster).__name__
    if any(not quantity.from_catalogue for quantity in data.quantities):
        about |= {"further": list(data.further), "remarks": [*data.remarks, *_few_papers(data)]}
    elif data.remarks:
        about["remarks"] = list(data.remarks)
    run = {"seed": settings.seed, "repeats": settings.repeats, "folds": settings.folds, "search": settings.search}
    return about | run


def _few_papers(data: Dataset) -> list[str]:
    """A remark where there are too few groups for bounds at the default level."""
    papers, needed = int(pd.Series(data.papers).nunique()), int(np.ceil(1 / (1 - DEFAULT_LEVEL) - 1e-9)) - 1
    if papers >= needed:
        return []
    need = f"Bounds at {DEFAULT_LEVEL:.0%} need at least {needed} papers or batches; the table has {papers}, "
    return [need + f"which carry bounds up to {papers / (papers + 1):.0%}."]


def _scalars(predictor: CellPredictor) -> dict[str, Any]:
    kept = {k: v for k, v in predictor.plain_info.items() if k not in {"seed", "repeats", "folds"}}
    return kept | {f"{name}_sigma": target.booster.sigma_ for name, target in predictor.targets.items()}


def validation_records(validation: pd.DataFrame) -> list[dict[str, Any]]:
    """The validation table as plain records with `target` and `model`; metrics of the other target are left out."""
    records = validation.reset_index().to_dict("records")
    return [{str(k): v for k, v in record.items() if v == v} for record in records]  # noqa: PLR0124 - not NaN


def flat_metrics(validation: pd.DataFrame) -> dict[str, float]:
    """The validation table as one name a figure, for MLflow."""
    metrics: dict[str, float] = {}
    for record in validation_records(validation):
        place = f"{record.pop('target')}.{record.pop('model').replace(' ', '_')}"
        metrics |= {f"{place}.{name}": float(value) for name, value in record.items()}
    return metrics


def _write(folder: Path, data: Dataset, fitted: Fitted, settings: Settings) -> list[Path]:
    """The validation table, the model card where models were compared, beeswarms and the predictor's files."""
    replace_file(folder / "validation.csv", fitted.validation.to_csv().encode())
    card: list[Path] = []
    if settings.compared and not data.is_own:  # else the user is in a hurry, or has a table of any kind and size
        judged = judge(data, fitted.predictions, fitted.validation, settings)
        card = write_card(folder, data, fitted.predictor, fitted.predictions, judged)
        card += learned(fitted.predictor, folder)
    fitted.predictor.save(folder / "predictor")
    return [folder / "validation.csv", *card, folder / "predictor"]
