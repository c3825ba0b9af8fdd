"""Counts of substructures, for comparisons with models that learn from structure alone; no feature of nacre's own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin

from ..data.batch import CellBatch
from ..data.cell import Cell
from ..data.errors import NacreError
from ..data.registry import Species, ion_of
from .cell import as_batch
from .descriptors import read_structure

Floats = npt.NDArray[np.float64]

ROLES = ("solvent", "salt", "additive")


class MorganCounts(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Morgan counts of the solvents, the anions and the additives of an electrolyte, each weighted by mole fraction.

    Counts of circular substructures (Rogers and Hahn, J. Chem. Inf. Model. 2010, 50, 742) are folded into bins and
    averaged over the components of a role, so that two halves of one solvent are that solvent.

    Parameters
    ----------
    n_bins : int
        Bins a role.
    radius : int
        Bonds around each atom.
    """

    def __init__(self, n_bins: int = 256, radius: int = 2) -> None:
        self.n_bins = n_bins
        self.radius = radius

    def fit(self, X: object, y: object = None) -> Self:  # noqa: ARG002 - scikit-learn's signature
        """Check the settings; nothing is learned.

        Raises
        ------
        NacreError
            For fewer than one bin or a negative radius.
        """
        if self.n_bins < 1 or self.radius < 0:
            raise NacreError(
                f"{self.n_bins} bins of radius {self.radius} are no fingerprint.", hint="Take e.g. 256 bins, radius 2."
            )
        self.n_features_out_ = len(ROLES) * self.n_bins
        return self

    def transform(self, X: CellBatch | Sequence[Cell] | object) -> npt.NDArray[np.float32]:
        """Compute the weighted counts.

        Returns
        -------
        float32 array of shape (n_cells, 3 · n_bins)
            Zero for a role without components, NaN where one has no structure.
        """
        batch = as_batch(X)
        counts = [_counts(one, self.n_bins, self.radius) for one in batch.species]
        table = np.array(counts, dtype=np.float64).reshape(len(counts), self.n_bins)
        composition = batch.composition
        blocks = [getattr(composition, role) @ table for role in ROLES]
        return np.hstack(blocks).astype(np.float32)

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:  # noqa: ARG002
        """Names of the columns: role, `morgan` and bin."""
        return np.array([f"{role}.morgan_{i}" for role in ROLES for i in range(self.n_bins)], dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True


@lru_cache(maxsize=65536)
def _counts(species: Species | None, n_bins: int, radius: int) -> tuple[float, ...]:
    """Counts of one species; a salt stands for its anion."""
    from rdkit.Chem import rdFingerprintGenerator

    ion = ion_of(species) if species and species.anion else species
    molecule = read_structure(ion.smiles) if ion else None
    if molecule is None:
        return (np.nan,) * n_bins
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=radius, fpSize=n_bins)
    return tuple(generator.GetCountFingerprintAsNumPy(molecule).astype(float))
