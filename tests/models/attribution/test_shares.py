"""Shares: each feature is shared among its role's species, never lost."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.notation.parse import parse_cell
from nacre.features.matrix import catalogue, feature_names, featurize
from nacre.models.attribution.shares import Shares, shares_of

NAMES = feature_names()
TEXTS = (
    "1 M NaPF6 in EC/PC (1:1 v/v) + 5 vol% FEC + 1 wt% VC | coating: NaF | host: Cu | 3 mA/cm2",
    "0.8 M NaPF6 + 0.2 M NaNO3 in diglyme",
    "unknown | coating: unknown",
    "unknown salt in EC/DEC/PC",
    "NaFSI in [C3mpyr]FSI",
    "Na3Zr2Si2PO12 (solid)",
)


def shares(text: str) -> Shares:
    batch = CellBatch.from_cells([parse_cell(text)])
    usual = featurize(CellBatch.from_cells([parse_cell("1 M NaClO4 in PC + 2 vol% FEC")]))[0].astype(np.float64)
    return shares_of(batch, 0, catalogue(), usual)


def of(text: str, feature: str) -> dict[str, float]:
    found = shares(text)
    row = found.matrix[NAMES.index(feature)]
    return {name: float(part) for (_, name), part in zip(found.components, row, strict=True) if part > 0}


@pytest.mark.parametrize("text", TEXTS)
def test_shares_of_every_feature_sum_to_one_within_its_group(text: str) -> None:
    found = shares(text)
    np.testing.assert_allclose(found.matrix.sum(axis=1), 1.0)
    assert (found.matrix >= 0).all()
    for name, row in zip(NAMES, found.matrix, strict=True):
        groups = {group for (group, _), part in zip(found.components, row, strict=True) if part > 0}
        assert groups == {name.partition(".")[0]}


def test_a_minimum_goes_to_the_species_that_sets_it() -> None:
    assert of("1 M NaPF6 in DMC/FEC (1:1 v/v)", "solvent.lumo_eV.min") == {"FEC": 1.0}


def test_a_count_goes_to_all_in_equal_parts() -> None:
    assert of(TEXTS[0], "solvent.count") == {"EC": 0.5, "PC": 0.5}


def test_a_mean_goes_to_the_species_that_pulls_it_away_from_the_usual() -> None:
    """PC is the usual one here: DME answers for nearly all of the mean."""
    found = of("1 M NaPF6 in PC/DME (1:1 v/v)", "solvent.lumo_eV.mean")
    assert found.get("PC", 0.0) < 0.05
    assert found["DME"] > 0.95


def test_a_role_without_species_keeps_its_features() -> None:
    assert ("additive", "") in shares(TEXTS[1]).components
    assert ("solvent", "") in shares("unknown").components


def test_the_order_of_the_notation_changes_nothing() -> None:
    one = of("1 M NaPF6 in EC/PC (1:2 v/v)", "solvent.lumo_eV.mean")
    other = of("1 M NaPF6 in PC/EC (2:1 v/v)", "solvent.lumo_eV.mean")
    assert one == pytest.approx(other)
