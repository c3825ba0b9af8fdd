"""`nacre predict`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..data.errors import NacreError
from .shared.console import figure, print_frame, print_json, progress, say, short
from .shared.options import (
    AsJson,
    Capacity,
    CellText,
    Coating,
    Current,
    Extra,
    Host,
    Level,
    Model,
    OwnTarget,
    ProtectedBy,
    Separator,
    Temperature,
    check_level,
    open_predictor,
    read_cell,
    read_extra,
)

if TYPE_CHECKING:
    from ..models.predictor.cell_predictor import CellPredictor
    from ..pipelines.explanation.records import Chance, Known

#: Published cells that a terminal shows where the very cell is not among them.
NEAREST = 3


def predict(
    cell: CellText = None,
    table: Annotated[Path | None, typer.Option(help="CSV of cells instead of one CELL.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="CSV for a table with its predictions.")] = None,
    quarantine: Annotated[Path | None, typer.Option(help="CSV for a table's bad rows and their reasons.")] = None,
    coating: Coating = None,
    host: Host = None,
    current: Current = None,
    capacity: Capacity = None,
    temperature: Temperature = None,
    separator: Separator = None,
    protection: ProtectedBy = None,
    survived: Annotated[
        float | None, typer.Option(help="Hours that the cell ran already: the chance of what remains.", min=0.0)
    ] = None,
    extra: Extra = None,
    level: Level = 0.9,
    target: OwnTarget = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Predict lifetime and overpotential of a cell or of every cell of a table, or a quantity of your own."""
    from dataclasses import asdict

    from ..data.measured.tables import as_batch
    from ..pipelines.explanation.chances import chances_of
    from ..pipelines.explanation.evidence import evidence_of
    from ..pipelines.explanation.further import with_further

    check_level(level)
    if table is not None:
        if cell is not None:
            raise NacreError("Give either a CELL or --table, not both.")
        if survived is not None:
            raise NacreError("`--survived` goes with one cell.", hint="Leave out --table.")
        if extra:
            raise NacreError("`--extra` goes with one cell.", hint="Write the columns into the table.")
        _predict_table(table, output, quarantine, level, lambda: open_predictor(model, target), as_json)
        return
    if survived is not None and target is not None:
        raise NacreError("`--survived` goes with lifetimes.", hint="Leave out --target.")
    for value, name in ((output, "--output"), (quarantine, "--quarantine")):
        if value is not None:
            raise NacreError(
                f"{name} goes with --table.", hint="For one cell write `nacre explain CELL -o report.html`."
            )
    record = read_cell(cell, coating, host, current, capacity, temperature, separator=separator, protection=protection)
    predictor = with_further(open_predictor(model, target), read_extra(extra))
    (row,) = predictor.predict(record, level=level).to_dict("records")
    features = predictor.featurize(as_batch(record))
    known = evidence_of(record, features, predictor, row)
    chances = chances_of(features, predictor, survived or 0.0)
    words = None if model is not None else _model_words(target, predictor)
    if as_json:
        remaining = {name: [asdict(one) for one in many] for name, many in chances.items()}
        print_json({"cell": str(record), "level": level, **row, "survived_h": survived, "chances": remaining,
                    "published": [asdict(one) for one in known], "model": words or str(model)})  # fmt: skip
    else:
        _print_prediction(str(record), row, predictor, level, known, chances, survived)
        if words:
            typer.echo(f"model: {words}")


def _model_words(target: str | None, predictor: CellPredictor) -> str:
    """Which model of the registry answers, or that the shipped one does."""
    from ..pipelines.store.champion import champion_folder, model_words

    return model_words(champion_folder(target), predictor)


def _predict_table(
    table: Path, output: Path | None, quarantine: Path | None, level: float, load: Callable[[], Any], as_json: bool
) -> None:
    from ..data.measured.predicted import PREFIX
    from ..data.places import output_file
    from ..pipelines.predict import predict_file, predict_table

    for path in filter(None, (output, quarantine)):
        if output_file(path, ".csv").resolve() == table.resolve():
            raise NacreError(f"{path.name!r} is the table that is read.", hint="Name another file for the results.")
    predictor = load()
    if output is not None:
        with progress("predicting", quiet=as_json) as advance:
            count = predict_file(
                table, predictor, output, level=level, quarantine=quarantine, progress=None if as_json else advance
            )
        if as_json:
            print_json({"predicted": count, "output": str(output)})
        say(f"{count} cells predicted: {output}", quiet=as_json)
        if quarantine is not None and quarantine.exists():
            say(f"bad rows set aside: {quarantine}", quiet=as_json)
        return
    frame = predict_table(table, predictor, level=level, quarantine=quarantine)
    if as_json:
        print_json(frame.to_dict("records"))
    else:
        print_frame(short(frame, [one.quantity for one in predictor.targets.values()], prefix=PREFIX))


def _print_prediction(
    cell: str,
    row: Mapping[Any, Any],
    predictor: CellPredictor,
    level: float,
    published: Sequence[Known],
    chances: Mapping[str, Sequence[Chance]],
    survived: float | None,
) -> None:
    """What is published of the cell first, then what is predicted, with its chance and its doubt."""
    from ..pipelines.explanation.chances import chances_text
    from ..pipelines.reports.explanation import known_line
    from ..pipelines.text import bounds_text, known_word

    quantities = [target.quantity for target in predictor.targets.values()]
    name_width = max(len(name) for name in ("domain", *(quantity.name for quantity in quantities)))
    unit_width = max(len(quantity.unit) for quantity in quantities)
    typer.echo(cell)
    for text in row["guard"]:
        typer.echo(f"  cannot work: {text}")
    same = [known for known in published if known.is_same]
    word = known_word(quantities)
    typer.echo(f"{word}: this very cell" if same else f"{word}: not this very cell; the nearest ones")
    for known in same or published[:NEAREST]:
        typer.echo(f"  {known_line(known)}")
    typer.echo("predicted")
    for quantity in quantities:
        value = row[quantity.column]
        median = f"{figure(value, quantity):>8} {quantity.unit:<{unit_width}}"
        typer.echo(f"  {quantity.name:<{name_width}}  {median}  {bounds_text(row, quantity, level)}")
        if quantity.name in chances:
            after = f" (it ran {survived:g} {quantity.unit})" if survived else ""
            typer.echo(f"  {'':<{name_width}}  {chances_text(chances[quantity.name], quantity.unit)}{after}")
    reasons = "; ".join(row["domain_reasons"]) or f"{known_word(quantities)} cells are similar"
    typer.echo(f"  {'domain':<{name_width}}  {row['domain']}: {reasons}")
    typer.echo(f"  {'made':<{name_width}}  {'; '.join(row['made']) or 'no part is stated'}")
