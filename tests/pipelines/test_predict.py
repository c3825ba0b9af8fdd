"""Tables in, tables out: every row comes back in order or is set aside with its reason."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nacre.data.errors import TableError
from nacre.data.files import csv_bytes
from nacre.data.notation.parse import parse_cell
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines import predict
from nacre.pipelines.predict import predict_table

GOOD = ["1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2", "carbonate electrolyte | coating: NaF", "NaFSI in DME"]


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cells.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_table_path_equals_the_cell_path(predictor: CellPredictor, tmp_path: Path) -> None:
    path = table(tmp_path, "cell,lab\n" + "\n".join(f'"{cell}",{i}' for i, cell in enumerate(GOOD)))
    found = predict_table(path, predictor)
    for place, text in enumerate(GOOD):
        alone = predictor.predict(parse_cell(text)).iloc[0]
        for name in ("lifetime_h", "lifetime_lower_h", "overpotential_mV", "overpotential_upper_mV"):
            assert found.loc[place, f"predicted_{name}"] == alone[name]
    assert found["lab"].tolist() == ["0", "1", "2"]


def test_columns_and_notation_give_the_same_numbers(predictor: CellPredictor, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "electrolyte,coating,host,current_density_mA_cm2,areal_capacity_mAh_cm2,temperature_C\n"
        "1 M NaPF6 in diglyme,NaF,Cu,1,2,25\n",
    )
    found = predict_table(path, predictor).iloc[0]
    alone = predictor.predict(parse_cell("1 M NaPF6 in diglyme | coating: NaF | host: Cu | 1 mA/cm2, 2 mAh/cm2, 25 °C"))
    assert found["predicted_lifetime_h"] == alone.loc[0, "lifetime_h"]


def test_bad_rows_stop_everything_unless_they_are_set_aside(predictor: CellPredictor, tmp_path: Path) -> None:
    path = table(tmp_path, f'cell\n"{GOOD[0]}"\n1 M NaPF7 in diglyme\n"{GOOD[2]}"\n1 M NaPF6 in diglime\n')
    with pytest.raises(TableError) as caught:
        predict_table(path, predictor)
    assert [(issue.row, issue.column) for issue in caught.value.issues] == [(3, "cell"), (5, "cell")]
    aside = tmp_path / "bad.csv"
    found = predict_table(path, predictor, quarantine=aside)
    set_aside = pd.read_csv(aside)
    assert len(found) + set_aside["row"].nunique() == 4
    assert found["cell"].tolist() == [GOOD[0], GOOD[2]]
    assert set_aside["reason"].str.contains("Unknown").all()


def test_a_table_of_bad_rows_only_is_an_error(predictor: CellPredictor, tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no row that can be predicted"):
        predict_table(table(tmp_path, "cell\nfoo bar\n"), predictor, quarantine=tmp_path / "bad.csv")


def test_exported_text_is_no_formula_for_a_spreadsheet() -> None:
    frame = pd.DataFrame({"note": ["=1+1", "+A1", "-2", "@x", "plain"], "value": [-1.0, 2.0, np.nan, 4.0, 5.0]})
    lines = csv_bytes(frame).decode().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["'=1+1", "'+A1", "'-2", "'@x", "plain"]
    assert lines[1].endswith(",-1.0")


def test_doubts_about_a_table_are_python_warnings(tmp_path: Path, predictor: CellPredictor) -> None:
    path = table(tmp_path, "electrolyte,coatng,areal_capacity_mAh_cm2\n1 M NaPF6 in DME,NaF,60\n")
    with pytest.warns(UserWarning, match="cells.csv") as told:
        found = predict_table(path, predictor)
    assert len(found) == 1
    assert [str(one.message).split(":")[0] for one in told] == [
        "cells.csv, row 1, column coatng", "cells.csv, row 2, column areal_capacity_mAh_cm2",
    ]  # fmt: skip


def test_measured_columns_stay_beside_the_predicted_ones(predictor: CellPredictor, tmp_path: Path) -> None:
    path = table(tmp_path, f'cell,lifetime_h,overpotential_mV\n"{GOOD[0]}",600,20\n')
    found = predict_table(path, predictor).iloc[0]
    assert (found["lifetime_h"], found["overpotential_mV"]) == ("600", "20")
    assert found["predicted_lifetime_h"] != 600
    assert 0 < found["predicted_lifetime_chance_100_h"] <= 1


def test_a_file_is_predicted_in_parts_as_it_is_whole(
    predictor: CellPredictor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path, "cell,n\n" + "".join(f'"{GOOD[i % 3]}",{i}\n' for i in range(25)))
    whole = csv_bytes(predict_table(path, predictor))
    monkeypatch.setattr(predict, "ROWS", 4)
    steps: list[tuple[int, int]] = []
    output = tmp_path / "out.csv"
    count = predict.predict_file(path, predictor, output, progress=lambda done, total: steps.append((done, total)))
    assert count == 25
    assert output.read_bytes() == whole
    assert steps[0] == (4, 25)
    assert steps[-1] == (25, 25)


def test_a_fault_in_a_late_part_leaves_no_file_and_names_its_row(
    predictor: CellPredictor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predict, "ROWS", 3)
    path = table(tmp_path, "cell\n" + f'"{GOOD[0]}"\n' * 7 + "1 M NaPF7 in DME\n" + f'"{GOOD[1]}"\n' * 3)
    output = tmp_path / "out.csv"
    with pytest.raises(TableError) as caught:
        predict.predict_file(path, predictor, output)
    assert [issue.row for issue in caught.value.issues] == [9]
    assert [one.name for one in tmp_path.iterdir()] == ["cells.csv"]
    assert predict.predict_file(path, predictor, output, quarantine=tmp_path / "bad.csv") == 10
    assert pd.read_csv(tmp_path / "bad.csv")["row"].tolist() == [9]


def test_words_for_not_stated_are_unknown_where_a_part_may_be_there(predictor: CellPredictor, tmp_path: Path) -> None:
    words = ["NA", "N/A", "nan", "None", "-", "null", "?"]
    rows = "".join(f"1 M NaPF6 in diglyme,{word},none,NA,1\n" for word in words)
    path = table(tmp_path, f"electrolyte,coating,host,areal_capacity_mAh_cm2,current_density_mA_cm2\n{rows}")
    with pytest.warns(UserWarning, match="read as unknown"):
        found = predict_table(path, predictor)
    assert set(found["cell"]) == {"1 M NaPF6 in diglyme | coating: unknown | 1 mA/cm2"}


@pytest.mark.parametrize("word", ["none", "bare", "no coating", "bare Na", ""])
def test_words_for_nothing_are_no_unknown_coating(predictor: CellPredictor, tmp_path: Path, word: str) -> None:
    found = predict_table(table(tmp_path, f"electrolyte,coating\nNaFSI in DME,{word}\n"), predictor)
    assert found["cell"].tolist() == ["NaFSI in DME"]


def test_a_table_with_decimal_commas_comes_back_with_points(predictor: CellPredictor, tmp_path: Path) -> None:
    rows = "1 M NaPF6 in diglyme;0,5;600;a,b\n1 M NaPF6 in DME;1;210,5;c\n"
    path = table(tmp_path, f"electrolyte;current_density_mA_cm2;lifetime_h;batch\n{rows}")
    found = predict_table(path, predictor)
    assert found["current_density_mA_cm2"].tolist() == [0.5, 1.0]
    assert found["lifetime_h"].tolist() == [600, 210.5]
    assert found["batch"].tolist() == ["a,b", "c"]
