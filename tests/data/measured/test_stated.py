"""A table read for own quantities: intervals, further columns, what is left out, and every fault named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nacre.data.arrays import Floats
from nacre.data.errors import NacreError, TableError
from nacre.data.measured.tables import CellTable, load_cells, published_cells
from nacre.data.quantity import QUANTITIES, own_quantity
from tests.lab_tables import efficiency_table, write_table

TARGET = "coulombic_efficiency_percent"
PERCENT = {"limits": (0.0, 100.0)}


def load(path: Path, target: str, further: Sequence[str] = (), **scale: Any) -> CellTable:
    return load_cells(path, [own_quantity(target, **scale)], further=further)


def intervals(path: Path, **scale: Any) -> tuple[Floats, Floats]:
    quantity = own_quantity("ce", **scale)
    return quantity.intervals(load_cells(path, [quantity]).frame)


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    return path


def faults(tmp_path: Path, text: str, **settings: Any) -> str:
    with pytest.raises(TableError) as caught:
        load(table(tmp_path, text), "ce", **settings)
    return str(caught.value)


def test_values_cells_and_papers(tmp_path: Path) -> None:
    frame = efficiency_table()
    lab = load(write_table(tmp_path, frame), TARGET, ["separator"], **PERCENT)
    assert len(lab) == len(frame)
    for bound in own_quantity(TARGET, **PERCENT).intervals(lab.frame):
        np.testing.assert_array_equal(bound, frame[TARGET])
    assert list(lab.frame["paper"]) == list(frame["paper"])
    assert list(lab.frame["separator"]) == list(frame["separator"])
    assert lab.cells[0].electrolyte.salts[0].name in frame["electrolyte"][0]
    assert lab.remarks == ()


def test_intervals_one_sided_two_sided_and_exact(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "electrolyte,ce,ce_lower,ce_upper\n"
        "1 M NaPF6 in DME,98,,\n1 M NaPF6 in PC,,90,\n1 M NaPF6 in EC,,,80\n1 M NaFSI in DME,95,94,96\n",
    )
    lower, upper = intervals(path)
    np.testing.assert_array_equal(lower, [98, 90, -np.inf, 94])
    np.testing.assert_array_equal(upper, [98, np.inf, 80, 96])


def test_an_interval_that_ends_at_a_limit_is_open_there(tmp_path: Path) -> None:
    path = table(tmp_path, "electrolyte,ce_lower,ce_upper\n1 M NaPF6 in DME,99,100\n1 M NaPF6 in PC,0,60\n")
    lower, upper = intervals(path, **PERCENT)
    np.testing.assert_array_equal(lower, [99, -np.inf])
    np.testing.assert_array_equal(upper, [np.inf, 60])


def test_rows_without_a_value_are_left_out_and_told(tmp_path: Path) -> None:
    path = table(tmp_path, "electrolyte,paper,ce\n1 M NaPF6 in DME,a,98\n1 M NaPF6 in PC,b,\n")
    lab = load(path, "ce")
    assert len(lab) == 1
    assert lab.remarks == ("1 row without ce left out.",)


def test_without_papers_each_row_is_a_group_and_that_is_told(tmp_path: Path) -> None:
    lab = load(table(tmp_path, "electrolyte,ce\n1 M NaPF6 in DME,98\n1 M NaPF6 in PC,97\n"), "ce")
    assert lab.frame["paper"].nunique() == 2
    assert "no column `paper`" in lab.remarks[0]


def test_further_columns_are_numbers_or_words(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "electrolyte,ce,pressure_kPa,separator\n1 M NaPF6 in DME,98,10,Celgard\n1 M NaPF6 in PC,97,,glass fibre\n",
    )
    lab = load(path, "ce", ["pressure_kPa", "separator"])
    np.testing.assert_array_equal(lab.frame["pressure_kPa"], [10.0, np.nan])
    assert list(lab.frame["separator"]) == ["Celgard", "glass fibre"]


def test_a_column_that_describes_the_cell_is_no_target(tmp_path: Path) -> None:
    with pytest.raises(NacreError, match="describes the cell"):
        load(write_table(tmp_path), "temperature_C")
    with pytest.raises(NacreError, match="describes the cell"):
        load(write_table(tmp_path), TARGET, ["coating"])


def test_the_target_is_no_further_column(tmp_path: Path) -> None:
    with pytest.raises(NacreError, match="is the target"):
        load(write_table(tmp_path), TARGET, [TARGET])
    with pytest.raises(NacreError, match="named twice"):
        load(write_table(tmp_path), TARGET, ["separator", "separator"])


@pytest.mark.parametrize(
    ("text", "settings", "words"),
    [
        ("electrolyte,ce\n1 M NaPF6 in DME,high\n", {}, ["row 2", "ce", "high"]),
        ("electrolyte,ce\n1 M NaPF6 in DME,104\n", PERCENT, ["104", "between 0 and 100", "--bounded"]),
        ("electrolyte,ce\n1 M NaPF6 in DME,-3\n", {"log": True}, ["-3", "not above zero", "--log"]),
        ("electrolyte,ce_lower,ce_upper\n1 M NaPF6 in DME,90,80\n", {}, ["ce_lower", "above the value or the upper"]),
        ("electrolyte,ce,ce_upper\n1 M NaPF6 in DME,90,80\n", {}, ["ce_upper", "below the value"]),
        ("electrolyte,ce\n1 M NaPF7 in DME,90\n", {}, ["row 2", "electrolyte", "NaPF7", "NaPF6"]),
        ("electrolyte,yield\n1 M NaPF6 in DME,90\n", {}, ["ce"]),
        ("electrolyte,ce,note\n1 M NaPF6 in DME,90,\n", {"further": ["note"]}, ["note", "is empty"]),
        ("electrolyte,ce\n1 M NaPF6 in DME,\n", {}, ["no row with a ce"]),
    ],
)
def test_each_fault_is_named(tmp_path: Path, text: str, settings: dict[str, Any], words: list[str]) -> None:
    message = faults(tmp_path, text, **settings)
    for word in words:
        assert word in message


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    message = faults(tmp_path, "electrolyte,ce\n1 M NaPF7 in DME,104\n1 M NaPF6 in DMF7,-1\n", **PERCENT)
    assert "4 faults" in message


def test_too_many_different_words_are_names(tmp_path: Path) -> None:
    frame = pd.DataFrame({"electrolyte": ["1 M NaPF6 in DME"] * 60, "ce": 90.0, "cell": [f"n{i}" for i in range(60)]})
    path = write_table(tmp_path, frame.rename(columns={"cell": "operator"}))
    with pytest.raises(TableError, match="60 different words"):
        load(path, "ce", ["operator"])


def test_a_table_may_state_the_published_quantities_and_an_own_one(tmp_path: Path) -> None:
    """Rows that state none of them stay: they are cells of the published kind."""
    frame = published_cells().frame.head(6).assign(ce=[90.0, 95.0, np.nan, 99.0, np.nan, 80.0])
    quantities = (*QUANTITIES, own_quantity("ce", **PERCENT))
    lab = load_cells(write_table(tmp_path, frame), quantities)
    assert len(lab) == 6
    np.testing.assert_array_equal(lab.frame["ce"], frame["ce"])
    assert np.isnan(quantities[-1].intervals(lab.frame)[0]).sum() == 2


def test_two_targets_of_one_column_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NacreError, match="states two targets"):
        load_cells(write_table(tmp_path), [own_quantity(TARGET), own_quantity(TARGET, log=True)])
