"""Files in the layouts of cyclers, made from a simulated record.

Text layouts carry the vendors' own header names. The binary ones are the smallest files that follow the layouts which
NewareNDA 2026.6 and galvani 0.5 read (field offsets are those of their readers); neither package ships a real file.
"""

from __future__ import annotations

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
    columns.append((24, "<f8", raw.cycle))
    table = np.zeros(len(raw), dtype=[(str(number), kind) for number, kind, _ in columns])
    for number, _, values in columns:
        table[str(number)] = values
    head = struct.pack("<IB", len(raw), len(columns)) + struct.pack("<5H", *(number for number, _, _ in columns))
    magic = b"BIO-LOGIC MODULAR FILE\x1a".ljust(48) + b"\0\0\0\0"
    data = head.ljust(405, b"\0") + table.tobytes()
    path.write_bytes(magic + _module(b"VMP Set", bytes(64), 0) + _module(b"VMP data", data, 2))


def _module(name: bytes, content: bytes, version: int) -> bytes:
    return (
        b"MODULE" + name.ljust(10) + name.ljust(25) + struct.pack("<II", len(content), version) + b"11/23/26" + content
    )


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
}
