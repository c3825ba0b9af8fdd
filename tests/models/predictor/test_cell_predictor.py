"""The predictor: order and meaning of its predictions, the same model every time, and files that notice damage."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.errors import ModelFileError, NacreError
from nacre.data.measured.tables import as_batch, published_cells
from nacre.data.notation.parse import parse_cell
from nacre.data.quantity import built_in
from nacre.features.matrix import featurize
from nacre.models.labels.dataset import make_dataset
from nacre.models.predictor.cell_predictor import (
    EVIDENCE_PER_CELL,
    FORMAT_VERSION,
    CellPredictor,
    features_digest,
    sealed_manifest,
)
from nacre.models.validation.comparison import Settings
from nacre.models.validation.learner import make_booster
from nacre.pipelines.training.train import fit

COLUMNS = [
    "guard",
    "evidence",
    "made",
    "lifetime_h",
    "lifetime_lower_h",
    "lifetime_upper_h",
    "overpotential_mV",
    "overpotential_upper_mV",
    *(f"lifetime_chance_{hours}_h" for hours in (100, 200, 500, 1000)),
    "domain",
    "domain_reasons",
]
NUMBERS = COLUMNS[3:12]
FILES = ("manifest.json", "booster-0.json", "booster-1.json", "evidence.parquet")
TEXTS = (
    "1 M NaPF6 in diglyme | 0.5 mA/cm2, 1 mAh/cm2",
    "1 M NaPF6 in EC/PC (1:1 v/v) | 1 mA/cm2, 1 mAh/cm2",
    "1 M NaPF6 in EC/PC (1:1 v/v) + 5 vol% FEC | coating: Na3P | host: Cu | 3 mA/cm2, 1 mAh/cm2",
    "carbonate electrolyte | 1 mA/cm2",
)
LOADED_ELSEWHERE = """
import sys
from nacre.data.notation.parse import parse_cell
from nacre.models.predictor.cell_predictor import CellPredictor
found = CellPredictor.load(sys.argv[1]).predict([parse_cell(text) for text in sys.argv[2:]])
for name in found.columns[3:12]:
    print(name, *(value.hex() for value in found[name].tolist()))
