"""Where xTB cannot run: the LUMO from a fast model, for neutral molecules of C, H, N, O and F only.

Boosted trees on Morgan counts and a few descriptors, trained on the B3LYP/6-31G(2df,p) LUMO of QM9 (Ramakrishnan et
al., Sci. Data 2014, 1, 140022) by `nacre.features.recompute.lumo_training`. Its values are moved to the scale of the
GFN1-xTB LUMO with the straight line between both over 1,500 molecules of QM9.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from ...data.arrays import Floats, Matrix
from ...data.errors import ModelFileError

if TYPE_CHECKING:
    import xgboost


_BINS = 512
#: DFT LUMO = slope · GFN1 LUMO + offset (eV).
_SLOPE, _OFFSET_EV = 0.711, 4.963
_FILE = "fast_lumo.json"
#: Written by the training; a model file is not given to XGBoost unless it is the one that was written.
SHA256 = "58ee3108883ed9e1e9665df1c0ce00b3f01141d85f60ddf40b7a8a1e12134d2a"
_ELEMENTS = {1, 6, 7, 8, 9}


def is_covered(smiles: str) -> bool:
    """Tell whether the model was made for a molecule: one neutral closed-shell molecule of C, H, N, O and F.

    Parameters
    ----------
    smiles : str

    Returns
    -------
    bool
        False also for what is no SMILES.

    Examples
    --------
    >>> is_covered("COCCOC"), is_covered("CS(C)=O"), is_covered("[Na+]")
    (True, False, False)
    """
    from rdkit import Chem, rdBase

    with rdBase.BlockLogs():
        molecule = Chem.MolFromSmiles(smiles)
    return (
        molecule is not None
        and molecule.GetNumAtoms() > 0
        and "." not in smiles
        and Chem.GetFormalCharge(molecule) == 0
        and all(atom.GetAtomicNum() in _ELEMENTS and not atom.GetNumRadicalElectrons() for atom in molecule.GetAtoms())
    )


def lumo_gfn1_eV(smiles: Sequence[str]) -> Floats:
    """Estimate LUMOs on the scale of GFN1-xTB.

    Parameters
    ----------
    smiles : sequence of str
        n molecules that `is_covered`; for others the values mean nothing.

    Returns
    -------
    float64 array of shape (n,)
        eV.

    Raises
    ------
    ModelFileError
        Where the shipped model was changed.
    """
    estimate = np.asarray(_model().inplace_predict(describe(smiles)), dtype=np.float64)
    return np.asarray((estimate - _OFFSET_EV) / _SLOPE)


def describe(smiles: Sequence[str]) -> Matrix:
    """Compute what the model sees of molecules: Morgan counts of radius 2 and a few descriptors.

    Parameters
    ----------
    smiles : sequence of str
        n molecules that RDKit reads.

    Returns
    -------
    float32 array of shape (n, 524)
    """
    from rdkit import Chem, rdBase
    from rdkit.Chem import rdFingerprintGenerator, rdMolDescriptors

    generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=_BINS)
    rows = np.zeros((len(smiles), _BINS + 12), dtype=np.float32)
    for row, text in zip(rows, smiles, strict=True):
        with rdBase.BlockLogs():
            molecule = Chem.MolFromSmiles(text)
        row[:_BINS] = generator.GetCountFingerprintAsNumPy(molecule)
        numbers = [atom.GetAtomicNum() for atom in molecule.GetAtoms()]
        row[_BINS:] = [
            molecule.GetNumHeavyAtoms(),
            *(numbers.count(number) for number in (6, 7, 8, 9)),
            rdMolDescriptors.CalcTPSA(molecule),
            rdMolDescriptors.CalcNumRings(molecule),
            rdMolDescriptors.CalcNumAromaticRings(molecule),
            rdMolDescriptors.CalcNumRotatableBonds(molecule),
            rdMolDescriptors.CalcFractionCSP3(molecule),
            sum(bond.GetBondType() == Chem.BondType.DOUBLE for bond in molecule.GetBonds()),
            sum(bond.GetBondType() == Chem.BondType.TRIPLE for bond in molecule.GetBonds()),
        ]
    return rows


@cache
def _model() -> xgboost.Booster:
    import xgboost as xgb

    content = files("nacre.features.xtb").joinpath(_FILE).read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ModelFileError(f"The shipped model {_FILE} was changed.", hint="Install nacre again.")
    return xgb.Booster({"nthread": 1}, model_file=bytearray(content))
