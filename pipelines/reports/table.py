"""Explain a table of cells: an index page and one page each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...data.errors import TableError
from ...data.files import replace_file
from ...data.measured.tables import read_inputs
from ...data.places import output_folder
from ...data.progress import Progress
from ...models.predictor.cell_predictor import CellPredictor
from ...models.predictor.target import DEFAULT_LEVEL
from ..explanation.explain import explain
from ..explanation.further import stated_further
from ..explanation.known_cells import KnownCells
from ..explanation.records import Explanation
from ..predict import tell
from .explanation import render_page
from .explanation_view import words_of
from .pages import templates

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
    progress: Progress | None = None,
) -> list[Page]:
    """Write a page for each cell of a table, and last the index, so that a folder without one was not finished.

    Parameters
    ----------
    path : path
        A column `cell`, or `electrolyte` with the optional columns of a cell, and the further columns of a lab's model.
    predictor : CellPredictor
    folder : path
        Made where it is missing. Pages are named by number: nothing of the table becomes a file name.
    level : float
        Level of the bounds.
    progress : callable, optional
        Called with the numbers of pages done and of all pages.

    Returns
    -------
    list of Page
        In the order of the table.

    Raises
    ------
    TableError
        Naming every bad row; nothing is written then.
    """
    table, issues = read_inputs(path)
    tell(table)
    if issues or not table.cells:
        faults = f"has {len(issues)} fault{'s' * (len(issues) != 1)}" if issues else "has no row"
        raise TableError(f"{Path(path).name} {faults}.", issues)
    place = output_folder(folder)
    known = KnownCells.of(predictor)
    pages = []
    digits = len(str(len(table.cells)))
    further = stated_further(predictor, table.frame)
    for number, (cell, values) in enumerate(zip(table.cells, further, strict=True), start=1):
        explanation = explain(cell, predictor, level=level, known=known, further=values)
        file = f"cell-{number:0{digits}d}.html"
        replace_file(place / file, render_page(explanation, predictor, index=INDEX).encode())
        pages.append(_page(number, file, explanation))
        if progress is not None:
            progress(number, len(table.cells))
    text = templates().get_template("index.html.j2").render(pages=pages, source=Path(path).name)
    replace_file(place / INDEX, text.encode())
    return pages


def _page(number: int, file: str, explanation: Explanation) -> Page:
    words = words_of(explanation)
    return Page(
        number=number,
        file=file,
        cell=explanation.cell,
        domain=explanation.domain,
        outcomes={name: (words[name].median, words[name].bound) for name in explanation.targets},
        strongest=dict(_strongest(explanation)),
    )


def _strongest(explanation: Explanation) -> Iterator[tuple[str, str]]:
    for name, target in explanation.targets.items():
        part = max(target.components, key=lambda part: abs(part.contribution))
        yield name, f"{part.label} {part.text}"
