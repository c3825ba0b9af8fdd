"""A lab's own table: cells, one measured quantity of any kind, and further columns that may matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .cell import Cell
from .errors import Issue, NacreError, TableError
from .tables import read_csv, read_inputs

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

#: Columns that mean something of their own and so cannot be a target or a further column.
RESERVED = (
    "record_id", "paper", "doi", "citation", "year", "cell", "electrolyte", "coating", "host", "is_control",
    "confidence", "current_density_mA_cm2", "areal_capacity_mAh_cm2", "temperature_C",
)  # fmt: skip
#: More words than this in a further column are names, not categories.
MAX_CATEGORIES = 50


@dataclass(frozen=True)
class LabTable:
    """A checked table of a lab.

    Attributes
    ----------
    frame : DataFrame
        The rows whose target is known: record_id, paper, doi, citation, year, is_control, confidence, the target with
        its bounds where they were given, and the further columns (numbers as float64, words as text).
    cells : tuple of Cell
        In the order of the frame.
    target : str
    lower, upper : float64 arrays of shape (n,)
        What is known of the target; infinite where nothing is known on that side.
    further : tuple of str
        Names of the further columns.
    remarks : tuple of str
        What was assumed, to be told to the user.
    """

    frame: pd.DataFrame
    cells: tuple[Cell, ...]
    target: str
    lower: Floats
    upper: Floats
    further: tuple[str, ...]
    remarks: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.cells)


def load_lab(
    path: Path | str,
    target: str,
    *,
    further: Sequence[str] = (),
    limits: tuple[float, float] | None = None,
    positive: bool = False,
) -> LabTable:
    """Read a lab's table.

    Parameters
    ----------
    path : path
        A column `cell`, or `electrolyte` with the optional columns of a cell; the target.
    target : str
        A column of numbers. Columns `<target>_lower` and `<target>_upper` may state an interval, one side or both,
        in its place or around it; rows with neither are left out.
    further : sequence of str
        Columns of numbers or words that the model shall see as well.
    limits : (float, float), optional
        What the target cannot be below and above.
    positive : bool
        Whether the target must be above zero.

    Raises
    ------
    NacreError
        Where a name cannot be the target or a further column.
    TableError
        With every fault at once: file, row, column, value, reason, remedy.
    """
    path = Path(path)
    _check_names(target, further)
    frame, issues = _read(path, target, further)
    if not issues:
        issues += _target_issues(frame, path.name, target, limits, positive=positive)
        frame, more = _with_further(frame, path.name, further)
        issues += more
    table, cell_issues = read_inputs(path)
    told = {(issue.row, issue.column) for issue in issues}
    issues += [issue for issue in cell_issues if (issue.row, issue.column) not in told]
    if issues:
        issues.sort(key=lambda issue: (issue.row or 0, issue.column))
        raise TableError(f"{path.name} has {len(issues)} fault{'s' * (len(issues) > 1)}.", issues)
    lower, upper = _interval(frame, target)
    if limits is not None:  # an interval up to a limit is open on that side
        open_low, open_high = (lower <= limits[0]) & (lower < upper), (upper >= limits[1]) & (lower < upper)
        lower, upper = np.where(open_low, -np.inf, lower), np.where(open_high, np.inf, upper)
    known = np.isfinite(lower) | np.isfinite(upper)
    if not known.any():
        raise TableError(f"{path.name} has no row with a {target}.", [])
    remarks = _remarks(frame, target, known)
    kept = _completed(frame)[known].reset_index(drop=True)
    cells = tuple(cell for cell, keep in zip(table.cells, known, strict=True) if keep)
    return LabTable(kept, cells, target, lower[known], upper[known], tuple(further), remarks)


def _check_names(target: str, further: Sequence[str]) -> None:
    for name in (target, *further):
        if name in RESERVED:
            raise NacreError(
                f"The column {name!r} describes the cell or its source.",
                hint="Name another column; test conditions are features already.",
            )
    bounds = {target, f"{target}_lower", f"{target}_upper"}
    if clash := sorted(bounds.intersection(further)):
        raise NacreError(f"The column {clash[0]!r} is the target.", hint="Leave it out of the further columns.")
    if len(set(further)) < len(further):
        raise NacreError("A further column is named twice.", hint="Name each once.")


def _read(path: Path, target: str, further: Sequence[str]) -> tuple[pd.DataFrame, list[Issue]]:
    """The file against the schema of a lab's table."""
    import pandera.pandas as pa

    from .schema import lab_columns

    columns = lab_columns(target) | {name: pa.Column(str) for name in further}
    present, _ = read_csv(path, pa.DataFrameSchema({}))
    names = set(present.columns)
    # Either bound may stand in the target's place; an id that is not there is the row's number.
    columns[target].required = not {f"{target}_lower", f"{target}_upper"} & names
    return read_csv(path, pa.DataFrameSchema({n: c for n, c in columns.items() if c.required or n in names}))


