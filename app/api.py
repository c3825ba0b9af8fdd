"""The functions that a notebook calls: text or records in, frames and explanations out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .data.cell import Cell
from .data.errors import NacreError
from .data.notation.parse import as_cells
from .models.predictor.target import DEFAULT_LEVEL

if TYPE_CHECKING:
    from .data.measured.tables import Cells, CellTable
    from .data.progress import Progress
    from .data.quantity import Quantity
    from .data.space.read import Space
    from .models.estimators.acquisition import Acquisition
    from .models.labels.dataset import Dataset
    from .models.predictor.cell_predictor import CellPredictor
    from .models.validation.comparison import Settings
    from .pipelines.component import Card
    from .pipelines.explanation.compare import Comparison
    from .pipelines.explanation.records import Explanation
    from .pipelines.predictions import Predictions
    from .pipelines.reading.read import Proposals
    from .pipelines.screening.run.engines import Engine
    from .pipelines.screening.screened import Screened
    from .pipelines.screening.suggest import Suggested
    from .pipelines.training.retrain import Retrained
    from .pipelines.training.train import Trained


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
        from .models.predictor.cell_predictor import CellPredictor

        return CellPredictor.load(folder)
    from .pipelines.store.champion import load_champion

    return load_champion(target)


def predict(
    cells: Cells,
    *,
    predictor: CellPredictor | None = None,
    level: float = DEFAULT_LEVEL,
    further: Mapping[str, object] | None = None,
) -> Predictions:
    """Predict cells in any form; `predict(CELL).explain()` tells why.

    Parameters
    ----------
    cells : Cell or its notation, a sequence of them, DataFrame or CellBatch
    predictor : CellPredictor, optional
        The champion where it is left out.
    level : float
        Share of new papers' cells that the bounds should hold for.
    further : dict, optional
        Values of the further columns of a lab's table, the same for all cells; a DataFrame of cells brings its own.

    Returns
    -------
    Predictions
        The table of `CellPredictor.predict`, one row a cell.

    Raises
    ------
    NacreError
        Where a cell cannot be read, nothing has been trained yet, or the model has no such further column.
    """
    from .pipelines.predictions import Predictions
    from .pipelines.reports import notebook  # noqa: F401 - what a notebook shows

    return Predictions.of(cells, predictor or load_predictor(), level=level, further=further)


def explain(
    cell: str | Cell,
    *,
    predictor: CellPredictor | None = None,
    output: Path | str | None = None,
    level: float = DEFAULT_LEVEL,
    further: Mapping[str, object] | None = None,
) -> Explanation:
    """Explain one cell.

    Parameters
    ----------
    cell : Cell or its notation
    predictor : CellPredictor, optional
        The champion where it is left out.
    output : path, optional
        Report that is written: `.html`, `.json`, `.md`, `.png` or `.svg`.
    level : float
        Share of new papers' cells that the bounds should hold for.
    further : dict, optional
        Values of the further columns of a lab's table.

    Returns
    -------
    Explanation
        A notebook shows it as tables.

    Raises
    ------
    NacreError
        Where the cell cannot be read, the report cannot be written, or the model has no such further column.
    """
    from .pipelines.explanation.explain import explain as run
    from .pipelines.reports import notebook  # noqa: F401 - what a notebook shows

    predictor = predictor or load_predictor()
    explanation = run(as_cells(cell)[0], predictor, level=level, further=further)
    if output is not None:
        from .pipelines.reports.explanation import write_report

        write_report(explanation, predictor, output)
    return explanation


def compare(
    cell: str | Cell,
    against: str | Cell,
    *,
    predictor: CellPredictor | None = None,
    output: Path | str | None = None,
    level: float = DEFAULT_LEVEL,
    further: Mapping[str, object] | None = None,
) -> Comparison:
    """Explain why one cell is predicted better or worse than another.

    Parameters
    ----------
    cell, against : Cell or its notation
    predictor : CellPredictor, optional
        The champion where it is left out.
    output : path, optional
        Report that is written: `.html`, `.json`, `.md`, `.png` or `.svg`.
    level : float
        Share of new papers' cells that the bounds should hold for.
    further : dict, optional
        Values of the further columns of a lab's table, the same for both cells.

    Returns
    -------
    Comparison
        A notebook shows it as tables.

    Raises
    ------
    NacreError
        Where a cell cannot be read, the report cannot be written, or the model has no such further column.
    """
    from .pipelines.explanation.compare import compare as run
    from .pipelines.reports import notebook  # noqa: F401 - what a notebook shows

    one, other = as_cells([cell, against])
    comparison = run(one, other, predictor or load_predictor(), level=level, further=further)
    if output is not None:
        from .pipelines.reports.comparison import write_comparison

        write_comparison(comparison, output)
    return comparison


def component(name: str) -> list[Card]:
    """The cards of a molecule, a salt or a material; NaF is a salt as well as a material, and has two.

    Parameters
    ----------
    name : str
        A name, a SMILES or a formula.

    Returns
    -------
    list of Card
        A notebook shows each with its structure.

    Raises
    ------
    UnknownNameError
        With near names, where it is none of these.
    """
    from .pipelines.component import component as run
    from .pipelines.reports import notebook  # noqa: F401 - what a notebook shows

    return run(name)


def screen(
    space: Space | Path | str,
    *,
    predictor: CellPredictor | None = None,
    objectives: Sequence[str] = (),
    top: int = 20,
    level: float = 0.9,
    sample: int | None = None,
    exact: bool | None = None,
    minutes: float | None = None,
    seed: int = 0,
    shortlist: int = 10,
    allow_out: bool = False,
    explain: bool = False,
    output: Path | str | None = None,
    resume: bool = False,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> Screened:
    """Predict the candidates of a space and keep the best.

    Parameters
    ----------
    space : Space or path of a space file
    predictor : CellPredictor, optional
        The champion where it is left out.
    objectives : sequence of str
        One to three quantities to rank on, the most important first; those of the predictor where it is empty.
    top : int
        How many of the best are kept.
    level : float
        Share of new papers' cells that the bounds should hold for.
    sample : int, optional
        Screen as many random candidates instead of all.
    exact : bool, optional
        Prove the best by bounds, or compute all candidates; whichever is the faster where it is left out.
    minutes : float, optional
        End a proof after so many minutes, and tell how far off it may be.
    seed : int
        Chooses the sample.
    shortlist : int
        How many different candidates to propose.
    allow_out : bool
        Whether candidates out of the domain may stand in the shortlist.
    explain : bool
        Whether to write a full explanation of each on the shortlist into `output`.
    output : path, optional
        Folder for tables and page, and for the file from which an interrupted run goes on.
    resume : bool
        Go on where an interrupted run into `output` was.
    engine : Engine, optional
        `Threads()` where none is given, or `Dask()`.
    progress : callable, optional
        Called with the numbers of finished and of all candidates.

    Returns
    -------
    Screened

    Raises
    ------
    SpaceError
        Where a setting is out of its range, the space is too large to enumerate, or an unfinished run of other
        settings lies in `output`.
    """
    from .pipelines.screening.run.settings import ScreenSettings
    from .pipelines.screening.screen import screen as run

    settings = ScreenSettings(
        top=top, level=level, sample=sample, exact=exact, minutes=minutes, seed=seed, shortlist=shortlist,
        allow_out=allow_out, explain=explain, objectives=tuple(objectives),
    )  # fmt: skip
    predictor = predictor or load_predictor()
    return run(space, predictor, settings, output=output, resume=resume, engine=engine, progress=progress)


def suggest(
    space: Space | Path | str,
    target: str,
    *,
    data: Path | str | None = None,
    extra: Sequence[str] = (),
    bounded: tuple[float, float] | None = None,
    log: bool = False,
    minimize: bool = False,
    n: int = 8,
    acquisition: str | Acquisition = "expected improvement",
    beta: float | None = None,
    threshold: str | float | None = None,
    at_most: Sequence[str] = (),
    at_least: Sequence[str] = (),
    per_cost: bool = False,
    longest_test: float | None = None,
    allow_out: bool = False,
    seed: int = 0,
    output: Path | str | None = None,
    progress: Progress | None = None,
) -> Suggested:
    """Choose the next cells of a space to test.

    Parameters
    ----------
    space : Space or path of a space file
    target : str
        The quantity to improve: one of the published cells, or a column of `data`.
    data : path, optional
        CSV of what was tested; the published cells where it is left out.
    extra, bounded, log, minimize
        Of a column of one's own, as in `train`.
    n : int
        Cells in the batch.
    acquisition : str or Acquisition
        What a test is worth: "expected improvement", "upper confidence", "probability", "Thompson", "pure exploration",
        or an object of one's own; see `nacre.models.estimators.acquisition`.
    beta : float, optional
        Of upper confidence: by how many standard deviations it hopes.
    threshold : str or float, optional
        What is to be beaten in place of the best known cell: "500 h", or a number in the unit of the quantity.
    at_most, at_least : sequence of str
        Limits on other quantities that `data` has, e.g. "overpotential=50": gains count with the chance to keep them.
    per_cost : bool
        Whether gains are divided by the price of a kilogram, from `prices` of the space.
    longest_test : float, optional
        When a test will be stopped, in the unit of the quantity.
    allow_out : bool
        Whether candidates outside the domain may be chosen.
    seed : int
        Of Thompson's draws, and of the sample of a very large space.
    output : path, optional
        CSV file of the batch, with an empty column for the outcome.
    progress : callable, optional
        Called with the numbers of finished and of all candidates.

    Returns
    -------
    Suggested

    Raises
    ------
    NacreError
        Where the data hold too few outcomes, a setting is out of its range, or no candidate is left.
    """
    from .data.measured.tables import published_cells
    from .data.measured.versions import remembered
    from .models.labels.dataset import make_dataset
    from .pipelines.screening.suggest import SuggestSettings
    from .pipelines.screening.suggest import suggest as run
    from .pipelines.screening.suggesting.known import Requirement
    from .pipelines.screening.suggesting.values import read_limit

    settings = SuggestSettings(
        n=n, acquisition=acquisition, beta=beta, threshold=threshold, per_cost=per_cost, longest_test=longest_test,
        allow_out=allow_out, seed=seed,
    )  # fmt: skip
    limits = [*(read_limit(text, "upper") for text in at_most), *(read_limit(text, "lower") for text in at_least)]
    table, quantities = measured_table(data, target=target, extra=extra, bounded=bounded, log=log, minimize=minimize)
    known = make_dataset(remembered(table or published_cells()), quantities)
    requirements = [Requirement.of(limit, _measured_for(limit.quantity, data)) for limit in limits]
    return run(space, known, quantities[0].name, settings, requirements=requirements, output=output, progress=progress)


def _measured_for(quantity: Quantity, data: Path | str | None) -> Dataset:
    """The measured cells that have a quantity besides the one to improve."""
    from .data.measured.tables import load_cells, published_cells
    from .data.measured.versions import remembered
    from .models.labels.dataset import make_dataset

    if data is None and not quantity.from_catalogue:
        raise NacreError(
            f"The published cells have no {quantity.name}.", hint="Write `--data TABLE.csv` with such a column."
        )
    table = remembered(published_cells()) if data is None else load_cells(data, [quantity])
    return make_dataset(table, [quantity])


def measured_table(
    data: Path | str | None,
    *,
    target: str | Sequence[str] | None = None,
    extra: Sequence[str] = (),
    bounded: tuple[float, float] | None = None,
    log: bool = False,
    minimize: bool = False,
    search: int = 0,
) -> tuple[CellTable | None, tuple[Quantity, ...]]:
    """A table of measured cells with the quantities that it is read for.

    Parameters
    ----------
    data : path, optional
    target, extra, bounded, log, minimize
        As of `train`.
    search : int
        Settings of the booster to try, which only quantities from the catalogue have.

    Returns
    -------
    table : CellTable or None
        None where the published cells are meant.
    quantities : tuple of Quantity

    Raises
    ------
    NacreError
        Where a target is not understood or has no table, or options do not go together.
    TableError
        With every fault of the table.
    """
    from .data.measured.tables import load_cells
    from .pipelines.predict import tell

    quantities = _wanted_quantities(target, extra=extra, bounded=bounded, log=log, minimize=minimize)
    built_in = [quantity.from_catalogue for quantity in quantities]
    if search and not any(built_in):
        raise NacreError("--search is for lifetime and overpotential.", hint="Leave it out.")
    if data is None and not all(built_in):
        raise NacreError("A target of your own needs a table.", hint="Write `--data TABLE.csv --target COLUMN`.")
    if data is None:
        return None, quantities
    table = load_cells(data, quantities, further=extra)
    tell(table)
    return table, quantities


def _wanted_quantities(
    target: str | Sequence[str] | None,
    *,
    extra: Sequence[str],
    bounded: tuple[float, float] | None,
    log: bool,
    minimize: bool,
) -> tuple[Quantity, ...]:
    """The quantities that targets name; the built-in ones where none is named."""
    from .data.quantity import QUANTITIES, read_quantity

    names = [target] if isinstance(target, str) else list(target or ())
    quantities = tuple(read_quantity(name, limits=bounded, log=log, minimize=minimize) for name in names) or QUANTITIES
    options = extra or bounded is not None or log or minimize
    if options and all(quantity.from_catalogue for quantity in quantities):
        if names:
            raise NacreError(
                f"extra, bounded, log and minimize do not belong to {' and '.join(names)}.", hint="Leave them out."
            )
        raise NacreError(
            "extra, bounded, log and minimize belong to a target of your own.", hint="Name it with `--target COLUMN`."
        )
    return quantities


def train(
    data: Path | str | None = None,
    *,
    target: str | Sequence[str] | None = None,
    extra: Sequence[str] = (),
    bounded: tuple[float, float] | None = None,
    log: bool = False,
    minimize: bool = False,
    settings: Settings | None = None,
    output: Path | str | None = None,
    tracked: bool = True,
    progress: Progress | None = None,
) -> Trained:
    """Train on a table of measured cells, or on the published ones.

    Parameters
    ----------
    data : path, optional
        CSV of measured cells; the published ones where it is left out.
    target : str or sequence of str, optional
        What is learned: "lifetime", "overpotential" (both where it is left out), columns of the table. What belongs
        to one column alone stands behind a colon: "ice_percent: 0 to 100", "r_ohm_cm2: log, lower is better".
    extra : sequence of str
        Further columns of the table as features of targets of one's own.
    bounded : (float, float), optional
        What targets of one's own cannot be below and above.
    log, minimize : bool
        Whether effects on them are factors, and whether lower values are better.
    settings : Settings, optional
        Repeats, folds, seed, processes, search; see `nacre.models.validation.comparison.Settings`.
    output : path, optional
        Folder for the validation table, figures and the predictor's files.
    tracked : bool
        Whether the run and the model go to MLflow, which makes the model the champion.
    progress : callable, optional
        Called with the number of steps done and of all steps.

    Returns
    -------
    Trained
        Predictor, validation table, version and files.

    Raises
    ------
    NacreError
        Where a target has no table, options of a target stand without one, or the table holds too few outcomes.
    TableError
        With every fault of the table.
    """
    from .pipelines.training.train import train as run

    table, quantities = measured_table(
        data,
        target=target,
        extra=extra,
        bounded=bounded,
        log=log,
        minimize=minimize,
        search=settings.search if settings else 0,
    )
    return run(table, quantities=quantities, settings=settings, output=output, tracked=tracked, progress=progress)


def read(papers: Path | str | Sequence[Path | str], *, output: Path | str | None = None) -> Proposals:
    """Read papers, and propose rows of measured cells; nothing enters the data.

    Parameters
    ----------
    papers : path or sequence of paths
        Text, HTML, PDF, Word, CSV or Excel files, or folders of them.
    output : path, optional
        CSV for the proposals; `nacre read --review` goes through it.

    Returns
    -------
    Proposals
        `table` has the columns of a table of measured cells, and the sentence, page and place of each row.

    Raises
    ------
    NacreError
        Where no file is there, or none can be read.
    """
    from .pipelines.reading.read import read_papers

    return read_papers([papers] if isinstance(papers, str | Path) else papers, output=output)


def retrain(
    new: Path | str | None = None,
    *,
    settings: Settings | None = None,
    source: str | None = None,
    force: bool = False,
    dry_run: bool = False,
    output: Path | str | None = None,
    progress: Progress | None = None,
) -> Retrained:
    """Let new cells in, train a challenger and promote it by rule.

    Parameters
    ----------
    new : path, optional
        CSV with the columns of `cells.csv` and of the champion's own quantities, or a folder of such files; without it
        the known cells are learned from as they are.
    settings : Settings, optional
        Of the comparison; see `nacre.models.validation.comparison.Settings`.
    source : str, optional
        The lab whose own cells these are, e.g. "our lab"; rows of papers where it is left out.
    force : bool
        Promote whatever the comparison says.
    dry_run : bool
        Do everything but write known cells, version and alias.
    output : path, optional
        Folder for the report and `quarantine.csv`; a new one in the user's nacre folder where it is left out.
    progress : callable, optional
        Called with the number of steps done and of all steps.

    Returns
    -------
    Retrained

    Raises
    ------
    TableError
        Where no row can be used, with every fault.
    NacreError
        Where the known cells and the new ones hold too few outcomes.
    """
    from .pipelines.training.retrain import retrain as run

    return run(new, settings=settings, lab=source, force=force, dry_run=dry_run, output=output, progress=progress)
