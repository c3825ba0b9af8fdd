"""Arguments and options that several commands share, and how they are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...data.errors import NacreError

if TYPE_CHECKING:
    from ...data.cell import Cell

CellText = Annotated[
    str | None,
    typer.Argument(
        metavar="CELL",
        show_default=False,
        help="One line, e.g. '1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2', or the electrolyte alone.",
    ),
]
Coating = Annotated[str | None, typer.Option(help="Coating, e.g. 'NaF + PVDF'.")]
Host = Annotated[str | None, typer.Option(help="3D host, e.g. 'carbon cloth'.")]
Separator = Annotated[str | None, typer.Option(help="Functional separator or interlayer, e.g. 'carbon nanotube'.")]
ProtectedBy = Annotated[
    str | None,
    typer.Option(
        "--protection", help="What protects the sodium: nothing, coating, host, interlayer, electrolyte, several."
    ),
]
Current = Annotated[str | None, typer.Option(help="Current density in mA/cm2, e.g. 1 or '0.5 mA/cm2'.")]
Capacity = Annotated[str | None, typer.Option(help="Areal capacity in mAh/cm2.")]
Temperature = Annotated[str | None, typer.Option(help="Temperature in °C.")]
Level = Annotated[float, typer.Option(help="Share of new papers' cells that the bounds should hold for.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
#: In place of a folder: the champion without what a lab's own cells add.
PUBLISHED = "published"
Model = Annotated[
    Path | None,
    typer.Option(
        help="Folder of a saved predictor, or `published` for the champion without your own cells; else the champion."
    ),
]

Extra = Annotated[
    list[str] | None,
    typer.Option(help="A further column of your own table, as NAME=VALUE, e.g. separator=Celgard; once for each."),
]
OwnTarget = Annotated[
    str | None,
    typer.Option("--target", help="A quantity of your own that `nacre train --target` has learned."),
]

#: What `train`, `validate` and `suggest` learn from.
Data = Annotated[Path | None, typer.Option(help="CSV of measured cells; without it the published ones.")]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        help="lifetime, overpotential or a column of --data, also as 'COLUMN: 0 to 100' or 'COLUMN: log, lower is "
        "better'; repeat for more; see docs/own-target.md.",
    ),
]
Bounded = Annotated[
    tuple[float, float] | None, typer.Option(metavar="LOW HIGH", help="What the target cannot be below and above.")
]
Log = Annotated[bool, typer.Option("--log", help="Learn factors of the target, which is above zero.")]
Minimize = Annotated[bool, typer.Option("--minimize", help="Lower values of the target are better.")]
Further = Annotated[
    list[str] | None,
    typer.Option("--extra", metavar="COLUMN", help="Further column of --data as feature; repeat for more."),
]
Repeats = Annotated[int, typer.Option(min=1, max=50, help="Repeats of the leave-paper-out validation.")]
Folds = Annotated[int, typer.Option(min=2, max=50, help="Folds of each repeat.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of folds and models.")]
Search = Annotated[
    int, typer.Option(min=0, max=1000, help="Settings of the booster to try inside each fold (Optuna); slow.")
]


def check_level(level: float) -> None:
    """Refuse a level that is no share."""
    if not 0 < level < 1:
        raise NacreError(f"The level {level:g} is not between 0 and 1.", hint="Write e.g. 0.9.")


def read_extra(texts: list[str] | None) -> dict[str, object]:
    """Values of further columns by their names."""
    values: dict[str, object] = {}
    for text in texts or []:
        name, equals, value = text.partition("=")
        if not (name.strip() and equals and value.strip()):
            raise NacreError(f"`--extra {text}` states no column and value.", hint="Write e.g. separator=Celgard.")
        values[name.strip()] = value.strip()
    return values


def open_predictor(model: Path | None, target: str | None = None) -> Any:  # noqa: ANN401 - a CellPredictor
    """The predictor saved in a folder, or the champion: that of published cells or of a lab's own target."""
    from ...api import load_predictor

    if model is not None and str(model) == PUBLISHED and not model.is_dir():
        from ...models.predictor.own_cells import literature

        return literature(load_predictor(target=target))
    predictor = load_predictor(model, target=target)
    if target is not None and target not in predictor.targets:
        raise NacreError(
            f"The predictor in {str(model)!r} knows {', '.join(predictor.targets)}, not {target}.",
            hint="Name the folder that `nacre train --target -o` wrote.",
        )
    return predictor


def read_cell(
    text: str | None,
    coating: str | None,
    host: str | None,
    current: str | None,
    capacity: str | None,
    temperature: str | None,
    *,
    separator: str | None = None,
    protection: str | None = None,
) -> Cell:
    """A cell from its one-line text, to which options add parts that the text does not state."""
    from ...data.notation.parse import parse_cell

    if text is None:
        raise NacreError(
            "No cell is given.", hint="Write e.g. nacre predict '1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2'."
        )
    quantities = [
        _with_unit(value, unit)
        for value, unit in ((current, "mA/cm2"), (capacity, "mAh/cm2"), (temperature, "°C"))
        if value is not None
    ]
    parts = [text]
    parts += [f"coating: {coating}"] if coating is not None else []
    parts += [f"host: {host}"] if host is not None else []
    parts += [f"separator: {separator}"] if separator is not None else []
    parts += [f"protection: {protection}"] if protection is not None else []
    parts += [", ".join(quantities)] if quantities else []
    return parse_cell(" | ".join(parts))


def _with_unit(value: str, unit: str) -> str:
    plain = value.strip()
    return plain if plain[-1:].isalpha() or (plain[-1:] in {"2", "²"} and "/" in plain) else f"{plain} {unit}"
