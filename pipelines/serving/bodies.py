"""The body of a request, checked and turned into a table of cells; every fault is told in nacre's words."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import pandas as pd

from ...data.errors import NacreError
from ...models.predictor.target import DEFAULT_LEVEL
from .limits import Limits

#: Columns that describe a cell; each may be left out as long as `cell` or `electrolyte` is there.
TEXTS = ("cell", "electrolyte", "coating", "host", "separator", "protection")
NUMBERS = ("current_density_mA_cm2", "areal_capacity_mAh_cm2", "temperature_C")
#: Longest text of a field: a cell has fewer.
MOST_CHARACTERS = 5000
_KEYS = ("dataframe_records", "dataframe_split", "instances", "inputs")
_CHARSETS = {"utf-8": "utf-8-sig", "utf8": "utf-8-sig", "us-ascii": "utf-8-sig", "utf-16": "utf-16",
             "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}  # fmt: skip
#: Digits of a whole number; no quantity of a cell has more.
_MOST_DIGITS = 300


class RequestError(NacreError):
    """A request that cannot be answered; `status` is that of HTTP."""

    def __init__(self, status: int, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.status = status


@dataclass(frozen=True, slots=True)
class Options:
    """What a request asks of the answer: level of the bounds, and whether contributions come along."""

    level: float = DEFAULT_LEVEL
    attributions: bool = False

    def __post_init__(self) -> None:
        if not 0.0 < self.level < 1.0:
            raise NacreError(f"level {self.level:g} is not between 0 and 1.", hint="0.9 is usual.")


@dataclass(frozen=True, slots=True)
class Fields:
    """The columns that are read: texts, numbers, and others of a table of cells that may stand there unread."""

    texts: tuple[str, ...] = TEXTS
    numbers: tuple[str, ...] = NUMBERS
    unread: frozenset[str] = frozenset()


def read_body(body: bytes, content_type: str, fields: Fields, limits: Limits) -> tuple[pd.DataFrame, Options]:
    """The cells and options of a request.

    Parameters
    ----------
    body : bytes
        JSON with one of `dataframe_records`, `dataframe_split`, `instances` or `inputs` and perhaps `params`, or CSV.
    content_type : str
        The header: `application/json` or `text/csv`, in UTF-8 unless it names UTF-16.
    fields : Fields
    limits : Limits

    Returns
    -------
    frame : DataFrame
        Known columns only; None where nothing is stated.
    options : Options

    Raises
    ------
    RequestError
        Where the body cannot be read or asks too much. No message repeats what was sent.
    NacreError
        Where an option is outside its range.
    """
    kind, _, further = content_type.partition(";")
    kind = kind.strip().lower()
    if kind not in {"application/json", "text/csv"}:
        raise RequestError(415, "The content type is neither application/json nor text/csv.", hint="Name one of them.")
    text = _decoded(body, further)
    if sum(text.count(sign) for sign in "[{,:") > limits.signs:
        raise RequestError(413, f"The request holds more than {limits.signs:,} values.", hint="Send fewer cells.")
    columns, options = _from_csv(text) if kind == "text/csv" else _from_json(text)
    frame = _frame(columns, fields, limits)
    return frame, options


def _decoded(body: bytes, further: str) -> str:
    named = [part.partition("=") for part in further.split(";")]
    charset = next((value.strip(" \"'").lower() for name, _, value in named if name.strip().lower() == "charset"), "")
    encoding = _CHARSETS.get(charset or "utf-8")
    if encoding is None:
        raise RequestError(415, "The charset is none that is read.", hint="Send UTF-8, or UTF-16 by its name.")
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        raise RequestError(
            400, f"The body is not {charset or 'utf-8'}.", hint="Send UTF-8, or name UTF-16 as the charset."
        ) from None


# -- JSON ------------------------------------------------------------------------------------------------------


def _from_json(text: str) -> tuple[dict[str, list[Any]], Options]:
    content = _parsed(text)
    if not isinstance(content, dict):
        raise RequestError(400, "The body is no JSON object.", hint='Send {"dataframe_records": [{"cell": "…"}]}.')
    given = [key for key in _KEYS if key in content]
    if len(given) != 1:
        raise RequestError(400, "The body needs one of the keys " + ", ".join(_KEYS) + ".", hint="Send one of them.")
    if set(content) - {given[0], "params"}:
        raise RequestError(400, f"The body has keys besides {given[0]} and params.", hint="Leave them out.")
    return _columns(content[given[0]], given[0]), _options(content.get("params"))


def _parsed(text: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise RequestError(
            400, f"The body is not JSON: line {error.lineno}, column {error.colno} cannot be read.",
            hint="See whether all brackets and quotes are closed.",
        ) from None  # fmt: skip
    except RecursionError:
        raise RequestError(400, "The body nests too deeply.", hint="A request has three levels.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise RequestError(400, "A key stands twice in one object.", hint="Keep one of them.")
    return found


def _no_constant(_: str) -> NoReturn:
    raise RequestError(400, "NaN and Infinity are no JSON.", hint="Write null where nothing is stated.")


def _whole(text: str) -> int | float:
    if len(text) > _MOST_DIGITS:
        raise RequestError(400, f"A number has more than {_MOST_DIGITS} digits.", hint="No quantity is that large.")
    return int(text)


def _columns(content: Any, key: str) -> dict[str, list[Any]]:  # noqa: ANN401 - JSON
    """The columns of the table in any of MLflow's forms."""
    if key == "dataframe_split":
        return _of_split(content)
    if isinstance(content, dict) and key == "inputs":
        lists = {name: values if isinstance(values, list) else [values] for name, values in content.items()}
        if len({len(values) for values in lists.values()}) > 1:
            raise RequestError(400, "The columns of inputs differ in length.", hint="Give each a value for each cell.")
        return lists
    if not isinstance(content, list) or not all(isinstance(record, dict) for record in content):
        raise RequestError(400, f"{key} is no list of objects.", hint=f'Send {{"{key}": [{{"cell": "…"}}]}}.')
    names = dict.fromkeys(name for record in content for name in record)
    return {name: [record.get(name) for record in content] for name in names}


