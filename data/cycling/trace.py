"""What a cycler recorded of one cell, as one frame: the columns of a table as numbers in nacre's units."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from ..arrays import Bools, Floats
from ..errors import NacreError
from .clocks import Clock, read_clock
from .columns import TIMES, UNITS, Column, ColumnMap, factor, find_columns, plain_unit
from .elapsed import Timed, elapsed
from .numbers import cleaned, decimal_mark, numbers, split_units
from .vocabulary import Cycler, missing

#: Share of records that may be unreadable (a broken last line, overloads) before a file is refused.
MAX_BAD_ROWS = 0.01
#: Share of rows that may be no records at all (a header in the middle, lines between two tables).
MAX_OTHER_ROWS = 0.2
#: What each quantity is called in the frame; the unit stands in the name.
CANONICAL = {
    "current": "current_mA",
    "current_density": "current_density_mA_cm2",
    "voltage": "voltage_V",
    "step": "step",
    "cycle": "cycle",
    "temperature": "temperature_C",
}
_CHARGED = r"^c(?:h|hg|ha|harge)?\b|(?:^|[^d])chg|(?<!dis)charge|(?<!dis)charging|充电|\bcha\b|laden\b"
_DISCHARGED = r"^d\b|d-?c?hg|dch|disch|放电|entladen"


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


@dataclass(frozen=True)
class Table:
    """Records as a file holds them.

    Attributes
    ----------
    cycler : Cycler
    columns : dict of str to list of Column
        By quantity, the preferred one first.
    fields : DataFrame
        One column a position: text, numbers, dates.
    default_mark : str
        The decimal mark where no field tells it.
    remarks : tuple of str
    """

    cycler: Cycler
    columns: dict[str, list[Column]]
    fields: pd.DataFrame
    default_mark: str = "."
    remarks: tuple[str, ...] = ()


def check_complete(columns: dict[str, list[Column]], headers: list[str]) -> None:
    """Raise NacreError where time, current or voltage is missing."""
    if lacking := missing(columns):
        raise NacreError(
            f"There is no column of {' or '.join(lacking)} among {', '.join(headers)}.",
            hint="Export the records with time, current and voltage as CSV.",
        )


def make_trace(table: Table) -> Trace:
    """The trace of a table; rows that lack time, current or voltage are left out, and said to be.

    Raises
    ------
    NacreError
        Where a unit is missing, too many records cannot be read, or times make no sense.
    """
    table = _with_units_row(table)
    mark = _decimal_mark(table)
    clocks = _clocks(table, mark)
    values, remarks = _values(table, mark)
    remarks = [*table.remarks, *remarks]
    current = next((name for name in ("current", "current_density") if name in values), "")
    needed = {"time": clocks[0].clock.hours, **{name: values[name] for name in (current, "voltage") if name}}
    good, said = _good(table, needed)
    remarks += said
    clocks = [kept for each in clocks if (kept := _kept(each, good)) is not None]
    values = {name: series[good] for name, series in values.items()}
    states = [table.fields[column.position][good] for column in table.columns.get("state", [])]
    if not current:
        return _derived(table, clocks, values, remarks)
    size, signed = values[current], _signed(values[current], values["voltage"], states)
    values |= signed.columns
    remarks += signed.remarks
    once = _not_doubled(np.column_stack([clocks[0].clock.hours, size, values["voltage"]]))
    if not once.all():
        remarks.append(f"records that stand twice in the file were left out: {int((~once).sum())}")
        values = {name: series[once] for name, series in values.items()}
        clocks = [kept for each in clocks if (kept := _kept(each, once)) is not None]
    charge = {column.header: values[f"charge {column.header}"] for column in table.columns.get("charge", [])
              if f"charge {column.header}" in values}  # fmt: skip
    hours, said_of_time = elapsed(clocks, values[current], charge if current == "current" else {})
    return _trace(hours, values, current, table.cycler.name, (*remarks, *said_of_time))


def _trace(hours: Floats, values: dict[str, Floats], current: str, cycler: str, remarks: tuple[str, ...]) -> Trace:
    columns = {"time_h": hours}
    other = "current_density" if current == "current" else "current"
    columns |= {CANONICAL[name]: values[name] for name in CANONICAL if name in values and name != other}
    return Trace(pd.DataFrame(columns), cycler, remarks)


def _with_units_row(table: Table) -> Table:
    """Units that stand in a row of their own under the header."""
    if table.fields.empty:
        return table
    first = {position: str(value).strip() for position, value in table.fields.iloc[0].items()}
    of_records = [
        each for name in (*TIMES, "current", "current_density", "voltage") for each in table.columns.get(name, [])
    ]
    fields = [first[each.position] for each in of_records]
    if any(field.lstrip("+-−(.,")[:1].isdecimal() for field in fields):
        return table
    stated = {}
    for name, columns in table.columns.items():
        for column in columns:
            found = find_columns([f"x ({first[column.position]})"], (ColumnMap(name, ("x",)),)).get(name)
            if found and found[0].unit:
                stated[name, column.position] = found[0].unit
    if not any((each.quantity, each.position) in stated for each in of_records):
        return table
    with_units = {
        name: [replace(each, unit=stated.get((name, each.position), each.unit)) for each in columns]
        for name, columns in table.columns.items()
    }
    return replace(table, columns=with_units, fields=table.fields.iloc[1:].reset_index(drop=True))


def _decimal_mark(table: Table) -> str:
    """The decimal mark of the whole file, from all its columns of numbers."""
    texts = [
        cleaned(table.fields[column.position])
        for name in (*TIMES, "current", "current_density", "voltage")
        for column in table.columns.get(name, [])
        if pd.api.types.is_string_dtype(table.fields[column.position])
    ]
    return decimal_mark([each for each in texts if not each.str.contains(":", regex=False).any()], table.default_mark)


def _clocks(table: Table, mark: str) -> list[Timed]:
    """The columns of time that can be read, in the order of preference.

    Raises
    ------
    NacreError
        Where none can.
    """
    found, faults = [], []
    for name in TIMES:
        for column in table.columns.get(name, []):
            fields = table.fields[column.position]
            try:
                clock = read_clock(fields, column, mark)
            except NacreError as error:
                clock = None
                faults.append(error)
            clock = clock or _with_own_units(fields, column, mark)
            if clock is not None and np.isfinite(clock.hours).any():
                found.append(Timed(column.header, name, clock))
    if found:  # those that most records have first
        return sorted(found, key=lambda each: np.isfinite(each.clock.hours).mean() < 0.5)
    if faults:
        raise faults[0]
    raise NacreError(_no_numbers(table, *TIMES), hint="Check the columns' units and decimals.")


def _no_numbers(table: Table, *quantities: str) -> str:
    """That no record has a number for a quantity, with the first field."""
    column = next(each for name in quantities for each in table.columns.get(name, []))
    first = str(table.fields[column.position].iloc[0]) if len(table.fields) else ""
    return f"No record has numbers for {column.quantity} in {column.header!r}; the first field is {first!r}."


def _with_own_units(fields: pd.Series[str], column: Column, mark: str) -> Clock | None:
    """Times whose fields carry their unit: `60 s`."""
    values = _by_field(fields, column, mark)
    return None if values is None else Clock(values)


def _by_field(fields: pd.Series[str], column: Column, mark: str) -> Floats | None:
    """Numbers with the unit in each field, in nacre's unit; None where they have none."""
    if not pd.api.types.is_string_dtype(fields):
        return None
    text, units = split_units(fields)
    known = UNITS[column.quantity]
    factors = units.map({unit: known.get(plain_unit(unit), np.nan) for unit in units.unique()}).to_numpy(
        dtype=np.float64
    )
    if np.isfinite(factors).mean() < 0.5:
        return None
    return np.asarray(numbers(text, mark) * factors)


