"""Predictions as a table that can explain its rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pandas as pd

from ..data.batch.cells import CellBatch
from ..data.cell import Cell
from ..data.errors import NacreError
from ..data.measured.tables import Cells, cells_of
from ..data.notation.parse import as_cells
from ..models.predictor.cell_predictor import CellPredictor
from ..models.predictor.target import DEFAULT_LEVEL
from .explanation.further import stated_further, with_further

if TYPE_CHECKING:
    from .explanation.records import Explanation


class Predictions(pd.DataFrame):
    """What `nacre.predict` returns: the table of `CellPredictor.predict`, with `explain`.

    Sorted and filtered its rows still lead to their cells, by their labels.
    """

    _metadata: ClassVar[list[str]] = ["_cells", "_further", "_medians", "_predictor", "_level"]
    _cells: dict[Any, Cell]
    _further: dict[Any, dict[str, object]]
    _medians: pd.DataFrame
    _predictor: CellPredictor
    _level: float

    @property
    def _constructor(self) -> Callable[..., Self]:
        return type(self)

    @classmethod
    def of(
        cls,
        cells: Cells,
        predictor: CellPredictor,
        *,
        level: float = DEFAULT_LEVEL,
        further: Mapping[str, object] | None = None,
    ) -> Self:
        """Predict cells in any form, one row each, in their order; a `CellBatch` keeps no cells to explain.

        Parameters
        ----------
        cells : Cells
        predictor : CellPredictor
        level : float
            Share of new papers' cells that the bounds hold for.
        further : dict of str to object, optional
        """
        predictor = with_further(predictor, further)
        if isinstance(cells, CellBatch):
            return cls(predictor.predict(cells, level=level))
        known = list(cells_of(cells)) if isinstance(cells, pd.DataFrame) else as_cells(cells)
        frame = cells if isinstance(cells, pd.DataFrame) and further is None else None
        table = cls(predictor.predict(known, level=level, further=frame))
        table._cells, table._predictor, table._level = dict(zip(table.index, known, strict=True)), predictor, level
        stated = [{}] * len(known) if frame is None else stated_further(predictor, frame)
        table._further = dict(zip(table.index, stated, strict=True))
        table._medians = pd.DataFrame(table)[[target.quantity.column for target in predictor.targets.values()]]
        return table

    def _repr_html_(self) -> str:
        """A short table for notebooks where the rows are still the predicted cells; else that of pandas."""
        cells: dict[Any, Cell] | None = getattr(self, "_cells", None)
        if cells is None or not self._leads_to_cells():
            return str(super()._repr_html_())  # type: ignore[misc] # the stubs leave it out
        from .reports.predictions import table_html

        quantities = [target.quantity for target in self._predictor.targets.values()]
        return table_html(self, cells, quantities, self._level)

    def _leads_to_cells(self) -> bool:
        """True where each label is one of a predicted cell, and the medians beside it are still that cell's."""
        columns = [column for column in self._medians.columns if column in self.columns]
        if not columns or not self.index.isin(self._medians.index).all():
            return False
        return bool((pd.DataFrame(self)[columns] == self._medians.loc[self.index, columns]).all(axis=None))

    def explain(self, row: Hashable | None = None) -> Explanation:
        """Explain one row; a notebook shows it as tables.

        Parameters
        ----------
        row : label, optional
            Label of the row in the index; without it the first row.

        Raises
        ------
        NacreError
            Where there is no such row, or the labels no longer lead to the predicted cells.
        """
        from .explanation.explain import explain as run

        cells: dict[Any, Cell] | None = getattr(self, "_cells", None)
        if cells is None or not len(self):
            raise NacreError("This table holds no cells that could be explained.", hint="Use nacre.explain(CELL).")
        label = self.index[0] if row is None else row
        if label not in self.index or label not in cells:
            raise NacreError(f"There is no row {label!r}.", hint=f"The first is {self.index[0]!r}.")
        explanation = run(cells[label], self._predictor, level=self._level, further=self._further[label])
        for target in explanation.targets.values():
            column = target.quantity.column
            if column in self.columns and self[column].to_dict()[label] != target.median:
                raise NacreError(
                    f"Row {label!r} is no longer that cell's.", hint="Keep the index, or use nacre.explain."
                )
        return explanation
