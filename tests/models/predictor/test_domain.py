"""Where the data are: in, edge and out with the reason told, and storage as plain JSON."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.measured.tables import published_cells
from nacre.data.notation.parse import parse_cell
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.predictor.domain import Domain

KNOWN = (
    "1 M NaPF6 in diglyme | 0.5 mA/cm2, 1 mAh/cm2, 25 °C",
    "1 M NaFSI in DME + 2 wt% SbF3 | coating: NaF | 1 mA/cm2, 2 mAh/cm2",
    "1 M NaPF6 in EC/PC | host: Cu | 2 mA/cm2, 1 mAh/cm2, 60 °C",
)


@pytest.fixture(scope="module")
def domain() -> Domain:
    known = CellBatch.from_cells([parse_cell(text) for text in KNOWN])
    return Domain.of(known, np.array([0.2, 0.4, 0.6]))


def judge(domain: Domain, text: str, distance: float = 0.0) -> tuple[str, list[str]]:
    return domain.judge(CellBatch.from_cells([parse_cell(text)]), np.array([distance]))[0]


def test_what_the_known_cells_cover(domain: Domain) -> None:
    assert domain.salts == ["NaFSI", "NaPF6"]
    assert domain.solvents == sorted(["DME", "EC", "PC", "diglyme"])
    assert domain.additives == ["SbF3"]
    assert domain.materials == ["Cu", "NaF"]
    assert domain.ranges["current_density_mA_cm2"] == (0.5, 2.0)
    assert domain.ranges["areal_capacity_mAh_cm2"] == (1.0, 2.0)
    assert domain.ranges["temperature_C"] == (25.0, 60.0)
    assert 0.4 < domain.near < domain.far <= 0.6


@pytest.mark.parametrize("text", KNOWN)
def test_a_known_cell_is_in(domain: Domain, text: str) -> None:
    assert judge(domain, text) == ("in", [])


def test_known_parts_in_a_new_mixture_are_in(domain: Domain) -> None:
    assert judge(domain, "1 M NaFSI in diglyme/PC | coating: NaF | host: Cu | 1 mA/cm2, 1.5 mAh/cm2") == ("in", [])


@pytest.mark.parametrize(
    ("text", "where", "told"),
    [
        ("1 M NaBF4 in diglyme | 1 mA/cm2, 1 mAh/cm2", "out", ["salt", "NaBF4"]),
        ("1 M NaPF6 in TMP | 1 mA/cm2, 1 mAh/cm2", "out", ["solvent", "TMP"]),
        ("1 M NaPF6 in diglyme + 1 wt% VC | 1 mA/cm2, 1 mAh/cm2", "edge", ["additive", "VC"]),
        ("1 M NaPF6 in diglyme | coating: Na3P | 1 mA/cm2, 1 mAh/cm2", "edge", ["Na3P"]),
        ("1 M NaPF6 in diglyme | coating: unknown | 1 mA/cm2, 1 mAh/cm2", "edge", ["material", "not stated"]),
        ("unknown salt in diglyme | 1 mA/cm2, 1 mAh/cm2", "edge", ["salt", "not stated"]),
        ("ether electrolyte | 1 mA/cm2, 1 mAh/cm2", "edge", ["solvents", "not stated"]),
        ("1 M NaPF6 in diglyme | 50 mA/cm2, 1 mAh/cm2", "out", ["current", "50 mA/cm²", "2"]),
        ("1 M NaPF6 in diglyme | 0.01 mA/cm2, 1 mAh/cm2", "out", ["current", "0.01 mA/cm²", "0.5"]),
        ("1 M NaPF6 in diglyme | 1 mA/cm2, 20 mAh/cm2", "out", ["capacity", "20 mAh/cm²", "2"]),
        ("1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2, -40 °C", "out", ["temperature", "-40 °C", "25"]),
        ("1 M NaPF6 in diglyme | 1 mA/cm2", "edge", ["capacity", "not stated"]),
        ("1 M NaPF6 in diglyme | 1 mAh/cm2", "edge", ["current", "not stated"]),
    ],
)
def test_a_cell_beyond_the_data_is_told_with_its_reason(domain: Domain, text: str, where: str, told: list[str]) -> None:
    found, reasons = judge(domain, text)
    assert found == where
    assert any(all(word in reason for word in told) for reason in reasons)


def test_a_temperature_that_is_not_stated_is_no_fault(domain: Domain) -> None:
    assert judge(domain, "1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2")[0] == "in"


def test_limits_of_the_ranges_belong_to_them(domain: Domain) -> None:
    for current in (0.5, 2.0):
        assert judge(domain, f"1 M NaPF6 in diglyme | {current} mA/cm2, 2 mAh/cm2, 60 °C")[0] == "in"


def test_distance_decides_where_every_part_is_known(domain: Domain) -> None:
    places = [judge(domain, KNOWN[0], distance) for distance in (domain.near, domain.near + 0.01, domain.far + 0.01)]
    assert [where for where, _ in places] == ["in", "edge", "out"]
    assert [len(reasons) for _, reasons in places] == [0, 1, 1]


def test_every_reason_is_told_and_the_worst_decides(domain: Domain) -> None:
    where, reasons = judge(domain, "1 M NaBF4 in TMP + 1 wt% VC | 50 mA/cm2", domain.far + 1)
    assert where == "out"
    assert len(reasons) == len(set(reasons)) == 6


def test_without_protocols_or_distances_nothing_is_beyond_them() -> None:
    known = CellBatch.from_cells([parse_cell("1 M NaPF6 in diglyme")])
    domain = Domain.of(known, np.array([np.inf]))
    assert judge(domain, "1 M NaPF6 in diglyme", 3.0) == ("in", [])
    where, told = judge(domain, "1 M NaPF6 in diglyme | 50 mA/cm2, 1 mAh/cm2", 3.0)
    assert where == "edge"
    assert told == ["no published cell states a current", "no published cell states a capacity"]


def test_round_trip_through_json(domain: Domain, predictor: CellPredictor) -> None:
    for one in (domain, predictor.domain):
        assert Domain.from_dict(json.loads(json.dumps(one.to_dict()))) == one


def test_most_published_cells_are_not_out(predictor: CellPredictor) -> None:
    batch = CellBatch.from_cells(published_cells().cells)
    own = predictor.evidence.own_distances()
    for distance, share in ((np.zeros(len(batch)), 1.0), (own, 0.9)):
        count = Counter(where for where, _ in predictor.domain.judge(batch, distance))
        assert count["out"] <= (1 - share) * len(batch)


def test_an_unpublished_salt_and_an_extreme_current_are_out(predictor: CellPredictor) -> None:
    salt, current = (
        parse_cell("1 M NaTDI in diglyme | 0.5 mA/cm2, 1 mAh/cm2"),
        parse_cell("1 M NaPF6 in diglyme | 500 mA/cm2, 1 mAh/cm2"),
    )
    found = predictor.predict([salt, current])
    assert found["domain"].tolist() == ["out", "out"]
    assert any("NaTDI" in reason for reason in found["domain_reasons"][0])
    assert any("500" in reason for reason in found["domain_reasons"][1])
