"""Which test to choose: what one test of a candidate is worth, by a view of one's choice.

All views see candidates as a `Posterior`: in natural log of the positive scale of the quantity, where effects add up,
and turned so that higher is better. Another view is a subclass of `Acquisition`; `nacre.suggest` takes an object.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.stats import norm

from ...data.arrays import Floats
from ...data.errors import NacreError

#: Writes a value of a posterior in the unit of the quantity, e.g. "640 h".
Text = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is believed of n candidates; higher is better.

    Attributes
    ----------
    mean, spread : float64 array of shape (n,)
        Without the noise of a test.
    mark : float
        What is to be beaten: the best expectation of a tested cell, or a threshold.
    ceiling : float
        The longest test that will be run; infinite where there is none.
    draw : float64 array of shape (n,), optional
        Outcomes of all candidates together as they may be; only for an acquisition with `from_draws`.
    """

    mean: Floats
    spread: Floats
    mark: float
    ceiling: float = np.inf
    draw: Floats | None = None


class Acquisition(ABC):
    """A view of what a test is worth.

    Attributes
    ----------
    name : str
        As it is asked for and told.
    from_draws : bool
        Whether each place of a batch looks at a draw of the posterior of its own.
    beats : bool
        Whether it asks what beats the mark, so that a threshold or an end of the test matters.
    column : str
        Of what it shows in a table; "{column}" and "{unit}" are filled in. Empty where it shows nothing of its own.
    """

    name: ClassVar[str]
    from_draws: ClassVar[bool] = False
    beats: ClassVar[bool] = False
    column: ClassVar[str] = ""

    @abstractmethod
    def score(self, posterior: Posterior) -> Floats:
        """The worth of each candidate, shape (n,); 0 is that of a cell known to equal the mark."""

    def shown(self, score: Floats, mark: float, value: Callable[[Floats], Floats]) -> Floats:
        """What its column of a table holds.

        Parameters
        ----------
        score : float64 array of shape (n,)
        mark : float
        value : callable
            From values of a posterior to the unit of the quantity.

        Returns
        -------
        float64 array of shape (n,)
        """
        return value(mark + score)

    def reason(self, score: float, mark: float, text: Text) -> str:
        """Why a candidate of this score was chosen, as half a sentence."""
        del mark, text
        return f"{self.name} {score:.3g}"


@dataclass(frozen=True)
class ExpectedImprovement(Acquisition):
    """How much one test is expected to improve on the mark (Jones, Schonlau and Welch 1998)."""

    name = "expected improvement"
    beats = True
    column = "expected_improvement_{unit}"

    def score(self, posterior: Posterior) -> Floats:
        """See `expected_improvement`."""
        return expected_improvement(posterior.mean, posterior.spread, posterior.mark, ceiling=posterior.ceiling)

    def shown(self, score: Floats, mark: float, value: Callable[[Floats], Floats]) -> Floats:
        """The step from the mark, in the unit of the quantity."""
        return np.abs(value(mark + score) - value(np.array([mark])))

    def reason(self, score: float, mark: float, text: Text) -> str:
        """The mark with the expected improvement on it."""
        return f"a test is expected to take {text(mark)} to {text(mark + score)}"


@dataclass(frozen=True)
class UpperConfidence(Acquisition):
    """How good a candidate is where things go well: the mean and `beta` standard deviations (Srinivas et al. 2010).

    Raises
    ------
    NacreError
        Where beta is negative or no number.
    """

    beta: float = 2.0

    name = "upper confidence"
    column = "optimistic_{column}"

    def __post_init__(self) -> None:
        if not 0 <= self.beta < np.inf:
            raise NacreError(
                f"beta {self.beta:g}: the weight of what is not known is 0 or more.",
                hint="Write e.g. 2; 0 asks for the best expected cells alone.",
            )

    def score(self, posterior: Posterior) -> Floats:
        """The optimistic outcome, from the mark."""
        return posterior.mean + self.beta * posterior.spread - posterior.mark

    def reason(self, score: float, mark: float, text: Text) -> str:
        """The optimistic outcome."""
        return f"{self.beta:g} standard deviations better than expected it reaches {text(mark + score)}"


@dataclass(frozen=True)
class Probability(Acquisition):
    """The probability to beat the mark (Kushner 1964)."""

    name = "probability"
    beats = True
    column = "probability_to_improve"

    def score(self, posterior: Posterior) -> Floats:
        """Of a test that ends before the mark, the probability to reach its end."""
        return np.asarray(norm.sf((min(posterior.mark, posterior.ceiling) - posterior.mean) / posterior.spread))

    def shown(self, score: Floats, mark: float, value: Callable[[Floats], Floats]) -> Floats:
        """The probability itself."""
        del mark, value
        return score

    def reason(self, score: float, mark: float, text: Text) -> str:
        """The probability in percent."""
        return f"beats {text(mark)} with a probability of {100 * score:.0f} %"


