"""Files of battery cyclers as one canonical frame; a cycler is a list of column maps, and a reader where needed."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..arrays import Floats
from ..errors import NacreError
from .columns import CANONICAL, Column, ColumnMap, factor, find_columns, hours, numbers, plain_name
from .text import find_layout, read_fields, read_text

#: Larger files are refused: they would not fit into memory as text.
MAX_FILE_MB = 1000
#: Share of records that may be unreadable (a broken last line, comments) before a file is refused.
MAX_BAD_ROWS = 0.01


@dataclass(frozen=True)
class Cycler:
    """A make of cycler or an export format.

    Parameters
    ----------
    name : str
    maps : tuple of ColumnMap
    suffixes : tuple of str
        Endings of files that `read` reads; empty for text exports.
    read : callable, optional
        From a path to a frame whose columns are headers; text exports need none.
    marks : tuple of str
        For text exports: headers (plain names) of which one must be there.
    """

    name: str
    maps: tuple[ColumnMap, ...]
    suffixes: tuple[str, ...] = ()
    read: Callable[[Path], pd.DataFrame] | None = None
    marks: tuple[str, ...] = ()

    def columns(self, headers: list[str]) -> dict[str, Column]:
        """The columns of each quantity among some headers."""
        return find_columns(headers, self.maps)

    def fits(self, headers: list[str]) -> bool:
        """Whether some headers are those of this cycler's records."""
        plain = {plain_name(name) for name in headers} | {plain_name(name.split("/")[0]) for name in headers}
        return (not self.marks or any(mark in plain for mark in self.marks)) and not _missing(self.columns(headers))


@dataclass(frozen=True)
class Trace:
    """What a cycler recorded of one cell.

    Attributes
    ----------
    frame : DataFrame
        `time_h` (never falling, from 0), `voltage_V`, and `current_mA` or `current_density_mA_cm2`; `step`, `cycle`,
        `temperature_C` where the file has them. float64.
    cycler : str
        Which reader read it.
    remarks : tuple of str
        What was assumed or left out.
    """

    frame: pd.DataFrame
    cycler: str
    remarks: tuple[str, ...] = field(default=())

    @property
    def is_per_area(self) -> bool:
        """Whether the file gives a current density."""
        return "current_mA" not in self.frame

    @property
    def current(self) -> Floats:
        """Current in mA, or in mA cm⁻² where `is_per_area`, shape (n,)."""
        return self.frame["current_density_mA_cm2" if self.is_per_area else "current_mA"].to_numpy()


def _package(name: str, suffix: str) -> Any:  # noqa: ANN401 - a module of an optional package
    """The only place that imports the optional readers."""
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        package = name.partition(".")[0]
        raise NacreError(
            f"Files ending in {suffix} need the package {package}.", hint='Run: pip install "nacre[cycler]".'
        ) from None


def _neware(path: Path) -> pd.DataFrame:
    reader = _package("NewareNDA.NewareNDA", path.suffix)
    read = reader.read_nda if path.suffix.lower() == ".nda" else reader.read_ndax
    reader.logger.setLevel("CRITICAL")  # it logs what it also raises
    frame: pd.DataFrame = read(str(path), software_cycle_number=False)
    return frame


def _biologic(path: Path) -> pd.DataFrame:
    with path.open("rb") as file:
        return pd.DataFrame(_package("galvani.BioLogic", path.suffix).MPRfile(file).data)


_TEMPERATURE = ColumnMap("temperature", ("temperature", "temp", "aux_temperature_1", "temp1_1", "t1", "温度"), "c")
_STEP = ColumnMap("step", ("step index", "step", "step id", "ns", "工步号", "step number", "stepno"))
_CYCLE = ColumnMap("cycle", ("cycle index", "cycle", "cycle number", "cycle id", "循环号", "cycle no", "cycleno"))
_BIOLOGIC = (
    ColumnMap("time", ("time",)),
    # Between the two electrodes first: in a symmetric cell the counter electrode is half of it.
    ColumnMap("voltage", ("Ecell", "Ewe-Ece", "Ewe")),
    ColumnMap("current", ("I",)),
    _STEP,
    _CYCLE,
    _TEMPERATURE,
)

