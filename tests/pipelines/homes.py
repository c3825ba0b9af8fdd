"""nacre folders of their own, with a champion that is already trained."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.validation.comparison import Settings
from nacre.pipelines.store.registering import register
from nacre.pipelines.store.tracking import track

#: The shortest validation that still calibrates bounds.
QUICK = Settings(repeats=1, folds=3, jobs=1, compared=False)


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Set variables for a while."""
    kept = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def crowned(predictor: CellPredictor) -> str:
    """Register a predictor as the champion of the present store."""
    with track("train") as run:
        return register(run, predictor)


@contextmanager
def home_with_champion(folder: Path, predictor: CellPredictor) -> Iterator[Path]:
    """A nacre folder whose champion is the predictor."""
    with environment(NACRE_HOME=str(folder)):
        crowned(predictor)
        yield folder
