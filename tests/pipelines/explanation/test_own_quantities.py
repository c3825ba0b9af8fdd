"""Quantities of a lab's own: explained, compared, varied and looked at overall like the published ones."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.data.errors import NacreError
from nacre.data.notation.parse import parse_cell
from nacre.models.attribution.effects import contribution_between
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.explanation.compare import Comparison, compare
from nacre.pipelines.explanation.explain import explain
from nacre.pipelines.explanation.further import with_further
from nacre.pipelines.explanation.overall import Overall, overall
from nacre.pipelines.explanation.records import Effect, Explanation
from tests.own_quantities import EFFICIENCY, OWN, QUANTITIES, STATED, only, with_own_quantities

from .test_explain import CELLS

CELL = parse_cell("1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC | coating: NaF | 1 mA/cm2, 1 mAh/cm2")
OTHER = parse_cell("1 M NaFSI in DME | 3 mA/cm2, 1 mAh/cm2")
NAMES = [one.name for one in QUANTITIES]
every_quantity = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def several(predictor: CellPredictor) -> CellPredictor:
    return with_own_quantities(predictor)


@pytest.fixture(scope="module")
def explained(several: CellPredictor) -> Explanation:
    return explain(CELL, several, further=STATED)


@pytest.fixture(scope="module")
def compared(several: CellPredictor) -> Comparison:
    return compare(CELL, OTHER, several, further=STATED)


@pytest.fixture(scope="module")
def learned(several: CellPredictor) -> Overall:
    return overall(several)


def total(parts: list[Effect]) -> float:
    return float(sum(part.contribution for part in parts))


@every_quantity
def test_every_sum_leads_from_the_base_to_the_prediction(explained: Explanation, name: str) -> None:
    target = explained.targets[name]
    way = contribution_between(target.median, target.base, target.quantity)
    for parts in (target.groups, target.components, target.causes, target.features):
        assert sum(part.contribution for part in parts) == pytest.approx(way, abs=1e-4)
    table = np.array(target.table)
    assert table.shape == (len(target.components), len(target.causes))
    np.testing.assert_allclose(table.sum(axis=1), [part.contribution for part in target.components], atol=1e-9)


@every_quantity
@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_any_cell_is_explained(several: CellPredictor, text: str, name: str) -> None:
    quantity = several.targets[name].quantity
    found = explain(parse_cell(text), only(several, quantity))
    target = found.targets[name]
    assert total(target.components) == pytest.approx(total(target.groups), abs=1e-9)
    assert len({part.key for part in target.components}) == len(target.components)
    assert found.evidence
    assert found.limits


@every_quantity
def test_differences_lead_from_one_cell_to_the_other(compared: Comparison, name: str) -> None:
    target = compared.targets[name]
    way = contribution_between(target.median, target.against, target.quantity)
    for parts in (target.groups, target.components, target.causes):
        assert total(parts) == pytest.approx(way, abs=1e-4)
    assert target.contribution == pytest.approx(way, abs=1e-4)


def test_effects_are_those_of_the_scale(explained: Explanation) -> None:
    efficiency, gas, shift = (explained.targets[one.name] for one in OWN)
    odds = efficiency.base / (100 - efficiency.base) * np.prod([part.effect for part in efficiency.components])
    assert 100 * odds / (1 + odds) == pytest.approx(efficiency.median, rel=1e-4)
    assert gas.base * np.prod([part.effect for part in gas.groups]) == pytest.approx(gas.median, rel=1e-4)
    assert shift.base + sum(part.effect for part in shift.causes) == pytest.approx(shift.median, abs=1e-3)


def test_a_stated_column_counts_and_is_a_part_of_its_own(several: CellPredictor, explained: Explanation) -> None:
    """The made-up efficiency is higher on glass fibre."""
    other = explain(CELL, several, further=STATED | {"separator": "Celgard"})
    assert explained.targets[EFFICIENCY.name].median > other.targets[EFFICIENCY.name].median
    parts = {part.key: part for part in explained.targets[EFFICIENCY.name].components}
    assert {"lab: separator", "lab: volume_uL"} <= set(parts)
    assert parts["lab: separator"].contribution > 0
    sentences = [one.sentence for one in explained.targets[EFFICIENCY.name].features]
    assert any(text.startswith("Separator is glass fibre: yes") for text in sentences)


def test_a_stated_column_holds_for_every_variation(several: CellPredictor, explained: Explanation) -> None:
    changed = [*explained.what_if, *explained.suggestions]
    assert changed
    again = with_further(several, STATED).predict([change.cell for change in changed])
    for one in QUANTITIES:
        medians = [change.outcomes[one.name].median for change in changed]
        np.testing.assert_allclose(again[one.column], medians, rtol=1e-12)  # sums of a batch are rounded by its size
    for sweep in explained.sweeps:
        for name, target in explained.targets.items():
            assert sweep.medians[name][sweep.points.index(sweep.stated)] == pytest.approx(target.median, rel=1e-9)


def test_what_is_not_stated_is_not_known(several: CellPredictor) -> None:
    found = explain(CELL, several)
    assert any("the separator is not stated" in reason for reason in found.domain_reasons)
    assert "further columns" in " ".join(found.limits)
    with pytest.raises(NacreError, match=r"no further column 'colour'.*separator, volume_uL"):
        explain(CELL, several, further={"colour": "red"})


def test_the_published_model_takes_no_further_column(predictor: CellPredictor) -> None:
    with pytest.raises(NacreError, match="nothing but the cell"):
        explain(CELL, predictor, further=STATED)


def test_a_single_component_answers_for_its_amount(several: CellPredictor, explained: Explanation) -> None:
    """The mole fraction of FEC belongs to FEC; what the cell does not have stays with the amounts."""
    keys = [part.key for part in explained.targets[EFFICIENCY.name].components]
    assert {"solvent: EC", "solvent: PC", "salt: NaPF6", "additive: FEC", "component"} <= set(keys)
    lifetime = explain(CELL, several).targets["lifetime"]
    assert not [part for part in lifetime.groups if part.key == "lab" and part.contribution == 0]


@every_quantity
def test_what_was_learned_names_the_columns_of_the_rule(learned: Overall, name: str) -> None:
    target = learned.targets[name]
    assert target.features
    sizes = [use.size for use in target.features]
    assert sizes == sorted(sizes, reverse=True)
    if not target.quantity.from_catalogue:
        used = {use.feature for use in target.features}
        assert used & {"lab.separator=glass fibre", "lab.separator=Celgard"}
        assert "coating.present" in used or "protocol.current_density_mA_cm2" in used


def test_claims_are_those_on_its_quantities(several: CellPredictor, learned: Overall) -> None:
    assert {claim.quantity for claim in learned.claims} == {"lifetime", "overpotential"}
    assert overall(only(several, *OWN)).claims == []
