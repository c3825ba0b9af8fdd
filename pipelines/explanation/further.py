"""Further columns of a lab's table, stated once for a cell and all its variations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

import pandas as pd

from ...data.arrays import Matrix
from ...data.batch.cells import CellBatch
from ...data.errors import NacreError
from ...features.columns import Columns
from ...models.predictor.cell_predictor import CellPredictor


@dataclass(frozen=True)
class Stated(Columns):
    """Columns whose further values are the same for all cells.

    Attributes
    ----------
    values : dict of str to object
        By column; used wherever no table brings its own.
    """

    values: Mapping[str, object] = field(default_factory=dict)

    def matrix(self, batch: CellBatch, frame: pd.DataFrame | None = None) -> Matrix:
        """The features of a batch, with the stated values."""
        return super().matrix(batch, self._table(len(batch)) if frame is None else frame)

    def reasons(self, frame: pd.DataFrame | None, rows: int) -> list[list[str]]:
        """What the further columns lack."""
        return super().reasons(self._table(rows) if frame is None else frame, rows)

    def _table(self, rows: int) -> pd.DataFrame:
        return pd.DataFrame({name: [value] * rows for name, value in self.values.items()})


def stated_further(predictor: CellPredictor, frame: pd.DataFrame) -> list[dict[str, object]]:
    """For each row of a table the further columns of the model that the table has."""
    names = [one.column for one in predictor.columns.further if one.column in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in frame[names].itertuples(index=False)]


def with_further(predictor: CellPredictor, values: Mapping[str, object] | None) -> CellPredictor:
    """The predictor for cells whose further columns are stated.

    Parameters
    ----------
    predictor : CellPredictor
    values : dict, optional
        By column of the table that it was trained on; what is left out is not known.

    Raises
    ------
    NacreError
        Where the model has no such column.
    """
    if not values:
        return predictor
    known = [one.column for one in predictor.columns.further]
    for name in values:
        if name not in known:
            hint = f"It has {', '.join(known)}." if known else "It sees nothing but the cell."
            raise NacreError(f"The model has no further column {name!r}.", hint=hint)
    own = {one.name: getattr(predictor.columns, one.name) for one in fields(Columns)}
    return replace(predictor, columns=Stated(**own, values=dict(values)))
