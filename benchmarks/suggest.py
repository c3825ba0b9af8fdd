"""How many tests until a cell of the best decile is found? Suggestions replayed on known cells.

Whole papers are known at the start; after that one cell is tested at a time, chosen from all others. Compared: expected
improvement (what `nacre suggest` does), greed (the best expected value of the same process, or of the booster), chance.
With `--lce` also the 150 formulations of Kim et al. (outside data), a target of one's own, from ten rows on, one at a
time. Published lifetimes count with their reported hours; the models see them as what they are, mostly lower bounds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from nacre.data.measured.tables import published_cells
from nacre.models.estimators.acquisition import expected_improvement
from nacre.models.estimators.bagging import BaggedBoosters
from nacre.models.estimators.censored_process import CensoredProcess
from nacre.models.labels.dataset import Labels, make_dataset
from nacre.models.labels.intervals import Interval
from nacre.models.validation.learner import make_booster
from nacre.models.validation.own_columns import choose_columns

Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
#: Takes the features of all cells, labels, which are known, and the quantity; returns a score of each cell.
Strategy = Callable[[Matrix, Labels, Bools, np.random.Generator], Floats]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--papers", type=int, default=6, help="papers known at the start")
    parser.add_argument("--lce", action="store_true", help="replay the outside table of Coulombic efficiencies too")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    data = make_dataset(published_cells())
    figures: dict[str, dict[str, float]] = {}
    for name, labels in data.outcomes.items():
        papers = data.papers[labels.rows]
        features = data.features[labels.rows]
        figures[name] = {
            word: float(np.mean([replay(features, labels, papers, strategy, seed, arguments.papers)
                                 for seed in range(arguments.seeds)]))
            for word, strategy in STRATEGIES.items()
        }  # fmt: skip
        best = best_decile(labels)
        print(
            f"\n{name}: tests until the first of the {best.sum()} best of {len(best)} cells,"
            f" mean of {arguments.seeds} starts"
        )
        for word, tests in figures[name].items():
            print(f"  {word:<36}{tests:6.1f}")
    if arguments.lce:
        figures["lce"] = replay_lce(arguments.seeds)
    if arguments.json:
        print(json.dumps(figures))


def replay_lce(seeds: int) -> dict[str, float]:
    """Tests until one of the best tenth of the 150 formulations, starting from ten ordinary ones."""
    from lce import KIM, load

    data, _, _ = load(conditions=False)
    rows = np.arange(KIM)
    (every,) = data.outcomes.values()
    labels = replace(every, rows=rows, interval=every.interval.take(rows), weight=every.weight[rows])
    features = choose_columns(data, rows).matrix(data.batch.take(rows), data.frame.iloc[rows])
    each = rows.astype(str).astype(object)
    strategies = {word: one for word, one in STRATEGIES.items() if "booster" not in word}
    found = {
        word: float(np.mean([replay(features, labels, each, strategy, seed, 10) for seed in range(seeds)]))
        for word, strategy in strategies.items()
    }
    print(
        f"\nCoulombic efficiency: tests until the first of the {best_decile(labels).sum()} best of {KIM} formulations"
    )
    for word, tests in found.items():
        print(f"  {word:<36}{tests:6.1f}")
    return found


def best_decile(labels: Labels) -> Bools:
    """The best tenth by representative value."""
    point = labels.interval.point if labels.quantity.higher_is_better else -labels.interval.point
    return np.asarray(point >= np.quantile(point, 0.9))


def replay(
    features: Matrix, labels: Labels, papers: npt.NDArray[np.object_], strategy: Strategy, seed: int, start: int
) -> int:
    """Tests until one of the best decile is found, which is not among those known at the start."""
    random = np.random.default_rng(seed)
    best = best_decile(labels)
    ordinary = np.array([paper for paper in np.unique(papers) if not best[papers == paper].any()], dtype=object)
    known = np.isin(papers, random.choice(ordinary, size=start, replace=False))
    tests = 0
    while True:
        tests += 1
        score = strategy(features, labels, known, random)
        chosen = int(np.argmax(np.where(known, -np.inf, score)))
        if best[chosen]:
            return tests
        known[chosen] = True


def by_chance(features: Matrix, labels: Labels, known: Bools, random: np.random.Generator) -> Floats:
    """Any cell."""
    del features, known
    return random.random(len(labels.interval))


def _fitted(features: Matrix, labels: Labels, known: Bools) -> CensoredProcess:
    return CensoredProcess.fit(features[known], labels.interval.take(known))


def by_improvement(features: Matrix, labels: Labels, known: Bools, random: np.random.Generator) -> Floats:
    """Expected improvement of the Gaussian process."""
    del random
    surrogate = _fitted(features, labels, known)
    expected, _ = surrogate.predict_known()
    up = labels.quantity.higher_is_better
    return expected_improvement(
        *surrogate.predict(features), float(expected.max() if up else expected.min()), maximize=up
    )


def by_process(features: Matrix, labels: Labels, known: Bools, random: np.random.Generator) -> Floats:
    """Best expected value of the Gaussian process."""
    del random
    mean, _ = _fitted(features, labels, known).predict(features)
    return mean if labels.quantity.higher_is_better else -mean


def by_booster(features: Matrix, labels: Labels, known: Bools, random: np.random.Generator) -> Floats:
    """Best expected value of nacre's booster."""
    del random
    interval: Interval = labels.interval.take(known)
    booster = make_booster(labels.quantity).set_params(sigma=0.8)
    margin = booster.fit(features[known], interval.lower, interval.upper).predict_margin(features)
    return margin if labels.quantity.higher_is_better else -margin


def by_bag(features: Matrix, labels: Labels, known: Bools, random: np.random.Generator) -> Floats:
    """Expected improvement of bagged boosters."""
    del random
    bag = BaggedBoosters.fit(
        lambda seed: make_booster(labels.quantity, seed).set_params(sigma=0.8, trees_per_round=1),
        features[known],
        labels.interval.take(known),
    )
    expected, _ = bag.predict_known()
    up = labels.quantity.higher_is_better
    best = float(expected.max() if up else expected.min())
    return expected_improvement(*bag.predict(features), best, maximize=up)


STRATEGIES: dict[str, Strategy] = {
    "expected improvement (bag of boosters)": by_bag,
    "expected improvement (process)": by_improvement,
    "greedy (process)": by_process,
    "greedy (booster)": by_booster,
    "chance": by_chance,
}

if __name__ == "__main__":
    main()
