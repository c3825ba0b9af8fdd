"""Suggestions: new cells of the space, in the domain, spread, repeatable, written for a lab to fill in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from nacre.data.errors import NacreError
from nacre.data.notation import parse_cell
from nacre.data.space import make_space
from nacre.data.tables import published_cells
from nacre.models.dataset import Dataset, make_dataset
from nacre.pipelines.suggest import suggest

SPACE = make_space(
    {
        "salts": ["1 M NaPF6", "1 M NaFSI", "2 M NaFSI"],
        "solvents": {"names": ["EC", "PC", "diglyme", "DME"], "mix": [1, 2]},
        "coatings": ["none", "NaF", "Na3Bi + PVDF"],
        "protocols": ["1 mA/cm2, 1 mAh/cm2"],
    }
)


@pytest.fixture(scope="module")
def data() -> Dataset:
    return make_dataset(published_cells())


@pytest.mark.parametrize("name", ["lifetime", "overpotential"])
def test_suggestions_are_new_readable_and_in_the_domain(data: Dataset, name: str) -> None:
    found = suggest(SPACE, data, name, n=5)
    assert len(found.frame) == 5
    assert found.frame["cell"].is_unique
    assert not set(found.frame["cell"]) & set(data.frame["cell"])
    assert set(found.frame["domain"]) <= {"in", "edge"}
    for text in found.frame["cell"]:
        parse_cell(text)
    column = data.labels(name).quantity.column
    low, mid, high = (found.frame[f"expected_{column}{end}"] for end in ("_low", "", "_high"))
    assert (low < mid).all()
    assert (mid < high).all()


def test_the_same_question_has_the_same_answer(data: Dataset) -> None:
    first, second = (suggest(SPACE, data, "overpotential", n=3).frame for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_the_file_has_an_empty_column_for_the_outcome(data: Dataset, tmp_path: Path) -> None:
    suggest(SPACE, data, "overpotential", n=2, output=tmp_path / "next.csv")
    frame = pd.read_csv(tmp_path / "next.csv")
    assert len(frame) == 2
    assert frame["overpotential_mV"].isna().all()


def test_a_short_test_changes_what_counts(data: Dataset) -> None:
    found = suggest(SPACE, data, "lifetime", n=3, longest_test=100.0).frame
    assert found["improvement"].between(0, 1).all()
    with pytest.raises(NacreError, match="not positive"):
        suggest(SPACE, data, "lifetime", longest_test=-1.0)


def test_an_unknown_quantity_is_told(data: Dataset) -> None:
    with pytest.raises(NacreError, match="lifetime, overpotential"):
        suggest(SPACE, data, "price")


def test_a_space_of_known_cells_only_is_told(data: Dataset) -> None:
    alien = make_space(
        {"salts": ["1 M NaPF6"], "solvents": {"names": ["[CCCCCCCCN]"]}, "protocols": ["1 mA/cm2, 1 mAh/cm2"]}
    )
    with pytest.raises(NacreError, match="inside the domain"):
        suggest(alien, data, "overpotential")
    assert len(suggest(alien, data, "overpotential", allow_out=True).frame) == 1
