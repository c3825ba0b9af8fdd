"""Blocks are spread over rows as their codes say, by whatever way is fastest."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.features.blocks import Block, join, spread


@pytest.mark.parametrize("n", [1, 2, 50])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_row_gets_the_lists_of_its_codes(n: int, dtype: type) -> None:
    random = np.random.default_rng(0)
    first, second = random.integers(0, 7, n), random.integers(0, 3, n)
    wide, narrow, single = random.random((7, 4)), random.random((3, 2)), random.random((1, 2))
    wide[2, 1] = np.nan
    blocks = [
        Block(0, wide, first),
        Block(4, narrow, second),
        Block(6, single, np.zeros(n, dtype=np.int64)),
        Block(8, wide[:, :2], first),
    ]
    expected = np.hstack([wide[first], narrow[second], np.repeat(single, n, axis=0), wide[first][:, :2]])
    for prepared in (blocks, join(blocks, 10, dtype)):
        for rows in (slice(None), slice(n // 3, n)):
            matrix = np.full((len(expected[rows]), 10), -1.0, dtype=dtype)
            spread(prepared, matrix, rows)
            np.testing.assert_array_equal(matrix, expected[rows].astype(dtype))


def test_no_rows_stay_no_rows() -> None:
    matrix = np.empty((0, 2), dtype=np.float32)
    spread([Block(0, np.empty((0, 2)), np.empty(0, dtype=np.int64))], matrix, slice(None))
    assert matrix.shape == (0, 2)
