"""What commands print about a quantity of a lab's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from .console import print_frame

if TYPE_CHECKING:
    import pandas as pd

    from ..models.predictor import CellPredictor

#: Metrics of the printed validation table, with their headings.
_METRICS = {"rmse": "RMSE", "mae": "MAE", "r2": "R²", "spearman": "Spearman"}


def print_validation(target: str, validation: pd.DataFrame, remarks: list[str]) -> None:
    """The validation table of a lab's own target, after what was assumed."""
    import pandas as pd

    for remark in remarks:
        typer.echo(remark)
    frame = validation.loc[target]
    typer.echo(f"\n{target}, papers left out [95 % interval over papers]")
    shown = {heading: [_interval(row, name) for _, row in frame.iterrows()] for name, heading in _METRICS.items()}
    for side in ("lower", "upper"):
        shown[f"90 % {side} bound holds"] = [f"{share:.0%}" for share in frame[f"coverage_90_{side}"]]
    print_frame(pd.DataFrame({"model": frame.index, **shown}))
    typer.echo(f"rows: {frame['n'].iloc[0]:.0f}, of which {frame['n_told'].iloc[0]:.0f} are known on both sides")


def _interval(row: pd.Series[float], name: str) -> str:
    value = row[name]
    if value != value:  # noqa: PLR0124 - NaN: nothing to compare
        return "–"
    return f"{value:.3g} [{row[f'{name}_low']:.3g}, {row[f'{name}_high']:.3g}]"


def print_prediction(predictor: CellPredictor, cell: str, row: dict[str, Any], level: float) -> None:
    """One predicted cell of a lab's own target."""
    typer.echo(cell)
    for target in predictor.targets.values():
        name = target.quantity.column
        typer.echo(f"  {name}  {row[name]:.4g}   {_bounds(predictor, target.quantity.name, row, level)}")
    reasons = "; ".join(row["domain_reasons"]) or "known cells are similar"
    typer.echo(f"  domain    {row['domain']}: {reasons}")
    typer.echo(f"  evidence  {', '.join(row['evidence'])}")


def _bounds(predictor: CellPredictor, name: str, row: dict[str, Any], level: float) -> str:
    """Both one-sided bounds in words."""
    quantity = predictor.targets[name].quantity
    percent = f"{100 * level:.0f} %"
    told = []
    for side, word in (("lower", "at least"), ("upper", "at most")):
        bound = row[quantity.bound_column(side)]  # type: ignore[arg-type]
        beyond = quantity.scale.value([0.0, float("inf")])[0 if side == "lower" else 1]
        told.append(f"no {side} bound" if bound == beyond else f"{word} {bound:.4g}")
    return f"{', '.join(told)} (each at {percent})"


def short(frame: pd.DataFrame, predictor: CellPredictor) -> pd.DataFrame:
    """What a terminal has room for: the cell, the predictions with their bounds, the domain."""
    columns = ["cell"]
    for target in predictor.targets.values():
        quantity = target.quantity
        columns += [quantity.column, quantity.bound_column("lower"), quantity.bound_column("upper")]
    return frame[[*columns, "domain"]]
