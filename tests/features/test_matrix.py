"""The matrix: layout, one row a cell, finite or unknown for every real system, and scikit-learn's manners."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from nacre.data.batch.cells import CellBatch
from nacre.data.cell import Cell
from nacre.data.errors import NacreError
from nacre.data.measured.tables import published_cells
from nacre.data.notation.parse import parse_cell
from nacre.data.shipped import read_table
from nacre.data.space.read import make_space
from nacre.features.materials.catalogue import material_features
from nacre.features.materials.columns import material_columns
from nacre.features.matrix import CellFeaturizer, feature_names, featurize

from ..data.strategies import cells

TEXTS = (
    "1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC | coating: Na3P | host: Cu | 1 mA/cm2, 1 mAh/cm2",
    "2 m NaFSI in DME | 0.5 mA/cm2, 1 mAh/cm2, 60 °C",
    "carbonate electrolyte",
    "PEO-NaTFSI (EO:Na 20:1) (polymer)",
    "NaPF6 in diglyme",
)


def review_cells() -> list[Cell]:
    return [parse_cell(row["notation"]) for row in read_table("review_systems")]


def some_cells() -> list[Cell]:
    return [parse_cell(text) for text in TEXTS]


def test_matrix_is_float32_and_contiguous() -> None:
    matrix = featurize(CellBatch.from_cells(some_cells()))
    assert matrix.shape == (len(TEXTS), len(feature_names()))
    assert matrix.dtype == np.float32
    assert matrix.flags.c_contiguous


def test_no_cells_give_an_empty_matrix() -> None:
    assert featurize(CellBatch.from_cells([])).shape == (0, len(feature_names()))


def test_every_system_of_the_review_is_finite_or_unknown() -> None:
    matrix = featurize(CellBatch.from_cells(review_cells()))
    assert len(matrix) > 200
    assert not np.isinf(matrix).any()
    assert (~np.isnan(matrix)).sum(axis=1).min() >= 5


def test_every_published_cell_is_finite_or_unknown() -> None:
    matrix = featurize(CellBatch.from_cells(published_cells().cells))
    assert not np.isinf(matrix).any()
    known = ~np.isnan(matrix)
    assert known.any(axis=0).all(), "every column is known for at least one published cell"


def test_a_cell_alone_is_its_row_in_a_batch() -> None:
    known = list(published_cells().cells)
    together = featurize(CellBatch.from_cells(known))
    for row in range(0, len(known), 5):
        alone = featurize(CellBatch.from_cells([known[row]]))[0]
        np.testing.assert_allclose(alone, together[row], rtol=1e-6, atol=1e-7)


def test_rows_of_a_batch_can_be_taken_before_or_after() -> None:
    batch = CellBatch.from_cells(some_cells())
    rows = np.array([3, 0, 0, 4])
    np.testing.assert_array_equal(featurize(batch.take(rows)), featurize(batch)[rows])


SPACE = make_space(
    {
        "salts": ["1 M NaPF6", "2 m NaFSI", "5 wt% NaNO3"],
        "solvents": {"names": ["EC", "DME", "TTE", "[C3mpyr]FSI", "[CC(C)COC]"], "mix": [1, 2], "ratios": ["1:2"]},
        "additives": {"names": ["FEC", "SbF3"], "doses": ["1 wt%", "10 mM", "2 mol%"]},
        "coatings": ["none", "NaF + PVDF"],
        "protocols": ["1 mA/cm2, 1 mAh/cm2", "5 mA/cm2, 1 mAh/cm2, -20 °C"],
    }
)


@pytest.mark.parametrize("size", [1, 7, 100])
def test_rows_do_not_depend_on_the_chunk_that_they_stand_in(size: int) -> None:
    index = np.arange(0, len(SPACE), 3)
    whole = featurize(SPACE.batch(index))
    chunks = [featurize(SPACE.batch(index[start : start + size])) for start in range(0, len(index), size)]
    np.testing.assert_array_equal(np.concatenate(chunks), whole)


def test_rows_of_a_space_are_those_of_its_records() -> None:
    index = np.arange(0, len(SPACE), 5)
    records = CellBatch.from_cells([SPACE.cell(int(i)) for i in index])
    np.testing.assert_allclose(featurize(SPACE.batch(index)), featurize(records), rtol=1e-6, atol=1e-7)


def test_lists_made_for_each_batch_give_the_same_features(monkeypatch: pytest.MonkeyPatch) -> None:
    index = np.arange(0, len(SPACE), 4)
    shared = SPACE.batch(index)
    monkeypatch.setattr("nacre.data.space.candidates.MAX_SHARED", 1)
    own = replace(SPACE).batch(index[:9])
    assert len(own.recipes.solvents) < len(shared.recipes.solvents)
    assert len(own.pool) < len(shared.pool)
    np.testing.assert_array_equal(featurize(own), featurize(shared)[:9])


@given(st.lists(cells, min_size=1, max_size=4))
def test_order_of_cells_is_the_order_of_rows(some: list[Cell]) -> None:
    forward = featurize(CellBatch.from_cells(some))
    backward = featurize(CellBatch.from_cells(some[::-1]))[::-1]
    assert not np.isinf(forward).any()
    np.testing.assert_allclose(forward, backward, rtol=1e-6, atol=1e-7)


def test_materials_stand_under_their_names() -> None:
    frame = CellFeaturizer().set_output(transform="pandas").fit_transform(some_cells())
    for prefix, material in (("coating", "Na3P"), ("host", "Cu")):
        names, values = [entry.name for entry in material_features(prefix)], material_columns([(material,)], prefix)
        np.testing.assert_array_equal(frame.loc[0, names].to_numpy(dtype=np.float32), values[0])
    assert frame["coating.present"].tolist() == [1, 0, 0, 0, 0]


def test_featurizer_takes_cells_batches_and_frames_alike() -> None:
    found = some_cells()
    batch = CellBatch.from_cells(found)
    expected = featurize(batch)
    frame = pd.DataFrame({"id": range(len(found)), "cell": found}, index=list("abcde"))
    for given_cells in (found, tuple(found), batch, frame):
        np.testing.assert_array_equal(CellFeaturizer().fit_transform(given_cells), expected)


def test_featurizer_can_be_cloned_and_needs_no_fit() -> None:
    featurizer = clone(CellFeaturizer())
    assert featurizer.get_params() == {}
    expected = featurize(CellBatch.from_cells(some_cells()))
    np.testing.assert_array_equal(featurizer.transform(some_cells()), expected)
    assert featurizer.fit(some_cells()) is featurizer
    assert featurizer.n_features_out_ == expected.shape[1]


def test_featurizer_names_its_columns_for_pandas() -> None:
    featurizer = CellFeaturizer().set_output(transform="pandas")
    frame = featurizer.fit_transform(pd.DataFrame({"cell": some_cells()}, index=list("abcde")))
    assert isinstance(frame, pd.DataFrame)
    assert frame.columns.tolist() == list(feature_names()) == featurizer.get_feature_names_out().tolist()
    assert frame.index.tolist() == list("abcde")


def test_featurizer_stands_in_a_pipeline() -> None:
    pipeline = make_pipeline(CellFeaturizer(), FunctionTransformer(np.isnan, feature_names_out="one-to-one"))
    found = pipeline.fit_transform(some_cells())
    np.testing.assert_array_equal(found, np.isnan(featurize(CellBatch.from_cells(some_cells()))))
    assert pipeline.get_feature_names_out().tolist() == list(feature_names())


def test_featurizer_says_what_is_not_a_cell() -> None:
    with pytest.raises(NacreError, match="neither a column 'cell'"):
        CellFeaturizer().transform(pd.DataFrame({"text": ["1 M NaPF6 in DME"]}))
