"""Materials and molecules of one's own: rows that stand behind those of the shipped tables.

They lie in the nacre folder, as `my-materials.csv` and `my-molecules.csv`, with the columns of the shipped tables (all
but the name and the class or SMILES may be left out). A saved model carries those that this process knew, and brings
them along where it is opened.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from ..errors import NacreError
from ..files import replace_file
from ..places import home, home_path
from ..shipped import read_table

Row = dict[str, str]
#: What each kind of name must have besides the name.
NEEDED = {"materials": "class", "molecules": "smiles"}
#: The columns of one's own tables.
COLUMNS = {
    "materials": ("name", "class", "formula", "aliases", "host_class", "density_g_cm3", "note"),
    "molecules": ("name", "smiles", "role", "aliases", "density_g_cm3", "note"),
}
#: Names that a model brought along, by kind and name.
_brought: dict[str, dict[str, Row]] = {"materials": {}, "molecules": {}}


def path_of(kind: str) -> Path:
    """The file of one kind of names in the user's nacre folder."""
    return home_path() / f"my-{kind}.csv"


def own_rows(kind: str) -> list[Row]:
    """One's own names, those of the nacre folder first.

    Parameters
    ----------
    kind : {"materials", "molecules"}

    Returns
    -------
    list of dict
        With every column of `COLUMNS`, empty where it is not stated.

    Raises
    ------
    NacreError
        Where the file cannot be read.
    """
    kept = {row["name"]: row for row in kept_rows(kind)}
    return [*kept.values(), *(row for name, row in _brought[kind].items() if name not in kept)]


@cache
def kept_rows(kind: str) -> list[Row]:
    """The names that the nacre folder holds; arguments and errors as of `own_rows`."""
    path = path_of(kind)
    return read_rows(path, kind) if path.is_file() else []


def read_rows(path: Path, kind: str) -> list[Row]:
    """Read a table of names of one's own.

    Parameters
    ----------
    path : Path
    kind : {"materials", "molecules"}

    Raises
    ------
    NacreError
        Where it is no such table; names are not checked against others here.
    """
    hint = f"It needs the columns name and {NEEDED[kind]}; further ones are {', '.join(COLUMNS[kind][2:])}."
    try:
        table = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        rows = [{str(key): (value or "").strip() for key, value in row.items()} for row in table]
    except (OSError, UnicodeDecodeError, csv.Error, AttributeError) as error:
        raise NacreError(f"{path.name} cannot be read as a table: {error}.", hint=hint) from None
    known = {*COLUMNS[kind], *_shipped_columns(kind)}
    if odd := [name for name in table.fieldnames or [] if name not in known]:
        raise NacreError(f"{path.name} has a column {odd[0]!r} that is none of its kind.", hint=hint)
    if missing := [name for name in ("name", NEEDED[kind]) if name not in (table.fieldnames or [])]:
        raise NacreError(f"{path.name} has no column {missing[0]!r}.", hint=hint)
    return [{name: row.get(name, "") for name in dict.fromkeys((*COLUMNS[kind], *row))} for row in rows]


@cache
def _shipped_columns(kind: str) -> tuple[str, ...]:
    return tuple(read_table(kind)[0])


def write_rows(kind: str, rows: Iterable[Row]) -> Path:
    """Write the names of the nacre folder, whole or not at all.

    Parameters
    ----------
    kind : {"materials", "molecules"}
    rows : iterable of dict
    """
    handle, kept = io.StringIO(), list(rows)
    columns = dict.fromkeys((*COLUMNS[kind], *(name for row in kept for name in row)))
    writer = csv.DictWriter(handle, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    home()
    replace_file(path_of(kind), handle.getvalue().encode())
    changed()
    return path_of(kind)


def all_rows() -> dict[str, list[Row]]:
    """All names of one's own that this process knows, by kind: what a model carries."""
    return {kind: own_rows(kind) for kind in NEEDED}


def bring(names: Mapping[str, Iterable[Mapping[str, str]]]) -> None:
    """Know names that a model brings along.

    Parameters
    ----------
    names : mapping
        From `all_rows`.

    Raises
    ------
    NacreError
        Where a name means something else here.
    """
    new = False
    for kind, rows in names.items():
        known = {row["name"]: row for row in own_rows(kind)}
        for row in rows:
            one = {str(key): str(value) for key, value in row.items()}
            here = known.get(one["name"])
            if here is not None and any(here.get(part, "") != one.get(part, "") for part in _MEANING[kind]):
                raise NacreError(
                    f"The model's own name {one['name']!r} means something else here.",
                    hint=f"Remove or rename it: `nacre names remove {one['name']!r}`.",
                )
            if here is None:
                _brought[kind][one["name"]] = one
                new = True
    if new:
        changed()


#: What two rows of one name must agree in.
_MEANING = {"materials": ("class", "formula"), "molecules": ("smiles",)}


def forget() -> None:
    """Forget the names that models brought along, and read those of the nacre folder anew."""
    for rows in _brought.values():
        rows.clear()
    changed()


def changed() -> None:
    """Make the process work out anew whatever it remembers of names."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("nacre.data.", "nacre.features.")):
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()
