"""Novelty counts untested pairs; the domain by names is that of the full judgement."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.notation.parse import parse_cell
from nacre.data.space.read import Space, make_space
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.predictor.coverage import Coverage, out_by_name

KNOWN = [
    "1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2",
    "1 M NaFSI in DME/TTE (1:1) + 5 wt% FEC | coating: NaF | 1 mA/cm2, 1 mAh/cm2",
    "unknown salt in EC/PC | host: Cu",
]


@pytest.mark.parametrize(
    ("cell", "pairs"),
    [
        ("2 M NaPF6 in diglyme", 0),
        ("1 M NaPF6 in DME", 1),
        ("1 M NaFSI in DME + 1 wt% FEC | coating: NaF", 0),
        ("1 M NaFSI in DME + 1 wt% FEC | coating: NaF + PVDF", 4),  # another coating: new, and with three others
        ("1 M NaFSI in DME/FEC (1:1)", 3),  # FEC was an additive, never a solvent
        ("1 M NaPF6 in EC/PC | host: Cu", 3),  # the unknown salt makes no pair known
        ("carbonate electrolyte", 0),
    ],
)
def test_novelty_counts_pairs_that_no_known_cell_has(cell: str, pairs: int) -> None:
    coverage = Coverage.of(CellBatch.from_cells([parse_cell(text) for text in KNOWN]))
    assert coverage.novelty(CellBatch.from_cells([parse_cell(cell)])).tolist() == [pairs]


def test_novelty_of_a_batch_is_that_of_its_cells(predictor: CellPredictor) -> None:
    known = [parse_cell(text) for text in predictor.evidence.frame["cell"]]
    coverage = Coverage.of(CellBatch.from_cells(known))
    assert not coverage.novelty(CellBatch.from_cells(known)).any()
    seen = [set(_parts(cell)) for cell in known]
    space = _space()
    cells = space.cells(np.arange(space.size))
    expected = []
    for cell in cells:
        parts = _parts(cell)
        new = sum(not any(part in cell for cell in seen) for part in parts)
        expected.append(new + sum(not any({a, b} <= cell for cell in seen) for a, b in combinations(parts, 2)))
    assert coverage.novelty(space.batch(np.arange(space.size))).tolist() == expected


def _parts(cell: object) -> list[tuple[str, object]]:
    e = cell.electrolyte
    found = [(role, item.name) for role in ("salts", "solvents", "additives") for item in getattr(e, role)]
    return found + [(layer, getattr(cell, layer)) for layer in ("coating", "host") if getattr(cell, layer)]


def _space() -> Space:
    return make_space(
        {
            "salts": ["1 M NaPF6", "1 M NaTDI"],
            "solvents": {"names": ["EC", "diglyme", "[CCOCCOC(F)(F)F]"], "mix": [1, 2]},
            "additives": {"names": ["FEC", "ADN"], "doses": ["1 wt%"], "mix": [1, 2]},
            "coatings": ["none", "NaF + PVDF"],
            "protocols": ["1 mA/cm2, 1 mAh/cm2", "900 mA/cm2, 1 mAh/cm2"],
        }
    )


def test_domain_by_names_is_that_of_the_full_judgement(predictor: CellPredictor) -> None:
    space = _space()
    batch = space.batch(np.arange(space.size))
    judged = predictor.domain.judge(batch, np.zeros(space.size))
    out = out_by_name(predictor.domain, batch)
    assert out.tolist() == [where == "out" for where, _ in judged]
    assert 0 < out.sum() < space.size
