"""Explain a table of cells: an index page and one page each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..data.errors import TableError
from ..data.tables import read_inputs
from ..models.files import replace_file
from ..models.predictor import DEFAULT_LEVEL, CellPredictor
from .explain import explain
from .explanation.known import KnownCells
from .explanation.records import Explanation
from .places import output_folder
from .report import render_page, templates
from .report_view import words_of

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Page:
    """One line of the index.

    Attributes
    ----------
    number : int
        Row of the table, from 1.
    file : str
    cell, domain : str
    outcomes : dict of str to (str, str)
        Median and bound of each quantity, as they are written.
    strongest : dict of str to str
        The component that moved each quantity most, with its effect.
    """

    number: int
    file: str
    cell: str
    domain: str
    outcomes: dict[str, tuple[str, str]]
    strongest: dict[str, str]


def explain_table(
    path: Path | str,
    predictor: CellPredictor,
    folder: Path | str,
    *,
    level: float = DEFAULT_LEVEL,
    progress: Callable[[int, int], None] | None = None,
) -> list[Page]:
    """Write a page for each cell of a table, and last the index, so that a folder without one was not finished.

    Parameters
    ----------
    path : path
        A column `cell`, or `electrolyte` with the optional columns of a cell.
    predictor : CellPredictor
    folder : path
        Made where it is missing. Pages are named by number: nothing of the table becomes a file name.
    level : float
        Level of the bounds.
    progress : callable, optional
        Called with the numbers of pages done and of all pages.

    Raises
    ------
    TableError
        Naming every bad row; nothing is written then.
    """
    table, issues = read_inputs(path)
    if issues or not table.cells:
        told = f"has {len(issues)} fault{'s' * (len(issues) != 1)}" if issues else "has no row"
        raise TableError(f"{Path(path).name} {told}.", issues)
    place = output_folder(folder)
    known = KnownCells.of(predictor)
    pages = []
    digits = len(str(len(table.cells)))
    for number, cell in enumerate(table.cells, start=1):
        found = explain(cell, predictor, level=level, known=known)
        file = f"cell-{number:0{digits}d}.html"
        replace_file(place / file, render_page(found, predictor, index=INDEX).encode())
        pages.append(_page(number, file, found))
        if progress is not None:
            progress(number, len(table.cells))
    text = templates().get_template("index.html.j2").render(pages=pages, source=Path(path).name)
    replace_file(place / INDEX, text.encode())
    return pages


def _page(number: int, file: str, found: Explanation) -> Page:
    words = words_of(found)
    return Page(
        number=number,
        file=file,
        cell=found.cell,
        domain=found.domain,
        outcomes={name: (words[name].median, words[name].bound) for name in found.targets},
        strongest=dict(_strongest(found)),
    )


def _strongest(found: Explanation) -> Iterator[tuple[str, str]]:
    for name, target in found.targets.items():
        part = max(target.components, key=lambda part: abs(part.contribution))
        yield name, f"{part.label} {part.text}"
