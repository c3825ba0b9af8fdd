"""The functions that a notebook calls: text or records in, frames and explanations out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .data.cell import Cell
from .data.errors import NacreError
from .data.notation import as_cells

if TYPE_CHECKING:
    from .data.space import Space
    from .models.dataset import Dataset
    from .models.predictor import CellPredictor, Cells
    from .pipelines.explanation.compare import Comparison
    from .pipelines.explanation.records import Explanation
    from .pipelines.predictions import Predictions
    from .pipelines.retrain import Retrained
    from .pipelines.screen import Screened
    from .pipelines.train import Trained


def load_predictor(folder: Path | str | None = None, *, target: str | None = None) -> CellPredictor:
    """The champion of the registry, or the predictor saved in a folder.

    Parameters
    ----------
    folder : path, optional
        A saved predictor; the champion where it is left out.
    target : str, optional
        A quantity of a lab's own, by the name of its column; the published cells' where it is left out.

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
    from .pipelines.champion import load_champion

    return load_champion(target)


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


def known_cells(
    data: Path | str | None,
    target: str,
    *,
    extra: Sequence[str] = (),
    bounded: tuple[float, float] | None = None,
    log: bool = False,
    minimize: bool = False,
) -> Dataset:
    """What has been tested, for `suggest`: the published cells, a table of cells, or a table with a target of its own.

    Raises
    ------
    NacreError
        Where a target of one's own has no table, or its options stand at lifetime or overpotential.
    """
    from .models.quantity import LIFETIME, OVERPOTENTIAL

    if target in {LIFETIME.name, OVERPOTENTIAL.name}:
        if extra or bounded is not None or log or minimize:
            raise NacreError(f"extra, bounded, log and minimize do not belong to {target}.", hint="Leave them out.")
        from .data.tables import load_cells, published_cells
        from .models.dataset import make_dataset

        return make_dataset(load_cells(data) if data is not None else published_cells())
    from .data.lab import load_lab
    from .models.lab import lab_data, lab_quantity

    if data is None:
        raise NacreError(
            f"The published cells have no {target}.", hint="Name a table: `--data TABLE.csv --target COLUMN`."
        )
    if bounded is not None and log:
        raise NacreError("A quantity is either bounded or logarithmic.", hint="Give `--bounded` or `--log`.")
    table = load_lab(data, target, further=tuple(extra), limits=bounded, positive=log)
    return lab_data(table, lab_quantity(table, limits=bounded, log=log, minimize=minimize))


def train(
    data: Path | str | None = None,
    *,
    target: str | None = None,
    extra: Sequence[str] = (),
    bounded: tuple[float, float] | None = None,
    log: bool = False,
    minimize: bool = False,
    **kwargs: Any,  # noqa: ANN401
) -> Trained:
    """Train on a table of measured cells, or on the published ones; see `nacre.pipelines.train.train`.

    With `target` a column of the table is learned instead of lifetime and overpotential, see
    `nacre.pipelines.lab.train_lab`; `extra` names further columns as features.

    Raises
    ------
    NacreError
        Where a target has no table, or options of a target stand without one.
    """
    if target is not None:
        from .data.lab import load_lab
        from .pipelines.lab import train_lab

        if data is None:
            raise NacreError("A target of your own needs a table.", hint="Write `--data TABLE.csv --target COLUMN`.")
        table = load_lab(data, target, further=tuple(extra), limits=bounded, positive=log)
        return train_lab(table, limits=bounded, log=log, minimize=minimize, **kwargs)
    if extra or bounded is not None or log or minimize:
        raise NacreError(
            "extra, bounded, log and minimize belong to a target of your own.", hint="Name it with `--target COLUMN`."
        )
    from .data.tables import load_cells
    from .pipelines.train import train as run

    return run(load_cells(data) if data is not None else None, **kwargs)


def retrain(new: Path | str, **kwargs: Any) -> Retrained:  # noqa: ANN401
    """Let new cells in, train a challenger and promote it by rule; see `nacre.pipelines.retrain.retrain`."""
    from .pipelines.retrain import retrain as run

    return run(new, **kwargs)