def _values(table: Table, mark: str) -> tuple[dict[str, Floats], list[str]]:
    """The numbers of each quantity but time, in nacre's units; and what is to be said.

    Counters of charge are kept one by one as `charge HEADER`.
    """
    values: dict[str, Floats] = {}
    remarks = []
    for name, columns in table.columns.items():
        if name in TIMES or name == "state":
            continue
        needed = name in {"current", "voltage"} or (name == "current_density" and "current" not in table.columns)
        needed |= (
            name in {"charge_change", "charge_total"} and not {"current", "current_density"} & table.columns.keys()
        )
        read: list[tuple[Column, Floats]] = []
        for column in columns:
            try:
                series = _numbers(table.fields[column.position], column, mark)
            except NacreError:
                if needed and not read and column is columns[-1]:
                    raise
                continue
            read.append((column, series))
        if name == "charge":
            values |= {f"charge {column.header}": series for column, series in read}
        elif read and name in {"current", "current_density", "voltage", "charge_change", "charge_total"}:
            values[name], said = _coalesced(read)
            remarks += said
        elif read:
            values[name] = read[0][1]
    if "current" in values and "current_density" in values:
        values.pop("current_density")
    return values, remarks


def _numbers(fields: pd.Series[str], column: Column, mark: str) -> Floats:
    if column.unit not in UNITS[column.quantity] and UNITS[column.quantity]:
        found = _by_field(fields, column, mark)
        return found if found is not None else numbers(fields, mark) * factor(column)
    found = numbers(fields, mark)
    if not np.isfinite(found).any() and (own := _by_field(fields, column, mark)) is not None:
        return own
    return found * factor(column)


def _coalesced(read: list[tuple[Column, Floats]]) -> tuple[Floats, list[str]]:
    """The first column that holds something; records that lack a number there take it from the next ones."""
    filled = [each for each in read if np.isfinite(each[1]).any() and np.nanmax(np.abs(each[1])) > 0] or read[:1]
    column, values = filled[0]
    remarks = []
    if column is not read[0][0]:
        remarks.append(f"{read[0][0].header!r} is empty or zero; {column.header!r} was taken")
    for other, more in filled[1:]:
        gaps = ~np.isfinite(values) & np.isfinite(more)
        if gaps.any():
            values = np.where(gaps, more, values)
            remarks.append(f"{int(gaps.sum())} fields that {column.header!r} lacks were taken from {other.header!r}")
    return values, remarks


