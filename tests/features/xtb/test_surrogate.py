"""The surrogate: what it covers, how it orders, and that a changed file is refused."""

from __future__ import annotations

import pytest
from scipy.stats import spearmanr

from nacre.data.errors import ModelFileError
from nacre.data.registry import molecules
from nacre.features.orbitals import orbitals
from nacre.features.xtb import surrogate


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
    assert surrogate.is_covered(text) is covered


def test_it_orders_the_registry_as_xtb_does() -> None:
    smiles = [one.smiles for one in molecules().values() if one.smiles and surrogate.is_covered(one.smiles)]
    true = orbitals(smiles)["lumo_gfn1_eV"]
    assert len(smiles) > 30
    assert spearmanr(surrogate.lumo_gfn1_eV(smiles), true).statistic > 0.8


def test_a_changed_model_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    surrogate._model.cache_clear()
    monkeypatch.setattr(surrogate, "SHA256", "0" * 64)
    with pytest.raises(ModelFileError, match="was changed"):
        surrogate.lumo_gfn1_eV(["CCO"])
    surrogate._model.cache_clear()
