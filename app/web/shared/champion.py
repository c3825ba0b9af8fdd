"""The model that the pages ask: the champion or the shipped one, read once for as long as it answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from ...data.errors import NacreError
from ...models.predictor.cell_predictor import CellPredictor
from ...pipelines.explanation.known_cells import KnownCells
from ...pipelines.store.champion import champion_folder, model_words
from .errors import show_error


@dataclass(frozen=True)
class Champion:
    """A predictor with its known cells.

    Attributes
    ----------
    folder : Path
        Where it was read; another model has another one.
    predictor : CellPredictor
    known : KnownCells
    """

    folder: Path
    predictor: CellPredictor
    known: KnownCells

    @property
    def words(self) -> str:
        """Which model answers."""
        return model_words(self.folder, self.predictor)


@st.cache_resource(max_entries=3, show_spinner="Reading the model …")
def _read(folder: Path) -> Champion:
    predictor = CellPredictor.load(folder)
    return Champion(folder, predictor, KnownCells.of(predictor))


def champion() -> Champion | None:
    """The champion with its known cells; where there is none, the page says what to do and None is given."""
    try:
        return _read(champion_folder())
    except NacreError as error:
        show_error(error)
        return None