def _good(table: Table, needed: dict[str, Floats]) -> tuple[Bools, list[str]]:
    """Rows that have all that is needed.

    Raises
    ------
    NacreError
        Where there are too few.
    """
    has = {name: np.isfinite(values) for name, values in needed.items()}
    good = np.logical_and.reduce(list(has.values()))
    other = ~np.logical_or.reduce(list(has.values()))
    bad = ~good & ~other
    if not good.any():
        lacking = min(has, key=lambda name: has[name].sum())
        quantities = TIMES if lacking == "time" else (lacking,)
        raise NacreError(_no_numbers(table, *quantities), hint="Check the columns' units and decimals.")
    if bad.sum() > max(3, MAX_BAD_ROWS * len(good)) or other.sum() > max(10, MAX_OTHER_ROWS * len(good)):
        row = int(np.argmax(bad if bad.any() else other))
        name = next(name for name, present in has.items() if not present[row])
        column = next(each for q in (TIMES if name == "time" else (name,)) for each in table.columns.get(q, []))
        raise NacreError(
            f"{int((bad | other).sum())} of {len(good)} records cannot be read; the first is record {row + 1} with "
            f"{str(table.fields[column.position].iloc[row])!r} in {column.header!r}.",
            hint="Export the file again.",
        )
    left_out = int((~good).sum())
    return good, [f"records that could not be read and were left out: {left_out}"] if left_out else []


def _kept(each: Timed, rows: Bools) -> Timed | None:
    """A column of time at some rows; None where it has gaps there."""
    hours = each.clock.hours[rows]
    gaps = ~np.isfinite(hours)
    if gaps.any():
        if gaps.mean() > MAX_BAD_ROWS:
            return None
        hours = np.asarray(pd.Series(hours).ffill().bfill(), dtype=np.float64)
    return replace(each, clock=replace(each.clock, hours=hours))


@dataclass(frozen=True)
class _Signed:
    columns: dict[str, Floats] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def _signed(current: Floats, voltage: Floats, states: list[pd.Series[str]]) -> _Signed:
    """Currents, and voltages, that come without their sign get that of the state: charge +, discharge −.

    A voltage without sign is that of a symmetric cell only where it stays small: a whole cell's has none to get.
    """
    if not (current > 0).any() or current.min() < -0.01 * current.max():
        return _Signed()
    for state in states:
        if not pd.api.types.is_string_dtype(state):
            continue
        words = {word: _direction(word) for word in state.unique()}
        sign = state.map(words).to_numpy(dtype=np.float64)
        flowing = current > 0.01 * np.nanmax(current)
        if not ((sign == 1) & flowing).any() or not ((sign == -1) & flowing).any():
            continue
        found = _Signed({"current": np.where(sign < 0, -current, current)}, [])
        if not (voltage < -1e-3).any() and np.quantile(np.abs(voltage[flowing]), 0.95) < 1:
            found.columns["voltage"] = np.where((sign < 0) & flowing, -np.abs(voltage), voltage)
            found.remarks.append("current and voltage come without sign; both have that of the step's type")
        else:
            found.remarks.append("the current comes without sign; it has that of the step's type")
        return found
    return _Signed()


def _direction(word: str) -> float:
    """+1 for charge, −1 for discharge, 0 for what is neither."""
    plain = pd.Series([word.strip().casefold().replace("_", " ")], dtype=object)
    if plain.str.contains(_DISCHARGED, regex=True).iloc[0]:
        return -1.0
    return 1.0 if plain.str.contains(_CHARGED, regex=True).iloc[0] else 0.0


def _not_doubled(records: Floats) -> Bools:
    """Which records do not repeat the file from its beginning: the same export twice in one file."""
    keep = np.ones(len(records), dtype=bool)
    starts = np.flatnonzero((records[1:] == records[0]).all(axis=1)) + 1
    for start in starts[starts >= 20]:
        length = min(start, len(records) - start)
        if length >= 20 and keep[start] and np.array_equal(records[start : start + length], records[:length]):
            keep[start : start + length] = False
    return keep


def _derived(table: Table, clocks: list[Timed], values: dict[str, Floats], remarks: list[str]) -> Trace:
    """A trace whose current is the charge of each record over its time (BioLogic's GCPL keeps no current)."""
    hours, said = elapsed(clocks, np.zeros(len(clocks[0].clock.hours)), {})
    name = "charge_change" if "charge_change" in values else "charge_total"
    charge = values[name] if name == "charge_change" else np.diff(values[name], prepend=values[name][0])
    step = np.diff(hours, prepend=hours[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        current = pd.Series(np.where(step > 0, charge / step, np.nan))
    values["current"] = np.asarray(current.bfill().ffill().fillna(0.0), dtype=np.float64)
    header = table.columns[name][0].header
    remark = f"the file keeps no current; it is the charge in {header!r} over the time of each record"
    return _trace(hours, values, "current", table.cycler.name, (*remarks, *said, remark))
