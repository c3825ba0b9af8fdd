"""Train: known cells → validation table → predictor → registry."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..data.errors import NacreError
from ..data.tables import CellTable, published_cells
from ..data.version import __version__
from ..models.bounds import ConformalBound, Side
from ..models.comparison import (
    BOOSTER,
    Progress,
    Settings,
    cross_predictions,
    fit_one,
)
from ..models.dataset import Dataset, Labels, make_dataset
from ..models.domain import Domain
from ..models.evidence import COLUMNS, Evidence
from ..models.files import replace_file
from ..models.predictor import CellPredictor, Target, evidence_weights
from ..models.scoring import validation_table
from ..models.validation import averaged
from .figures.learned import learned
from .model_card import judge, write_card
from .places import output_folder
from .registering import register
from .tracking import Run, track

Floats = npt.NDArray[np.float64]

#: Fewer labelled cells than this teach nothing.
MIN_LABELS = 20


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
        fitted = fit(data, settings, progress=progress)
        files = _write(folder, data, fitted, settings) if folder else []
        return Trained(fitted.predictor, fitted.validation, "", files)
    with track("train") as run:
        fitted = fit(data, settings, progress=progress)
        files = log_fitted(run, data, fitted, settings, folder=folder)
        version = register(run, fitted.predictor)
    return Trained(fitted.predictor, fitted.validation, version, files)


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
    """Validate by leaving papers out, then fit on everything; bounds come from the left-out predictions."""
    for target in data.outcomes:
        if len(data.labels(target).rows) < MIN_LABELS:
            raise NacreError(
                f"Only {len(data.labels(target).rows)} cells have a known {target}.",
                hint=f"At least {MIN_LABELS} are needed.",
            )
    predictions = cross_predictions(data, settings, progress)
    targets = {
        name: Target(labels.quantity, fit_one(data, name, settings), _bounds(labels, data, predictions[name, BOOSTER]))
        for name, labels in data.outcomes.items()
    }
    weights = evidence_weights([target.booster for target in targets.values()], data.features)
    evidence = Evidence(data.frame[list(COLUMNS)], data.features, weights)
    predictor = CellPredictor(
        targets=targets,
        domain=Domain.of(data.batch, evidence.own_distances()),
        evidence=evidence,
        info=_info(data, settings),
    )
    return Fitted(predictor, validation_table(data, predictions, settings), predictions)


def log_fitted(
    run: Run, data: Dataset, fitted: Fitted, settings: Settings, *, folder: Path | None = None, source: str = ""
) -> list[Path]:
    """Record in a run what was learned, from what and how it was judged; with `folder` the files stay there too."""
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


def _bounds(labels: Labels, data: Dataset, predictions: Floats) -> dict[Side, ConformalBound]:
    """The bounds from the left-out predictions, averaged over repeats on the log scale."""
    mean, papers = averaged(predictions), data.papers[labels.rows]
    return {
        side: ConformalBound.from_out_of_fold(mean, labels.interval, papers, side) for side in labels.quantity.sides
    }


def _info(data: Dataset, settings: Settings) -> dict[str, Any]:
    lifetime, overpotential = data.labels("lifetime"), data.labels("overpotential")
    return {
        "nacre_version": __version__,
        "data_sha256": data.digest,
        "cells": len(data.frame),
        "papers": int(pd.Series(data.papers).nunique()),
        "lifetime_labels": len(lifetime.rows),
        "survived": int(lifetime.interval.is_right_censored.sum()),
        "longest_test_h": float(lifetime.interval.lower.max()),
        "overpotential_labels": len(overpotential.rows),
        "seed": settings.seed,
        "repeats": settings.repeats,
        "folds": settings.folds,
        "search": settings.search,
    }


def _scalars(predictor: CellPredictor) -> dict[str, Any]:
    info = {k: v for k, v in predictor.info.items() if k not in {"seed", "repeats", "folds"}}
    return info | {f"{name}_sigma": target.booster.sigma_ for name, target in predictor.targets.items()}


def validation_records(validation: pd.DataFrame) -> list[dict[str, Any]]:
    """The validation table as plain records with `target` and `model`; metrics of the other target are left out."""
    records = validation.reset_index().to_dict("records")
    return [{str(k): v for k, v in record.items() if v == v} for record in records]  # noqa: PLR0124 - not NaN


def flat_metrics(validation: pd.DataFrame) -> dict[str, float]:
    """The validation table as one name a figure, for MLflow."""
    found: dict[str, float] = {}
    for record in validation_records(validation):
        place = f"{record.pop('target')}.{record.pop('model').replace(' ', '_')}"
        found |= {f"{place}.{name}": float(value) for name, value in record.items()}
    return found


def _write(folder: Path, data: Dataset, fitted: Fitted, settings: Settings) -> list[Path]:
    """The validation table, the model card where models were compared, beeswarms and the predictor's files."""
    replace_file(folder / "validation.csv", fitted.validation.to_csv().encode())
    card: list[Path] = []
    if settings.compared:  # else the user is in a hurry
        judged = judge(data, fitted.predictions, fitted.validation, settings)
        card = write_card(folder, data, fitted.predictor, fitted.predictions, judged)
        card += learned(fitted.predictor, folder)
    fitted.predictor.save(folder / "predictor")
    return [folder / "validation.csv", *card, folder / "predictor"]
