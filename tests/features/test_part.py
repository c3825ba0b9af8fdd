"""Parts of the matrix: alone they are their columns of the whole, and a further part needs one entry in the list."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.notation.parse import parse_cell
from nacre.features import matrix
from nacre.features.blocks import Block, Numbers
from nacre.features.catalogue import PARTS
from nacre.features.feature import Feature
from nacre.features.part import Part

BATCH = CellBatch.from_cells(
    [
        parse_cell(text)
        for text in (
            "1 M NaPF6 in EC/PC + 5 wt% FEC | coating: NaF | 1 mA/cm2, 1 mAh/cm2",
            "2 m NaFSI in DME | host: Cu | 0.5 mA/cm2",
            "ether electrolyte",
            "unknown | coating: NaF",
        )
    ]
)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: next(iter(part.groups)))
def test_a_part_alone_is_its_columns_of_the_matrix(part: Part) -> None:
    alone, whole = part.columns(BATCH), matrix.featurize(BATCH)
    assert list(alone) == [entry.name for entry in part.features]
    for name, values in alone.items():
        together = whole[:, matrix.feature_names().index(name)]
        np.testing.assert_allclose(together, values, rtol=1e-6, atol=1e-7, err_msg=name)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: next(iter(part.groups)))
def test_a_part_names_the_groups_of_its_features(part: Part) -> None:
    assert list(dict.fromkeys(entry.group for entry in part.features)) == list(part.groups)


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_further_part_needs_one_entry_in_the_list(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dict(zip(matrix.feature_names(), matrix.featurize(BATCH).T, strict=True))

    def blocks(batch: CellBatch) -> list[Block]:
        lengths = np.array([[len(names)] for names in batch.coating.lists], dtype=np.float64)
        return [Block(0, lengths, batch.coating.codes)]

    def fill(batch: CellBatch, columns: Numbers) -> None:
        columns[:, 1] = 2.0 * batch.current_density_mA_cm2

    entries = [Feature(f"stack.{name}", name, "", "A trial.", "here", "other") for name in ("layers", "twice")]
    parts = (*PARTS[:place], Part({"stack": "stack"}, tuple(entries), blocks, fill), *PARTS[place:])
    caches = (matrix.catalogue, matrix.feature_names, matrix.feature)
    with monkeypatch.context() as patch:
        patch.setattr(matrix, "PARTS", parts)
        for cached in caches:
            cached.cache_clear()
        after = dict(zip(matrix.feature_names(), matrix.featurize(BATCH).T, strict=True))
        without = matrix.featurize(BATCH, electrolyte=False)
    for cached in caches:
        cached.cache_clear()
    assert after.pop("stack.layers").tolist() == [1, 0, 0, 1]
    np.testing.assert_array_equal(after.pop("stack.twice"), [2.0, 1.0, np.nan, np.nan])
    assert list(after) == list(before)
    for name, values in before.items():
        np.testing.assert_array_equal(after[name], values, err_msg=name)
    assert without.shape == (len(BATCH), len(before) + 2 - len(PARTS[0].features))
