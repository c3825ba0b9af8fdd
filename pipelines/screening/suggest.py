"""Suggest: the next cells to test, each chosen for what it may bring, the batch for its variety."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ...data.errors import NacreError
from ...data.files import csv_bytes, replace_file
from ...data.places import output_file
from ...data.progress import Progress
from ...data.quantity import Quantity
from ...data.space.read import Space, load_space
from ...models.estimators.acquisition import Acquisition, ExpectedImprovement, Probability
from ...models.estimators.batch import Standard, batch
from ...models.labels.dataset import Dataset
from .suggesting.known import Known, Requirement
from .suggesting.settings import SuggestSettings
from .suggesting.shortlist import MAX_SCORED, Wishes, check_prices, indices, shortlist
from .suggesting.table import Words, table
from .suggesting.values import read_value

__all__ = ["SuggestSettings", "Suggested", "suggest", "to_beat"]


@dataclass(frozen=True)
class Suggested:
    """A batch of cells to test.

    Attributes
    ----------
    frame : DataFrame
        Best first: `cell`; `predicted_<column>` with `_lower` and `_upper`, which hold nine of ten outcomes of a test;
        `sd_<column>`, half the range of one standard deviation of what is not known; what the acquisition shows, e.g.
        `expected_improvement_h`; `chance_…` of each requirement; `price_per_kg` where it counts; `domain`; `nearest`
        (record id); `why`. Numbers are in the unit that the column names.
    scored, size : int
        How many candidates were looked at, of how many.
    quantity : Quantity
        What is improved.
    acquisition : Acquisition
    best_known : float
        Expected value of the best cell that was tested, in the unit of the quantity: one lucky test is no yardstick.
    best_cell : str
        Its notation.
    mark : float
        What is to be beaten: the threshold, or the best known.
    requirements : tuple of str
        What the cells are to keep to besides, in words.
    """

    frame: pd.DataFrame
    scored: int
    size: int
    quantity: Quantity
    acquisition: Acquisition
    best_known: float
    best_cell: str
    mark: float
    requirements: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """What is improved, which way, by which acquisition, and from where, in two sentences."""
        text = self.quantity.text
        beat = f", to beat {text(self.mark)}" if self.mark != self.best_known and self.acquisition.beats else ""
        kept = "".join(f", with {one}" for one in self.requirements)
        return (
            f"Chosen for {self.quantity.label}, {self.quantity.best_words}, by {self.acquisition.name}{beat}{kept}. "
            f"Best expected of the known cells: {text(self.best_known)}, {self.best_cell}."
        )


def suggest(
    space: Space | Path | str,
    data: Dataset,
    name: str,
    settings: SuggestSettings | None = None,
    *,
    requirements: Sequence[Requirement] = (),
    output: Path | str | None = None,
    progress: Progress | None = None,
) -> Suggested:
    """Choose the next cells of a space to test.

    Parameters
    ----------
    space : Space or path of a space file
    data : Dataset
        What has been tested, from `make_dataset`.
    name : str
        The quantity to improve.
    settings : SuggestSettings, optional
    requirements : sequence of Requirement
        Limits on other quantities; the worth of a candidate counts with its chance to keep them.
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
        Where the data hold too few outcomes, a setting does not fit the quantity or the space, or no candidate is left.
    """
    settings = settings or SuggestSettings()
    target = output_file(output, ".csv") if output else None
    choices = space if isinstance(space, Space) else load_space(space)
    if name not in data.outcomes:
        raise NacreError(f"The data have no {name}.", hint=f"They have {', '.join(data.outcomes)}.")
    if settings.per_cost:
        check_prices(choices)
    labels, known = data.labels(name), Known.of(data)
    quantity = labels.quantity
    threshold, ceiling = to_beat(settings, quantity)
    surrogate = known.surrogate(name)
    expected = quantity.sign * surrogate.predict_known()[0]
    best = int(np.argmax(expected))  # of expectations: one lucky test is no yardstick (Huang et al. 2006)
    mark = float(expected[best]) if threshold is None else threshold
    acquisition, standard = _standard(settings.found, quantity.sign, mark, ceiling)
    wishes = Wishes(acquisition, standard, requirements, settings.per_cost, settings.allow_out)
    index, features = shortlist(choices, indices(len(choices), settings.seed), known, surrogate, wishes, progress)
    share = wishes.share(choices.batch(index), choices, known.columns, features)
    chosen, scores = batch(surrogate, features, settings.n, acquisition, standard, share=share, seed=settings.seed)
    frame = table(choices, index[chosen], features[chosen], scores, known, surrogate, wishes, quantity)
    if target is not None:
        replace_file(target, csv_bytes(frame.assign(**{quantity.column: ""})))
    value = Words(quantity).value
    return Suggested(
        frame, min(len(choices), MAX_SCORED), len(choices), quantity, acquisition,
        best_known=float(value(expected)[best]), best_cell=str(data.frame["cell"].iloc[labels.rows[best]]),
        mark=float(value(np.array([standard.mark]))[0]), requirements=tuple(one.limit.text for one in requirements),
    )  # fmt: skip


def to_beat(settings: SuggestSettings, quantity: Quantity) -> tuple[float | None, float]:
    """The threshold and the longest test as a posterior has them: natural log, turned so that higher is better.

    Parameters
    ----------
    settings : SuggestSettings
    quantity : Quantity

    Returns
    -------
    threshold : float or None
    ceiling : float
        Infinite where tests have no end.

    Raises
    ------
    NacreError
        Where a threshold is not understood, or the quantity has no longest test.
    """

    def turned(value: float) -> float:
        return quantity.sign * float(np.log(quantity.scale.positive(value)))

    if settings.longest_test is not None and not quantity.higher_is_better:
        raise NacreError(
            f"`--longest-test` does not belong to {quantity.name}, of which less is better.", hint="Leave it out."
        )
    ceiling = np.inf if settings.longest_test is None else turned(settings.longest_test)
    if settings.threshold is None:
        return None, ceiling
    return turned(read_value(settings.threshold, quantity, "--threshold")), ceiling


def _standard(acquisition: Acquisition, sign: int, mark: float, ceiling: float) -> tuple[Acquisition, Standard]:
    """The acquisition with what it is to beat.

    Of a test that ends before the mark no improvement can be seen; the probability to reach its end is what counts.
    """
    if ceiling <= mark and isinstance(acquisition, ExpectedImprovement):
        return Probability(), Standard(sign, ceiling)
    return acquisition, Standard(sign, mark, ceiling)
