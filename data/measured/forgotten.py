"""Withdrawn papers: which one is meant, and tables without its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import pandas as pd

from ..arrays import Bools
from ..errors import NacreError
from .headers import near_column
from .tables import CellTable

#: How many papers are named where a word fits several.
_SHOWN = 10
_NAMES = ("paper", "doi", "citation", "source")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A paper, or another source of rows, that is learned from no more.

    Attributes
    ----------
    paper : str
        Key of the paper; empty where rows are told by `source`.
    doi : str
        Lower case; empty where the paper has none.
    source : str
        Of a lab's rows.
    since : int
        Version of the known cells that is the first without it.
    """

    paper: str
    doi: str = ""
    source: str = ""
    since: int = 0

    @property
    def words(self) -> str:
        """What a training says of it."""
        name = f"The paper {self.paper}" if self.paper else f"The source {self.source!r}"
        return f"{name} is forgotten since version {self.since} of the known cells."

    def rows(self, frame: pd.DataFrame) -> Bools:
        """Which rows of a table are of it.

        Parameters
        ----------
        frame : DataFrame
            One without a column `paper` has none.
        """
        found = pd.Series(data=False, index=frame.index)
        for name, wanted in (("paper", self.paper), ("doi", self.doi), ("source", self.source)):
            if wanted and name in frame:
                text = frame[name].astype(str).str.strip()
                found |= (text.str.lower() if name == "doi" else text) == wanted
        return found.to_numpy(dtype=bool)

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {"paper": self.paper, "doi": self.doi, "source": self.source, "since": self.since}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """Undo `to_dict`."""
        return cls(str(stored["paper"]), str(stored["doi"]), str(stored["source"]), int(stored["since"]))


def find_paper(words: str, frame: pd.DataFrame) -> Forgotten:
    """The paper that a DOI, a key or a part of a citation names, or the rows of a source.

    Parameters
    ----------
    words : str
    frame : DataFrame
        The known cells, as text.

    Raises
    ------
    NacreError
        Where none fits, or several do: with the candidates.
    """
    asked = re.sub(r"^(https?://)?(dx\.)?doi\.org/|^doi:\s*", "", words.strip(), flags=re.IGNORECASE)
    if not asked:
        raise NacreError("No paper is named.", hint="Give its DOI, its key or a part of its citation.")
    lower = {name: frame[name].str.strip().str.casefold() for name in _NAMES if name in frame}
    for name in ("doi", "paper"):
        if name in lower and (fits := lower[name] == asked.casefold()).any():
            return _of_paper(_papers(frame[fits]).iloc[0])
    if "source" in lower and (fits := lower["source"] == asked.casefold()).any():
        return Forgotten("", source=str(frame["source"][fits].iloc[0]).strip())
    fits = pd.Series(data=True, index=frame.index)
    text = frame[[name for name in _NAMES[:3] if name in frame]].agg(" ".join, axis="columns").str.casefold()
    for word in asked.casefold().split():
        fits &= text.str.contains(word, regex=False)
    papers = _papers(frame[fits])
    if papers.empty:
        near = near_column(asked, frame["paper"].unique())
        hint = f"Did you mean {near}?" if near else "`nacre data show papers` lists the published ones."
        raise NacreError(f"No paper or source among the known cells is {words!r}.", hint=hint)
    if len(papers) > 1:
        raise NacreError(f"{words!r} names {len(papers)} papers.", hint=f"Write which one:\n{_listed(papers)}")
    return _of_paper(papers.iloc[0])


def _papers(frame: pd.DataFrame) -> pd.DataFrame:
    columns = [name for name in ("paper", "doi", "citation") if name in frame]
    return frame[columns].drop_duplicates("paper")


def _of_paper(row: pd.Series[str]) -> Forgotten:
    return Forgotten(row["paper"].strip(), row.get("doi", "").strip().lower())


def _listed(papers: pd.DataFrame) -> str:
    lines = [
        f"  {row['paper']}  {row.get('doi', '')}  {row.get('citation', '')[:100]}".rstrip()
        for row in papers.head(_SHOWN).to_dict("records")
    ]
    return "\n".join(lines + [f"  … and {len(papers) - _SHOWN} more"] * (len(papers) > _SHOWN))


def without(table: CellTable, forgotten: Sequence[Forgotten]) -> CellTable:
    """A table without the rows of forgotten papers, with a remark for each paper that had some.

    Parameters
    ----------
    table : CellTable
    forgotten : sequence of Forgotten
    """
    for one in forgotten:
        gone = one.rows(table.frame)
        if not gone.any():
            continue
        cells = tuple(cell for cell, out in zip(table.cells, gone, strict=True) if not out)
        rows = tuple(row for row, out in zip(table.rows, gone, strict=False) if not out)
        count = int(gone.sum())
        remark = f"{one.words} {count} row{'s' * (count > 1)} left out."
        frame = table.frame[~gone].reset_index(drop=True)
        table = replace(table, frame=frame, cells=cells, rows=rows, remarks=(*table.remarks, remark))
    return table
