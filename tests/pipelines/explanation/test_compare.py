"""Comparisons: differences that lead from one prediction to the other exactly."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nacre.data.errors import NacreError
from nacre.data.notation.parse import parse_cell
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.explanation.compare import Comparison, compare, without_trifles
from nacre.pipelines.reports.comparison import render_page, summary_lines, write_comparison
from nacre.pipelines.reports.pages import FORMATS

from ..reports.test_explanation import NASTY, Page
from .test_explain import CELLS

BASE = CELLS["bare control"]


@pytest.fixture(scope="module")
def compared(predictor: CellPredictor) -> Comparison:
    return compare(parse_cell(CELLS["composite on a MXene"]), parse_cell(CELLS["six components"]), predictor)


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_differences_add_up_to_the_ratio(predictor: CellPredictor, text: str) -> None:
    found = compare(parse_cell(text), parse_cell(BASE), predictor)
    rows = predictor.predict([text, BASE])
    for name, target in found.targets.items():
        column = predictor.targets[name].quantity.column
        ratio = rows[column][0] / rows[column][1]
        for parts in (target.groups, target.components, target.causes, target.features):
            assert sum(part.contribution for part in parts) == pytest.approx(np.log(ratio), abs=1e-4)
        assert target.effect == pytest.approx(ratio, rel=1e-4)


def test_a_cell_against_itself_makes_no_difference(predictor: CellPredictor) -> None:
    found = compare(parse_cell(BASE), parse_cell(BASE), predictor)
    assert found.differences == []
    for target in found.targets.values():
        assert target.text == "no change"
        assert target.features == []
        assert all(part.contribution == 0 for part in target.components)
    assert "Nothing that is stated" in render_page(found)


def test_the_other_way_round_is_the_inverse(predictor: CellPredictor, compared: Comparison) -> None:
    back = compare(parse_cell(CELLS["six components"]), parse_cell(CELLS["composite on a MXene"]), predictor)
    for name, target in compared.targets.items():
        assert back.targets[name].effect == pytest.approx(1 / target.effect)


def test_components_say_whose_they_are(compared: Comparison) -> None:
    labels = [part.label for part in compared.targets["lifetime"].components]
    assert {"diglyme", "NaPF6", "instead of EC", "instead of NaNO3"} <= set(labels)
    assert "coating NaF + PVDF instead of no coating" in labels


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_ending_decides_the_form(compared: Comparison, tmp_path: Path, suffix: str) -> None:
    content = write_comparison(compared, tmp_path / f"r{suffix}").read_bytes()
    starts = {".html": b"<!doctype html>", ".json": b"{", ".md": b"# 1 M NaPF6", ".png": b"\x89PNG", ".svg": b"<?xml"}
    assert content.startswith(starts[suffix])
    if suffix == ".json":
        assert json.loads(content, parse_constant=pytest.fail)["against"] == compared.against


def test_page_is_accessible_and_escaped(compared: Comparison) -> None:
    for found in (compared, replace(compared, cell=NASTY, against=NASTY, differences=[NASTY], domain_reasons=["<i>"])):
        page = Page(render_page(found))
        assert page.faults == []
        assert page.loaded == ["data:,"]
        assert not {"script", "i", "img"} & set(page.tags)
        assert len(page.ids) == len(set(page.ids))


def test_a_bad_name_is_refused(compared: Comparison, tmp_path: Path) -> None:
    with pytest.raises(NacreError, match="does not end in"):
        write_comparison(compared, tmp_path / "r.pdf")


def test_a_terminal_and_a_notebook_get_the_same(compared: Comparison) -> None:
    told = " ".join(summary_lines(compared))
    for target in compared.targets.values():
        assert target.text in told
        assert f"{target.text}</caption>" in compared._repr_html_()


def test_what_is_the_same_in_both_cells_is_no_reason(predictor: CellPredictor) -> None:
    protocol = "1 mA/cm2, 1 mAh/cm2"
    found = compare(
        parse_cell(f"1 M NaPF6 in diglyme | coating: NaF | {protocol}"),
        parse_cell(f"1 M NaPF6 in diglyme | {protocol}"),
        predictor,
    )
    for target in found.targets.values():
        assert target.features
        assert all(one.value != one.against for one in target.features)
        effects = {one.key: one.contribution for one in target.groups}
        assert effects["protocol"] == pytest.approx(0.0, abs=1e-9)
        assert "the same test in another electrolyte" in {one.label for one in target.groups}


def test_small_parts_are_one(predictor: CellPredictor) -> None:
    found = compare(parse_cell(CELLS["six components"]), parse_cell(BASE), predictor)
    for target in found.targets.values():
        kept = without_trifles(target.components, target.quantity)
        assert sum(one.contribution for one in kept) == pytest.approx(target.contribution, abs=1e-6)
        assert sum(abs(one.contribution) < 0.01 for one in kept) <= 1
