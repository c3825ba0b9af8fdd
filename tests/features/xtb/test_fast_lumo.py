"""The fast LUMO: what it covers, how it orders, and that a changed file is refused."""

from __future__ import annotations

import pytest
from scipy.stats import spearmanr

from nacre.data.chemistry.molecules import molecules
from nacre.data.errors import ModelFileError
from nacre.features.molecules.orbitals import orbitals
from nacre.features.xtb import fast_lumo


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("COCCOC", True),
        ("FC(F)F", True),
        ("CSC", False),
        ("[Na+]", False),
        ("C[CH2]", False),
        ("C.C", False),
        ("x", False),
    ],
)
def test_only_neutral_chnof_molecules_are_covered(text: str, covered: bool) -> None:
    assert fast_lumo.is_covered(text) is covered


def test_it_orders_the_registry_as_xtb_does() -> None:
    smiles = [one.smiles for one in molecules().values() if one.smiles and fast_lumo.is_covered(one.smiles)]
    true = orbitals(smiles)["lumo_gfn1_eV"]
    assert len(smiles) > 30
    assert spearmanr(fast_lumo.lumo_gfn1_eV(smiles), true).statistic > 0.8


def test_a_changed_model_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    fast_lumo._model.cache_clear()
    monkeypatch.setattr(fast_lumo, "SHA256", "0" * 64)
    with pytest.raises(ModelFileError, match="was changed"):
        fast_lumo.lumo_gfn1_eV(["CCO"])
    fast_lumo._model.cache_clear()
