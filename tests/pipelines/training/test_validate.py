"""Validation without training a champion."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nacre.models.validation.comparison import BOOSTER, COX, RIDGE, Settings
from nacre.pipelines.store.champion import load_champion
from nacre.pipelines.training.train import Trained
from nacre.pipelines.training.validate import validate


def test_the_table_is_written_and_no_champion_changes(trained: Trained, tmp_path: Path) -> None:
    before = load_champion().info
    found = validate(settings=Settings(repeats=1, folds=3, jobs=1, draws=2), output=tmp_path)
    assert {BOOSTER, RIDGE, COX} <= set(found.validation.loc["lifetime"].index)
    written = pd.read_csv(tmp_path / "validation.csv", index_col=[0, 1])
    assert list(written.index) == list(found.validation.index)
    assert load_champion().info == before


def test_errors_by_domain_are_written_beside(tmp_path: Path) -> None:
    found = validate(settings=Settings(repeats=1, folds=3, jobs=1, draws=2), output=tmp_path, tracked=False)
    written = pd.read_csv(tmp_path / "domain.csv", index_col=[0, 1])
    assert list(written.index) == list(found.domain.index)
    assert written["cells"].sum() > 150
