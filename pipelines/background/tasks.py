"""What jobs around models are started with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrainTask:
    """Train on the known cells.

    Attributes
    ----------
    label : str
        What a list of jobs calls it.
    quick : bool
        Whether bounds are all that is validated.
    """

    label: str
    quick: bool


@dataclass(frozen=True, slots=True)
class RetrainTask:
    """Let in the cells of `new.csv` and retrain.

    Attributes
    ----------
    label : str
        What a list of jobs calls it.
    quick : bool
        Whether bounds are all that is validated.
    dry_run : bool
        Whether nothing is kept.
    lab : str
        The lab whose own cells these are; empty for rows of papers.
    """

    label: str
    quick: bool
    dry_run: bool
    lab: str = ""


@dataclass(frozen=True, slots=True)
class CompareTask:
    """Compare two registered versions on the same folds.

    Attributes
    ----------
    label : str
        What a list of jobs calls it.
    version, against : str
        Numbers of versions.
    folds : int
    """

    label: str
    version: str
    against: str
    folds: int
