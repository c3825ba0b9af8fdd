"""The card of a training: everything the issue of trust asks for, in one file with its figures."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd

from nacre.models.shipped import FOLDER
from nacre.models.validation.comparison import BOUNDS_ONLY, MODELS, Settings
from nacre.pipelines.store.champion import load_champion
from nacre.pipelines.training.train import Trained, train

#: What a saved predictor consists of.
DATA = {".json", ".parquet"}


def card(trained: Trained) -> tuple[str, Path]:
    path = next(path for path in trained.files if path.name == "model-card.md")
    return path.read_text(encoding="utf-8"), path.parent


def test_it_has_every_part(trained: Trained) -> None:
    text, _ = card(trained)
    for part in (
        "Data",
        "Papers left out",
        "Bounds",
        "Domain",
        "Where it fails",
        "What it uses",
        "more data",
        "no model",
    ):
        assert f"{part}" in text
    assert trained.predictor.info["data_sha256"] in text
    for model in MODELS:
        assert text.count(f"| {model} |") >= 3
    assert not re.search(r"\bnan\b", text)


def test_its_figures_and_tables_are_beside_it(trained: Trained) -> None:
    text, folder = card(trained)
    for name in ("left-out.png", "coverage.png", "groups.png", "learning-curve.png"):
        assert f"({name})" in text
        assert (folder / name).stat().st_size > 5_000
    domain = pd.read_csv(folder / "domain.csv")
    assert set(domain["domain"]) == {"in", "edge", "out"}


def test_the_largest_error_comes_first(trained: Trained) -> None:
    text, _ = card(trained)
    lines = text.split("largest errors of left-out overpotentials")[1].split("\n\n")[1].splitlines()[2:]
    factors = [float(line.split("× ")[1].split(" |")[0]) for line in lines]
    assert factors == sorted(factors, reverse=True)
    assert len(factors) == 5


def assert_is_shipped(fresh: Path) -> None:
    """The predictor that ships with nacre is that of a training on today's data and features, bit for bit."""
    hint = "the shipped predictor is out of date: run `make model`"
    assert {path.name for path in fresh.iterdir()} == {path.name for path in FOLDER.iterdir() if path.suffix in DATA}
    for path in fresh.glob("booster-*.json"):
        assert path.read_bytes() == (FOLDER / path.name).read_bytes(), hint
    told = [json.loads((folder / "manifest.json").read_text()) for folder in (fresh, FOLDER)]
    for manifest in told:  # Parquet notes the version of its writer
        del manifest["files"]["evidence.parquet"], manifest["digest"]
    assert told[0] == told[1], hint
    pd.testing.assert_frame_equal(*(pd.read_parquet(folder / "evidence.parquet") for folder in (fresh, FOLDER)))
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.suffix in DATA) < 3_000_000


def test_without_validation_there_are_bounds_but_no_card(tmp_path: Path) -> None:
    found = train(settings=BOUNDS_ONLY, tracked=False, output=tmp_path)
    assert {path.name for path in found.files} == {"validation.csv", "predictor"}
    assert_is_shipped(tmp_path / "predictor")
    row = found.predictor.predict("1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2").iloc[0]
    assert 0 < row["lifetime_lower_h"] < row["lifetime_h"]
    assert row["overpotential_upper_mV"] > row["overpotential_mV"]


def test_a_searched_training_keeps_its_settings(tmp_path: Path) -> None:
    settings = Settings(repeats=1, folds=2, jobs=1, compared=False, search=2)
    found = train(settings=settings, tracked=False, output=tmp_path)
    assert found.predictor.info["search"] == 2


def test_the_champion_is_the_compared_one(trained: Trained) -> None:
    assert load_champion().info["repeats"] == trained.predictor.info["repeats"]
