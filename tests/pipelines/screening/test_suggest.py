"""Suggestions: new cells of the space, in the domain, spread, repeatable, written for a lab to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nacre.api import measured_table
from nacre.api import suggest as suggest_of_table
from nacre.data.cell import format_cell
from nacre.data.errors import NacreError
from nacre.data.measured.tables import published_cells
from nacre.data.notation.parse import parse_cell
from nacre.data.space.read import make_space
from nacre.models.labels.dataset import Dataset, make_dataset
from nacre.pipelines.screening.suggest import SuggestSettings, suggest
from tests.lab_tables import efficiency_table, true_efficiency, write_table

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
    found = suggest(SPACE, data, name, SuggestSettings(n=5))
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
    first, second = (suggest(SPACE, data, "overpotential", SuggestSettings(n=3)).frame for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_the_file_has_an_empty_column_for_the_outcome(data: Dataset, tmp_path: Path) -> None:
    suggest(SPACE, data, "overpotential", SuggestSettings(n=2), output=tmp_path / "next.csv")
    frame = pd.read_csv(tmp_path / "next.csv")
    assert len(frame) == 2
    assert frame["overpotential_mV"].isna().all()


def test_a_short_test_changes_what_counts(data: Dataset) -> None:
    found = suggest(SPACE, data, "lifetime", SuggestSettings(n=3, longest_test=100.0)).frame
    assert found["improvement"].between(0, 1).all()
    with pytest.raises(NacreError, match="not positive"):
        suggest(SPACE, data, "lifetime", SuggestSettings(longest_test=-1.0))


def test_an_unknown_quantity_is_told(data: Dataset) -> None:
    with pytest.raises(NacreError, match="lifetime, overpotential"):
        suggest(SPACE, data, "price")


def test_a_space_of_known_cells_only_is_told(data: Dataset) -> None:
    alien = make_space(
        {"salts": ["1 M NaPF6"], "solvents": {"names": ["[CCCCOCCCCOC]"]}, "protocols": ["1 mA/cm2, 1 mAh/cm2"]}
    )
    with pytest.raises(NacreError, match="inside the domain"):
        suggest(alien, data, "overpotential")
    assert len(suggest(alien, data, "overpotential", SuggestSettings(allow_out=True)).frame) == 1


OWN_SPACE = make_space(
    {"salts": [f"{dose} m {salt}" for salt in ("NaPF6", "NaFSI", "NaClO4") for dose in (0.5, 1, 2, 3)],
     "solvents": {"names": ["DME", "diglyme", "PC", "THF"]}}
)  # fmt: skip
EFFICIENCY = "coulombic_efficiency_percent"


def known_cells(path: Path, target: str, **options: Any) -> Dataset:
    table, quantities = measured_table(path, target=target, **options)
    assert table is not None
    return make_dataset(table, quantities)


def test_a_lab_finds_its_best_cells_from_ten_rows_round_after_round(tmp_path: Path) -> None:
    """The efficiency of the simulated table grows with molality, is highest for NaPF6 and in glymes."""
    tested = efficiency_table(10, seed=5)
    found: list[str] = []
    for _ in range(3):
        data = known_cells(write_table(tmp_path, tested), EFFICIENCY, bounded=(0.0, 100.0))
        batch = suggest(OWN_SPACE, data, EFFICIENCY, SuggestSettings(n=4, allow_out=True)).frame
        assert not set(batch["cell"]) & set(data.frame["cell"])
        found += list(batch["cell"])
        rows = pd.DataFrame({"electrolyte": batch["cell"], EFFICIENCY: [true_efficiency(c) for c in batch["cell"]]})
        rows = rows.assign(record_id=[f"new-{len(tested) + i}" for i in range(4)], paper="own", separator="Celgard")
        tested = pd.concat([tested, rows], ignore_index=True)
    every = sorted((true_efficiency(format_cell(OWN_SPACE.cell(i))) for i in range(len(OWN_SPACE))), reverse=True)
    assert max(map(true_efficiency, found)) >= every[2]


def test_what_a_target_of_ones_own_needs(tmp_path: Path) -> None:
    path = write_table(tmp_path, efficiency_table(12))
    for target, table, options, words in (
        (EFFICIENCY, None, {}, "--data"),
        ("lifetime", None, {"log": True}, "do not belong to lifetime"),
        (EFFICIENCY, path, {"bounded": (0.0, 100.0), "log": True}, "bounded or logarithmic"),
    ):
        with pytest.raises(NacreError, match=words):
            suggest_of_table(OWN_SPACE, target, data=table, **options)
    few = known_cells(write_table(tmp_path, efficiency_table(3), "three.csv"), EFFICIENCY)
    with pytest.raises(NacreError, match="too few"):
        suggest(OWN_SPACE, few, EFFICIENCY)


def test_less_may_be_better(tmp_path: Path) -> None:
    path = write_table(tmp_path, efficiency_table(40))
    worst = suggest(OWN_SPACE, known_cells(path, EFFICIENCY, minimize=True), EFFICIENCY, SuggestSettings(n=1)).frame[
        "cell"
    ][0]
    best = suggest(OWN_SPACE, known_cells(path, EFFICIENCY), EFFICIENCY, SuggestSettings(n=1)).frame["cell"][0]
    assert true_efficiency(worst) < true_efficiency(best)
