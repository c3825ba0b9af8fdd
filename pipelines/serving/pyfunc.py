"""The predictor as MLflow's scoring server sees it: cells in, predictions as plain values out.

`mlflow models serve` imports this module by its name from the installed package; a saved model holds no code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from pydantic_core import to_jsonable_python

from ...data.batch.cells import CellBatch
from ...data.cell import Cell
from ...data.chemistry.names import species_of
from ...data.errors import NacreError, TableError
from ...data.measured.tables import cells_of
from ...features.molecules.properties import needs_calculation
from ...models.attribution.contributions import attribute
from ...models.predictor.cell_predictor import CellPredictor
from ...models.predictor.target import DEFAULT_LEVEL, chance_columns
from .bodies import NUMBERS, TEXTS, Options
from .gathering import FairQueue, TakesLong

if TYPE_CHECKING:
    from mlflow.models import ModelSignature

#: A request to MLflow's own server may ask for no more cells than this at once.
MOST_CELLS = 100_000


class ServedPredictor:
    """What MLflow calls: `predict(frame, params)`; nacre's own server calls `answer`.

    Parameters
    ----------
    predictor : CellPredictor
    """

    def __init__(self, predictor: CellPredictor) -> None:
        self.predictor = predictor
        self._queue = FairQueue(self.answer)

    def predict(self, model_input: pd.DataFrame, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Predict the cells of a frame.

        Parameters
        ----------
        model_input : DataFrame
            The column `cell` (notation), or `electrolyte` and the other columns of
            `nacre.data.measured.tables.cells_of`; for a lab's own model its further columns as well.
        params : dict, optional
            `level` (0 to 1, of the bounds) and `attributions` (bool).

        Returns
        -------
        list of dict
            The columns of `CellPredictor.predict`, one dict a cell; None where a bound says nothing. With
            `attributions` also `effects`: by quantity the contribution of each group of features and `base`, which add
            up to the median on the scale of the quantity (natural logarithm of h and mV; see
            `nacre.models.attribution.effects`).

        Raises
        ------
        mlflow.exceptions.MlflowException
            With the words of the `NacreError` where the input is at fault.
        """
        from mlflow.exceptions import MlflowException
        from mlflow.protos.databricks_pb2 import INVALID_PARAMETER_VALUE

        try:
            options = Options(**(params or {}))
            _check_number(model_input)
            frame = model_input.dropna(axis="columns", how="all").reset_index(drop=True)
            return self._queue.submit(frame, options).result()
        except NacreError as error:
            raise MlflowException(str(error), error_code=INVALID_PARAMETER_VALUE) from None

    def answer(self, frame: pd.DataFrame, options: Options, may_calculate: bool) -> list[dict[str, Any]]:
        """One dict a row.

        Raises
        ------
        TakesLong
            Where a molecule must be calculated first and that may not be done here.
        NacreError
            Where a cell cannot be read.
        """
        cells = _cells(frame)
        if not may_calculate and needs_calculation({species_of(name) for cell in cells for name in cell.molecules}):
            raise TakesLong
        batch = CellBatch.from_cells(cells)
        predicted = self.predictor.predict(batch, level=options.level, further=frame.reset_index(drop=True))
        records = predicted.to_dict("records")
        if options.attributions:
            for record, effects in zip(records, self._effects(batch, frame), strict=True):
                record["effects"] = effects
        # JSON has neither NaN nor infinity.
        return list(to_jsonable_python(records, inf_nan_mode="null"))

    def _effects(self, batch: CellBatch, frame: pd.DataFrame) -> list[dict[str, dict[str, float]]]:
        features = self.predictor.featurize(batch, frame)
        effects: list[dict[str, dict[str, float]]] = [{} for _ in range(len(batch))]
        for name, target in self.predictor.targets.items():
            attribution = attribute(target, features, self.predictor.columns)
            groups = attribution.by_group() | {"base": attribution.base}
            for row, one in enumerate(effects):
                one[name] = {group: float(values[row]) for group, values in groups.items()}
        return effects


def _check_number(frame: pd.DataFrame) -> None:
    if len(frame) > MOST_CELLS:
        raise NacreError(f"{len(frame):,} cells are too many for one request.", hint=f"Send {MOST_CELLS:,} at most.")


def _cells(frame: pd.DataFrame) -> tuple[Cell, ...]:
    """The cells of a share; faults count the rows of the whole request."""
    try:
        return cells_of(frame)
    except TableError as error:
        start = int(frame.index[0])
        issues = [replace(one, row=None if one.row is None else one.row + start) for one in error.issues]
        raise TableError(error.message, issues) from None


def signature(predictor: CellPredictor) -> ModelSignature:
    """Columns that a request may have, and what comes back."""
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, DataType, ParamSchema, ParamSpec, Schema, TensorSpec
    from mlflow.types.schema import Array

    texts = [*TEXTS, *(one.column for one in predictor.columns.further if one.categories)]
    numbers = [*NUMBERS, *(one.column for one in predictor.columns.further if not one.categories)]
    inputs: list[ColSpec | TensorSpec] = [ColSpec(kind, name, required=False) for kind, names in
              ((DataType.string, texts), (DataType.double, numbers)) for name in names]  # fmt: skip
    quantities = [target.quantity for target in predictor.targets.values()]
    figures = [name for one in quantities for name in (one.column, *map(one.bound_column, one.sides))]
    figures += [name for target in predictor.targets.values() for name in chance_columns(target)]
    outputs: list[ColSpec | TensorSpec] = [ColSpec(DataType.double, name, required=False) for name in figures]
    outputs += [ColSpec(DataType.string, "domain")]
    outputs += [ColSpec(Array(DataType.string), name) for name in ("domain_reasons", "evidence", "made", "guard")]
    options = [
        ParamSpec("level", DataType.double, DEFAULT_LEVEL),
        ParamSpec("attributions", DataType.boolean, default=False),
    ]
    return ModelSignature(Schema(inputs), Schema(outputs), ParamSchema(options))


def _load_pyfunc(path: str) -> ServedPredictor:
    """MLflow's entry point; the files are checked before they are read."""
    return ServedPredictor(CellPredictor.load(Path(path)))
