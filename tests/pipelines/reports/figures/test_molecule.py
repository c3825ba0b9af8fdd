"""Drawings: donor atoms ringed, the LUMO under its atoms, the same in words."""

from __future__ import annotations

import pytest

from nacre.data.chemistry.molecules import molecules
from nacre.pipelines.reports.figures.molecule import donor_atoms, drawing


def test_a_carbonate_binds_with_its_carbonyl_and_takes_electrons_there() -> None:
    found = drawing("EC")
    assert found is not None
    assert found.text.startswith("donor atoms: O1; LUMO: 57 % on C2")
    assert found.svg.count('class="donor"') == 1
    assert found.svg.count('class="lumo"') == 4
    assert "currentColor" in found.svg
    assert "#000000" not in found.svg


def test_of_a_salt_the_anion_is_drawn() -> None:
    found = drawing("NaPF6")
    assert found is not None
    assert "Na" not in found.smiles
    assert found.text.startswith("no donor atom")


@pytest.mark.parametrize("name", ["no such thing", "<script>"])
def test_what_is_not_known_is_not_drawn(name: str) -> None:
    assert drawing(name) is None


def test_every_registered_molecule_is_drawn_or_refused() -> None:
    drawn = [drawing(name) for name, species in molecules().items() if species.smiles]
    assert sum(found is not None for found in drawn) > 115
    assert all(found is None or found.svg.count("<svg") == found.svg.count("</svg>") == 1 for found in drawn)


def test_an_ether_binds_with_all_its_oxygens() -> None:
    assert donor_atoms("COCCOC") == [1, 4]
    assert donor_atoms("nonsense(") == []
