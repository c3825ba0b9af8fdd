"""How many tests until a cell of the best decile is found: every acquisition replayed on known cells.

    python benchmarks/suggest.py [--seeds N] [--lce] [--data TABLE.csv] [--json]

Whole papers are known at the start; after that one cell is tested at a time, chosen from all others. Compared: the
acquisitions that `nacre suggest` offers, with the model that it takes for the quantity, and chance. Published lifetimes
count with the hours that tests showed. With `--lce` also the 150 formulations of Kim et al. (outside data), a target of
one's own, from ten rows on. With `--data` a table of rounds of lithium cells (outside data, see `own_lab_rounds.py`):
round 0 is known, the cells of the later rounds are chosen batch by batch, beside chance and the authors' order.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nacre.data.measured.tables import published_cells
from nacre.models.estimators.acquisition import ACQUISITIONS, Acquisition, Thompson
from nacre.models.estimators.batch import Standard, batch
from nacre.models.labels.dataset import Dataset, Labels, make_dataset
from nacre.models.validation.own_columns import choose_columns
from nacre.pipelines.screening.suggesting.known import fit_surrogate

Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
#: Takes the features of all cells, labels, which are known, how many to choose and a seed; returns the chosen rows.
Strategy = Callable[[Matrix, Labels, Bools, int, int], Ints]
#: Cells of a batch of the replay of rounds.
_BATCH = 5


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--papers", type=int, default=6, help="papers known at the start")
    parser.add_argument("--lce", action="store_true", help="replay the outside table of Coulombic efficiencies too")
    parser.add_argument("--data", type=Path, help="CSV of rounds of lithium cells; nothing else is replayed then")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.data is not None:
        figures = replay_rounds(arguments.data, arguments.seeds)
    else:
        figures = replay_published(arguments.seeds, arguments.papers)
        if arguments.lce:
            figures["lce"] = replay_lce(arguments.seeds)
    if arguments.json:
        print(json.dumps(figures))


def replay_published(seeds: int, papers: int) -> dict[str, dict[str, float]]:
    """Tests until one of the best tenth of the published cells, from some ordinary papers on."""
    data = make_dataset(published_cells())
    figures = {}
    for name, labels in data.outcomes.items():
        figures[name] = mean_tests(data.features[labels.rows], labels, data.papers[labels.rows], seeds, papers)
        tell(name, "published cells", labels, figures[name])
    return figures


def replay_lce(seeds: int) -> dict[str, float]:
    """Tests until one of the best tenth of the 150 formulations, starting from ten ordinary ones."""
    from lce import KIM, load

    data, _, _ = load(conditions=False)
    rows = np.arange(KIM)
    (every,) = data.outcomes.values()
    labels = replace(every, rows=rows, interval=every.interval.take(rows), weight=every.weight[rows])
    features = choose_columns(data, rows).matrix(data.batch.take(rows), data.frame.iloc[rows])
    found = mean_tests(features, labels, rows.astype(str).astype(object), seeds, 10)
    tell("Coulombic efficiency", "formulations", labels, found)
    return found


def mean_tests(
    features: Matrix, labels: Labels, papers: npt.NDArray[np.object_], seeds: int, start: int
) -> dict[str, float]:
    """By strategy the mean number of tests over seeds."""
    return {
        word: float(np.mean([replay(features, labels, papers, strategy, seed, start) for seed in range(seeds)]))
        for word, strategy in STRATEGIES.items()
    }


def tell(name: str, what: str, labels: Labels, figures: dict[str, float]) -> None:
    """Print the mean numbers of tests of one quantity."""
    best = best_decile(labels)
    print(f"\n{name}: tests until the first of the {best.sum()} best of {len(best)} {what}, mean over starts")
    for word, tests in figures.items():
        print(f"  {word:<24}{tests:6.1f}")


def worth(labels: Labels) -> Floats:
    """What each cell showed, higher is better."""
    return labels.quantity.sign * labels.learned.point


def best_decile(labels: Labels) -> Bools:
    """The best tenth by what tests showed."""
    return np.asarray(worth(labels) >= np.quantile(worth(labels), 0.9))


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
        (chosen,) = strategy(features, labels, known, 1, 1000 * seed + tests)
        if best[chosen]:
            return tests
        known[chosen] = True


def replay_rounds(path: Path, seeds: int) -> dict[str, dict[str, float]]:
    """Mean and best of the cells chosen after round 0, batch by batch, until as many are tested as the authors had.

    The choice is among the authors' own later cells, so that the mean over all of them is theirs and chance's; what
    differs is how soon the good ones come.
    """
    from own_lab_rounds import load

    data, rounds, life = load(path)
    (labels,) = data.outcomes.values()
    first = rounds == 0
    features = features_of(data, first)
    sizes = [int((rounds == number).sum()) for number in (1, 2)]
    print(
        f"\nCycle life: round 0 is known ({first.sum()} cells, mean {life[first].mean():.1f}); {sizes[0]} of the"
        f" {sum(sizes)} later cells are chosen, {_BATCH} at a time, mean of {seeds} seeds"
    )
    figures = {}
    for word, strategy in STRATEGIES.items():
        repeats = seeds if strategy is by_chance or word == Thompson.name else 1
        orders = [chosen_order(features, labels, first, strategy, sizes[0], seed) for seed in range(repeats)]
        figures[word] = told_order([life[order] for order in orders])
    print(f"  {'':<24}" + "".join(f"{heading:>12}" for heading in figures["chance"]))
    for word, one in figures.items():
        print(f"  {word:<24}" + "".join(f"{value:>12.1f}" for value in one.values()))
    for number in (0, 1, 2):
        own = life[rounds == number]
        print(f"  authors' round {number}: {len(own)} cells, mean {own.mean():.1f}, best {own.max():.0f}")
    return figures


def told_order(lives: Sequence[Floats]) -> dict[str, float]:
    """Means over seeds of the mean and the best of the first ten and of all chosen cells."""
    parts = {"10": [one[:10] for one in lives], "all": list(lives)}
    return {
        f"{word} of {size}": float(np.mean([judge(one) for one in some]))
        for size, some in parts.items()
        for word, judge in (("mean", np.mean), ("best", np.max))
    }


def features_of(data: Dataset, known: Bools) -> Matrix:
    """The columns that a suggestion from the known rows sees."""
    return choose_columns(data, np.flatnonzero(known)).matrix(data.batch, data.frame)


def chosen_order(features: Matrix, labels: Labels, first: Bools, strategy: Strategy, n: int, seed: int) -> Ints:
    """The first n cells that a strategy tests, in batches."""
    known, order = first.copy(), []
    while len(order) < n:
        chosen = strategy(features, labels, known, min(_BATCH, n - len(order)), 1000 * seed + len(order))
        known[chosen] = True
        order.extend(chosen)
    return np.array(order)


def by_chance(features: Matrix, labels: Labels, known: Bools, n: int, seed: int) -> Ints:
    """Any cells."""
    del features, labels
    return np.random.default_rng(seed).choice(np.flatnonzero(~known), size=n, replace=False)


def by(acquisition: Acquisition) -> Strategy:
    """The strategy of an acquisition, as `nacre suggest` follows it."""

    def choose(features: Matrix, labels: Labels, known: Bools, n: int, seed: int) -> Ints:
        rows, weight = labels.rows[known], labels.weight[known]
        own = replace(labels, rows=rows, interval=labels.interval.take(known), weight=weight)
        surrogate, sign = fit_surrogate(features[known], own), labels.quantity.sign
        standard = Standard(sign, float((sign * surrogate.predict_known()[0]).max()))
        rest = np.flatnonzero(~known)
        chosen, _ = batch(surrogate, features[rest], n, acquisition, standard, seed=seed)
        return rest[chosen]

    return choose


STRATEGIES: dict[str, Strategy] = {
    **{name: by(kind()) for name, kind in ACQUISITIONS.items()},
    "chance": by_chance,
}

if __name__ == "__main__":
    main()
