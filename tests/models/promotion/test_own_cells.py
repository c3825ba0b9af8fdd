"""The contest on a lab's own cells: formulations left out, by a stated rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nacre.data.measured.own import taken
from nacre.data.measured.tables import CellTable
from nacre.models.labels.intervals import check_interval
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.promotion.own_cells import LEAST_FORMULATIONS, OwnContest, _brier, compare_own, decide_own
from nacre.models.promotion.own_learning import own_curves
from tests.own_cells import ELECTROLYTES, LAB, lab_rows, own_table


@pytest.fixture(scope="module")
def table(predictor: CellPredictor) -> CellTable:
    return own_table(lab_rows(predictor))


def contest(predictor: CellPredictor, table: CellTable, known: list[str] | None = None) -> OwnContest:
    return compare_own(predictor, predictor, table, LAB, known or [])


def test_a_lab_unlike_the_literature_promotes_what_learned_from_it(predictor: CellPredictor, table: CellTable) -> None:
    found = contest(predictor, table)
    decision = decide_own(found)
    assert decision.promote
    assert "better on the cells of our lab" in decision.reason
    assert decision.foretold.reason.startswith("would be promoted")
    assert found.scatter["lifetime"] == pytest.approx(np.exp(0.25), rel=0.3)
    assert found.factor["lifetime"] == pytest.approx(0.3, rel=0.4)


def test_every_formulation_is_predicted_by_what_never_saw_it(predictor: CellPredictor, table: CellTable) -> None:
    """A formulation whose cells are spoiled changes the predictions of all others but its own."""
    made = contest(predictor, table).cells
    spoiled = table.frame.copy()
    own = made["formulation"].eq(made["formulation"][0]).to_numpy()
    spoiled.loc[own, "lifetime_h"] *= 100
    other = contest(predictor, replace(table, frame=spoiled)).cells
    change = np.abs(np.log(other["challenger"] / made["challenger"]))
    # The sizes of the term come from all cells, so that its own predictions move a little.
    assert change[own].max() < 0.5 < change[~own].max()


def test_a_chance_costs_what_it_was_off_wherever_it_is_known_how_the_cell_was() -> None:
    # Horizons of 100, 200, 500, 1000 h. One cell failed at 150 h; of one that ran 300 h nobody knows the rest.
    chance = np.array([[0.9, 0.6, 0.3, 0.1], [0.9, 0.6, 0.3, 0.1]])
    error, known = _brier(chance, check_interval([150.0, 300.0], [150.0, np.inf]))
    np.testing.assert_allclose(error, [0.1**2 + 0.6**2 + 0.3**2 + 0.1**2, 0.1**2 + 0.4**2])
    np.testing.assert_array_equal(known, [4, 2])


def test_few_formulations_decide_nothing_unless_forced(predictor: CellPredictor, table: CellTable) -> None:
    few = taken(table, table.frame["electrolyte"].isin(ELECTROLYTES[: LEAST_FORMULATIONS - 1]).to_numpy())
    found = contest(predictor, few)
    decision = decide_own(found)
    assert not decision.promote
    assert "2 formulations" in decision.reason
    assert "--force" in decision.reason
    assert decide_own(found, force=True).promote


def test_one_cell_is_compared_without_an_error(predictor: CellPredictor, table: CellTable) -> None:
    one = taken(table, np.arange(len(table)) == 0)
    assert not decide_own(contest(predictor, one)).promote


def test_cells_without_rhyme_or_reason_are_not_promoted(predictor: CellPredictor, table: CellTable) -> None:
    known = table.frame["record_id"].iloc[:16].tolist()
    random = np.random.default_rng(3)
    hours = table.frame["lifetime_h"].to_numpy(copy=True)
    hours[16:] = 10 ** random.uniform(0, 4, len(hours) - 16)
    faulty = replace(table, frame=table.frame.assign(lifetime_h=hours))
    assert not decide_own(contest(predictor, faulty, known)).promote


def test_nothing_new_is_no_better(predictor: CellPredictor, table: CellTable) -> None:
    found = contest(predictor, table, table.frame["record_id"].tolist())
    assert found.new_formulations == 0
    assert all(one.gain == pytest.approx(0.0, abs=1e-9) for one in found.verdicts)
    assert not decide_own(found).promote


def test_survivors_alone_do_not_break_it(predictor: CellPredictor, table: CellTable) -> None:
    ran = replace(table, frame=table.frame.assign(lifetime_event="survived"))
    found = contest(predictor, ran)
    assert np.isinf(found.cells["upper"].astype(float)).all()
    assert decide_own(found).reason


def test_a_quantity_that_no_cell_states_has_no_verdict(predictor: CellPredictor, table: CellTable) -> None:
    assert {one.target for one in contest(predictor, table).verdicts} == {"lifetime"}
    blank = replace(table, frame=table.frame.assign(lifetime_h=np.nan, lifetime_event=""))
    found = contest(predictor, blank)
    assert (found.verdicts, len(found.cells)) == ([], 0)


def test_the_error_falls_with_the_number_of_own_cells(predictor: CellPredictor, table: CellTable) -> None:
    (curve,) = own_curves(predictor, table, LAB)
    assert curve.cells[0] == 0
    assert curve.cells == sorted(curve.cells)
    assert curve.error[-1] < curve.error[0]
    assert curve.more is not None
    assert curve.more <= curve.error[-1]
    few = taken(table, np.arange(len(table)) < 4)
    assert own_curves(predictor, few, LAB) == []


def test_plain_values_hold_all_cells(predictor: CellPredictor, table: CellTable) -> None:
    plain = contest(predictor, table).to_dict()
    assert len(plain["cells"]) == len(table)
    assert pd.DataFrame(plain["cells"])["replicate"].nunique() == 16
    assert {"rule", "source", "verdicts", "new_formulations", "scatter", "factor"} <= set(plain)