print("evidence", *(one for row in found["evidence"] for one in row))
"""


@pytest.fixture(scope="module")
def saved(predictor: CellPredictor, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return predictor.save(tmp_path_factory.mktemp("saved") / "predictor")


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    """A copy to be damaged."""
    return Path(shutil.copytree(saved, tmp_path / "predictor"))


def cells() -> list[Any]:
    return [parse_cell(text) for text in TEXTS]


# -- predictions --------------------------------------------------------------------------------------------


def test_one_row_a_cell_in_order_with_the_columns_told(predictor: CellPredictor) -> None:
    found = predictor.predict(cells())
    assert found.columns.tolist() == COLUMNS
    assert len(found) == len(TEXTS)
    backward = predictor.predict(cells()[::-1]).iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, backward, rtol=1e-6)


def test_one_cell_many_cells_and_a_batch_are_predicted_alike(predictor: CellPredictor) -> None:
    many = predictor.predict(cells())
    pd.testing.assert_frame_equal(predictor.predict(CellBatch.from_cells(cells())), many)
    pd.testing.assert_frame_equal(predictor.predict(tuple(cells())), many)
    for row, cell in enumerate(cells()):
        alone = predictor.predict(cell)
        assert len(alone) == 1
        np.testing.assert_allclose(alone.loc[0, NUMBERS].astype(float), many.loc[row, NUMBERS].astype(float), rtol=1e-6)
        assert alone.loc[0, "evidence"] == many.loc[row, "evidence"]


def test_no_cells_give_no_rows(predictor: CellPredictor) -> None:
    found = predictor.predict([])
    assert found.columns.tolist() == COLUMNS
    assert len(found) == 0


def test_predictions_are_positive_and_bounds_lie_on_the_safe_side(predictor: CellPredictor) -> None:
    found = predictor.predict(published_cells().cells)
    assert (found[["lifetime_h", "overpotential_mV"]].to_numpy() > 0).all()
    assert np.isfinite(found[["lifetime_h", "overpotential_mV"]].to_numpy()).all()
    assert (found["lifetime_lower_h"] <= found["lifetime_h"]).all()
    assert (found["overpotential_upper_mV"] >= found["overpotential_mV"]).all()
    assert set(found["domain"]) <= {"in", "edge", "out"}


def test_a_higher_level_is_more_careful_and_leaves_the_median(predictor: CellPredictor) -> None:
    low, high = (predictor.predict(cells(), level=level) for level in (0.5, 0.9))
    pd.testing.assert_series_equal(low["lifetime_h"], high["lifetime_h"])
    assert (high["lifetime_lower_h"] <= low["lifetime_lower_h"]).all()
    assert (high["overpotential_upper_mV"] >= low["overpotential_upper_mV"]).all()


@pytest.mark.parametrize("level", [0.0, 1.0, -1.0, 2.0, float("nan")])
def test_a_level_that_is_no_probability_is_refused(predictor: CellPredictor, level: float) -> None:
    with pytest.raises(NacreError, match="level"):
        predictor.predict(cells(), level=level)


def test_evidence_names_published_records_nearest_first(predictor: CellPredictor) -> None:
    table = published_cells()
    found = predictor.predict(table.cells)
    records = set(table.frame["record_id"])
    for names in found["evidence"]:
        assert len(names) == len(set(names)) == EVIDENCE_PER_CELL
        assert set(names) <= records


@pytest.mark.parametrize("quantity", ["current", "capacity"])
def test_a_harder_test_never_helps(predictor: CellPredictor, quantity: str) -> None:
    values = [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20]
    pattern = "{} mA/cm2, 1 mAh/cm2" if quantity == "current" else "1 mA/cm2, {} mAh/cm2"
    for start in ("1 M NaPF6 in diglyme", "1 M NaPF6 in EC/PC (1:1 v/v) + 5 vol% FEC | coating: NaF"):
        found = predictor.predict([parse_cell(f"{start} | {pattern.format(value)}") for value in values])
        assert (np.diff(found["lifetime_h"]) <= 0).all()
        assert (np.diff(found["overpotential_mV"]) >= 0).all()


def test_medians_and_matrix_agree_with_predict(predictor: CellPredictor) -> None:
    features = featurize(as_batch(cells()))
    found = predictor.predict(cells())
    assert set(predictor.medians(features)) == {"lifetime_h", "overpotential_mV"}
    for name, values in predictor.predict_matrix(features).items():
        np.testing.assert_array_equal(values, found[name])


# -- the same model every time ------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["lifetime", "overpotential"])
def test_training_twice_gives_the_same_bytes(predictor: CellPredictor, target: str) -> None:
    data = make_dataset(published_cells())
    labels = data.labels(target)
    written = []
    for _ in range(2):
        booster = make_booster(built_in(target)).set_params(n_threads=1)
        booster.fit(
            data.features[labels.rows],
            labels.learned.lower,
            labels.learned.upper,
            sample_weight=labels.weight,
            groups=data.papers[labels.rows],
        )
        written.append((booster.to_json(), booster.get_state()))
    assert written[0] == written[1]
    assert written[0][0] == predictor.targets[target].booster.to_json()


def test_fitting_again_gives_the_same_files(saved: Path, tmp_path: Path) -> None:
    again = fit(make_dataset(published_cells()), Settings(repeats=1, folds=3, jobs=1, compared=False))[0].save(tmp_path)
    for name in FILES:
        assert (again / name).read_bytes() == (saved / name).read_bytes(), name


# -- files --------------------------------------------------------------------------------------------------


def test_saved_folder_holds_data_files_only(saved: Path) -> None:
    assert {path.name for path in saved.iterdir()} == set(FILES)
    for path in saved.glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    assert (saved / "evidence.parquet").read_bytes()[:4] == b"PAR1"


def test_loaded_predictor_predicts_the_same_bits(predictor: CellPredictor, saved: Path) -> None:
    loaded = CellPredictor.load(str(saved))
    pd.testing.assert_frame_equal(
        loaded.predict(published_cells().cells), predictor.predict(published_cells().cells), check_exact=True
    )
    assert loaded.info == predictor.info
    assert loaded.domain == predictor.domain
    pd.testing.assert_frame_equal(loaded.evidence.frame, predictor.evidence.frame, check_exact=True)
    np.testing.assert_array_equal(loaded.evidence.features, predictor.evidence.features)


def test_a_fresh_process_predicts_the_same_bits(predictor: CellPredictor, saved: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED_ELSEWHERE, str(saved), *TEXTS], capture_output=True, text=True, check=True
    )
    told = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}
    found = predictor.predict(cells())
    for name in NUMBERS:
        assert [float.fromhex(value) for value in told[name]] == found[name].tolist()
    assert told["evidence"] == [one for row in found["evidence"] for one in row]


def test_a_loaded_predictor_is_saved_as_the_same_files(saved: Path, tmp_path: Path) -> None:
    CellPredictor.load(saved).save(tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (saved / name).read_bytes(), name


def test_saving_over_an_older_predictor_replaces_it(saved: Path, folder: Path, predictor: CellPredictor) -> None:
    (folder / "booster-0.json").write_bytes(b"older")
    predictor.save(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in saved.iterdir()
    }


# -- damage -------------------------------------------------------------------------------------------------


def refused(folder: Path, name: str) -> str:
    with pytest.raises(ModelFileError) as caught:
        CellPredictor.load(folder)
    message = str(caught.value)
    assert name in message
    assert caught.value.hint
    return message


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_anywhere_is_refused_by_name(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    for length in np.linspace(0, len(content) - 1, 40).astype(int):
        (folder / name).write_bytes(content[:length])
        refused(folder, name)


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit_anywhere_is_refused_by_name(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    random = np.random.default_rng(0)
    for bit in random.choice(8 * len(content), 40, replace=False):
        damaged = bytearray(content)
        damaged[bit // 8] ^= 1 << (bit % 8)
        (folder / name).write_bytes(damaged)
        refused(folder, name)
    (folder / name).write_bytes(content)
    CellPredictor.load(folder)


@pytest.mark.parametrize("key", ['"sigma"', '"scores"', '"near"', '"evidence_weights"', '"digest"', '"seed"'])
def test_every_bit_around_a_number_of_the_manifest_counts(folder: Path, key: str) -> None:
    path = folder / "manifest.json"
    content = path.read_bytes()
    start = content.index(key.encode())
    for bit in range(8 * start, 8 * (start + 40)):
        damaged = bytearray(content)
        damaged[bit // 8] ^= 1 << (bit % 8)
        path.write_bytes(damaged)
        refused(folder, "manifest.json")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("surplus", [b" ", b"\n", b"\0"])
def test_an_added_byte_is_refused_by_name(folder: Path, name: str, surplus: bytes) -> None:
    (folder / name).write_bytes((folder / name).read_bytes() + surplus)
    refused(folder, name)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_refused_by_name(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert "missing" in refused(folder, name)


@pytest.mark.parametrize("name", FILES)
def test_an_empty_file_is_refused_by_name(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"")
    refused(folder, name)


def test_swapped_boosters_are_refused(folder: Path) -> None:
    lifetime, overpotential = folder / "booster-0.json", folder / "booster-1.json"
    one, other = lifetime.read_bytes(), overpotential.read_bytes()
    lifetime.write_bytes(other)
    overpotential.write_bytes(one)
    refused(folder, ".json")


def test_a_folder_without_a_predictor_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, "manifest.json")
    refused(tmp_path / "nowhere", "manifest.json")


@pytest.mark.parametrize("content", [b"[]", b"null", b"{}", b"\xff\xfe", b'{"format_version": 1}', b"not json"])
def test_another_file_in_place_of_the_manifest_is_refused(folder: Path, content: bytes) -> None:
    (folder / "manifest.json").write_bytes(content)
    refused(folder, "manifest.json")


def reseal(folder: Path, **changes: Any) -> None:
    path = folder / "manifest.json"
    path.write_bytes(sealed_manifest({**json.loads(path.read_bytes()), **changes}))


@pytest.mark.parametrize("version", [FORMAT_VERSION + 1, FORMAT_VERSION - 1, 0, "1", None])
def test_another_format_is_refused_by_its_version(folder: Path, version: object) -> None:
    reseal(folder, format_version=version)
    message = refused(folder, "manifest.json")
    assert f"format {version}" in message
    assert str(FORMAT_VERSION) in message


def test_other_features_are_refused(folder: Path) -> None:
    reseal(folder, features_sha256=features_digest()[::-1])
    assert "features" in refused(folder, "features")


def test_a_manifest_that_names_other_files_is_refused(folder: Path) -> None:
    files = json.loads((folder / "manifest.json").read_bytes())["files"]
    for changed in ({}, {**files, "../outside.json": files["booster-0.json"]}):
        reseal(folder, files=changed)
        refused(folder, "manifest.json")


def test_the_seal_does_not_depend_on_order_or_an_earlier_seal(saved: Path) -> None:
    content = (saved / "manifest.json").read_bytes()
    manifest = json.loads(content)
    assert sealed_manifest(manifest) == content
    assert sealed_manifest(dict(reversed(manifest.items()))) == content
    assert sealed_manifest({**manifest, "digest": "none"}) == content
