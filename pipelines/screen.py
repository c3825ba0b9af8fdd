"""Screen: stream a space through the predictor, keep the best and the Pareto front."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..data.errors import SpaceError
from ..data.notation import format_cell
from ..data.space import Space, load_space
from ..features.cell import featurize
from ..models.files import replace_file
from ..models.predictor import DEFAULT_LEVEL, CellPredictor
from .places import output_folder
from .predict import csv_bytes

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Candidates computed at once: large enough for whole columns, small enough for constant memory.
CHUNK = 65_536

_OBJECTIVES = ("lifetime_h", "overpotential_mV")


@dataclass(frozen=True)
class Screened:
    """What a screen found.

    Attributes
    ----------
    top : DataFrame
        The best candidates by predicted lifetime (ties: lower overpotential, then the candidate's number), with
        predictions, bounds, domain and notation.
    front : DataFrame
        The Pareto front of lifetime (up) and overpotential (down); where candidates tie exactly, the first one.
    size : int
        Number of candidates.
    files : list of Path
    """

    top: pd.DataFrame
    front: pd.DataFrame
    size: int
    files: list[Path]


def screen(
    space: Space | Path | str,
    predictor: CellPredictor,
    *,
    top: int = 20,
    level: float = DEFAULT_LEVEL,
    output: Path | str | None = None,
    chunk: int = CHUNK,
    progress: Callable[[int, int], None] | None = None,
) -> Screened:
    """Predict every candidate of a space and keep the best.

    Parameters
    ----------
    space : Space or path of a space file
    predictor : CellPredictor
    top : int
        How many of the best are kept.
    level : float
        Level of the bounds.
    output : path, optional
        Folder for `top.csv` and `front.csv`.
    chunk : int
        Candidates at once; results do not depend on it.
    progress : callable, optional
        Called with the numbers of finished and of all candidates.
    """
    if top < 1:
        raise SpaceError(f"The best {top} cannot be kept.", hint="Keep at least one.")
    folder = output_folder(output) if output else None
    space = space if isinstance(space, Space) else load_space(space)
    best, front = _Kept.none(), _Kept.none()
    for index in space.chunks(chunk):
        new = _predicted(index, space, predictor)
        best = best.joined(new.best(top)).best(top)
        front = front.joined(new.front()).front()
        if progress is not None:
            progress(int(index[-1]) + 1, len(space))
    tables = {"top": _described(space, best, predictor, level), "front": _described(space, front, predictor, level)}
    files = []
    if folder is not None:
        for name, frame in tables.items():
            replace_file(folder / f"{name}.csv", csv_bytes(frame))
            files.append(folder / f"{name}.csv")
    return Screened(tables["top"], tables["front"], len(space), files)


def _predicted(index: Ints, space: Space, predictor: CellPredictor) -> _Kept:
    """Both medians of some candidates; those whose amounts leave no room for solvent are left out."""
    batch = space.batch(index)
    found = predictor.medians(featurize(batch))
    medians = np.stack([found[name] for name in _OBJECTIVES], axis=1)
    possible = ~batch.composition.impossible
    return _Kept(index[possible], medians[possible])


@dataclass(frozen=True)
class _Kept:
    """Candidates kept so far: their numbers, and their medians of shape (n, 2)."""

    index: Ints
    medians: Floats

    @classmethod
    def none(cls) -> _Kept:
        return cls(np.empty(0, dtype=np.int64), np.empty((0, 2)))

    def joined(self, other: _Kept) -> _Kept:
        return _Kept(np.concatenate([self.index, other.index]), np.concatenate([self.medians, other.medians]))

    def take(self, rows: Any) -> _Kept:  # noqa: ANN401 - any numpy index
        return _Kept(self.index[rows], self.medians[rows])

    def ranking(self) -> Ints:
        """Rows by longest lifetime; ties by lower overpotential, then by number."""
        return np.lexsort((self.index, self.medians[:, 1], -self.medians[:, 0]))

    def best(self, k: int) -> _Kept:
        """The first k of the ranking."""
        lifetime = self.medians[:, 0]
        if len(lifetime) > k:  # a cheap cut before the full sort; whatever ties with the k-th stays in
            limit = np.partition(lifetime, len(lifetime) - k)[len(lifetime) - k]
            near = self.take(lifetime >= limit)
            return near.take(near.ranking()[:k])
        return self.take(self.ranking())

    def front(self) -> _Kept:
        """Candidates that no other one beats in both; of exact ties the lowest number."""
        order = self.ranking()
        lowest = np.minimum.accumulate(self.medians[order, 1])
        is_new = np.concatenate([[True], lowest[1:] < lowest[:-1]])[: len(order)]
        return self.take(order[is_new])


def _described(space: Space, kept: _Kept, predictor: CellPredictor, level: float) -> pd.DataFrame:
    frame = predictor.predict(space.batch(kept.index), level=level)
    for name in ("domain_reasons", "evidence"):
        frame[name] = frame[name].map("; ".join)
    frame.insert(0, "cell", [format_cell(space.cell(int(i))) for i in kept.index])
    frame.insert(0, "candidate", kept.index)
    return frame
