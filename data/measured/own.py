"""A lab's own cells among the known ones: marked with the lab's name, one lab a nacre folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..errors import NacreError, StoreError
from ..files import replace_file
from ..places import home, home_path
from .merging import NewTable
from .tables import CellTable

#: The column of the known cells that names the lab; empty for published ones.
LAB = "lab"
_LONGEST = 60


def lab_name() -> str:
    """The lab whose cells this nacre folder holds; empty where it holds none.

    Raises
    ------
    StoreError
        Where the note was damaged.
    """
    path = home_path() / "lab.json"
    if not path.is_file():
        return ""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["source"])
    except (ValueError, KeyError, TypeError):
        raise StoreError(f"{str(path)!r} is damaged.", hint='Write {"source": "our lab"} into it.') from None


def remember_lab(source: str) -> None:
    """Note the lab whose cells this nacre folder holds."""
    replace_file(home() / "lab.json", json.dumps({"source": source}, ensure_ascii=False).encode())


def checked_source(source: str, *, other: bool = False) -> str:
    """A lab's name as it is kept.

    Parameters
    ----------
    source : str
    other : bool
        Whether it may be another than that of the folder.

    Raises
    ------
    NacreError
        Where it is empty, too long or holds what cannot be printed, or the folder holds another lab's cells.
    """
    name = " ".join(source.split())
    if not name or len(name) > _LONGEST or not name.isprintable() or "(" in name:
        raise NacreError(
            f"{source!r} cannot be the name of a source.",
            hint=f'Write 1 to {_LONGEST} printable characters without brackets, e.g. --source "our lab".',
        )
    if not other and (known := lab_name()) and known != name:
        raise NacreError(
            f"This nacre folder holds the cells of {known!r}, not of {name!r}.",
            hint=f'Write --source "{known}", rename it with `nacre data rename-source "{name}"`, or set NACRE_HOME to '
            "another folder for another lab.",
        )
    return name


def stamped(tables: Iterable[NewTable], source: str) -> list[NewTable]:
    """New rows as cells of a lab: under its name as paper, their ids with its name in front.

    Parameters
    ----------
    tables : iterable of NewTable
    source : str
        The lab's name.
    """
    return [replace(one, table=replace(one.table, frame=_marked(one.table, source))) for one in tables]


def _marked(table: CellTable, source: str) -> pd.DataFrame:
    ids = table.frame["record_id"].astype(str)
    known = ids.str.startswith(f"{source}/")
    return table.frame.assign(
        record_id=ids.where(known, f"{source}/" + ids), paper=source, doi="", citation=source, **{LAB: source}
    )


def renamed(table: CellTable, old: str, new: str) -> CellTable:
    """A table in which a lab has another name.

    Parameters
    ----------
    table : CellTable
    old, new : str
    """
    frame = table.frame.copy()
    own = frame[LAB].eq(old)
    frame.loc[own, ["paper", "citation", LAB]] = new
    frame.loc[own, "record_id"] = f"{new}/" + frame.loc[own, "record_id"].str.removeprefix(f"{old}/")
    return replace(table, frame=frame)


def parted(table: CellTable) -> tuple[CellTable, CellTable]:
    """The published cells of a table, and a lab's own.

    Parameters
    ----------
    table : CellTable
    """
    if LAB not in table.frame:
        return table, taken(table, np.zeros(len(table), dtype=bool))
    own = table.frame[LAB].fillna("").astype(str).str.strip().to_numpy() != ""
    if not own.any():
        return table, taken(table, own)
    return taken(table, ~own), taken(table, own)


def taken(table: CellTable, wanted: npt.NDArray[np.bool_]) -> CellTable:
    """Some rows of a table.

    Parameters
    ----------
    table : CellTable
    wanted : bool array of shape (n_cells,)
    """
    rows = np.flatnonzero(wanted)
    return replace(
        table, frame=table.frame.iloc[rows].reset_index(drop=True), cells=tuple(table.cells[i] for i in rows)
    )
