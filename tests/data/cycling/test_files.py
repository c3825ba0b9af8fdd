"""Cyclers: every layout gives the same record; what cannot be read is told with its reason."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.cycling.files import SUFFIXES, read_cycler
from nacre.data.cycling.vocabulary import BIOLOGIC_BINARY, CYCLERS, NEWARE_BINARY
from nacre.data.errors import NacreError

from .simulated_cell import SimulatedCell
from .vendor_files import LAYOUTS, arbin, generic, mpr_bytes, workbook

CELL = SimulatedCell(test_h=12, records_per_half_cycle=10, wetting_h=0.5)
RAW = CELL.trace()
#: What is said of layouts that need it.
EXPECTED_REMARKS = (
    "without sign|disagree by a factor of 1e\\+03|were joined|keeps no current|is empty or zero|read as month/day"
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The record in every layout."""
    folder = tmp_path_factory.mktemp("layouts")
    for name, (write, _) in LAYOUTS.items():
        write(RAW, folder / name)
    return {name: (folder / name).read_bytes() for name in LAYOUTS}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_gives_the_same_record(name: str, tmp_path: Path) -> None:
    write, cycler = LAYOUTS[name]
    write(RAW, tmp_path / name)
    trace = read_cycler(tmp_path / name)
    assert trace.cycler == cycler
    assert all(re.search(EXPECTED_REMARKS, remark) for remark in trace.remarks)
    assert len(trace.frame) == len(RAW)
    assert (trace.frame.dtypes == np.float64).all()
    # Day clocks are written to the second, Neware's readings to 0.1 mV and 1e-4 mA.
    np.testing.assert_allclose(trace.frame.time_h, RAW.time_s / 3600, atol=2e-4)
    np.testing.assert_allclose(trace.frame.voltage_V, RAW.voltage_V, atol=6e-5)
    scale = CELL.area_cm2 if trace.is_per_area else 1.0
    np.testing.assert_allclose(trace.current * scale, RAW.current_mA, atol=6e-5)


def test_an_old_workbook_is_read() -> None:
    """Two sheets of a .xls file as an older Neware program fills them; no package of the environment writes one."""
    trace = read_cycler(Path(__file__).with_name("neware-detail.xls"))
    assert trace.cycler == "Neware CSV"
    np.testing.assert_allclose(trace.frame.time_h, RAW.time_s / 3600, atol=1e-6)
    np.testing.assert_allclose(trace.frame.voltage_V, RAW.voltage_V, atol=1e-9)
    np.testing.assert_allclose(trace.current, RAW.current_mA, atol=1e-9)


def test_the_column_of_steps_is_kept(tmp_path: Path) -> None:
    arbin(RAW, tmp_path / "a.csv")
    frame = read_cycler(tmp_path / "a.csv").frame
    np.testing.assert_array_equal(frame["step"], RAW.step)
    np.testing.assert_array_equal(frame["cycle"], RAW.cycle)


def test_every_cycler_is_tested_and_every_ending_searched_for() -> None:
    names = {cycler.name for cycler in (*CYCLERS, BIOLOGIC_BINARY, NEWARE_BINARY)}
    assert names == {name for _, name in LAYOUTS.values()}
    assert {Path(name).suffix.lower() for name in LAYOUTS} <= set(SUFFIXES)


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        ("time (s),current (A),voltage (V)", (1, 1e-3, 1)),
        ("time/min,I/uA,U/mV", (1 / 60, 1e3, 1e3)),
        ("Elapsed Time [h],Current [µA],Potential [V]", (1 / 3600, 1e3, 1)),
        ("time_s,current_mA,voltage_V", (1, 1, 1)),
        ("t in s,I in mA,E in V", (1, 1, 1)),
    ],
)
def test_units_stand_in_the_header(header: str, factor: tuple[float, float, float], tmp_path: Path) -> None:
    columns = zip((RAW.time_s, RAW.current_mA, RAW.voltage_V), factor, strict=True)
    body = pd.concat([column * by for column, by in columns], axis=1).to_csv(index=False, header=False)
    (tmp_path / "a.csv").write_text(f"{header}\n{body}", encoding="utf-8")
    trace = read_cycler(tmp_path / "a.csv")
    np.testing.assert_allclose(trace.frame.time_h, RAW.time_s / 3600, atol=1e-9)
    np.testing.assert_allclose(trace.current, RAW.current_mA, rtol=1e-9)
    np.testing.assert_allclose(trace.frame.voltage_V, RAW.voltage_V, rtol=1e-9, atol=1e-12)


