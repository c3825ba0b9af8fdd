"""What a screen comes to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ...data.quantity import Quantity


def refused_text(refused: dict[str, int]) -> str:
    """What the guards left out, in words: "1,240 cannot work (reacts with sodium: 900; frozen: 340)"; else empty."""
    if not refused:
        return ""
    each = "; ".join(f"{name}: {count:,}" for name, count in refused.items())
    return f"{sum(refused.values()):,} cannot work ({each})"


@dataclass(frozen=True)
class Screened:
    """The results of a screen.

    Attributes
    ----------
    top : DataFrame
        The best candidates by the first objective (ties: by the next ones, then by the candidate's number), with
        predictions, bounds, domain and notation; candidates that
        no published evidence tells apart are one line, with the others in `alike`.
    front : DataFrame
        The Pareto front of the objectives, the number of components (down), untested pairs of components (up) and the
        domain by names; where candidates tie in all, the first one. Ordered by the first objective.
    shortlist : DataFrame
        Different candidates worth making, each with the reason in a sentence.
    choices : DataFrame
        What each choice does over all candidates.
    size : int
        Number of candidates of the run; of these `skipped` broke a rule and `impossible` leave no room for solvent.
    refused : dict of str to int
        How many more cannot work, by the first guard that says so.
    objectives : tuple of Quantity
        What candidates are ranked on, the most important first.
    files : list of Path
    """

    top: pd.DataFrame
    front: pd.DataFrame
    shortlist: pd.DataFrame
    choices: pd.DataFrame
    size: int
    skipped: int
    impossible: int
    refused: dict[str, int]
    objectives: tuple[Quantity, ...]
    files: list[Path]