def _target_issues(
    frame: pd.DataFrame, file: str, target: str, limits: tuple[float, float] | None, *, positive: bool
) -> list[Issue]:
    """Values that the target cannot have, and bounds that contradict each other."""
    issues: list[Issue] = []

    def tell(faulty: pd.Series[bool] | Bools, column: str, reason: str, remedy: str) -> None:
        rows = np.flatnonzero(np.asarray(faulty))
        issues.extend(Issue(file, int(row) + 1, column, f"{frame[column].iloc[row]:g}", reason, remedy) for row in rows)

    for column in _columns(frame, target):
        values = frame[column]
        if limits is not None:
            beyond = (values < limits[0]) | (values > limits[1])
            tell(beyond, column, f"is not between {limits[0]:g} and {limits[1]:g}", "Correct it, or widen `--bounded`")
        if positive:
            tell(values <= 0, column, "is not above zero", "Leave out `--log`, or the field empty")
    low, value, high = (_column(frame, name) for name in (f"{target}_lower", target, f"{target}_upper"))
    if f"{target}_lower" in frame:
        above = (low > high) | (low > value)
        tell(above, f"{target}_lower", "is above the value or the upper bound", "Exchange or correct the bounds")
    if f"{target}_upper" in frame:
        tell(high < value, f"{target}_upper", "is below the value", "Exchange or correct the bounds")
    return issues


def _columns(frame: pd.DataFrame, target: str) -> list[str]:
    return [name for name in (target, f"{target}_lower", f"{target}_upper") if name in frame.columns]


def _column(frame: pd.DataFrame, name: str) -> pd.Series[float]:
    return frame[name] if name in frame.columns else pd.Series(np.nan, index=frame.index)


def _interval(frame: pd.DataFrame, target: str) -> tuple[Floats, Floats]:
    """Both bounds; a bound that is given counts more than the value, which otherwise is exact."""
    low, value, high = (_column(frame, name) for name in (f"{target}_lower", target, f"{target}_upper"))
    exact = low.isna() & high.isna()
    lower = low.where(~exact, value).fillna(-np.inf)
    upper = high.where(~exact, value).fillna(np.inf)
    return np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64)


def _with_further(frame: pd.DataFrame, file: str, further: Sequence[str]) -> tuple[pd.DataFrame, list[Issue]]:
    """Further columns as numbers where every field is one, else as words."""
    issues: list[Issue] = []
    frame = frame.copy()
    for name in further:
        text = frame[name].str.strip()
        numbers = pd.to_numeric(text.where(text != ""), errors="coerce").astype(float)
        is_number = (text == "") | np.isfinite(numbers)
        words = set(text[text != ""])
        if not words:
            issues.append(Issue(file, None, name, "", "is empty", "Leave it out of `--extra`"))
        elif bool(is_number.all()):
            frame[name] = numbers
        elif len(words) > MAX_CATEGORIES:
            few = f"Correct what is not a number, or group the words into at most {MAX_CATEGORIES}"
            issues.append(Issue(file, None, name, "", f"has {len(words)} different words", few))
        else:
            frame[name] = text
    return frame, issues


def _remarks(frame: pd.DataFrame, target: str, known: Bools) -> tuple[str, ...]:
    told = []
    if "paper" not in frame.columns:
        told.append("There is no column `paper`: each row counts as a group of its own. Repeats of one cell on both "
                    "sides of a fold make the figures too good; name what belongs together in `paper`.")  # fmt: skip
    if missing := int((~known).sum()):
        told.append(f"{missing} row{'s' * (missing > 1)} without {target} left out.")
    return tuple(told)


def _completed(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the columns that say where a row comes from, filled where the file leaves them out."""
    number = pd.Series([str(row + 1) for row in range(len(frame))], index=frame.index)
    filled: dict[str, Any] = {"record_id": number, "paper": "row " + number, "doi": "", "citation": "", "year": np.nan,
              "is_control": np.nan, "confidence": ""}  # fmt: skip
    return frame.assign(**{name: value for name, value in filled.items() if name not in frame.columns})
