"""What a table states of its quantities, and its further columns: names, values and bounds that cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from ..arrays import Bools
from ..errors import Issue, NacreError
from ..quantity import Quantity, Reading
from .typed import read_numbers

#: Columns that mean something of their own and so cannot be a quantity or a further column.
RESERVED = (
    "record_id", "paper", "doi", "citation", "year", "cell", "electrolyte", "coating", "host", "is_control",
    "confidence", "current_density_mA_cm2", "areal_capacity_mAh_cm2", "temperature_C",
)  # fmt: skip
#: More words than this in a further column are names, not categories.
MAX_CATEGORIES = 50
#: The words that stand beside a value, by how the quantity is stated.
_WORDS = {Reading.EVENT: "`failed`, `failed_before` or `survived`", Reading.QUALIFIER: "`eq`, `approx`, `lt` or `gt`"}


def check_names(quantities: Sequence[Quantity], further: Sequence[str] = ()) -> None:
    """Refuse columns that cannot be a quantity or a further column, and names that are given twice.

    Raises
    ------
    NacreError
        Naming the column.
    """
    own = [quantity.name for quantity in quantities if quantity.reading is Reading.BOUNDS]
    for name in (*own, *further):
        if name in RESERVED:
            raise NacreError(
                f"The column {name!r} describes the cell or its source.",
                hint="Name another column; test conditions are features already.",
            )
    stated = [column for quantity in quantities for column in quantity.statement_columns]
    if clash := sorted({*stated}.intersection(further)):
        raise NacreError(f"The column {clash[0]!r} is the target.", hint="Leave it out of the further columns.")
    if len(set(further)) < len(further):
        raise NacreError("A further column is named twice.", hint="Name each once.")
    if twice := sorted({column for column in stated if stated.count(column) > 1}):
        raise NacreError(f"The column {twice[0]!r} states two targets.", hint="Name each target once.")


def statement_issues(frame: pd.DataFrame, file: str, quantities: Sequence[Quantity]) -> list[Issue]:
    """Values that a quantity cannot have, bounds that contradict each other, figures without their word.

    Parameters
    ----------
    frame : DataFrame
        Its index is the row.
    file : str
        Name for messages.
    quantities : sequence of Quantity
    """
    issues: list[Issue] = []
    for quantity in quantities:
        faults = _own_faults if quantity.reading is Reading.BOUNDS else _missing_words
        for column, faulty, reason, remedy in faults(frame, quantity):
            for row in np.flatnonzero(faulty).tolist():
                value = frame[column].iloc[row]
                text = value if isinstance(value, str) else f"{value:g}"
                issues.append(Issue(file, int(frame.index[row]), column, text, reason, remedy))
    return issues


_Fault = tuple[str, Bools, str, str]


def _missing_words(frame: pd.DataFrame, quantity: Quantity) -> Iterator[_Fault]:
    value, word = quantity.statement_columns
    article = "an" if quantity.name[0] in "aeiou" else "a"
    empty = (frame[value].notna() & (frame[word] == "")).to_numpy(dtype=bool)
    yield word, empty, f"is empty beside {article} {quantity.name}", f"Write {_WORDS[quantity.reading]}"


def _own_faults(frame: pd.DataFrame, quantity: Quantity) -> Iterator[_Fault]:
    limits = quantity.scale.limits
    blank = pd.Series(np.nan, index=frame.index)
    value, low, high = (frame.get(column, blank).to_numpy(dtype=np.float64) for column in quantity.statement_columns)
    _, lower, upper = quantity.statement_columns
    for column, values in zip(quantity.statement_columns, (value, low, high), strict=True):
        if limits is not None:
            beyond = (values < limits[0]) | (values > limits[1])
            yield column, beyond, f"is not between {limits[0]:g} and {limits[1]:g}", "Correct it, or widen `--bounded`"
        if quantity.scale.kind == "log":
            yield column, values <= 0, "is not above zero", "Leave out `--log`, or the field empty"
    above = (low > high) | (low > value)
    yield lower, above, "is above the value or the upper bound", "Exchange or correct the bounds"
    yield upper, high < value, "is below the value", "Exchange or correct the bounds"


def read_further(
    frame: pd.DataFrame, file: str, further: Sequence[str], *, complete: bool = True
) -> tuple[pd.DataFrame, list[Issue]]:
    """Further columns as numbers where every field is one, else as words; without `complete` one may be empty.

    Parameters
    ----------
    frame : DataFrame
    file : str
        Name for messages.
    further : sequence of str
        Names of the columns.
    complete : bool
        Whether the columns must be there.
    """
    issues: list[Issue] = []
    frame = frame.copy()
    for name in (name for name in further if complete or name in frame):
        text = frame[name].str.strip()
        numbers, _ = read_numbers(text, name)
        is_number = (text == "") | np.isfinite(numbers)
        words = set(text[text != ""])
        if not words and complete:
            issues.append(Issue(file, None, name, "", "is empty", "Leave it out of `--extra`"))
        elif bool(is_number.all()):
            frame[name] = numbers
        elif len(words) > MAX_CATEGORIES:
            few = f"Correct what is not a number, or group the words into at most {MAX_CATEGORIES}"
            issues.append(Issue(file, None, name, "", f"has {len(words)} different words", few))
        else:
            frame[name] = text
    return frame, issues