def test_a_clock_that_starts_again_goes_on(tmp_path: Path) -> None:
    second = RAW.assign(time_s=RAW.time_s - RAW.time_s.min(), voltage_V=RAW.voltage_V * 1.1)
    generic(pd.concat([RAW, second]), tmp_path / "a.csv")
    hours = read_cycler(tmp_path / "a.csv").frame.time_h
    assert (hours.diff().dropna() >= 0).all()
    assert hours.iloc[-1] == pytest.approx(2 * RAW.time_s.max() / 3600, rel=1e-6)


def test_date_and_time_serve_where_there_is_no_other_clock(tmp_path: Path) -> None:
    stamps = pd.Timestamp("2026-11-23") + pd.to_timedelta(RAW.time_s, unit="s")
    frame = pd.DataFrame({"Date Time": stamps, "current (mA)": RAW.current_mA, "voltage (V)": RAW.voltage_V})
    frame.to_csv(tmp_path / "a.csv", index=False)
    np.testing.assert_allclose(read_cycler(tmp_path / "a.csv").frame.time_h, RAW.time_s / 3600, atol=1e-6)


def test_a_broken_last_line_is_left_out_and_said(tmp_path: Path) -> None:
    arbin(RAW, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open("a", encoding="utf-8") as file:
        file.write("999,4320")
    trace = read_cycler(tmp_path / "a.csv")
    assert len(trace.frame) == len(RAW)
    assert trace.remarks == ("records that could not be read and were left out: 1",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "The file is empty"),
        ("hello\nworld\n", "No column of time or current or voltage"),
        ("time (s),voltage (V)\n1,2\n", "No column of current was found among time (s), voltage (V)"),
        ("time (s),current (mA),voltage (V)\n", "a header but no record"),
        ("time (s),current (mA),voltage (V)\na,b,c\n", "No record has numbers"),
        ("time,current (mA),voltage (V)\n1,2,3\n", "The column 'time' states no unit. Write it into the header"),
        ("time (s),current,voltage (V)\n1,2,3\n", "e.g. current (mA)"),
        ("time (s),current (mA),voltage (V)\n0,1,1\n60,1,1\n120,1,1\n180,1,1\n240,1,1\n500,1,1\n100,1,1\n",
         "Time in 'time (s)' runs backwards at record 7"),
        ("time (s),current (mA),voltage (V)\n" + "0,1,1\nx,1,1\n" * 9, "9 of 18 records cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_text_is_told(content: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    with pytest.raises(NacreError, match=re.escape(said)):
        read_cycler(tmp_path / "a.csv")


@pytest.mark.parametrize("ending", ["nda", "ndax", "mpr"])
@pytest.mark.parametrize("content", [b"not such a file", b"NEWARE" + bytes(3000)])
def test_a_damaged_binary_is_told(ending: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / f"a.{ending}").write_bytes(content)
    with pytest.raises(NacreError, match=r"cannot be read as (Neware|BioLogic).*export it as CSV") as error:
        read_cycler(tmp_path / f"a.{ending}")
    assert len(str(error.value)) < 400


@given(st.sampled_from(sorted(LAYOUTS)), st.integers(0, 2**32))
def test_a_damaged_file_is_read_or_refused(files: dict[str, bytes], name: str, seed: int) -> None:
    random, content = Random(seed), bytearray(files[name])
    for _ in range(random.choice([1, 30])):
        content[random.randrange(len(content))] = random.randrange(256)
    del content[random.randrange(len(content)) :]
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(bytes(content))
        with suppress(NacreError):
            frame = read_cycler(path).frame
            assert np.isfinite(frame[["time_h", "voltage_V"]]).all(axis=None)


def test_a_missing_package_is_told_with_its_install_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.mpr").write_bytes(b"x")
    monkeypatch.setitem(sys.modules, "galvani.BioLogic", None)
    with pytest.raises(NacreError, match=r"need the package galvani.*pip install \"nacre\[cycler\]\""):
        read_cycler(tmp_path / "a.mpr")


def text_of(*lines: str) -> bytes:
    return "\n".join([*lines, ""]).encode()


def zip_of(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, inside in files.items():
            archive.writestr(name.replace("_", "."), inside)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.res", b"x", "it is an Arbin database; export it as CSV or .xlsx"),
        ("a.xlsx", b"x", "no .xlsx file, or it is damaged"),
        ("a.xlsx", zip_of(mimetype=b"x"), "The workbook cannot be opened"),
        ("a.parquet", b"PAR1xxxx", "The Parquet file cannot be read"),
        ("a.zip", zip_of(a_csv=b"x", b_csv=b"y"), "The .zip holds 2 files (a.csv, b.csv), not one export"),
        ("a.zip", zip_of(a_ndax=b"x"), "holds a binary file of a cycler"),
        ("a.gz", b"\x1f\x8b\x08xx", "The .gz file is damaged"),
        ("a.csv", text_of("Cell 7", "Stunde,Strom (mA),Spg", *["1,2,3"] * 4),
         "No column of time or voltage was found among Stunde, Strom (mA), Spg (line 2). If one of these is it,"),
        ("a.csv", text_of("time (s),current (mA),voltage (V)," * 2, *(f"{i},1,1,{i},2,2," for i in range(9))),
         "The file holds 2 records side by side"),
        ("a.csv", text_of("Date,current (mA),voltage (V)", "13/02/2026 10:00:00,1,1", "02/14/2026 10:00:00,1,1"),
         "written in two ways"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NacreError, match=re.escape(said)):
        read_cycler(tmp_path / name)


def test_two_channels_in_a_workbook_are_no_record(tmp_path: Path) -> None:
    frame = pd.DataFrame({"Test_Time(s)": RAW.time_s, "Current(A)": RAW.current_mA / 1e3, "Voltage(V)": RAW.voltage_V})
    workbook({"Channel_1-001": frame, "Channel_1-002": frame}, tmp_path / "a.xlsx")
    with pytest.raises(NacreError, match=r"Channel_1-001 and Channel_1-002 are not one record.*each channel as a file"):
        read_cycler(tmp_path / "a.xlsx")


def test_a_workbook_without_records_shows_its_headers(tmp_path: Path) -> None:
    workbook({"Data": pd.DataFrame({"Zeitpunkt": [1.0], "Spg": [2.0]})}, tmp_path / "a.xlsx")
    with pytest.raises(NacreError, match=r"No sheet has a header.*found Data: Zeitpunkt, Spg"):
        read_cycler(tmp_path / "a.xlsx")


def test_an_export_that_stands_twice_in_a_file_counts_once(tmp_path: Path) -> None:
    arbin(pd.concat([RAW, RAW]), tmp_path / "a.csv")
    trace = read_cycler(tmp_path / "a.csv")
    assert len(trace.frame) == len(RAW)
    assert trace.remarks == (f"records that stand twice in the file were left out: {len(RAW)}",)


def test_charge_and_discharge_side_by_side_are_one_record(tmp_path: Path) -> None:
    left, right = RAW[RAW.current_mA >= 0], RAW[RAW.current_mA < 0]
    names = {"time_s": "测试时间/Sec", "current_mA": "电流/mA", "voltage_V": "电压/V"}
    blocks = [part[[*names]].rename(columns=names).reset_index(drop=True) for part in (left, right)]
    joined = pd.concat([blocks[0], pd.DataFrame({"": []}), blocks[1]], axis=1)
    joined.to_csv(tmp_path / "a.csv", index=False)
    trace = read_cycler(tmp_path / "a.csv")
    assert len(trace.frame) == len(RAW)
    assert "2 blocks of columns side by side were joined" in trace.remarks[0]
    assert sorted(trace.current) == pytest.approx(sorted(RAW.current_mA))


def test_bytes_of_unknown_columns_that_can_be_placed_in_no_way_are_told(tmp_path: Path) -> None:
    columns = [(4, "<f8", RAW.time_s), (9001, "V3", pd.Series([b"abc"] * len(RAW))), (6, "<f4", RAW.voltage_V)]
    (tmp_path / "a.mpr").write_bytes(mpr_bytes(columns))
    with pytest.raises(NacreError, match="columns 9001 are unknown"):
        read_cycler(tmp_path / "a.mpr")


def test_a_voltage_without_sign_is_a_whole_cells_where_it_is_high(tmp_path: Path) -> None:
    words = np.sign(RAW.current_mA).map({1: "CC_Chg", -1: "CC_DChg", 0: "Rest"})
    columns = {"Test_Time(s)": RAW.time_s, "Step_Type": words, "Current(A)": RAW.current_mA.abs() / 1e3}
    pd.DataFrame({**columns, "Voltage(V)": 3 + RAW.voltage_V}).to_csv(tmp_path / "a.csv", index=False)
    trace = read_cycler(tmp_path / "a.csv")
    assert (trace.frame.voltage_V > 2).all()
    assert (trace.current < 0).any()


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(NacreError, match=r"There is no file 'a\.csv'"):
        read_cycler(tmp_path / "a.csv")
