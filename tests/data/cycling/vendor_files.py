"""Files in the layouts of cyclers, made from a simulated record.

Text layouts carry the vendors' own header names. The binary ones are the smallest files that follow the layouts which
NewareNDA 2026.6 and galvani 0.5 read (field offsets are those of their readers); neither package ships a real file.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

#: `Range` of a Neware record whose currents are counted in 1e-4 mA.
_NEWARE_RANGE, _NEWARE_COUNT = 5, 1e-4
_STATUS = {1: 1, -1: 2, 0: 4}  # CC_Chg, CC_DChg, Rest


def clock_text(seconds: float) -> str:
    """`h:mm:ss.mmm`."""
    return f"{int(seconds // 3600)}:{int(seconds // 60 % 60):02d}:{seconds % 60:06.3f}"


def day_clock_text(seconds: float) -> str:
    """`d-hh:mm:ss`."""
    return f"{int(seconds // 86400)}-{int(seconds // 3600 % 24):02d}:{int(seconds // 60 % 60):02d}:{seconds % 60:02.0f}"


def arbin(raw: pd.DataFrame, path: Path) -> None:
    pd.DataFrame(
        {
            "Data_Point": range(1, len(raw) + 1),
            "Test_Time(s)": raw.time_s,
            "Date_Time": "11/23/2026 10:00:00",
            "Step_Time(s)": raw.step_time_s,
            "Step_Index": raw.step,
            "Cycle_Index": raw.cycle,
            "Current(A)": raw.current_mA / 1e3,
            "Voltage(V)": raw.voltage_V,
        }
    ).to_csv(path, index=False)


def landt(raw: pd.DataFrame, path: Path) -> None:
    pd.DataFrame(
        {
            "Index": range(1, len(raw) + 1),
            "TestTime/Sec.": raw.time_s,
            "StepTime/Sec.": raw.step_time_s,
            "Voltage/V": raw.voltage_V,
            "Current/mA": raw.current_mA,
            "SysTime": "2026-11-23 10:00:00",
        }
    ).to_csv(path, index=False, sep="\t", encoding="utf-16")


def landt_chinese(raw: pd.DataFrame, path: Path) -> None:
    frame = pd.DataFrame(
        {
            "记录序号": range(1, len(raw) + 1),
            "测试时间": [day_clock_text(value) for value in raw.time_s],
            "电压/V": raw.voltage_V,
            "电流/mA": raw.current_mA,
        }
    )
    path.write_bytes(b"\xb2\xe2\xca\xd4\r\n" + frame.to_csv(index=False).encode("gb18030"))


def neware_chinese(raw: pd.DataFrame, path: Path) -> None:
    header = "数据序号,循环号,工步号,工步类型,时间,总时间,电流(A),电压(V),绝对时间,\n"
    lines = [
        f"{i},{r.cycle},{r.step},恒流充电,{clock_text(r.step_time_s)},{clock_text(r.time_s)},"
        f"{r.current_mA / 1e3:.7f},{r.voltage_V:.5f},2026-11-23 10:00:00,\n"
        for i, r in enumerate(raw.itertuples(), 1)
    ]
    path.write_bytes((header + "".join(lines)).encode("gb18030"))


def neware_nested(raw: pd.DataFrame, path: Path) -> None:
    """Cycles, steps and records in one file, indented; the records' clock is that of their step."""
    lines = ["Cycle ID,Cap_Chg(mAh)", ",Step ID,Step Name,Time(h:min:s.ms)"]
    lines += [",,Record ID,Time(h:min:s.ms),Voltage(V),Current(mA),Capacity(mAh)"]
    for step, records in raw.groupby("step"):
        lines.append(f",{step},CC_Chg,{clock_text(float(records.step_time_s.iloc[-1]))}")
        lines += [
            f",,{row.Index + 1},{clock_text(row.step_time_s)},{row.voltage_V:.5f},{row.current_mA:.5f},0"
            for row in records.itertuples()
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def biologic_text(raw: pd.DataFrame, path: Path) -> None:
    """EC-Lab's ASCII file as a European computer writes it."""
    preamble = ["EC-Lab ASCII FILE", "Nb header lines : 7", "", "Galvanostatic Cycling, Potential, Current: settings"]
    preamble += ["Electrode surface area : 1,130 cm²", ""]
    names = ["mode", "Ns", "time/s", "control/V/mA", "Ewe/V", "<I>/mA", "cycle number"]
    rows = [
        f"1\t{r.step}\t{r.time_s:.6E}\t0\t{r.voltage_V:.7E}\t{r.current_mA:.7E}\t{r.cycle}".replace(".", ",")
        for r in raw.itertuples()
    ]
    path.write_bytes("\r\n".join([*preamble, "\t".join(names), *rows, ""]).encode("cp1252"))


def generic(raw: pd.DataFrame, path: Path) -> None:
    pd.DataFrame({"time (h)": raw.time_s / 3600, "I (mA)": raw.current_mA, "U (mV)": raw.voltage_V * 1e3}).to_csv(
        path, index=False, sep=";", decimal=","
    )


def generic_density(raw: pd.DataFrame, path: Path) -> None:
    """Current density, units in a row of their own."""
    names = "Time,Current density,Voltage\nmin,mA cm⁻²,V\n"
    body = pd.DataFrame({"t": raw.time_s / 60, "j": raw.current_mA / 1.13, "v": raw.voltage_V})
    path.write_text(names + body.to_csv(index=False, header=False), encoding="utf-8")


def nda(raw: pd.DataFrame, path: Path) -> None:
    """Neware .nda, version 29."""
    head = bytearray(2304)
    head[:6], head[14] = b"NEWARE", 29
    records = b"".join(_nda_record(number, row) for number, row in enumerate(raw.itertuples(), 1))
    path.write_bytes(bytes(head) + bytes(4) + records)


def _nda_record(number: int, row: object) -> bytes:
    record = bytearray(86)
    record[0] = 0x55
    record[2:13] = struct.pack("<IIHB", number, row.cycle - 1, row.step, _STATUS[int(np.sign(row.current_mA))])
    record[14:30] = _readings(row)
    record[70:77] = struct.pack("<HBBBBB", 2026, 11, 23, 10, 0, 0)
    record[78:82] = struct.pack("<i", _NEWARE_RANGE)
    return bytes(record)


def _readings(row: object) -> bytes:
    counts = round(row.voltage_V * 1e4), round(row.current_mA / _NEWARE_COUNT)
    return struct.pack("<Qii", round(row.step_time_s * 1e3), *counts)


def ndax(raw: pd.DataFrame, path: Path) -> None:
    """Neware .ndax: a zip of data.ndc, version 5, in pages of 45 records."""
    head = bytearray(4096)
    head[0], head[2] = 1, 5
    content = io.BytesIO(bytes(head))
    content.seek(0, io.SEEK_END)
    records = [_ndc_record(number, row) for number, row in enumerate(raw.itertuples(), 1)]
    for start in range(0, len(records), 45):
        content.write(bytes(125) + b"".join(records[start : start + 45]).ljust(45 * 87, b"\0") + bytes(56))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.ndc", content.getvalue())


def _ndc_record(number: int, row: object) -> bytes:
    record = bytearray(87)
    record[7] = 0x55
    record[8:18] = struct.pack("<IIBB", number, row.cycle - 1, row.step % 256, _STATUS[int(np.sign(row.current_mA))])
    record[23:39] = _readings(row)
    record[75:82] = struct.pack("<HBBBBB", 2026, 11, 23, 10, 0, 0)
    record[82:86] = struct.pack("<i", _NEWARE_RANGE)
    return bytes(record)


def mpr(raw: pd.DataFrame, path: Path) -> None:
    """BioLogic .mpr, data module of version 2: step, time, voltage, current, cycle number."""
    columns = [(131, "<u2", raw.step), (4, "<f8", raw.time_s), (6, "<f4", raw.voltage_V), (8, "<f4", raw.current_mA)]
    path.write_bytes(mpr_bytes([*columns, (24, "<f8", raw.cycle)]))


def mpr_without_current(raw: pd.DataFrame, path: Path) -> None:
    """What GCPL writes: flags, charge of each record, two columns whose numbers no package knows; version 3."""
    charge = raw.current_mA * raw.time_s.diff().fillna(0) / 3600
    columns = [(1, "u1", 0 * raw.step), (4, "<f8", raw.time_s), (9001, "<f4", raw.step * 0 + 7.5)]
    columns += [
        (6, "<f4", raw.voltage_V),
        (9002, "<f4", raw.step * 0 + 1e9),
        (7, "<f8", charge),
        (24, "<f8", raw.cycle),
    ]
    path.write_bytes(mpr_bytes(columns, version=3))


def mpr_bytes(columns: list[tuple[int, str, pd.Series]], version: int = 2) -> bytes:
    table = np.zeros(len(columns[0][2]), dtype=[(str(number), kind) for number, kind, _ in columns])
    for number, _, values in columns:
        table[str(number)] = values
    head = struct.pack("<IB", len(table), len(columns)) + struct.pack(
        f"<{len(columns)}H", *(each[0] for each in columns)
    )
    magic = b"BIO-LOGIC MODULAR FILE\x1a".ljust(48) + b"\0\0\0\0"
    data = head.ljust(406 if version == 3 else 405, b"\0") + table.tobytes()
    return magic + _module(b"VMP Set", bytes(64), 0) + _module(b"VMP data", data, version)


def _module(name: bytes, content: bytes, version: int) -> bytes:
    return (
        b"MODULE" + name.ljust(10) + name.ljust(25) + struct.pack("<II", len(content), version) + b"11/23/26" + content
    )


def biologic_ragged(raw: pd.DataFrame, path: Path) -> None:
    """A newer EC-Lab: the header ends in a tab, the first records are wider, the current is in the second column."""
    names = ["mode", "Ns", "time/s", "<Ewe/V>", "I/mA", "<I>/mA", "cycle number", ""]
    rows = [
        f"1\t{r.step}\t{r.time_s!r}\t{r.voltage_V!r}\t\t{r.current_mA!r}\t{r.cycle}" + ("\t\t0" if i < 3 else "")
        for i, r in enumerate(raw.itertuples())
    ]
    preamble = [
        "EC-Lab ASCII FILE",
        "Comments : time, current, voltage of cell 7",
        "Acquisition started on : 11/23/2026",
    ]
    path.write_text("\n".join([*preamble, "\t".join(names), *rows]) + "\n", encoding="cp1252")


def battery_data_format(raw: pd.DataFrame) -> pd.DataFrame:
    columns = {"test_time_second": raw.time_s, "voltage_volt": raw.voltage_V, "current_ampere": raw.current_mA / 1e3}
    return pd.DataFrame({**columns, "cycle_count": raw.cycle, "step_index": raw.step})


def bdf_csv(raw: pd.DataFrame, path: Path) -> None:
    battery_data_format(raw).to_csv(path, index=False)


def bdf_parquet(raw: pd.DataFrame, path: Path) -> None:
    battery_data_format(raw).to_parquet(path)


def gamry(raw: pd.DataFrame, path: Path) -> None:
    """A .DTA of a European computer: tagged lines, then tables whose lines begin with a tab."""
    head = ["EXPLAIN", "TAG\tCHRONOP", "DATE\tLABEL\t3/2/2026\tDate", "AREA\tQUANT\t1,13000E+000\tSample Area (cm^2)"]
    head += ["OCVCURVE\tTABLE\t1", "\tPt\tT\tVf\tVm\tAch", "\t#\ts\tV vs. Ref.\tV\tV", "\t0\t0,5\t0,1\t0\t0"]
    head += [f"CURVE\tTABLE\t{len(raw)}", "\tPt\tT\tVf\tIm\tVu\tOver", "\t#\ts\tV vs. Ref.\tA\tV\tbits"]
    rows = [
        f"\t{i}\t{r.time_s:.3f}\t{r.voltage_V:.5E}\t{r.current_mA / 1e3:.7E}\t0,0\t......".replace(".", ",", 3)
        for i, r in enumerate(raw.itertuples())
    ]
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")


def maccor(raw: pd.DataFrame, path: Path) -> None:
    """Days and hours, thousands with commas, and a current without sign beside the state."""
    frame = pd.DataFrame(
        {
            "Rec#": range(1, len(raw) + 1),
            "Cyc#": raw.cycle,
            "Step": raw.step,
            "TestTime": [f"  {int(t // 86400)}d {clock_text(t % 86400).rjust(12, '0')}" for t in raw.time_s],
            "Test (Sec)": [f"{t:,.2f}" for t in raw.time_s],
            "Amps": (raw.current_mA / 1e3).abs(),
            "Volts": raw.voltage_V,
            "State": np.sign(raw.current_mA).map({1: "C", -1: "D", 0: "R"}),
            "ES": 1,
            "DPt Time": (pd.Timestamp("2026-01-30") + pd.to_timedelta(raw.time_s, unit="s")).dt.strftime(
                "%m/%d/%Y %I:%M:%S %p"
            ),
        }
    )
    path.write_text(
        f"Today's Date  11/23/2026\nFilename: a.001\n\n{frame.to_csv(index=False, sep=chr(9))}", encoding="utf-8"
    )


def digatron(raw: pd.DataFrame, path: Path) -> None:
    """A header that says s where the fields are ms; the dates show it."""
    stamps = pd.Timestamp("2026-01-31T22:00:00Z") + pd.to_timedelta(raw.time_s, unit="s")
    columns = {"Step": raw.step, "Status": "CHA", "Program Duration#s": 1e3 * raw.time_s, "Cycle": raw.cycle}
    columns |= {"Voltage#V": raw.voltage_V, "Current#A": raw.current_mA / 1e3, "Timestamp": stamps}
    pd.DataFrame(columns).to_csv(path, index=False)


def digatron_units_row(raw: pd.DataFrame, path: Path) -> None:
    rows = [f"1,CHA,{clock_text(r.time_s)},0,{r.voltage_V},{r.current_mA / 1e3}" for r in raw.itertuples()]
    head = ["Digatron export", "Step,Status,Prog Time,Cycle,Voltage,Current", ",,h:min:s,,V,A"]
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")


def novonix(raw: pd.DataFrame, path: Path) -> None:
    """Each line is one quoted field."""
    rows = [
        f"2026-03-02 10:10:00 PM,{r.cycle},1,{r.time_s / 3600!r},{r.current_mA / 1e3},{r.voltage_V},25.1"
        for r in raw.itertuples()
    ]
    header = "Date and Time,Cycle Number,Step Type,Run Time (h),Current (A),Potential (V),Temperature (°C)"
    lines = [
        "[Summary]",
        "Novonix HPC data file",
        "[End Summary]",
        "[Data]",
        *(f'"{line}"' for line in (header, *rows)),
    ]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")


def pec(raw: pd.DataFrame, path: Path) -> None:
    columns = {"Test": 4, "Rack": 1, "Shelf": 2, "Position": 3, "Step": raw.step, "Cycle": raw.cycle - 1}
    columns |= {"Total Time (Hours in hh:mm:ss.xxx)": raw.time_s.map(clock_text), "Reason Code": "#"}
    columns |= {"Voltage (mV)": raw.voltage_V * 1e3, "Current (mA)": raw.current_mA}
    head = "Test:,4\n#RESULTS CHECK\nVoltage (V),Current (A),Total Time\n1,2,3\n#END RESULTS CHECK\n".replace(
        ",Total Time", ""
    )
    path.write_text(head + pd.DataFrame(columns).to_csv(index=False), encoding="utf-8")


def squidstat(raw: pd.DataFrame, path: Path) -> None:
    columns = {"Step number": raw.step, "Step name": "Constant Current, Advanced", "Elapsed Time (s)": raw.time_s}
    columns |= {"Working Electrode (V)": raw.voltage_V, "Working Electrode vs. NHE (V)": raw.voltage_V + 0.2}
    pd.DataFrame({**columns, "Current (A)": raw.current_mA / 1e3}).to_csv(path, index=False)


def autolab(raw: pd.DataFrame, path: Path) -> None:
    columns = {"Time (s)": raw.time_s + 17, "Corrected time (s)": raw.time_s, "WE(1).Potential (V)": raw.voltage_V}
    pd.DataFrame({**columns, "WE(1).Current (A)": raw.current_mA / 1e3}).to_csv(path, index=False, sep=";")


def basytec(raw: pd.DataFrame, path: Path) -> None:
    head = [
        "~Resultfile from Basytec Battery Test System",
        "~",
        "~Time[h]\tDataSet\tt-Step[h]\tLine\tCommand\tU[V]\tI[A]\tT1[°C]",
    ]
    rows = [
        f"{r.time_s / 3600!r}\t{i}\t{r.step_time_s / 3600!r}\t{r.step}\tCharge\t{r.voltage_V}\t{r.current_mA / 1e3}\t25"
        for i, r in enumerate(raw.itertuples(), 1)
    ]
    path.write_bytes("\r\n".join([*head, *rows, ""]).encode("cp1252"))


def workbook(sheets: dict[str, pd.DataFrame], path: Path) -> None:
    with pd.ExcelWriter(path, engine="openpyxl") as file:
        for name, frame in sheets.items():
            frame.to_excel(file, sheet_name=name, index=False)


def arbin_workbook(raw: pd.DataFrame, path: Path) -> None:
    """The records in two sheets, with the dates as Excel keeps them, and a summary with the same names."""
    stamps = (pd.Timestamp("2026-11-23 10:00:00") + pd.to_timedelta(raw.time_s, unit="s")).dt.round("ms")
    columns = {
        "Data_Point": range(1, len(raw) + 1),
        "Date_Time": stamps,
        "Test_Time(s)": raw.time_s,
        "Step_Index": raw.step,
    }
    frame = pd.DataFrame(
        {**columns, "Cycle_Index": raw.cycle, "Current(A)": raw.current_mA / 1e3, "Voltage(V)": raw.voltage_V}
    )
    half = len(raw) // 2
    parts = {"Channel_1-001_1": frame[:half], "Channel_1-001_2": frame[half:], "Statistics_1-001": frame[::7]}
    workbook({"Global_Info": pd.DataFrame({"TEST REPORT": ["a"], "x": ["b"]}), **parts}, path)


def neware_workbook(raw: pd.DataFrame, path: Path) -> None:
    columns = {
        "DataPoint": range(1, len(raw) + 1),
        "Cycle Index": raw.cycle,
        "Step Index": raw.step,
        "Step Type": "CC Chg",
    }
    columns |= {"Time": raw.step_time_s.map(clock_text), "Total Time": raw.time_s.map(clock_text)}
    columns |= {"Current(mA)": raw.current_mA, "Voltage(V)": raw.voltage_V, "Capacity(mAh)": 0.0}
    stamps = (pd.Timestamp("2026-11-23") + pd.to_timedelta(raw.time_s, unit="s")).dt.strftime("%Y-%m-%d %H:%M:%S")
    workbook({"unit": pd.DataFrame({"Unit": ["x"]}), "cycle": pd.DataFrame({"Cycle Index": [1]}),
              "record": pd.DataFrame({**columns, "Date": stamps})}, path)  # fmt: skip


def landt_workbook(raw: pd.DataFrame, path: Path) -> None:
    columns = {"Record": range(1, len(raw) + 1), "Cycle-Index": raw.cycle, "TestTime/Sec.": raw.time_s}
    workbook({"Record": pd.DataFrame({**columns, "Voltage/V": raw.voltage_V, "Current/mA": raw.current_mA})}, path)


def zipped(raw: pd.DataFrame, path: Path) -> None:
    arbin(raw, path)
    content = path.read_bytes()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cell/a.csv", content)
        archive.writestr("__MACOSX/cell/._a.csv", b"x")


def gzipped(raw: pd.DataFrame, path: Path) -> None:
    landt(raw, path)
    path.write_bytes(gzip.compress(path.read_bytes()))


#: File name → how it is written, and the reader that must recognise it.
LAYOUTS: dict[str, tuple[Callable[[pd.DataFrame, Path], None], str]] = {
    "arbin.csv": (arbin, "Arbin CSV"),
    "landt.txt": (landt, "Landt CSV"),
    "landt-chinese.csv": (landt_chinese, "Landt CSV"),
    "neware-chinese.csv": (neware_chinese, "Neware CSV"),
    "neware-nested.csv": (neware_nested, "Neware CSV"),
    "biologic.mpt": (biologic_text, "BioLogic text"),
    "generic.csv": (generic, "generic CSV"),
    "density.csv": (generic_density, "generic CSV"),
    "neware.nda": (nda, "Neware .nda/.ndax"),
    "neware.ndax": (ndax, "Neware .nda/.ndax"),
    "biologic.mpr": (mpr, "BioLogic .mpr"),
    "biologic-ragged.mpt": (biologic_ragged, "BioLogic text"),
    "gcpl.mpr": (mpr_without_current, "BioLogic .mpr"),
    "a.bdf.csv": (bdf_csv, "Battery Data Format"),
    "a.bdf.parquet": (bdf_parquet, "Battery Data Format"),
    "gamry.DTA": (gamry, "Gamry DTA"),
    "maccor.txt": (maccor, "Maccor text"),
    "digatron.csv": (digatron, "Digatron CSV"),
    "digatron-units.csv": (digatron_units_row, "Digatron CSV"),
    "novonix.csv": (novonix, "Novonix CSV"),
    "pec.csv": (pec, "PEC CSV"),
    "squidstat.csv": (squidstat, "Squidstat CSV"),
    "autolab.txt": (autolab, "Autolab text"),
    "basytec.txt": (basytec, "Basytec text"),
    "arbin.xlsx": (arbin_workbook, "Arbin CSV"),
    "neware.xlsx": (neware_workbook, "Neware CSV"),
    "landt.xlsx": (landt_workbook, "Landt CSV"),
    "arbin.zip": (zipped, "Arbin CSV"),
    "landt.txt.gz": (gzipped, "Landt CSV"),
}