def _of_split(content: Any) -> dict[str, list[Any]]:  # noqa: ANN401 - JSON
    sound = isinstance(content, dict) and {"columns", "data"} <= set(content) <= {"columns", "data", "index"}
    names, rows = (content["columns"], content["data"]) if sound else (None, None)
    if not isinstance(names, list) or not isinstance(rows, list) or not all(isinstance(name, str) for name in names):
        raise RequestError(400, "dataframe_split has no columns and data.", hint="See docs/serving.md for its form.")
    if len(set(names)) < len(names):
        raise RequestError(400, "A column stands twice in dataframe_split.", hint="Keep one of them.")
    if not all(isinstance(row, list) and len(row) == len(names) for row in rows):
        raise RequestError(400, "A row of dataframe_split has another length than its columns.", hint="Write null.")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _options(params: Any) -> Options:  # noqa: ANN401 - JSON
    if params is None:
        return Options()
    if not isinstance(params, dict) or set(params) - {"level", "attributions"}:
        raise RequestError(400, "params knows level and attributions only.", hint="Leave out the others.")
    level, attributions = params.get("level", DEFAULT_LEVEL), params.get("attributions", False)
    if not _is_number(level):
        raise RequestError(400, "level is not a number.", hint="Write e.g. 0.9.")
    if not isinstance(attributions, bool):
        raise RequestError(400, "attributions is neither true nor false.", hint="Write true or false.")
    return Options(float(level), attributions)


# -- CSV -------------------------------------------------------------------------------------------------------


def _from_csv(text: str) -> tuple[dict[str, list[Any]], Options]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise RequestError(400, "The body is no CSV.", hint="See whether all quotes are closed.") from None
    rows = [row for row in rows if row]
    names = [name.strip() for name in rows[0]] if rows else []
    if len(set(names)) < len(names):
        raise RequestError(400, "A column stands twice.", hint="Keep one of them.")
    if any(len(row) != len(names) for row in rows):
        raise RequestError(400, "A line has another number of fields than the header.", hint="Quote texts with commas.")
    return {name: [_field(row[place], name) for row in rows[1:]] for place, name in enumerate(names)}, Options()


def _field(text: str, name: str) -> str | float | None:
    plain = text.strip()
    if not plain or name not in NUMBERS:
        return plain or None
    try:
        return float(plain)
    except ValueError:
        return plain  # refused with its column


# -- both ------------------------------------------------------------------------------------------------------


def _frame(columns: Mapping[str, Sequence[Any]], fields: Fields, limits: Limits) -> pd.DataFrame:
    cells = len(next(iter(columns.values()), ()))
    if not cells:
        raise RequestError(400, "The request holds no cells.", hint='Send {"dataframe_records": [{"cell": "…"}]}.')
    if cells > limits.cells:
        raise RequestError(
            413, f"{cells:,} cells are too many for one request.", hint=f"Send {limits.cells:,} at most."
        )
    known: dict[str, list[Any]] = {}
    for place, (name, values) in enumerate(columns.items(), 1):
        stated = list(values)
        if name in fields.texts:
            _check_texts(values, name)
        elif name in fields.numbers:
            stated = [None if value is None else _number(value, name) for value in values]
        elif name in fields.unread:
            continue
        else:
            raise RequestError(
                400,
                f"Column {place} is none that is read.",
                hint=f"Columns are {', '.join((*fields.texts, *fields.numbers))}.",
            )
        if any(value is not None for value in stated):
            known[name] = stated
    return pd.DataFrame(known, index=range(cells))


def _check_texts(values: Iterable[Any], name: str) -> None:
    for row, value in enumerate(values, 1):
        if value is None:
            continue
        if not isinstance(value, str):
            raise RequestError(400, f"Cell {row}: {name} is no text.", hint="Write it in quotes, or null.")
        if len(value) > MOST_CHARACTERS:
            raise RequestError(
                422, f"Cell {row}: {name} has {len(value):,} characters.", hint=f"At most {MOST_CHARACTERS:,} are read."
            )
        if not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
            raise RequestError(400, f"Cell {row}: {name} holds half a character.", hint="Send whole ones.")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def _number(value: object, name: str) -> float:
    if not _is_number(value) or not math.isfinite(float(value)):  # type: ignore[arg-type]
        raise RequestError(400, f"{name} holds what is no number.", hint="Write a number, or null.")
    return float(value)  # type: ignore[arg-type]
