"""The page of a tour: each step with its command, what it said, and its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...data.files import replace_file
from .pages import templates


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes
    ----------
    title, words : str
    command, said : str
        The line as it is typed, and its output.
    results : list of str
        Files in the folder of the tour.
    """

    title: str
    words: str
    command: str
    said: str
    results: list[str]


def write_tour(steps: Sequence[Step], folder: Path) -> Path:
    """Write the page of a tour.

    Parameters
    ----------
    steps : sequence of Step
    folder : path
        Where their files are.

    Returns
    -------
    Path
    """
    path = folder / "tour.html"
    replace_file(path, templates().get_template("tour.html.j2").render(steps=steps).encode())
    return path
