"""What a predictor has learned overall: ranked, drawn, and the same in every form."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nacre.data.errors import NacreError
from nacre.models.attribution.contributions import attribute
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.explanation.overall import MOST, Overall, overall
from nacre.pipelines.reports.overall import render_page, summary_lines, write_overall

from ..reports.test_explanation import Page


@pytest.fixture(scope="module")
def found(predictor: CellPredictor) -> Overall:
    return overall(predictor)


def test_features_are_ranked_by_use(predictor: CellPredictor, found: Overall) -> None:
    for name, target in found.targets.items():
        parts = attribute(predictor.targets[name].booster, predictor.evidence.features)
        sizes = np.abs(parts.contributions).mean(axis=0)
        assert target.features[0].size == pytest.approx(sizes.max())
        ranked = [use.size for use in target.features]
        assert ranked == sorted(ranked, reverse=True)
        assert len(ranked) <= MOST
        for use in target.features:
            assert len(use.values) == len(use.contributions) == use.stated
            assert use.rank_correlation is None or abs(use.rank_correlation) <= 1 + 1e-9


def test_forced_directions_show_in_the_ranks(found: Overall) -> None:
    """The boosters may only learn that current shortens life and raises overpotential."""
    for name, sign in (("lifetime", -1), ("overpotential", 1)):
        use = next(u for u in found.targets[name].features if u.feature == "protocol.current_density_mA_cm2")
        assert use.rank_correlation is not None
        assert sign * use.rank_correlation > 0.5


def test_page_is_self_contained_and_accessible(predictor: CellPredictor, found: Overall) -> None:
    content = render_page(found, predictor)
    page = Page(content)
    assert page.faults == []
    assert page.open == []
    assert page.loaded == ["data:,"]
    assert "script" not in page.tags
    assert len(page.ids) == len(set(page.ids))
    assert len(content.encode()) < 1_500_000
    assert all(one.claim in page.text for one in found.claims)


@pytest.mark.parametrize("suffix", [".json", ".md"])
def test_the_ending_decides_the_form(predictor: CellPredictor, found: Overall, tmp_path: Path, suffix: str) -> None:
    text = write_overall(found, predictor, tmp_path / f"r{suffix}").read_text(encoding="utf-8")
    if suffix == ".json":
        assert len(json.loads(text, parse_constant=pytest.fail)["claims"]) == len(found.claims)
    else:
        assert found.targets["lifetime"].features[0].label in text


def test_a_bad_name_is_refused(predictor: CellPredictor, found: Overall, tmp_path: Path) -> None:
    with pytest.raises(NacreError, match="does not end in"):
        write_overall(found, predictor, tmp_path / "r.png")


def test_a_terminal_gets_a_summary(found: Overall) -> None:
    told = summary_lines(found)
    assert told[0] == f"learned from {found.cells} known cells"
    assert any("contradicts" in line for line in told)
