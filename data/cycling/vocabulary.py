"""What the makers of cyclers call their columns. A cycler is an entry here and a sample in the tests; no code.

Header names are those of the makers' exports as their users publish them (cellpy, BEEP, PyProBE, the Battery Data
Format and the readers of Ionworks name most of them). A unit is given only where the maker fixes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .columns import TIMES, Column, ColumnMap, find_columns, plain_name, split_header


@dataclass(frozen=True)
class Cycler:
    """A make of cycler or an export format.

    Parameters
    ----------
    name : str
    maps : tuple of ColumnMap
        What its columns are called; where two columns fit a quantity, the first map and the first name win, and records
        that lack a number there take it from the next.
    marks : tuple of str
        Headers (plain names) of which one must be there, so that no other maker's file is taken for it.
    """

    name: str
    maps: tuple[ColumnMap, ...]
    marks: tuple[str, ...] = ()

    def columns(self, headers: Sequence[str]) -> dict[str, list[Column]]:
        """The columns of each quantity among some headers."""
        return find_columns(headers, self.maps)

    def fits(self, headers: Sequence[str]) -> bool:
        """Whether some headers are those of this cycler's records."""
        if self.marks:
            plain = {plain_name(name) for header in headers for name, _ in split_header(header)}
            if not any(mark in plain for mark in self.marks):
                return False
        return not missing(self.columns(headers))


def missing(columns: dict[str, list[Column]]) -> list[str]:
    """The quantities without which there is no trace."""
    needed = {
        "time": set(TIMES),
        "current": {"current", "current_density", "charge_change", "charge_total"},
        "voltage": {"voltage"},
    }
    return [name for name, any_of in needed.items() if not any_of & columns.keys()]


#: The chamber's temperature before the cell's: it is the protocol's.
_TEMPERATURE = ColumnMap(
    "temperature",
    ("chamber temperature", "temperature chamber", "chamber temp", "ambient temperature", "ambient temp",
     "environment temperature", "tenv", "amb temp", "temperature", "temp", "cell temperature", "temperature cell",
     "aux temperature 1", "aux temperature", "temperature 1", "temp1_1", "temp 1", "t1", "logtemp001", "evtemp",
     "evtemp1", "mtv1", "aux t1", "surface temp", "c surf temp", "temperatur", "kammertemperatur", "温度", "环境温度",
     "辅助通道温度", "t1温度", "avg t", "avg-t"),
    "c",
)  # fmt: skip
_STEP = ColumnMap(
    "step",
    ("step index", "step", "step id", "ns", "工步号", "工步序号", "工步", "step number", "step no", "stepno", "steps",
     "step count", "step num", "line", "schritt", "步骤序号"),
)  # fmt: skip
_CYCLE = ColumnMap(
    "cycle",
    ("cycle index", "cycle", "cycle number", "cycle id", "循环号", "循环序号", "循环", "cycle no", "cycleno", "cyc",
     "cycle count", "cycle c", "cycle p", "cyc count", "zyklus"),
)  # fmt: skip
_STATE = ColumnMap(
    "state",
    ("step type", "step name", "state", "status", "step state", "md", "mode", "command", "工步类型", "工步名称",
     "工步状态", "状态", "步骤状态"),
)  # fmt: skip
_CHARGE = ColumnMap(
    "charge",
    ("capacity", "cap", "amp-hr", "mamp-hr", "ahaccu", "ah", "ah step", "cumulative charge", "net capacity",
     "charge capacity", "chg cap", "chg capacity", "cap chg", "capacitance chg", "discharge capacity", "dchg cap",
     "cap dchg", "q charge", "容量", "充电容量", "ladung"),
)  # fmt: skip
_COMMON = (_STEP, _CYCLE, _STATE, _TEMPERATURE, ColumnMap("temperature", ("t",)), _CHARGE)
_BIOLOGIC = (
    ColumnMap("time", ("time",), "s"),
    # Between the two electrodes first: in a symmetric cell the counter electrode is half of it.
    ColumnMap("voltage", ("Ecell", "Ewe-Ece", "Ewe")),
    ColumnMap("current", ("I",)),
    ColumnMap("charge_change", ("dq",)),
    ColumnMap("charge_total", ("(Q-Qo)", "Q-Qo")),
    *_COMMON,
)
_NEWARE = (
    ColumnMap("time", ("Total Time", "Test Time", "总时间", "测试总时间")),
    ColumnMap("step_time", ("Time", "Relative Time", "Step Time", "时间", "相对时间", "工步时间", "测试时间")),
    ColumnMap(
        "timestamp",
        ("Date", "Realtime", "Real Time", "Absolute Time", "DateTime", "System Time", "绝对时间", "系统时间", "日期"),
    ),
    ColumnMap("voltage", ("Voltage", "Vol", "电压")),
    ColumnMap("current", ("Current", "Cur", "电流")),
    *_COMMON,
)

