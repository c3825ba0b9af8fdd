"""A batch of tests: one candidate after the other, so that it does not repeat itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...data.arrays import Floats, Matrix
from .acquisition import Acquisition, Posterior
from .surrogate import Surrogate


@dataclass(frozen=True, slots=True)
class Standard:
    """Which way is better, and what is to be beaten.

    Attributes
    ----------
    sign : {1, -1}
        1 where more is better.
    mark : float
        To be beaten; as in `Posterior`, natural log times `sign`.
    ceiling : float
        The longest test, likewise.
    """

    sign: int
    mark: float
    ceiling: float = np.inf

    def posterior(self, mean: Floats, spread: Floats, draw: Floats | None = None) -> Posterior:
        """What is believed of candidates, turned so that higher is better."""
        turned = None if draw is None else self.sign * draw
        return Posterior(self.sign * mean, spread, self.mark, self.ceiling, turned)


def weighed(score: Floats, share: Floats) -> Floats:
    """A gain counts with the chance that it may be used, or by its price; a loss the other way round.

    Parameters
    ----------
    score : float64 array of shape (n,)
    share : float64 array of shape (n,)
        At least 0: the chance to keep requirements, divided by the price.

    Returns
    -------
    float64 array of shape (n,)
        Of the order in which candidates are chosen: with a larger share never lower.
    """
    least = np.maximum(share, 1e-12)
    return np.asarray(np.where(score > 0, score * least, score / least))


def batch(
    surrogate: Surrogate,
    features: Matrix,
    n: int,
    acquisition: Acquisition,
    standard: Standard,
    *,
    share: Floats | None = None,
    seed: int = 0,
) -> tuple[npt.NDArray[np.intp], Floats]:
    """Choose candidates one after the other.

    Each time the chosen ones are believed to come out as expected: the model is then sure about their neighbours, so
    that the next choice lies elsewhere (kriging believer: Ginsbourger, Le Riche and Carraro 2010). An acquisition that
    looks at draws takes another draw each time instead. The order of the candidates does not matter.

    Parameters
    ----------
    surrogate : Surrogate
    features : float32 array of shape (n_candidates, n_features)
    n : int
        Candidates to choose; fewer are chosen where no candidate is left that looks different to the model.
    acquisition : Acquisition
    standard : Standard
    share : float64 array of shape (n_candidates,), optional
        See `weighed`.
    seed : int
        Of the draws.

    Returns
    -------
    chosen : int array of shape (n_chosen,)
        Rows of `features`, best first.
    scores : float64 array of shape (n_chosen,)
        Score of each when it was chosen, before `share`.
    """
    order = np.lexsort(features.T)  # an order of their own, so that draws and ties do not depend on the given one
    features = features[order]
    share = np.ones(len(features)) if share is None else share[order]
    n = min(n, len(features))
    draws = None
    if acquisition.from_draws:
        draws = surrogate.draw(features, n, np.random.default_rng(seed))
    chosen: list[int] = []
    scores: list[float] = []
    same = np.zeros(len(features), dtype=bool)  # what looks alike to the model is not tested twice
    mean, spread = surrogate.predict(features)
    for place in range(n):
        if same.all():
            break
        score = acquisition.score(standard.posterior(mean, spread, None if draws is None else draws[place]))
        chosen.append(int(np.argmax(np.where(same, -np.inf, weighed(score, share)))))
        scores.append(float(score[chosen[-1]]))
        last = features[chosen[-1:]]
        same |= ((features == last) | (np.isnan(features) & np.isnan(last))).all(axis=1)
        if draws is None and place + 1 < n:
            surrogate = surrogate.believe(last)
            mean, spread = surrogate.predict(features)
    return order[np.array(chosen, dtype=np.intp)], np.array(scores)
