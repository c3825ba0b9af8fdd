"""The validation table as a terminal shows it."""

from __future__ import annotations

import pandas as pd
import typer

from ...data.quantity import Judging
from ...models.validation.comparison import SURVIVAL_MODELS
from ...models.validation.scoring import judging_of
from .console import print_frame

#: Columns of the printed validation table, by how a quantity is judged: metric → heading.
_VALIDATION = {
    Judging.SURVIVAL: {
        "c_index": "C-index, all",
        "c_index_treated": "treated",
        "pairs_treatment_over_treatment": "treatment over treatment",
        "log10_mae": "log10 MAE",
        "log10_mae_treated": "MAE, treated",
        "bias_failed": "bias, failed",
        "brier": "Brier",
        "told_concordance_alike": "hours, same year",
    },
    Judging.DECADES: {"log10_mae": "log10 MAE", "spearman": "Spearman"},
    Judging.UNIT: {"rmse": "RMSE", "mae": "MAE", "r2": "R²", "spearman": "Spearman"},
}


def print_validation(validation: pd.DataFrame) -> None:
    """Print each target, how its bounds held, and what the figures cannot say."""
    frames = {str(target): validation.loc[target] for target in validation.index.unique("target")}
    judging = {target: judging_of(validation, target) for target in frames}
    for target, frame in frames.items():
        _print_target(target, frame, judging[target])
    published = [target for target, one in judging.items() if one is not Judging.UNIT]
    if published:
        _print_bounds(validation.loc[published])
    for target, one in judging.items():
        if one is Judging.SURVIVAL:
            _print_gains(target, frames[target].iloc[0])
            _print_left_out(frames[target].index)


#: The figures of a line, by the first that a target has, and what they are called.
_IN_A_LINE = (("c_index", "C-index"), ("log10_mae", "error in decades"), ("r2", "R²"), ("mae", "mean error"))


def summary_line(target: str, frame: pd.DataFrame) -> str:
    """How a target is predicted on papers left out, nacre against the best of the simple models, in a line.

    Parameters
    ----------
    target : str
    frame : DataFrame
        Rows of `validation_table` of this target, nacre's own first.
    """
    own, others = frame.iloc[0], frame.iloc[1:]
    told = []
    for name, words in _IN_A_LINE:
        if name in own and own[name] == own[name]:
            rivals = others[name].dropna() if name in others else others.index[:0].to_series()
            best = (rivals.min if name.endswith("mae") else rivals.max)() if len(rivals) else None
            beside = f" (best other {best:.2f})" if best is not None else ""
            told.append(f"{words} {own[name]:.2f}{beside}")
    return f"{target} of papers left out: {', '.join(told[:2]) or 'not judged'}"


def _print_target(target: str, frame: pd.DataFrame, judging: Judging) -> None:
    columns, in_unit = _VALIDATION[judging], judging is Judging.UNIT
    typer.echo(f"\n{target}, papers left out [95 % interval over papers, refit included]")
    show = _in_unit if in_unit else _with_interval
    shown = {heading: [show(row, name) for _, row in frame.iterrows()] for name, heading in columns.items()}
    for side in ("lower", "upper") if in_unit else ():
        shown[f"90 % {side} bound holds"] = [f"{share:.0%}" for share in frame[f"coverage_90_{side}"]]
    print_frame(pd.DataFrame({"model": frame.index, **shown}))
    first = frame.iloc[0]
    typer.echo(
        f"rows: {first['n']:.0f}, of which {first['n_told']:.0f} are known on both sides" if in_unit
        else _counts(first, columns)
    )  # fmt: skip


#: What nacre must do better than the control flag alone, and what that is called.
_GAINS = {"c_index": "C-index", "log10_mae": "log10 MAE", "brier": "Brier"}


def _print_gains(target: str, own: pd.Series[float]) -> None:
    """Print how much better nacre is than knowing only whether a cell is a control, with refits of both."""
    told = [
        f"{words} {own[f'{name}_gain']:+.3f} [{own[f'{name}_gain_low']:+.3f}, {own[f'{name}_gain_high']:+.3f}]"
        for name, words in _GAINS.items()
        if f"{name}_gain" in own and own[f"{name}_gain"] == own[f"{name}_gain"]
    ]
    if told:
        typer.echo(f"\n{target}, nacre less control or not: {', '.join(told)}")
    if own.get("brier") == own.get("brier"):
        hours = [name.removeprefix("brier_") for name in own.index if name.startswith("brier_") and name[6:].isdigit()]
        each = ", ".join(f"{one} h {own[f'brier_{one}']:.3f} ({own[f'calibration_{one}']:+.3f})" for one in hours)
        typer.echo(f"Brier (mean chance less the share that ran): {each}")


def _print_left_out(models: pd.Index[str]) -> None:
    """Print which models nacre was not compared with, where their package is not installed."""
    missing = [name for name in SURVIVAL_MODELS if name not in models]
    if len(models) > 1 and missing:
        typer.echo(f'Left out: {" and ".join(missing)}; to compare with them: pip install "nacre[survival]"')


def _print_bounds(validation: pd.DataFrame) -> None:
    """Print how often bounds calibrated on the other papers held, and how far from the prediction they lie."""
    typer.echo("\nbounds calibrated on the other papers: share of left-out cells for which they held (factor)")
    shown = validation.reset_index()[["target", "model"]]
    for level in (80, 90, 95):
        shares, factors = (validation[f"{name}_{level}"] for name in ("coverage_certain", "bound_factor"))
        shown[f"{level} %"] = [f"{share:.0%} (× {factor:.2g})" for share, factor in zip(shares, factors, strict=True)]
    shown["median 90 % bound"] = [f"{bound:,.0f}" for bound in validation["median_bound_90"]]
    print_frame(shown)


def print_domain(domain: pd.DataFrame) -> None:
    """Print whether the domain tells where left-out cells were predicted worse."""
    typer.echo("\nerror of left-out cells by domain, judged by the other papers")
    shown = domain.reset_index()
    spread = [f"{v:.2f} [{a:.2f}, {b:.2f}]" if n else "–" for n, v, a, b in
              shown[["cells", "factor_off", "factor_off_low", "factor_off_high"]].itertuples(index=False)]  # fmt: skip
    print_frame(shown[["target", "domain", "cells", "papers"]].assign(**{"wrong by a factor of": spread}))


def _counts(row: pd.Series[float], columns: dict[str, str]) -> str:
    """How many pairs or cells stand behind each metric."""
    pairs = [f"{heading} {row[f'n_{name}']:,.0f}" for name, heading in columns.items() if row.get(f"n_{name}", -1) >= 0]
    return f"pairs: {'; '.join(pairs)}" if "n" not in row or row["n"] != row["n"] else f"cells: {row['n']:.0f}"


def _with_interval(row: pd.Series[float], name: str) -> str:
    value = row[name]
    if value != value:  # noqa: PLR0124 - NaN: no pair
        return "no pair"
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    return f"{value:.2f}" if low is None or low != low else f"{value:.2f} [{low:.2f}, {high:.2f}]"  # noqa: PLR0124


def _in_unit(row: pd.Series[float], name: str) -> str:
    """A figure in the unit of its quantity."""
    value, low, high = (row.get(column, float("nan")) for column in (name, f"{name}_low", f"{name}_high"))
    if value != value:  # noqa: PLR0124 - NaN: nothing to compare
        return "–"
    return f"{value:.3g}" if low != low else f"{value:.3g} [{low:.3g}, {high:.3g}]"  # noqa: PLR0124