#: Files that are read by a package, by their ending.
NEWARE_BINARY = Cycler(
    "Neware .nda/.ndax",
    (
        ColumnMap("step_time", ("Time",), "s"),
        ColumnMap("timestamp", ("Timestamp",)),
        ColumnMap("voltage", ("Voltage",), "v"),
        ColumnMap("current", ("Current",)),
        ColumnMap("step", ("Step",)),
        _CYCLE,
        _TEMPERATURE,
        _CHARGE,
    ),
)
BIOLOGIC_BINARY = Cycler("BioLogic .mpr", _BIOLOGIC)

#: Tables (text, spreadsheets, Parquet), told from their headers; the first that fits reads the file.
CYCLERS = (
    Cycler("BioLogic text", _BIOLOGIC, marks=("ewe", "ecell", "eweece")),
    Cycler(
        "Battery Data Format",
        (
            ColumnMap("time", ("Test Time",)),
            ColumnMap("step_time", ("Step Time",)),
            ColumnMap("timestamp", ("Unix Time",)),
            ColumnMap("voltage", ("Voltage",)),
            ColumnMap("current", ("Current",)),
            *_COMMON,
        ),
        marks=("testtimesecond", "unixtimesecond", "voltagevolt", "cyclecount", "ambienttemperaturecelsius"),
    ),
    Cycler(
        "Gamry DTA",
        (
            ColumnMap("time", ("T", "Time")),
            ColumnMap("voltage", ("Vf", "Vm")),
            ColumnMap("current", ("Im",)),
            ColumnMap("temperature", ("Temp",), "c"),
        ),
        marks=("im",),
    ),
    Cycler(
        "Maccor text",
        (
            ColumnMap("time", ("Test", "TestTime", "Test Time", "Prog Time")),
            ColumnMap("step_time", ("StepTime", "Step Time")),
            ColumnMap("timestamp", ("DPt Time", "DPt-Time", "DPT", "Date")),
            ColumnMap("voltage", ("Volts", "Voltage"), "v"),
            ColumnMap("voltage", ("mVolts",), "mv"),
            ColumnMap("current", ("Amps", "Current"), "a"),
            ColumnMap("current", ("mAmps",), "ma"),
            ColumnMap("current", ("uAmps",), "ua"),
            ColumnMap("charge", ("Amp-hr", "Cap."), "ah"),
            ColumnMap("charge", ("mAmp-hr",), "mah"),
            *_COMMON,
        ),
        marks=("amps", "mamps", "uamps", "dpttime", "dpt", "cyclep", "cyclec"),
    ),
    Cycler(
        "Digatron CSV",
        (
            ColumnMap("time", ("Program Duration", "Program Time", "Prog Time", "ProgTime")),
            ColumnMap("step_time", ("Step Duration", "Step Time")),
            ColumnMap("timestamp", ("Timestamp", "Time Stamp")),
            ColumnMap("voltage", ("Voltage", "U", "Spannung")),
            ColumnMap("current", ("Current", "I", "Strom")),
            *_COMMON,
        ),
        marks=("programduration", "programtime", "progtime"),
    ),
    Cycler(
        "Novonix CSV",
        (
            ColumnMap("time", ("Run Time", "Runtime", "Test Time")),
            ColumnMap("step_time", ("Step Time",)),
            ColumnMap("timestamp", ("Date and Time", "Date Time", "Unix Time")),
            ColumnMap("voltage", ("Potential", "Voltage", "Cell Voltage")),
            ColumnMap("current", ("Current", "Cell Current")),
            *_COMMON,
        ),
        marks=("runtime", "dateandtime"),
    ),
    Cycler(
        "PEC CSV",
        (
            ColumnMap("time", ("Total Time",)),
            ColumnMap("step_time", ("Step Time",)),
            ColumnMap("timestamp", ("Real Time",)),
            ColumnMap("voltage", ("Voltage",)),
            ColumnMap("current", ("Current",)),
            *_COMMON,
        ),
        marks=("positionstarttime", "reasoncode", "loadontime", "rack", "shelf"),
    ),
    Cycler(
        "Squidstat CSV",
        (
            ColumnMap("time", ("Elapsed Time",)),
            ColumnMap("timestamp", ("Timestamp", "Date Time")),
            ColumnMap(
                "voltage",
                ("Working Electrode vs. Counter Electrode", "Cell Voltage", "Working Electrode",
                 "Working Electrode Potential", "Working Electrode vs. Reference", "Voltage"),
            ),
            ColumnMap("current", ("Current",)),
            *_COMMON,
        ),
        marks=("workingelectrode", "workingelectrodepotential", "workingelectrodevscounterelectrode",
               "workingelectrodevsreference"),
    ),
    Cycler(
        "Autolab text",
        (
            ColumnMap("time", ("Corrected time", "Time")),
            ColumnMap("voltage", ("WE(1).Potential", "Potential")),
            ColumnMap("current", ("WE(1).Current", "Current")),
            *_COMMON,
        ),
        marks=("we(1)potential", "we(1)current"),
    ),
    Cycler(
        "Arbin CSV",
        (
            ColumnMap("time", ("Test_Time",), "s"),
            ColumnMap("step_time", ("Step_Time",), "s"),
            ColumnMap("timestamp", ("Date_Time",)),
            ColumnMap("voltage", ("Voltage",), "v"),
            ColumnMap("current", ("Current",), "a"),
            *_COMMON,
        ),
        marks=("testtime(s)", "datapoint"),
    ),
    Cycler(
        "Landt CSV",
        (
            ColumnMap("time", ("TestTime", "测试时间")),
            ColumnMap("step_time", ("StepTime", "步骤时间", "工步时间")),
            ColumnMap("timestamp", ("SysTime", "系统时间", "date_time_iso_string")),
            ColumnMap("voltage", ("Voltage", "电压")),
            ColumnMap("current", ("Current", "电流")),
            *_COMMON,
        ),
        marks=("testtime", "测试时间"),
    ),
    Cycler(
        "Neware CSV",
        _NEWARE,
        marks=(
            "recordid", "recordindex", "recordnumber", "record", "totaltime", "steptype", "stepname", "realtime",
            "absolutetime", "工步类型", "总时间", "数据序号", "记录序号", "记录id", "绝对时间",
        ),
    ),
    Cycler(
        "Basytec text",
        (
            ColumnMap("time", ("Time", "run_time")),
            ColumnMap("step_time", ("t-Step",)),
            ColumnMap("voltage", ("U", "Voltage")),
            ColumnMap("voltage", ("c_vol",), "v"),
            ColumnMap("current", ("I", "Current")),
            ColumnMap("current", ("c_cur",), "a"),
            *_COMMON,
        ),
        marks=("tstep", "dataset", "ahstep", "cvol"),
    ),
    Cycler(
        "generic CSV",
        (
            ColumnMap(
                "time",
                ("time", "test time", "elapsed time", "total time", "run time", "relative time", "duration", "t",
                 "zeit", "testzeit", "laufzeit", "temps", "tiempo", "tempo", "时间", "測定時間", "経過時間"),
            ),
            ColumnMap("step_time", ("step time",)),
            ColumnMap(
                "timestamp",
                ("timestamp", "date time", "datetime", "date and time", "date", "datum", "system time", "real time",
                 "clock", "unix time", "date/time", "time stamp"),
            ),
            ColumnMap(
                "voltage",
                ("voltage", "cell voltage", "potential", "ecell", "ewe", "e", "u", "v", "vcell", "ucell", "spannung",
                 "zellspannung", "tension", "voltaje", "电压", "電圧", "volt", "vol", "potential difference",
                 "working electrode", "voltage vs counter"),
            ),
            ColumnMap("voltage", ("volts",), "v"),
            ColumnMap(
                "current",
                ("current", "cell current", "i", "strom", "courant", "corriente", "电流", "電流", "curr", "cur"),
            ),
            ColumnMap("current", ("amps",), "a"),
            ColumnMap("current", ("mamps",), "ma"),
            ColumnMap("current_density", ("current density", "current", "j", "i", "stromdichte", "电流密度")),
            ColumnMap("charge_change", ("dq",)),
            *_COMMON,
        ),
    ),
)  # fmt: skip
