"""Explanations: exact, complete for every system of the review, and honest about what is not known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nacre.data.notation.parse import parse_cell
from nacre.data.quantity import LIFETIME, Quantity, Scale
from nacre.data.shipped import read_table
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.predictor.target import Target
from nacre.pipelines.explanation.changes.suggestions import on_front
from nacre.pipelines.explanation.differences import differences
from nacre.pipelines.explanation.evidence import contradiction
from nacre.pipelines.explanation.explain import explain
from nacre.pipelines.explanation.known_cells import outcomes
from nacre.pipelines.reports.explanation import render_markdown, render_page, summary_lines

CELLS = {
    "six components": "0.8 M NaPF6 + 0.2 M NaNO3 in EC/PC/DEC (1:1:1 v/v) + 5 wt% FEC | 1 mA/cm2, 1 mAh/cm2",
    "bare control": "1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2",
    "composite on a MXene": "1 M NaPF6 in diglyme | coating: NaF + PVDF | host: Ti3C2 + carbon nanotube | 1 mA/cm2",
    "everything unknown": "unknown | coating: unknown | host: unknown",
    "out of domain": "1 M NaPF6 in [CCOC(=O)OCC(F)(F)F] | 500 mA/cm2, 1 mAh/cm2",
    "solid": "Na3Zr2Si2PO12 (solid) | host: SiO2 | 0.1 mA/cm2",
}


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_every_sum_leads_to_the_prediction(predictor: CellPredictor, text: str) -> None:
    """By group, by component and by cause: base times the factors is the prediction, to 1e-4 of the margin."""
    found = explain(parse_cell(text), predictor)
    row = predictor.predict(parse_cell(text)).iloc[0]
    for name, target in found.targets.items():
        assert target.median == row[predictor.targets[name].quantity.column]
        for parts in (target.groups, target.components, target.causes, target.features):
            product = target.base * np.prod([part.effect for part in parts])
            assert np.log(product) == pytest.approx(np.log(target.median), rel=1e-4)
        table = np.array(target.table)
        np.testing.assert_allclose(table.sum(axis=1), [part.contribution for part in target.components], atol=1e-9)
        np.testing.assert_allclose(table.sum(axis=0), [part.contribution for part in target.causes], atol=1e-9)


@pytest.mark.parametrize("row", read_table("review_systems"), ids=lambda row: row["system"])
def test_every_system_of_the_review_is_explained(predictor: CellPredictor, row: dict[str, str]) -> None:
    found = explain(parse_cell(row["notation"]), predictor)
    assert found.targets["lifetime"].median > 0
    assert found.targets["overpotential"].median > 0
    nearest = [known for known in found.evidence if not known.is_same]
    assert len(found.evidence) >= 5
    assert 1 <= len(nearest) <= 5
    lines = summary_lines(found)
    assert lines[0] == found.cell
    assert len([line for line in lines if line.startswith(("this very cell: ", "near: "))]) == 3


def test_what_if_is_a_real_prediction(predictor: CellPredictor) -> None:
    found = explain(parse_cell(CELLS["six components"]), predictor)
    changes = {change.change: change for change in found.what_if}
    without = changes["without FEC"]
    again = predictor.predict(parse_cell(without.cell)).iloc[0]
    assert "FEC" not in without.cell
    assert without.outcomes["lifetime"].median == again["lifetime_h"]
    assert without.outcomes["lifetime"].effect == pytest.approx(again["lifetime_h"] / found.targets["lifetime"].median)
    assert "at twice the current (2 mA/cm²)" in changes


@pytest.mark.parametrize("text", ["NaFSI in [C3mpyr]FSI | 0.1 mA/cm2", *CELLS.values()])
def test_changed_cells_read_back_as_predicted(predictor: CellPredictor, text: str) -> None:
    found = explain(parse_cell(text), predictor)
    changes = [*found.what_if, *found.suggestions]
    again = predictor.predict([change.cell for change in changes])
    for change, (_, row) in zip(changes, again.iterrows(), strict=True):
        assert row["lifetime_h"] == change.outcomes["lifetime"].median, change.change
        assert row["overpotential_mV"] == change.outcomes["overpotential"].median


def test_components_carry_amounts_and_mole_fractions(predictor: CellPredictor) -> None:
    found = explain(parse_cell("1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC"), predictor)
    shares = [c.mole_fraction for c in found.components]
    assert sum(share for share in shares if share is not None) == pytest.approx(1.0)
    assert [(c.role, c.name, c.amount) for c in found.components] == [
        ("salt", "NaPF6", "1 M"),
        ("solvent", "EC", "1 part"),
        ("solvent", "PC", "1 part"),
        ("additive", "FEC", "5 wt%"),
    ]


def test_what_was_assumed_is_told(predictor: CellPredictor) -> None:
    told = " ".join(explain(parse_cell("NaBH4 in TEGDME/EC + FEC"), predictor).assumptions)
    for words in (
        "tetraglyme",
        "concentration is not stated",
        "equal volumes",
        "25 °C",
        "current density",
        "amount is not",
    ):
        assert words in told
    told = " ".join(explain(parse_cell("unknown salt in EC/PC (1:1)"), predictor).assumptions)
    assert "volumes are assumed" in told
    assert "salt is not stated" in told


def test_limits_name_the_domain(predictor: CellPredictor) -> None:
    found = explain(parse_cell(CELLS["out of domain"]), predictor)
    assert found.domain == "out"
    assert "current 500 mA/cm² is beyond the published 50" in " ".join(found.limits)


def test_suggestions_stay_in_the_domain_and_are_worth_it(predictor: CellPredictor) -> None:
    found = explain(parse_cell(CELLS["bare control"]), predictor)
    assert found.suggestions
    for change in found.suggestions:
        lifetime, overpotential = change.outcomes["lifetime"], change.outcomes["overpotential"]
        assert change.domain == "in"
        assert lifetime.effect >= 0.99
        assert overpotential.effect <= 1.01
        assert lifetime.effect >= 1.05 or overpotential.effect <= 1 / 1.05


def test_the_front_keeps_what_nothing_beats() -> None:
    effort = np.array([1.0, 1.0, 2.0, 2.0, 2.0])
    gains = np.array([[0.1, 0.1], [0.1, 0.1], [0.1, 0.1], [0.3, 0.0], [0.0, 0.2]])
    assert on_front(effort, gains).tolist() == [True, False, False, True, True]


def test_curves_pass_through_the_prediction(predictor: CellPredictor) -> None:
    found = explain(parse_cell(CELLS["six components"]), predictor)
    assert {"current density", "NaPF6", "FEC"} <= {sweep.label for sweep in found.sweeps}
    for sweep in found.sweeps:
        assert sweep.points == sorted(sweep.points)
        for name, target in found.targets.items():
            assert sweep.medians[name][sweep.points.index(sweep.stated)] == target.median


def test_a_contradiction_counts_only_from_the_side_that_is_known() -> None:
    """Survivors and limits cannot contradict a prediction that lies on their open side."""
    frame = pd.DataFrame({"lifetime_h": [1000.0, 1000.0, 100.0, 100.0], "lifetime_event": ["survived", "failed"] * 2})
    found = outcomes(frame, LIFETIME)
    told = [bool(contradiction(found, row, 320.0, LIFETIME)) for row in range(4)]
    assert told == [True, True, False, True]
    assert not contradiction(found, 1, 400.0, LIFETIME)


def test_differences_are_told_part_by_part() -> None:
    one = parse_cell("1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC | coating: NaF | 1 mA/cm2")
    other = parse_cell("1 M NaFSI in diglyme | host: Cu | 1 mA/cm2, 1 mAh/cm2")
    assert differences(one, one) == []
    assert differences(one, other) == [
        "salt 1 M NaFSI instead of 1 M NaPF6",
        "solvent diglyme instead of EC/PC (1:1)",
        "no additive instead of 5 wt% FEC",
        "no coating instead of NaF",
        "host Cu instead of none",
        "capacity 1 mAh/cm² instead of not stated",
    ]


def test_what_is_not_stated_is_no_absence() -> None:
    told = differences(parse_cell("1 M NaPF6 in diglyme"), parse_cell("carbonate electrolyte"))
    assert told[0] == "salt not stated instead of 1 M NaPF6"
    assert differences(parse_cell("unknown"), parse_cell("unknown")) == []


def test_a_quantity_of_a_lab_is_explained_too(predictor: CellPredictor) -> None:
    """Every part goes over the predictor's own quantities, whatever their names and scales."""
    quantity = Quantity("coulombic <efficiency>", "%", scale=Scale("bounded", 0.0, 100.0))
    learned = predictor.target("lifetime")
    target = Target(quantity, learned.booster, dict.fromkeys(quantity.sides, learned.bound))
    own = replace(predictor, targets={quantity.name: target})
    found = explain(parse_cell(CELLS["six components"]), own)
    assert list(found.targets) == [quantity.name]
    explained = found.targets[quantity.name]
    odds = explained.base / (100 - explained.base) * np.prod([part.effect for part in explained.components])
    assert 100 * odds / (1 + odds) == pytest.approx(explained.median, rel=1e-4)
    assert "<efficiency>" not in render_page(found, own)
    assert render_markdown(found)
