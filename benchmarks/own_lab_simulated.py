"""A lab's own cells: how fast predictions follow a simulated lab, and which challengers are promoted.

    python benchmarks/own_lab_simulated.py [--labs 20] [--json]

A simulated lab makes 12 published formulations at two currents (0.5 and 1 mA/cm²), two cells each, in random order of
the formulations; its cells last what a model of papers drawn anew predicts (so that the published model is wrong about
chemistry as well), times a factor of the lab (0.2 to 2, even in its logarithm), times a scatter of 0.15 decades.
Judged are the cells of 12 other formulations: median factor between what was predicted and what was measured, after 0,
8, 24 and 48 own cells. Beside it stand the published model and a Gaussian process that knows the own cells alone.

Contests: a challenger that learned 24 good cells against the published model, and one that learned 24 faulty cells
(hours of a random other cell, times a scatter of half a decade) on top of 24 good ones against the model of the good
ones. Whether a challenger is truly better is told by 200 more cells of the lab: better (worse) is one whose mean error
(decades) or Brier score of the chances to last is better (worse) by 0.02 while the other is not the other way round by
as much. "Right" is to promote the better and to reject the worse.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd
from sklearn.base import clone

from nacre.data.arrays import Floats, Ints
from nacre.data.batch.cells import CellBatch
from nacre.data.cell import Cell, Protocol
from nacre.data.measured.own import taken
from nacre.data.measured.tables import CellTable, published_cells
from nacre.models.estimators.censored_process import CensoredProcess
from nacre.models.labels.dataset import make_dataset
from nacre.models.labels.intervals import Interval
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.predictor.lab import LabTerm
from nacre.models.predictor.own_cells import formulations
from nacre.models.predictor.survival import HORIZONS, lognormal_chance
from nacre.models.promotion.own_cells import compare_own, decide_own
from nacre.models.validation.comparison import BOUNDS_ONLY
from nacre.pipelines.training.train import fit

SIZES = (0, 8, 24, 48)
SCATTER = 0.15 * np.log(10)
#: A difference that counts, in decades.
CLEAR = 0.02
_CURRENTS = (0.5, 1.0)
_REPLICATES = 2


@dataclass(frozen=True)
class Lab:
    """A simulated lab: its cells and the hours that they last."""

    table: CellTable
    features: Floats
    hours: Floats
    known: Ints
    asked: Ints

    @classmethod
    def make(cls, published: CellPredictor, seed: int) -> Lab:
        """One lab; 12 formulations to learn from, 12 to ask for and 50 more."""
        random = np.random.default_rng(seed)
        pool = distinct()
        chosen = random.choice(len(pool), 12 + 12 + 50, replace=False)
        cells = tuple(
            replace(pool[one], protocol=Protocol(current_density_mA_cm2=current, areal_capacity_mAh_cm2=current))
            for one in chosen for current in _CURRENTS for _ in range(_REPLICATES)
        )  # fmt: skip
        features = published.featurize(CellBatch.from_cells(cells))
        factor = np.exp(random.uniform(np.log(0.2), np.log(2.0)))
        hours = factor * truth(seed)(features) * np.exp(random.normal(0.0, SCATTER, len(cells)))
        frame = pd.DataFrame(
            {
                "record_id": [f"lab/{row}" for row in range(len(cells))], "paper": "lab", "doi": "", "citation": "lab",
                "year": 2026.0, "is_control": 0.0, "confidence": "high", "lifetime_h": hours,
                "lifetime_event": "failed", "overpotential_mV": np.nan, "overpotential_qualifier": "",
            }
        )  # fmt: skip
        step = len(_CURRENTS) * _REPLICATES
        rows = np.arange(len(cells))
        return cls(CellTable(frame, cells), features, hours, rows[: 12 * step], rows[12 * step : 24 * step])

    @property
    def fresh(self) -> Ints:
        """200 more cells, to tell which model is truly better."""
        return np.arange(self.asked[-1] + 1, len(self.hours))

    def rows(self, some: Ints) -> CellTable:
        """Some of the cells."""
        return taken(self.table, np.isin(np.arange(len(self.table)), some))


@cache
def distinct() -> list[Cell]:
    """The published formulations whose solvents are stated."""
    cells = [replace(cell, protection=None) for cell in published_cells().cells if cell.electrolyte.family is None]
    return list(dict(zip(formulations(tuple(cells)), cells, strict=True)).values())


@cache
def known() -> tuple[CellPredictor, object]:
    """The published model and its data."""
    data = make_dataset(published_cells())
    return fit(data, BOUNDS_ONLY).predictor, data


def truth(seed: int):  # noqa: ANN201 - a callable
    """Hours by a model that learned from papers drawn anew."""
    published, data = known()
    random = np.random.default_rng(1_000 + seed)
    labels = data.labels("lifetime")
    papers = data.papers[labels.rows].astype(str)
    names = np.unique(papers)
    times = dict(zip(*np.unique(random.choice(names, len(names)), return_counts=True), strict=True))
    weight = labels.weight * np.array([times.get(paper, 0) for paper in papers])
    drawn = np.flatnonzero(weight > 0)
    learned = labels.learned.take(drawn)
    booster = clone(published.target("lifetime").booster).fit(
        data.features[labels.rows[drawn]], learned.lower, learned.upper,
        sample_weight=weight[drawn], groups=papers[drawn],
    )  # fmt: skip
    return booster.predict


def foretold(published: CellPredictor, lab: Lab, learned: Ints, hours: Floats, asked: Ints) -> Floats:
    """Natural logarithm of the hours that the model with a lab term foretells."""
    level = np.log(published.target("lifetime").published(lab.features))
    if not len(learned):
        return level[asked]
    own = Interval(hours[learned], hours[learned])
    term = LabTerm.fit("lab", lab.features[learned], level[learned], own, published.evidence)
    return level[asked] + term.mean(lab.features[asked], level[asked])


def alone(lab: Lab, learned: Ints) -> Floats:
    """The same by a Gaussian process that knows the own cells only."""
    own = Interval(lab.hours[learned], lab.hours[learned])
    return CensoredProcess.fit(lab.features[learned], own).predict(lab.features[lab.asked])[0]


def factors(labs: int) -> pd.DataFrame:
    """Median factor between predicted and measured hours, by number of own cells."""
    published, _ = known()
    errors: dict[str, dict[int, list[Floats]]] = {"nacre": {}, "own cells alone": {}}
    for seed in range(labs):
        lab = Lab.make(published, seed)
        seen = np.log(lab.hours[lab.asked])
        for size in SIZES:
            guess = foretold(published, lab, lab.known[:size], lab.hours, lab.asked)
            errors["nacre"].setdefault(size, []).append(np.abs(guess - seen))
            if size:
                guess = alone(lab, lab.known[:size])
                errors["own cells alone"].setdefault(size, []).append(np.abs(guess - seen))
    return pd.DataFrame(
        {name: {size: float(np.exp(np.median(np.concatenate(one)))) for size, one in sizes.items()}
         for name, sizes in errors.items()}
    )  # fmt: skip


def contests(labs: int) -> dict[str, float]:
    """Share of right decisions, where a challenger is truly better and where it is truly worse."""
    published, _ = known()
    right: dict[str, list[bool]] = {"better": [], "worse": []}
    for seed in range(labs):
        lab = Lab.make(published, seed)
        first, second = lab.known[:24], lab.known[24:48]
        faulty = spoiled(lab.hours, second, seed)
        for hours, old, new in ((lab.hours, first[:0], first), (faulty, first, lab.known[:48])):
            table = replace(lab.rows(new), frame=lab.rows(new).frame.assign(lifetime_h=hours[new]))
            contest = compare_own(published, published, table, "lab", lab.table.frame["record_id"][old].tolist())
            promoted = decide_own(contest).promote
            before, after = (scores(published, lab, some, hours) for some in (old, new))
            gain = before - after
            if gain.max() > CLEAR and gain.min() > -CLEAR:
                right["better"].append(promoted)
            elif gain.min() < -CLEAR and gain.max() < CLEAR:
                right["worse"].append(not promoted)
    return {f"{name}_{what}": float(value) for name, one in right.items()
            for what, value in (("right", np.mean(one) if one else np.nan), ("contests", len(one)))}  # fmt: skip


def scores(published: CellPredictor, lab: Lab, learned: Ints, hours: Floats) -> Floats:
    """Mean error (decades) and Brier score on the fresh cells of a model with the lab term of some cells."""
    target, rows = published.target("lifetime"), lab.fresh
    positive, seen = target.published(lab.features[rows]), lab.hours[rows]
    if len(learned):
        level, own = np.log(target.published(lab.features)), Interval(hours[learned], hours[learned])
        term = LabTerm.fit("lab", lab.features[learned], level[learned], own, published.evidence)
        mean, spread = term.predict(lab.features[rows], level[rows])
        positive = positive * np.exp(mean)
        chance = lognormal_chance(positive, spread, HORIZONS)
    else:
        chance = published.chances("lifetime", lab.features[rows])
    ran = seen[:, None] >= np.array(HORIZONS)
    return np.array([np.abs(np.log10(positive / seen)).mean(), ((chance - ran) ** 2).mean()])


def spoiled(hours: Floats, rows: Ints, seed: int) -> Floats:
    """The hours with those of some rows taken from random other cells, half a decade to and fro."""
    random = np.random.default_rng(2_000 + seed)
    faulty = hours.copy()
    faulty[rows] = random.choice(hours, len(rows)) * 10 ** random.normal(0.0, 0.5, len(rows))
    return faulty


def report(labs: int = 20) -> dict[str, object]:
    """Run both and print them; returns the figures."""
    table, decided = factors(labs), contests(labs)
    print(f"median factor between predicted and measured hours, formulations left out, {labs} labs")
    print(table.rename_axis("own cells").round(2).to_string(na_rep="–"))
    for name in ("better", "worse"):
        print(f"challenger truly {name}: right in {decided[f'{name}_right']:.0%} of {decided[f'{name}_contests']:.0f}")
    return {"factors": table.to_dict(), **decided}


def main() -> None:
    """Run both and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labs", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    figures = report(args.labs)
    if args.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
