"""The domain of left-out cells is made of the other papers alone."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.data.measured.tables import published_cells
from nacre.models.labels.dataset import Dataset, make_dataset
from nacre.models.validation.comparison import BOUNDS_ONLY, Settings, cross_predictions, planned_folds
from nacre.models.validation.domain_check import domain_table, judged_by_others

QUICK = Settings(repeats=1, folds=3, jobs=1, compared=False)


@pytest.fixture(scope="module")
def data() -> Dataset:
    return make_dataset(published_cells())


def test_every_cell_is_counted_once(data: Dataset) -> None:
    found = domain_table(data, cross_predictions(data, QUICK, None), QUICK)
    for target, labels in data.outcomes.items():
        own = found.loc[target]
        assert own["cells"].sum() == len(labels.rows)
        some = own[own["cells"] > 0]
        assert (some["factor_off"] >= 1).all()
        assert (some["factor_off_low"] <= some["factor_off_high"]).all()


def test_a_solvent_of_one_paper_only_is_out(data: Dataset) -> None:
    where = judged_by_others(data, "lifetime", QUICK)
    labels = data.labels("lifetime")
    species = {
        name: {data.papers[row] for row in range(len(data.papers)) if name in data.frame["cell"].iloc[row]}
        for name in data.batch.pool
    }
    alone = [name for name, papers in species.items() if len(papers) == 1 and len(name) > 4]
    solvents = {data.batch.pool[code] for code in data.batch.solvents.species}
    rows = [
        place for place, row in enumerate(labels.rows)
        if any(name in solvents and name in data.frame["cell"].iloc[row] for name in alone)
    ]  # fmt: skip
    assert rows
    assert {where[row] for row in rows} == {"out"}


def test_folds_are_those_of_the_comparison(data: Dataset) -> None:
    tested = np.concatenate([test for _, _, test in planned_folds(data, "overpotential", BOUNDS_ONLY)])
    assert sorted(tested) == list(range(len(data.labels("overpotential").rows)))
