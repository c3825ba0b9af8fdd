"""Candidates that no published evidence tells apart are one line."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.notation.parse import as_cells
from nacre.models.predictor.made import Made
from nacre.pipelines.screening.folding import folded

#: FEC and NaF stand in three papers, SnCl2, SbF3, Na3P and NaBr in one each.
KNOWN = ["1 M NaPF6 in EC/PC + 5 wt% FEC | coating: NaF"] * 3 + [
    "1 M NaPF6 in EC/PC + 50 mM SnCl2 | coating: Na3P", "1 M NaPF6 in EC/PC + 1 wt% SbF3 | coating: NaBr",
]  # fmt: skip
MADE = Made.of(CellBatch.from_cells(as_cells(KNOWN)), np.array(list("abcde"), dtype=object))


def fold(*texts: str) -> pd.DataFrame:
    frame = pd.DataFrame({"candidate": range(len(texts)), "cell": texts})
    return folded(frame, as_cells(texts), MADE)


def test_rare_additives_and_none_are_one_line_and_the_first_stands_for_them() -> None:
    base = "1 M NaPF6 in EC/PC (1:1 v/v)"
    found = fold(f"{base} + 50 mM SnCl2", f"{base} + 5 wt% FEC", f"{base} + 1 wt% SbF3", base)
    assert found["candidate"].tolist() == [0, 1]
    assert found["alike"].tolist() == ["no published evidence of a difference between SnCl2, SbF3, none", ""]


@pytest.mark.parametrize(
    ("one", "other", "lines"),
    [("coating: Na3P", "coating: NaBr", 1), ("coating: Na3P", "coating: NaF", 2), ("coating: Na3P", "host: Cu", 2)],
)
def test_a_rare_layer_is_like_another_rare_one_of_its_kind_only(one: str, other: str, lines: int) -> None:
    assert len(fold(f"1 M NaPF6 in DME | {one}", f"1 M NaPF6 in DME | {other}")) == lines


def test_having_a_layer_is_never_like_having_none() -> None:
    assert len(fold("1 M NaPF6 in DME | coating: Na3P", "1 M NaPF6 in DME")) == 2


def test_doses_of_a_rare_additive_are_told_as_such() -> None:
    found = fold("1 M NaPF6 in DME + 50 mM SnCl2", "1 M NaPF6 in DME + 100 mM SnCl2")
    assert found["alike"].tolist() == ["the same parts in other doses, of which too few papers tell"]


def test_nothing_stays_nothing() -> None:
    assert list(folded(pd.DataFrame({"candidate": []}), [], MADE).columns) == ["candidate", "alike"]
