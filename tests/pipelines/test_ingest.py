"""Ingest: each file is a row or refused with its reason; what is said of a file reaches its row."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nacre.data.cycling.files import read_cycler
from nacre.data.errors import NacreError
from nacre.data.measured.schema import REQUIRED_OF_CELLS, schema
from nacre.data.measured.tables import load_cells
from nacre.models.labels.dataset import make_dataset
from nacre.pipelines.ingest import JUDGED, ROW, ingest

from ..data.cycling.simulated_cell import SimulatedCell
from ..data.cycling.test_protocols import square_waves
from ..data.cycling.vendor_files import LAYOUTS, arbin, generic, landt

CELL = SimulatedCell(test_h=40, records_per_half_cycle=12, kind="soft short", event_h=25)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three good files, a bad one, one that is no cycler's."""
    place = tmp_path / "raw"
    place.mkdir()
    arbin(CELL.trace(), place / "a.csv")
    landt(CELL.trace(), place / "b.txt")
    generic(SimulatedCell(test_h=40).trace(), place / "c.csv")
    (place / "d.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    (place / "notes.docx").write_text("-", encoding="utf-8")
    return place


def test_rows_in_are_rows_out_and_refused(folder: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    found = ingest([folder, tmp_path / "gone.csv"], output=tmp_path / "cells.csv", progress=lambda *n: seen.append(n))
    assert len(found.table) == 3
    assert [Path(each.file).name for each in found.refused] == ["d.csv", "gone.csv"]
    assert "No column of time" in found.refused[0].reason
    assert "There is no file 'gone.csv'" in found.refused[1].reason
    assert seen[-1] == (5, 5)
    assert found.files == (tmp_path / "cells.csv",)


def test_the_table_is_one_to_learn_from(folder: Path, tmp_path: Path) -> None:
    ingest([folder], description={"electrolyte": "1 M NaPF6 in diglyme", "area_cm2": "1.13"}, output=tmp_path / "o.csv")
    table = load_cells(tmp_path / "o.csv")
    assert set(REQUIRED_OF_CELLS) <= set(ROW) <= set(schema("cells").columns)
    assert tuple(table.frame.columns[: len(ROW)]) == ROW
    lifetime = make_dataset(table).labels("lifetime").interval
    assert lifetime.lower.tolist() == pytest.approx([25, 25, 40], abs=2)
    assert lifetime.is_right_censored.tolist() == [False, False, True]
    assert str(table.cells[0]) == "1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2"


def test_every_layout_gives_the_same_row(tmp_path: Path) -> None:
    for name, (write, _) in LAYOUTS.items():
        write(CELL.trace(), tmp_path / name)
    found = ingest([tmp_path], description={"area_cm2": "1.13"})
    assert len(found.table) == len(LAYOUTS)
    assert found.table.lifetime_h.to_numpy() == pytest.approx(25, abs=0.1)
    assert found.table.overpotential_mV.to_numpy() == pytest.approx(CELL.true_overpotential_mV(), rel=0.05)
    assert found.table.current_density_mA_cm2.to_numpy() == pytest.approx(1, rel=1e-3)
    assert found.table.areal_capacity_mAh_cm2.to_numpy() == pytest.approx(1, rel=1e-2)


def test_a_table_says_what_differs(folder: Path, tmp_path: Path) -> None:
    cells = folder / "cells.csv"
    cells.write_text(
        "file,coating,area_cm2,is_control,temperature_C,coating_method,notes\n"
        "A.CSV,NaF,2,0,40,spin coating,first try\nb,,,1,,,\n",
        encoding="utf-8",
    )
    common = {"electrolyte": "1 M NaPF6 in diglyme", "area_cm2": "1.13", "coating": "Na3Bi", "paper": "mine"}
    table = ingest([folder], cells=cells, description=common, output=tmp_path / "o.csv").table.set_index("record_id")
    assert table.coating.to_dict() == {"a": "NaF", "b": "Na3Bi", "c": "Na3Bi"}
    assert table.current_density_mA_cm2.to_dict() == pytest.approx({"a": 0.565, "b": 1, "c": 1}, rel=1e-3)
    assert table.is_control.to_dict() == {"a": 0, "b": 1, "c": 0}
    assert table.temperature_C["a"] == 40
    assert table.coating_method["a"] == "spin coating"
    assert table.notes["a"].startswith("first try; soft short at ")
    assert set(table.paper) == {"mine"}


def test_what_cannot_be_read_of_a_description_refuses_its_file_alone(folder: Path, tmp_path: Path) -> None:
    cells = tmp_path / "cells.csv"
    cells.write_text("file,electrolyte,area_cm2\na.csv,1 M NaPF6 in diglime,1\nb.txt,,none\n", encoding="utf-8")
    found = ingest([folder], cells=cells)
    reasons = {Path(each.file).name: each.reason for each in found.refused}
    assert "Did you mean diglyme" in reasons["a.csv"]
    assert "area 'none' is not a number" in reasons["b.txt"]
    assert found.table.record_id.tolist() == ["c"]


def test_files_of_one_name_keep_their_own_ids_and_pictures(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    generic(CELL.trace(), tmp_path / "more" / "a.csv")
    found = ingest([folder / "a.csv", tmp_path / "more" / "a.csv"], plots=tmp_path / "plots")
    assert found.table.record_id.tolist() == ["a", "more-a"]
    names = {path.name for path in (tmp_path / "plots").iterdir()}
    assert names == {"a.png", "a-cycles.csv", "more-a.png", "more-a-cycles.csv"}
    assert set(found.files) == set((tmp_path / "plots").iterdir())
    cycles = pd.read_csv(tmp_path / "plots" / "a-cycles.csv")
    assert len(cycles) == 20
    assert cycles.after_event.any()


def test_what_is_passed_by_and_what_fits_no_file_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "old.res").write_bytes(b"x")
    (folder / "sub").mkdir()
    cells = tmp_path / "cells.csv"
    cells.write_text(f"file,area_cm2\nraw/a.csv,2\n{folder / 'b.txt'},1\nZZ.csv,1\n", encoding="utf-8")
    found = ingest([folder], cells=cells)
    assert found.unmatched == ("zz.csv",)
    reasons = {Path(each.file).name: each.reason for each in found.skipped}
    assert set(reasons) == {"notes.docx", "old.res", "sub"}
    assert "an Arbin database; export it" in reasons["old.res"]
    assert found.table.set_index("record_id").current_density_mA_cm2["a"] == pytest.approx(0.565, rel=1e-3)


def test_a_name_of_any_bytes_is_read_and_written(folder: Path, tmp_path: Path) -> None:
    odd = folder / os.fsdecode(b"cell\xff.csv")
    odd.write_bytes((folder / "a.csv").read_bytes())
    (folder / os.fsdecode(b"bad\xfe.csv")).write_text("x,y\n1,2\n", encoding="utf-8")
    found = ingest([folder], output=tmp_path / "o.csv", plots=tmp_path / "plots")
    assert "cell\ufffd" in set(found.table.record_id)
    assert "cell\ufffd.csv" in (tmp_path / "o.csv").read_text("utf-8")
    assert any("bad\ufffd.csv" in each.file for each in found.refused)
    for each in (*found.refused, *found.skipped):
        each.file.encode()


def test_one_file_that_nacre_fails_on_costs_no_other_its_row(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(path: Path) -> None:
        if path.name == "a.csv":
            raise ZeroDivisionError("by zero")
        return read_cycler(path)

    monkeypatch.setattr("nacre.pipelines.ingest.read_cycler", fails)
    found = ingest([folder])
    assert found.table.record_id.tolist() == ["b", "c"]
    assert "nacre failed on this file (ZeroDivisionError: by zero)" in found.refused[0].reason


def test_a_rate_test_is_a_row_without_a_lifetime(tmp_path: Path) -> None:
    current = np.repeat([0.2, 0.4, 0.8, 1.6], 6)
    frame = square_waves(current, 60 * (current / 0.2) ** 0.5)
    frame.rename(columns={"time_h": "time (h)", "current_mA": "current (mA)", "voltage_V": "voltage (V)"}).to_csv(
        tmp_path / "a.csv", index=False
    )
    row = ingest([tmp_path / "a.csv"], output=tmp_path / "o.csv").table.iloc[0]
    assert pd.isna(row.lifetime_h)
    assert row.lifetime_event == ""
    assert row.notes.startswith("rate test: the current goes from 0.2 to 1.6 mA in 4 steps")
    assert len(load_cells(tmp_path / "o.csv").frame) == 1


def test_the_chambers_temperature_is_the_rows(tmp_path: Path) -> None:
    raw = CELL.trace()
    frame = pd.DataFrame({"time (s)": raw.time_s, "current (mA)": raw.current_mA, "voltage (V)": raw.voltage_V})
    frame.assign(**{"Temperature (°C)": 31.5, "Chamber Temperature (°C)": 30.0}).to_csv(tmp_path / "a.csv", index=False)
    assert ingest([tmp_path / "a.csv"]).table.temperature_C[0] == 30


def test_an_id_never_leads_out_of_the_folder(folder: Path, tmp_path: Path) -> None:
    cells = tmp_path / "cells.csv"
    cells.write_text("file,record_id\na.csv,../../out\n", encoding="utf-8")
    found = ingest([folder / "a.csv"], cells=cells, plots=tmp_path / "plots")
    assert {path.parent for path in found.files} == {tmp_path / "plots"}
    assert found.table.record_id.tolist() == ["../../out"]


def no_files(folder: Path) -> object:
    (folder / "empty").mkdir()
    return ingest([folder / "empty"])


def with_sidecar(text: str) -> Callable[[Path], object]:
    def run(folder: Path) -> object:
        (folder / "cells.csv").write_text(text, encoding="utf-8")
        return ingest([folder], cells=folder / "cells.csv")

    return run


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (no_files, "No cycler file was found"),
        (lambda folder: ingest([folder / "d.csv"]), "None of 1 files gave a row"),
        (lambda folder: ingest([folder], output=folder / "cells.txt"), "does not end in .csv"),
        (lambda folder: ingest([folder], description={"elektrolyte": "x"}), "Did you mean 'electrolyte'"),
        (with_sidecar("name,coating\na.csv,NaF\n"), "has no column 'file'"),
        (with_sidecar("file,coatin\na.csv,NaF\n"), "Did you mean 'coating'"),
        (with_sidecar("file,coating\na.csv,NaF\nA.csv,NaF\n"), "names the file 'A.csv' twice"),
        *((with_sidecar(f"file,{name}\na.csv,1\n"), "which is judged from the files") for name in JUDGED),
    ],
)
def test_what_makes_the_whole_impossible_is_told_first(run: Callable[[Path], object], said: str, folder: Path) -> None:
    before = sorted(folder.parent.rglob("*.png"))
    with pytest.raises(NacreError) as error:
        run(folder)
    assert said in str(error.value)
    assert sorted(folder.parent.rglob("*.png")) == before
