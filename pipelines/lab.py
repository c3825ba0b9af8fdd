"""Train on a quantity of a lab's own: table → validation → predictor → registry, under the quantity's name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..data.errors import NacreError
from ..data.lab import LabTable
from ..data.version import __version__
from ..models.bounds import ConformalBound
from ..models.comparison import Settings
from ..models.domain import Domain
from ..models.evidence import Evidence
from ..models.lab import LabData, LabModel, lab_data, lab_quantity
from ..models.lab_validation import MODEL, lab_predictions, lab_table
from ..models.predictor import DEFAULT_LEVEL, CellPredictor, Target, evidence_weights
from ..models.validation import averaged
from .places import output_folder
from .registering import register
from .store import model_name
from .tracking import track
from .train import MIN_LABELS, Trained, flat_metrics

#: Columns of the evidence besides the target, its bounds and the further columns.
_EVIDENCE = ("record_id", "paper", "doi", "citation", "year", "cell", "is_control")
#: How many rows tell which columns a model of a large table uses.
_WEIGHED = 500


def train_lab(
    table: LabTable,
    *,
    limits: tuple[float, float] | None = None,
    log: bool = False,
    minimize: bool = False,
    settings: Settings | None = None,
    output: Path | str | None = None,
    tracked: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Trained:
    """Learn a lab's own quantity, validate by leaving papers out, and make the result its champion.

    Parameters
    ----------
    table : LabTable
        From `load_lab`, with the same limits.
    limits : (float, float), optional
        What the quantity cannot be below and above; it is then learned as odds.
    log : bool
        Whether effects are factors rather than differences.
    minimize : bool
        Whether lower values are better.
    settings : Settings, optional
    output : path, optional
        Folder for the validation table and the predictor's files.
    tracked : bool
        Whether the run and the model go to MLflow.
    progress : callable, optional

    Raises
    ------
    NacreError
        Where the table is too small, or `limits` and `log` are both given.
    """
    if limits is not None and log:
        raise NacreError("A quantity is either bounded or logarithmic.", hint="Give `--bounded` or `--log`.")
    settings = settings or Settings()
    folder = output_folder(output) if output else None
    data = lab_data(table, lab_quantity(table, limits=limits, log=log, minimize=minimize))
    name = model_name(table.target)
    if not tracked:
        predictor, validation = fit_lab(data, settings, progress=progress)
        return Trained(predictor, validation, "", _write(folder, predictor, validation))
    with track("train") as run:
        predictor, validation = fit_lab(data, settings, progress=progress)
        run.params({"target": table.target, "repeats": settings.repeats, "folds": settings.folds})
        run.params({k: v for k, v in predictor.info.items() if isinstance(v, (str, int, float))})
        run.metrics(flat_metrics(validation))
        run.dataset(data, source="a lab's own table")
        files = _write(folder, predictor, validation)
        version = register(run, predictor, name=name, description=f"{table.target}, a lab's own quantity")
    return Trained(predictor, validation, version, files)


def fit_lab(
    data: LabData, settings: Settings, *, progress: Callable[[int, int], None] | None = None
) -> tuple[CellPredictor, pd.DataFrame]:
    """Validate by leaving papers out, then fit on everything; bounds come from the left-out predictions.

    Raises
    ------
    NacreError
        Where too few rows or papers are there.
    """
    (labels,) = data.outcomes.values()
    quantity, papers = labels.quantity, data.papers[labels.rows]
    if len(labels.rows) < MIN_LABELS:
        raise NacreError(
            f"Only {len(labels.rows)} rows have a {quantity.name}.", hint=f"At least {MIN_LABELS} are needed."
        )
    found = lab_predictions(
        data, folds=settings.folds, repeats=settings.repeats, seed=settings.seed, jobs=settings.jobs, progress=progress
    )
    model = LabModel(data, settings.seed).fit(
        labels.rows[:, None], labels.interval.lower, labels.interval.upper, labels.weight, papers
    )
    mean = averaged(found[MODEL])
    bounds = {side: ConformalBound.from_out_of_fold(mean, labels.interval, papers, side) for side in quantity.sides}
    features = model.columns_.matrix(data.batch, data.frame)
    shown = np.unique(np.linspace(0, len(features) - 1, min(_WEIGHED, len(features))).astype(np.int64))
    kept = [c for c in (*_EVIDENCE, *target_columns(data, quantity.name), *data.further) if c in data.frame.columns]
    evidence = Evidence(data.frame[kept], features, evidence_weights([model.estimator_], features[shown]))
    predictor = CellPredictor(
        targets={quantity.name: Target(quantity, model.estimator_, bounds)},
        domain=Domain.of(data.batch, evidence.own_distances(), origin="known"),
        evidence=evidence,
        info=_info(data, quantity.name, settings, model),
        columns=model.columns_,
    )
    return predictor, lab_table(data, found, settings.seed)


def _few_papers(data: LabData) -> list[str]:
    """A remark where there are too few groups for bounds at the default level."""
    papers, needed = int(pd.Series(data.papers).nunique()), int(np.ceil(1 / (1 - DEFAULT_LEVEL) - 1e-9)) - 1
    if papers >= needed:
        return []
    told = f"Bounds at {DEFAULT_LEVEL:.0%} need at least {needed} papers or batches; the table has {papers}, "
    return [told + f"which carry bounds up to {papers / (papers + 1):.0%}."]


def target_columns(data: LabData, target: str) -> list[str]:
    """The target and its bounds, as far as the table has them."""
    return [name for name in (target, f"{target}_lower", f"{target}_upper") if name in data.frame.columns]


def _info(data: LabData, target: str, settings: Settings, model: LabModel) -> dict[str, Any]:
    (labels,) = data.outcomes.values()
    return {
        "nacre_version": __version__,
        "data_sha256": data.digest,
        "target": target,
        "cells": len(data.frame),
        "papers": int(pd.Series(data.papers).nunique()),
        "exact_labels": int(labels.interval.is_exact.sum()),
        "estimator": type(model.estimator_).__name__,
        "further": list(data.further),
        "remarks": [*data.remarks, *_few_papers(data)],
        "seed": settings.seed,
        "repeats": settings.repeats,
        "folds": settings.folds,
    }


def _write(folder: Path | None, predictor: CellPredictor, validation: pd.DataFrame) -> list[Path]:
    if folder is None:
        return []
    validation.to_csv(folder / "validation.csv")
    predictor.save(folder / "predictor")
    return [folder / "validation.csv", folder / "predictor"]