@dataclass(frozen=True)
class Thompson(Acquisition):
    """The best of one draw of the posterior, another one for each place of the batch (Thompson 1933)."""

    name = "Thompson"
    from_draws = True
    column = "drawn_{column}"

    def score(self, posterior: Posterior) -> Floats:
        """The drawn outcome, from the mark."""
        if posterior.draw is None:
            raise ValueError("Thompson needs a draw of the posterior")
        return posterior.draw - posterior.mark

    def reason(self, score: float, mark: float, text: Text) -> str:
        """The drawn outcome."""
        return f"the best of a draw of what may be, with {text(mark + score)}"


@dataclass(frozen=True)
class PureExploration(Acquisition):
    """Where least is known, whatever it promises."""

    name = "pure exploration"

    def score(self, posterior: Posterior) -> Floats:
        """The standard deviation."""
        return posterior.spread

    def reason(self, score: float, mark: float, text: Text) -> str:
        """That the least is known here."""
        del score, mark, text
        return "the least is known of it among those left"


#: Every acquisition that can be asked for by name.
ACQUISITIONS: dict[str, type[Acquisition]] = {
    kind.name: kind for kind in (ExpectedImprovement, UpperConfidence, Probability, Thompson, PureExploration)
}


def find_acquisition(wanted: str | Acquisition, beta: float | None = None) -> Acquisition:
    """The acquisition of a name; an object is its own.

    Parameters
    ----------
    wanted : str or Acquisition
        A name of `ACQUISITIONS`; capitals, hyphens and underscores do not matter.
    beta : float, optional
        Weight of the standard deviation, for "upper confidence".

    Returns
    -------
    Acquisition

    Raises
    ------
    NacreError
        Where there is no such name, or beta is negative or belongs to another acquisition.

    Examples
    --------
    >>> find_acquisition("upper-confidence", beta=1.0)
    UpperConfidence(beta=1.0)
    """
    if isinstance(wanted, str):
        named = {name.casefold(): kind for name, kind in ACQUISITIONS.items()}
        kind = named.get(" ".join(wanted.replace("-", " ").replace("_", " ").split()).casefold())
        if kind is None:
            raise NacreError(f"There is no acquisition {wanted!r}.", hint=f"Write one of {', '.join(ACQUISITIONS)}.")
        wanted = kind()
    if beta is None:
        return wanted
    if not isinstance(wanted, UpperConfidence):
        raise NacreError(f"beta does not belong to {wanted.name}.", hint="It is for `upper confidence`; leave it out.")
    return UpperConfidence(beta)


def expected_improvement(
    mean: Floats, spread: Floats, best: float, *, maximize: bool = True, ceiling: float = np.inf
) -> Floats:
    """How much one test is expected to improve on the best known outcome.

    Of a test that ends at `ceiling` one sees min(outcome, ceiling), so that
    E[(min(y, c) - b)+] = E[(y - b)+] - E[(y - c)+]; where the test is shorter than the best known outcome, nothing it
    shows could be an improvement, and the chance of reaching its end is what counts.

    Parameters
    ----------
    mean, spread : float64 array of shape (n,)
        Mean and standard deviation of the outcome's natural log.
    best : float
        Best known outcome, natural log.
    maximize : bool
        Whether more is better.
    ceiling : float
        Natural log of the longest test that will be run; only for quantities that are maximized.

    Returns
    -------
    float64 array of shape (n,)
        Natural log; where `ceiling` is not above `best`, the probability that a test reaches its end.

    Examples
    --------
    >>> expected_improvement(np.array([0.0, 1.0]), np.array([1.0, 1.0]), best=0.0).round(3)
    array([0.399, 1.083])
    """
    if not maximize:
        return _above(-mean, spread, -best)
    if ceiling <= best:
        return np.asarray(norm.sf((ceiling - mean) / spread))
    return np.asarray(_above(mean, spread, best) - (_above(mean, spread, ceiling) if np.isfinite(ceiling) else 0.0))


def _above(mean: Floats, spread: Floats, threshold: float) -> Floats:
    """E[(y - threshold)+] of a normal y."""
    z = (mean - threshold) / spread
    return np.asarray(spread * (z * norm.cdf(z) + norm.pdf(z)))
