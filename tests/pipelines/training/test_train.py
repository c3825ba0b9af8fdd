"""Training: repeatable, validated by paper, and honest about what was written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nacre.data.errors import NacreError
from nacre.data.measured.tables import CellTable, published_cells
from nacre.models.labels.dataset import make_dataset
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.validation.comparison import MODELS, SURVIVAL_MODELS, Settings
from nacre.pipelines.training.train import Trained, fit, train, validation_records


def test_files_are_written_and_named(trained: Trained) -> None:
    assert {path.name for path in trained.files} == {
        "validation.csv",
        "model-card.md",
        "domain.csv",
        "left-out.png",
        "coverage.png",
        "groups.png",
        "learning-curve.csv",
        "learning-curve.png",
        "learned-lifetime.png",
        "learned-overpotential.png",
        "predictor",
    }
    assert all(path.exists() for path in trained.files)
    saved = CellPredictor.load(next(path for path in trained.files if path.name == "predictor"))
    assert saved.info == trained.predictor.info
    table = pd.read_csv(trained.files[0], index_col=[0, 1])
    np.testing.assert_allclose(table.to_numpy(), trained.validation.to_numpy(), rtol=1e-12)


def test_records_leave_out_the_other_targets_metrics(trained: Trained) -> None:
    records = validation_records(trained.validation)
    assert len(records) == 2 * len(MODELS) + len(SURVIVAL_MODELS)
    for record in records:
        assert ("c_index" in record) == (record["target"] == "lifetime")
        assert "log10_mae" in record


def test_progress_reaches_the_end() -> None:
    data = make_dataset(published_cells())
    seen: list[tuple[int, int]] = []
    fit(data, Settings(repeats=1, folds=2, jobs=1, draws=2), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1] == len(seen)


def test_too_few_outcomes_are_refused() -> None:
    table = published_cells()
    few = CellTable(table.frame.head(12).reset_index(drop=True), table.cells[:12])
    with pytest.raises(NacreError, match="At least 20 are needed"):
        train(few, tracked=False)


def test_untracked_training_writes_to_no_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path / "home"))
    found = train(settings=Settings(repeats=1, folds=2, jobs=1, draws=2), tracked=False)
    assert found.version == ""
    assert not (tmp_path / "home").exists()
