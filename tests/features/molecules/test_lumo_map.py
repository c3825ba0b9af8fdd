"""Where the LUMO sits: a shipped table for registered molecules, xTB for others."""

from __future__ import annotations

import pytest
from rdkit import Chem

from nacre.data.chemistry.molecules import molecules
from nacre.data.shipped import read_table
from nacre.features.molecules.lumo_map import lumo_map
from nacre.features.molecules.orbitals import is_available, orbital_weights


def test_shipped_shares_belong_to_the_atoms_and_sum_to_one() -> None:
    rows = read_table("lumo_map")
    assert len({row["smiles"] for row in rows}) == len(rows)
    for row in rows:
        shares = [float(text) for text in row["shares"].split()]
        assert len(shares) == Chem.MolFromSmiles(row["smiles"]).GetNumAtoms()
        assert sum(shares) == pytest.approx(1.0, abs=0.02)


def test_nearly_every_registered_molecule_has_one() -> None:
    named = [species.name for species in molecules().values() if species.smiles]
    missing = [name for name in named if not lumo_map(molecules()[name].smiles)[1]]
    assert len(missing) <= 8, missing


def test_the_lumo_of_carbonates_is_on_the_carbonyl() -> None:
    smiles, shares = lumo_map("C1COC(=O)O1")
    assert smiles == "O=C1OCCO1"
    assert max(range(len(shares)), key=shares.__getitem__) == 1


def test_what_is_no_structure_has_no_map() -> None:
    assert lumo_map("") == ("", ())
    assert lumo_map("nonsense") == ("", ())


@pytest.mark.skipif(not is_available(), reason="xTB is not installed here")
def test_the_table_is_what_xtb_gives_now() -> None:
    for smiles in ("O=C1OCC(F)O1", "COCCOC"):
        canonical, shares = lumo_map(smiles)
        assert list(shares) == pytest.approx(orbital_weights(canonical)[0], abs=0.02)
