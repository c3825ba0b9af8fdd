"""Count fingerprints of mixtures, for data of thousands of electrolytes; not part of the default features.

With a hundred cells they are noise; with ten thousand conductivities they tell molecules apart that share every
descriptor.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin

from ..data.batch import CellBatch
from ..data.registry import Species, molecules

Matrix = npt.NDArray[np.float32]

#: Roles whose molecules are counted, and the matrix of mole fractions behind each.
ROLES = ("solvent", "salt", "additive")


class MixtureFingerprints(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Mole-fraction-weighted Morgan counts of each role.

    Parameters
    ----------
    n_bins : int
        Bins of a fingerprint; substructures share them.
    radius : int
        Bonds around each atom.
    """

    def __init__(self, *, n_bins: int = 128, radius: int = 2) -> None:
        self.n_bins = n_bins
        self.radius = radius

    def fit(self, X: CellBatch, y: object = None) -> Self:  # noqa: ARG002 - scikit-learn's signature
        """Do nothing; the columns are fixed by the parameters."""
        self.n_features_out_ = len(ROLES) * self.n_bins
        return self

    def transform(self, X: CellBatch) -> Matrix:
        """Compute the fingerprints.

        Returns
        -------
        float32 array of shape (n_cells, 3 * n_bins)
            Zero where a role is empty; a salt counts by its anion.
        """
        table = np.array([_counts(_drawn(one), self.n_bins, self.radius) for one in X.species], dtype=np.float64)
        table = table.reshape(len(X.species), self.n_bins)
        composition = X.composition
        parts = [np.asarray(getattr(composition, role) @ table, dtype=np.float32) for role in ROLES]
        return np.hstack(parts)

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:  # noqa: ARG002
        """Names of the columns."""
        return np.array([f"{role}.morgan_{i}" for role in ROLES for i in range(self.n_bins)], dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True


def _drawn(species: Species | None) -> str:
    if species is None:
        return ""
    return molecules()[species.anion].smiles if species.anion else species.smiles


@lru_cache(maxsize=65536)
def _counts(smiles: str, n_bins: int, radius: int) -> tuple[float, ...]:
    from rdkit import Chem, RDLogger
    from rdkit.Chem import rdFingerprintGenerator

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    molecule = Chem.MolFromSmiles(smiles) if smiles else None
    if molecule is None:
        return (0.0,) * n_bins
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=radius, fpSize=n_bins)
    return tuple(map(float, generator.GetCountFingerprintAsNumPy(molecule)))