CYCLERS = (
    Cycler(
        "Neware .nda/.ndax",
        (
            ColumnMap("step_time", ("Time",), "s"),
            ColumnMap("voltage", ("Voltage",), "v"),
            ColumnMap("current", ("Current",)),
            ColumnMap("step", ("Step",)),
            _CYCLE,
            _TEMPERATURE,
        ),
        suffixes=(".nda", ".ndax"),
        read=_neware,
    ),
    Cycler("BioLogic .mpr", _BIOLOGIC, suffixes=(".mpr",), read=_biologic),
    Cycler("BioLogic text", _BIOLOGIC, marks=("ewe", "ecell", "eweece")),
    Cycler(
        "Arbin CSV",
        (
            ColumnMap("time", ("Test_Time",), "s"),
            ColumnMap("voltage", ("Voltage",), "v"),
            ColumnMap("current", ("Current",), "a"),
            _STEP,
            _CYCLE,
            _TEMPERATURE,
        ),
        marks=("testtime(s)", "datapoint"),
    ),
    Cycler(
        "Landt CSV",
        (
            ColumnMap("time", ("TestTime", "测试时间")),
            ColumnMap("voltage", ("Voltage", "电压")),
            ColumnMap("current", ("Current", "电流")),
            _STEP,
            _CYCLE,
        ),
        marks=("testtime", "测试时间"),
    ),
    Cycler(
        "Neware CSV",
        (
            ColumnMap("time", ("Total Time", "总时间")),
            ColumnMap("step_time", ("Time", "Relative Time", "Step Time", "时间", "相对时间")),
            ColumnMap("timestamp", ("Date", "Realtime", "Absolute Time", "绝对时间")),
            ColumnMap("voltage", ("Voltage", "电压")),
            ColumnMap("current", ("Current", "Cur", "电流")),
            _STEP,
            _CYCLE,
            _TEMPERATURE,
        ),
        marks=("recordid", "recordindex", "totaltime", "steptype", "工步类型", "总时间", "数据序号"),
    ),
    Cycler(
        "generic CSV",
        (
            ColumnMap("time", ("time", "test time", "elapsed time", "total time", "t", "zeit", "testzeit", "时间")),
            ColumnMap("step_time", ("step time",)),
            ColumnMap("timestamp", ("timestamp", "date time", "datetime", "date")),
            ColumnMap(
                "voltage",
                ("voltage", "cell voltage", "potential", "ecell", "ewe", "e", "u", "v", "spannung", "电压", "volt"),
            ),
            ColumnMap("current", ("current", "i", "strom", "电流", "curr", "cur")),
            ColumnMap("current_density", ("current density", "current", "j", "i", "stromdichte", "电流密度")),
            _STEP,
            _CYCLE,
            _TEMPERATURE,
        ),
    ),
)

_BINARY = {suffix: cycler for cycler in CYCLERS for suffix in cycler.suffixes}
_TEXT = tuple(cycler for cycler in CYCLERS if not cycler.suffixes)
#: Endings that a folder is searched for.
SUFFIXES = (*_BINARY, ".csv", ".txt", ".tsv", ".mpt")


def _missing(columns: dict[str, Column]) -> list[str]:
    """The quantities without which there is no trace."""
    needed = {
        "time": {"time", "step_time", "timestamp"},
        "current": {"current", "current_density"},
        "voltage": {"voltage"},
    }
    return [name for name, any_of in needed.items() if not any_of & columns.keys()]


def read_cycler(path: Path | str) -> Trace:
    """Read the file of a cycler.

    Parameters
    ----------
    path : path
        `.nda`, `.ndax`, `.mpr`, or a text export of any ending.

    Raises
    ------
    NacreError
        Where the file is missing, too large, damaged, or lacks time, current or voltage.
    """
    path = Path(path)
    if not path.is_file():
        raise NacreError(f"There is no file {path.name!r}.")
    if path.stat().st_size == 0:
        raise NacreError("The file is empty.", hint="Export it again.")
    if path.stat().st_size > MAX_FILE_MB * 1e6:
        raise NacreError(f"The file is larger than {MAX_FILE_MB} MB.", hint="Export fewer records, or split it.")
    cycler = _BINARY.get(path.suffix.lower())
    return _read_binary(path, cycler) if cycler else _read_export(path)


def _read_binary(path: Path, cycler: Cycler) -> Trace:
    assert cycler.read is not None
    try:
        with warnings.catch_warnings(action="ignore"):  # a user can do nothing about those of another package
            frame = cycler.read(path)
    except NacreError:
        raise
    except Exception as error:  # noqa: BLE001 - readers of undocumented formats fail in every way
        said = textwrap.shorten(str(error), 160, placeholder=" …") or type(error).__name__
        raise NacreError(
            f"The file cannot be read as {cycler.name}: {said}.",
            hint="It may be damaged or of another version; export it as CSV.",
        ) from None
    headers = [str(name) for name in frame.columns]
    columns = cycler.columns(headers)
    _check_complete(columns, headers)
    fields = {
        name: frame.iloc[:, column.position].to_numpy(dtype=np.float64) * factor(column)
        for name, column in columns.items()
    }
    return _trace(fields, cycler.name, [])


