"""The functions that a notebook calls: text or records in, frames and explanations out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .data.cell import Cell
from .data.notation import as_cells

if TYPE_CHECKING:
    from .data.space import Space
    from .models.predictor import CellPredictor, Cells
    from .pipelines.explanation.compare import Comparison
    from .pipelines.explanation.records import Explanation
    from .pipelines.predictions import Predictions
    from .pipelines.screen import Screened
    from .pipelines.train import Trained


def load_predictor(folder: Path | str | None = None) -> CellPredictor:
    """The champion of the registry, or the predictor saved in a folder.

    Raises
    ------
    NoChampionError
        Where nothing has been trained yet.
    ModelFileError
        Where the saved files are damaged.
    """
    if folder is not None:
        from .models.predictor import CellPredictor

        return CellPredictor.load(folder)
    from .pipelines.tracking import load_champion

    return load_champion()


def predict(
    cells: Cells,
    *,
    predictor: CellPredictor | None = None,
    **kwargs: Any,  # noqa: ANN401
) -> Predictions:
    """Predict cells in any form; see `CellPredictor.predict`. `predict(CELL).explain()` tells why."""
    from .pipelines.predictions import Predictions

    return Predictions.of(cells, predictor or load_predictor(), **kwargs)


def explain(
    cell: str | Cell,
    *,
    predictor: CellPredictor | None = None,
    output: Path | str | None = None,
    **kwargs: Any,  # noqa: ANN401
) -> Explanation:
    """Explain one cell; with `output` the report is written: `.html`, `.json`, `.md`, `.png` or `.svg`."""
    from .pipelines.explain import explain as run

    predictor = predictor or load_predictor()
    explanation = run(as_cells(cell)[0], predictor, **kwargs)
    if output is not None:
        from .pipelines.report import write_report

        write_report(explanation, predictor, output)
    return explanation


def compare(
    cell: str | Cell,
    against: str | Cell,
    *,
    predictor: CellPredictor | None = None,
    output: Path | str | None = None,
    **kwargs: Any,  # noqa: ANN401
) -> Comparison:
    """Explain why one cell is predicted better or worse than another; `output` as of `explain`."""
    from .pipelines.explanation.compare import compare as run

    one, other = as_cells([cell, against])
    comparison = run(one, other, predictor or load_predictor(), **kwargs)
    if output is not None:
        from .pipelines.report_compare import write_comparison

        write_comparison(comparison, output)
    return comparison


def screen(space: Space | Path | str, *, predictor: CellPredictor | None = None, **kwargs: Any) -> Screened:  # noqa: ANN401
    """Screen a space or a space file; see `nacre.pipelines.screen.screen`."""
    from .pipelines.screen import screen as run

    return run(space, predictor or load_predictor(), **kwargs)


def train(data: Path | str | None = None, **kwargs: Any) -> Trained:  # noqa: ANN401
    """Train on a table of measured cells, or on the published ones; see `nacre.pipelines.train.train`."""
    from .data.tables import load_cells
    from .pipelines.train import train as run

    return run(load_cells(data) if data is not None else None, **kwargs)
