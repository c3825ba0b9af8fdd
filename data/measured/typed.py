"""A frame of text against a schema: words and numbers as they are meant, and every fault."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..errors import Issue
from .csv_text import text_table, with_rows
from .headers import missing_columns
from .written import WrittenError, has_decimal_comma, read_flag, read_number, read_word

if TYPE_CHECKING:
    import pandera.pandas as pa


def read_csv(path: Path, schema: pa.DataFrameSchema) -> tuple[pd.DataFrame, list[Issue]]:
    """Read a CSV file against a schema.

    Returns
    -------
    frame : DataFrame
        Numbers where the schema has numbers (NaN where empty), text elsewhere; extra columns are kept as text. Its
        index is the row.
    issues : list of Issue
        Every fault of the file; empty for a good one.

    Raises
    ------
    TableError
        Where the file cannot be read as a table at all.
    """
    return typed(text_table(path), schema, path.name)


def typed(frame: pd.DataFrame, schema: pa.DataFrameSchema, file: str) -> tuple[pd.DataFrame, list[Issue]]:
    """A frame of text against a schema: numbers where the schema has numbers, and every fault.

    Parameters
    ----------
    frame : DataFrame
        Every field as text.
    schema : DataFrameSchema
    file : str
        Name for messages.
    """
    frame = with_rows(frame)
    required = [name for name, column in schema.columns.items() if column.required]
    if issues := missing_columns(required, frame.columns, file):
        return frame, issues
    # What a table need not state is there as unknown from here on.
    frame = frame.assign(**{name: "" for name in schema.columns if name not in frame.columns})
    raw = frame
    frame, issues = _numbers(_words(frame, schema), schema, file)
    named = {(issue.row, issue.column) for issue in issues}
    issues += [issue for issue in _check(frame, raw, schema, file) if (issue.row, issue.column) not in named]
    return frame, sorted(issues, key=lambda issue: (issue.row or 0, issue.column))


def _words(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Words of a vocabulary in their own case."""
    read = {}
    for name, column in schema.columns.items():
        allowed = {word for check in column.checks for word in check.statistics.get("allowed_values", ())}
        if str(column.dtype) != "float64" and allowed:
            meant = {text: read_word(text, allowed) for text in frame[name].unique()}
            read[name] = frame[name].map(meant)
    return frame.assign(**read)


def _numbers(frame: pd.DataFrame, schema: pa.DataFrameSchema, file: str) -> tuple[pd.DataFrame, list[Issue]]:
    """Text to numbers in the columns that the schema has as numbers."""
    issues: list[Issue] = []
    names = [name for name, column in schema.columns.items() if str(column.dtype) == "float64"]
    frame = frame.copy()
    with_comma = [text for name in names for text in frame[name].unique() if "," in text]
    comma = has_decimal_comma(with_comma)
    for name in names:
        values, faults = read_numbers(frame[name], name, decimal_comma=comma)
        for row, text in frame[name][frame[name].isin(list(faults))].items():
            fault = faults[text]
            issues.append(Issue(file, _row(row), name, text.strip(), fault.message, fault.hint))
        frame[name] = values
    return frame, issues


def read_numbers(
    text: pd.Series[str], name: str, *, decimal_comma: bool = False
) -> tuple[pd.Series[float], dict[str, WrittenError]]:
    """A column of text as numbers, NaN where it is empty or cannot be read.

    Parameters
    ----------
    text : Series of str
    name : str
        The column; its end says the unit, and `is_` that it is a flag.
    decimal_comma : bool
        Whether other numbers of the table have decimal commas.

    Returns
    -------
    values : Series of float64
    faults : dict of str to WrittenError
        What cannot be read, by the field's text.
    """
    plain = text.str.strip()
    values = pd.to_numeric(plain.where(plain != ""), errors="coerce").astype(float)
    odd = (plain != "") & ~np.isfinite(values)
    if decimal_comma:
        odd |= plain.str.fullmatch(r"[-+]?[1-9]\d{0,2}\.\d{3}")
    faults: dict[str, WrittenError] = {}
    read: dict[str, float] = {}
    for field in text[odd].unique():
        flag = read_flag(field) if name.startswith("is_") else None
        try:
            read[field] = read_number(field, name, decimal_comma=decimal_comma) if flag is None else flag
        except WrittenError as error:
            faults[field] = error
    return values.where(~odd, text.map(read).astype(float)), faults


def with_points(frame: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Columns of text that hold nothing but numbers with decimal commas as numbers; a table that is written has points.

    Parameters
    ----------
    frame : DataFrame
    names : iterable of str
    """
    read = {}
    for name in names:
        if has_decimal_comma(frame[name].unique()):
            values, faults = read_numbers(frame[name], name, decimal_comma=True)
            if not faults:
                read[name] = values
    return frame.assign(**read)


def _check(frame: pd.DataFrame, raw: pd.DataFrame, schema: pa.DataFrameSchema, file: str) -> list[Issue]:
    """The faults that pandera finds, each with its reason and remedy."""
    import pandera.errors

    from .schema import REMEDIES

    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        issues = []
        for _, case in errors.failure_cases.iterrows():
            name, row = str(case["column"]), case["index"]
            reason, remedy = REMEDIES.get(str(case["check"]), ("does not fit", ""))
            if str(case["check"]).startswith("one of") or str(case["check"]) in {"0 or 1", "-1, 0 or 1"}:
                reason, remedy = f"is not {case['check']}", "Correct the word"
            value = "" if row is None else str(raw.loc[int(row), name])
            issues.append(Issue(file, None if row is None else int(row), name, value, reason, remedy))
        return issues
    return []


def _row(label: object) -> int:
    return int(str(label))
