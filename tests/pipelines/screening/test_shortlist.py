"""The shortlist holds the extremes and differs; extrapolations only where they are asked for."""

from __future__ import annotations

import pandas as pd
import pytest

from nacre.data.notation.parse import parse_cell
from nacre.data.quantity import QUANTITIES
from nacre.pipelines.screening.run.settings import ScreenSettings
from nacre.pipelines.screening.shortlist import Standing, choose

CELLS = [
    "1 M NaPF6 in diglyme + 1 wt% FEC",
    "1 M NaPF6 in diglyme + 2 wt% FEC",
    "1 M NaPF6 in diglyme",
    "1 M NaFSI in DME | coating: NaF",
    "1 M NaClO4 in EC/PC (1:1)",
    "1 M NaTFSI in THF",
]


@pytest.fixture
def pool() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "candidate": range(6),
            "cell": CELLS,
            "lifetime_h": [900.0, 890.0, 880.0, 500.0, 50.0, 5000.0],
            "overpotential_mV": [30.0, 30.0, 30.0, 10.0, 200.0, 5.0],
            "domain": ["in", "in", "edge", "in", "in", "out"],
            "components": [3, 3, 2, 3, 3, 2],
            "untested_pairs": [1, 1, 0, 2, 0, 1],
        }
    )


@pytest.fixture
def standing() -> Standing:
    cells = {number: parse_cell(text) for number, text in enumerate(CELLS)}
    return Standing(
        cells, on_front={0, 3}, leads={0: ["salt NaPF6"], 4: ["solvent EC", "solvent PC", "salt NaClO4"]}, total=99
    )


def test_extremes_come_first_then_what_differs(pool: pd.DataFrame, standing: Standing) -> None:
    found = choose(pool, ScreenSettings(shortlist=3), QUANTITIES, standing)
    # The same electrolyte with another dose would be no third proposal.
    assert found["candidate"].tolist() == [0, 3, 4]
    assert found["why"][0] == (
        "Of 99 candidates it has the longest predicted lifetime inside or at the edge of the domain, stands on the "
        "Pareto front, and would be the first test of 1 pair of its components."
    )
    assert "lowest predicted overpotential" in found["why"][1]
    assert found["why"][2].startswith(
        "It is the longest-lived candidate with solvent EC, solvent PC and 1 more, and combines"
    )


def test_other_amounts_count_when_nothing_else_is_left(pool: pd.DataFrame, standing: Standing) -> None:
    found = choose(pool, ScreenSettings(shortlist=50), QUANTITIES, standing)
    assert sorted(found["candidate"]) == [0, 1, 2, 3, 4]


def test_candidates_out_of_the_domain_only_on_demand(pool: pd.DataFrame, standing: Standing) -> None:
    assert "out" not in set(choose(pool, ScreenSettings(shortlist=6), QUANTITIES, standing)["domain"])
    allowed = choose(pool, ScreenSettings(shortlist=2, allow_out=True), QUANTITIES, standing)
    assert allowed["candidate"].tolist()[0] == 5
    assert "edge of the domain" not in allowed["why"][0]


def test_nothing_inside_the_domain_is_an_empty_list(pool: pd.DataFrame, standing: Standing) -> None:
    found = choose(pool[pool["domain"] == "out"], ScreenSettings(shortlist=3), QUANTITIES, standing)
    assert len(found) == 0
    assert "why" in found.columns
