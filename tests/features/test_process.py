"""Features leave the process that computes them as it was: RDKit's log, environment, loggers."""

from __future__ import annotations

import logging
import os

import pytest
from rdkit import RDLogger, rdBase

from nacre.features.molecules.descriptors import descriptors, read_molecule
from nacre.features.molecules.orbitals import orbitals
from nacre.features.xtb.fast_lumo import is_covered
from nacre.features.xtb.structure import StructureError, read_structure

BROKEN = "C(C)(C)(C)(C)C"


def read(smiles: str) -> None:
    with pytest.raises(StructureError):
        read_structure(smiles)


@pytest.mark.parametrize("work", [read_molecule, descriptors, is_covered, read, lambda text: orbitals([text])])
def test_a_refused_smiles_is_not_written_to_the_log_which_stays_on(
    work: object, capfd: pytest.CaptureFixture[str]
) -> None:
    environment, level = dict(os.environ), logging.getLogger().level
    kept = rdBase.LogStatus()
    RDLogger.EnableLog("rdApp.error")
    try:
        before = rdBase.LogStatus()
        work(BROKEN)  # type: ignore[operator]
        assert rdBase.LogStatus() == before
        assert "rdApp.error:enabled" in before
    finally:
        if "rdApp.error:disabled" in kept:
            RDLogger.DisableLog("rdApp.error")
    assert capfd.readouterr().err == ""
    assert dict(os.environ) == environment
    assert logging.getLogger().level == level
