"""A predictor's files as an MLflow model: data, a signature, an example and requirements; no code, no pickle."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import requires, version
from pathlib import Path
from typing import TYPE_CHECKING

from ...data.cell import format_cell
from ...models.predictor.cell_predictor import CellPredictor
from .pyfunc import signature

if TYPE_CHECKING:
    import pandas as pd

#: The predictor's own files within the MLflow model.
DATA = "data/predictor"
_UV = "MLFLOW_UV_AUTO_DETECT"
LOADER = "nacre.pipelines.pyfunc"
#: What the example of a request shows.
EXAMPLE = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"


def pack(predictor: CellPredictor, folder: Path) -> Path:
    """Write an MLflow model whose flavour names the installed package as its loader.

    nacre reads the files under `DATA` itself; the rest is for `mlflow models serve`. Requirements are given, so nothing
    is inferred and no network is asked.
    """
    with tempfile.TemporaryDirectory(prefix="nacre-") as temporary, _without_uv(), warnings.catch_warnings():
        # Of MLflow's own type hints and of its use of pandas; nothing that a user could mend.
        warnings.simplefilter("ignore")
        import mlflow.pyfunc

        files = predictor.save(Path(temporary) / "predictor")
        mlflow.pyfunc.save_model(
            path=str(folder),
            loader_module=LOADER,
            data_path=str(files),
            pip_requirements=requirements(),
            signature=signature(predictor),
            input_example=example(predictor),
        )
    return folder


@contextmanager
def _without_uv() -> Iterator[None]:
    """A project file of uv in the working folder is none of the model's business."""
    before = os.environ.get(_UV)
    os.environ[_UV] = "false"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_UV]
        else:
            os.environ[_UV] = before


def requirements() -> list[str]:
    """Nacre and what it depends on, each at the version that runs here."""
    from packaging.requirements import Requirement

    wanted = [Requirement(text) for text in requires("nacre") or []]
    names = sorted({one.name for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})})
    return [f"{name}=={version(name)}" for name in ("nacre", *names)]


def example(predictor: CellPredictor) -> pd.DataFrame:
    """A request of one cell; for a lab's own model the first of the cells that it knows."""
    import pandas as pd

    further = [one.column for one in predictor.columns.further]
    if not further:
        return pd.DataFrame({"cell": [EXAMPLE]})
    row = predictor.evidence.frame.iloc[:1]
    cell = row["cell"].iloc[0]
    stated = {name: row[name].iloc[0] for name in further}
    return pd.DataFrame([{"cell": cell if isinstance(cell, str) else format_cell(cell)} | stated])