def _read_export(path: Path) -> Trace:
    text = read_text(path)
    layout = find_layout(text, lambda headers: any(cycler.fits(headers) for cycler in _TEXT))
    if layout is None:
        raise _no_header(text)
    headers = list(layout.headers)
    cycler = next(cycler for cycler in _TEXT if cycler.fits(headers))
    columns = cycler.columns(headers)
    fields = read_fields(text, layout, sorted({column.position for column in columns.values()}))
    columns, fields = _units_row(columns, fields)
    _check_complete(columns, headers)
    return _trace(
        {name: _converted(fields[column.position], column) for name, column in columns.items()}, cycler.name, []
    )


def _no_header(text: str) -> NacreError:
    """Why no line is a header, told from the line that comes nearest."""
    generic = CYCLERS[-1]
    layout = find_layout(text, lambda headers: len(_missing(generic.columns(headers))) < 3)
    lacking = _missing(generic.columns(list(layout.headers))) if layout else ["time", "current", "voltage"]
    seen = f" among {', '.join(name.strip() for name in layout.headers if name.strip())}" if layout else ""
    return NacreError(
        f"No column of {' or '.join(lacking)} was found{seen}.",
        hint="The header names them with their unit, e.g. `time (h), current (mA), voltage (V)`.",
    )


def _check_complete(columns: dict[str, Column], headers: list[str]) -> None:
    if lacking := _missing(columns):
        raise NacreError(
            f"There is no column of {' or '.join(lacking)} among {', '.join(headers)}.",
            hint="Export the records with time, current and voltage as CSV.",
        )


def _units_row(columns: dict[str, Column], fields: pd.DataFrame) -> tuple[dict[str, Column], pd.DataFrame]:
    """Units that stand in a row of their own under the header."""
    first = fields.iloc[0]
    named = {
        name: find_columns([f"x ({first[column.position]})"], (ColumnMap(name, ("x",)),)).get(name)
        for name, column in columns.items()
        if not first[column.position].strip()[:1].isdecimal()
    }
    if len(named) < len(columns) or not any(named.values()):
        return columns, fields
    columns = {
        name: Column(columns[name].position, columns[name].header, name, columns[name].unit or stated.unit)
        for name, stated in named.items()
        if stated is not None
    }
    return columns, fields.iloc[1:]


def _converted(text: pd.Series[str], column: Column) -> Floats:
    if column.quantity in {"time", "step_time"}:
        return hours(text, column)
    if column.quantity == "timestamp":
        stamps = pd.to_datetime(text, errors="coerce", format="mixed")
        elapsed = (stamps - stamps.min()).dt.total_seconds() / 3600
        return np.asarray(elapsed, dtype=np.float64)
    return numbers(text) * factor(column)


def _trace(fields: dict[str, Floats], cycler: str, remarks: list[str]) -> Trace:
    """The canonical frame; rows that lack time, current or voltage are left out, and said to be."""
    fields = dict(fields)
    clock = next(name for name in ("time", "step_time", "timestamp") if name in fields)
    current = "current" if "current" in fields else "current_density"
    needed = [clock, current, "voltage"]
    good = np.logical_and.reduce([np.isfinite(fields[name]) for name in needed])
    if not good.any():
        raise NacreError(
            f"No record has numbers for {', '.join(needed)}.", hint="Check the columns' units and decimals."
        )
    if (bad := int((~good).sum())) > max(3, MAX_BAD_ROWS * len(good)):
        raise NacreError(
            f"{bad} of {len(good)} records cannot be read; the first is record {int(np.argmin(good)) + 1}.",
            hint="Export the file again.",
        )
    if bad:
        remarks = [*remarks, f"records that could not be read and were left out: {bad}"]
    kept = {name: values[good] for name, values in fields.items()}
    kept["time"] = _elapsed(kept[clock], restarts=clock == "step_time")
    columns = {CANONICAL[name]: kept[name] for name in CANONICAL if name in kept}
    if current == "current":
        columns.pop(CANONICAL["current_density"], None)
    return Trace(pd.DataFrame(columns), cycler, tuple(remarks))


def _elapsed(clock: Floats, *, restarts: bool) -> Floats:
    """Hours since the first record; a clock that starts again goes on where it stopped.

    Raises
    ------
    NacreError
        Where time runs backwards without starting again.
    """
    change = np.diff(clock, prepend=clock[0])
    back = change < 0
    wrong = back & (clock >= 0.01 * clock.max())
    if wrong.any() and not restarts:
        row = int(np.argmax(wrong))
        raise NacreError(
            f"Time runs backwards at record {row + 1}, from {clock[row - 1]:.4g} to {clock[row]:.4g} h.",
            hint="Export the records in the order of time.",
        )
    return np.asarray(np.cumsum(np.where(back, clock, change)))
