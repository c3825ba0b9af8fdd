"""What a screen comes to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ...data.protection import Protection
from ...data.quantity import Quantity
from .exact.certificate import Certificate


def refused_text(refused: dict[str, int]) -> str:
    """What the guards left out, in words: "1,240 cannot work (reacts with sodium: 900; frozen: 340)"; else empty."""
    if not refused:
        return ""
    each = "; ".join(f"{name}: {count:,}" for name, count in refused.items())
    return f"{sum(refused.values()):,} cannot work ({each})"


def worse_text(worse: dict[str, int]) -> str:
    """What is predicted worse than required, in words: "310 predicted lifetime worse than 500 h"; else empty."""
    return "; ".join(f"{count:,} predicted {words}" for words, count in worse.items())


#: The hours at which a list tells the chance to last, of those of a prediction.
CHANCE_AT = 500.0


def chance_column(quantity: Quantity) -> str:
    """The column that holds the chance to last `CHANCE_AT`, where a quantity has one."""
    return f"{quantity.name}_chance_{CHANCE_AT:g}_{quantity.unit}"


def parts(top: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The best candidates that something protects, and apart from them the bare ones, each with a title.

    Parameters
    ----------
    top : DataFrame
        As of `Screened`.
    """
    bare = top["protection"] == Protection.NOTHING
    titled = (("protected sodium", top[~bare]), ("nothing done to protect the sodium", top[bare]))
    return [(title, part) for title, part in titled if len(part)] or [("no candidate is left", top)]


@dataclass(frozen=True)
class Screened:
    """The results of a screen.

    Attributes
    ----------
    top : DataFrame
        The best candidates by the first objective (ties: by the next ones, then by the candidate's number), those that
        something protects first, then those with nothing done to protect the sodium (`protection` "nothing"), so many
        of each as were asked for, with predictions, bounds, domain and notation; candidates that
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
        Of a proof these are not counted one by one, see `certificate`.
    refused : dict of str to int
        How many more cannot work, by the first guard that says so.
    worse : dict of str to int
        How many more are predicted worse than required, by what is required.
    objectives : tuple of Quantity
        What candidates are ranked on, the most important first.
    files : list of Path
    certificate : Certificate or None
        What a proof came to; None where all candidates were computed.
    ties : int
        How many of the best tie with another of them in all objectives; of these the lowest number stands first.
    why_empty : str
        Which exclusions, limits and guards leave nothing, where no candidate is left.
    """

    top: pd.DataFrame
    front: pd.DataFrame
    shortlist: pd.DataFrame
    choices: pd.DataFrame
    size: int
    skipped: int
    impossible: int
    refused: dict[str, int]
    worse: dict[str, int]
    objectives: tuple[Quantity, ...]
    files: list[Path]
    certificate: Certificate | None = None
    ties: int = 0
    why_empty: str = ""
