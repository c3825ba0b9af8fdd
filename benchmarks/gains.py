"""How the gain of a treatment is best learned: a flag, a gain over a model of controls, or pairs within papers.

    python benchmarks/gains.py [--repeats 2] [--json]

Papers are left out whole. "flag" is what nacre does: the kind of protection is a feature. "control × gain" learns
untreated cells first, then what treated ones show over its predictions. "paired" takes the paper's own control where
there is one.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

import numpy as np
import pandas as pd

from nacre.data.arrays import Floats, Ints
from nacre.data.measured.tables import published_cells
from nacre.data.quantity import LIFETIME
from nacre.models.estimators.booster import IntervalBooster
from nacre.models.labels.dataset import Dataset, make_dataset
from nacre.models.validation.folds import lifetime_metrics, paper_folds
from nacre.models.validation.learner import make_booster

_SHOWN = ("c_index", "c_index_treated", "pairs_treatment_over_treatment", "log10_mae", "log10_mae_treated")


class Forms:
    """The three ways, each from training and test rows among the labelled ones to the logarithm of the hours."""

    def __init__(self, data: Dataset) -> None:
        self.labels = data.labels(LIFETIME.name)
        rows = self.labels.rows
        self.features, self.papers, self.is_control = data.features[rows], data.papers[rows], data.is_control[rows]
        self.log = np.log(self.labels.learned.point)

    def fitted(self, rows: Ints, offset: Floats | None = None) -> IntervalBooster:
        """Nacre's booster on some rows, of what they show over an offset (natural log)."""
        known, factor = self.labels.learned.take(rows), 1.0 if offset is None else np.exp(offset)
        return make_booster(LIFETIME).fit(
            self.features[rows], known.lower / factor, known.upper / factor,
            sample_weight=self.labels.weight[rows], groups=self.papers[rows],
        )  # fmt: skip

    def flag(self, train: Ints, test: Ints) -> Floats:
        """One booster of all cells."""
        return np.asarray(np.log(self.fitted(train).predict(self.features[test])))

    def product(self, train: Ints, test: Ints) -> Floats:
        """Control times gain."""
        return self._gained(train, test, paired=False)

    def paired(self, train: Ints, test: Ints) -> Floats:
        """The same, against the paper's own control where there is one."""
        return self._gained(train, test, paired=True)

    def _gained(self, train: Ints, test: Ints, *, paired: bool) -> Floats:
        controls = self.fitted(train[self.is_control[train]])
        treated = train[~self.is_control[train]]
        base = np.log(controls.predict(self.features[treated]))
        if paired:
            own = pd.Series(self.log[train]).where(self.is_control[train]).groupby(self.papers[train]).mean()
            base = own.reindex(self.papers[treated]).fillna(pd.Series(base, index=self.papers[treated])).to_numpy()
        gain = np.log(self.fitted(treated, base).predict(self.features[test]))
        return np.asarray(np.log(controls.predict(self.features[test])) + np.where(self.is_control[test], 0.0, gain))


def judged(form: Callable[[Ints, Ints], Floats], forms: Forms, groups: Ints, repeats: int) -> dict[str, float]:
    """Figures of one form on left-out papers, averaged over repeats."""
    found = []
    for repeat in range(repeats):
        predicted = np.empty(len(groups))
        for _, train, test in paper_folds(groups, 10, 1, repeat):
            predicted[test] = form(train, test)
        off = np.abs(predicted - forms.log) / np.log(10)
        scores = lifetime_metrics(np.exp(predicted), forms.labels.interval, forms.papers, forms.is_control)
        found.append(scores | {"log10_mae": off.mean(), "log10_mae_treated": off[~forms.is_control].mean()})
    return dict(pd.DataFrame(found)[list(_SHOWN)].mean())


def main() -> None:
    """Print the figures of each form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    data = make_dataset(published_cells())
    forms, groups = Forms(data), data.linked_papers[data.labels(LIFETIME.name).rows]
    ways = {"flag": forms.flag, "control × gain": forms.product, "paired": forms.paired}
    table = {name: judged(way, forms, groups, options.repeats) for name, way in ways.items()}
    print(pd.DataFrame(table).T.round(3).to_string())
    if options.json:
        print(json.dumps(table))


if __name__ == "__main__":
    main()
