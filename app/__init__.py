"""nacre: which electrolyte, coating and host next for a sodium-metal cell, and why.

The public names are loaded when they are first used, so that importing nacre is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import compare as compare
    from .api import component as component
    from .api import explain as explain
    from .api import load_predictor as load_predictor
    from .api import predict as predict
    from .api import read as read
    from .api import retrain as retrain
    from .api import screen as screen
    from .api import suggest as suggest
    from .api import train as train
    from .data.batch.cells import CellBatch as CellBatch
    from .data.cell import Cell as Cell
    from .data.cell import format_cell as format_cell
    from .data.chemistry.material_names import resolve_materials as resolve_materials
    from .data.errors import NacreError as NacreError
    from .data.measured.tables import load_cells as load_cells
    from .data.notation.parse import parse_cell as parse_cell
    from .data.notation.parse import parse_electrolyte as parse_electrolyte
    from .data.version import __version__ as __version__
    from .features.matrix import CellFeaturizer as CellFeaturizer
    from .models.estimators.booster import IntervalBooster as IntervalBooster
    from .models.predictor.cell_predictor import CellPredictor as CellPredictor

_PLACES = {
    "Cell": "data.cell",
    "CellBatch": "data.batch.cells",
    "CellFeaturizer": "features.matrix",
    "CellPredictor": "models.predictor.cell_predictor",
    "IntervalBooster": "models.estimators.booster",
    "NacreError": "data.errors",
    "__version__": "data.version",
    "compare": "api",
    "component": "api",
    "explain": "api",
    "format_cell": "data.cell",
    "load_cells": "data.measured.tables",
    "load_predictor": "api",
    "parse_cell": "data.notation.parse",
    "parse_electrolyte": "data.notation.parse",
    "predict": "api",
    "read": "api",
    "resolve_materials": "data.chemistry.material_names",
    "retrain": "api",
    "screen": "api",
    "suggest": "api",
    "train": "api",
}

__all__ = sorted(_PLACES)  # noqa: PLE0605 - the names of the table above


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name not in _PLACES:
        raise AttributeError(f"module 'nacre' has no attribute {name!r}")
    return getattr(import_module(f".{_PLACES[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__
