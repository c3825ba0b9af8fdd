"""Counts of substructures, for tables of many molecules; no feature of the predictors of published cells."""

from __future__ import annotations

from functools import lru_cache
from typing import Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from ...data.arrays import Matrix, Texts
from ...data.chemistry.species import Species
from ...data.errors import NacreError
from ...data.measured.tables import Cells, as_batch
from ..feature import Feature
from .descriptors import read_molecule
from .structure_means import ROLES, role_means

_SOURCE = "RDKit, Rogers and Hahn, J. Chem. Inf. Model. 2010, 50, 742"


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

    Attributes
    ----------
    n_features_out_ : int
        3 · n_bins; set by `fit`.

    Examples
    --------
    >>> MorganCounts(n_bins=64).fit_transform(["1 M NaPF6 in EC/PC"]).shape
    (1, 192)
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

    def transform(self, X: Cells) -> Matrix:
        """Compute the weighted counts.

        Parameters
        ----------
        X : cells
            As `nacre.data.measured.tables.as_batch` takes them.

        Returns
        -------
        float32 array of shape (n_cells, 3 · n_bins)
            Zero for a role without components, NaN where one has no structure.
        """

        def counts(species: Species) -> tuple[float, ...]:
            return _counts(species.smiles, self.n_bins, self.radius)

        return role_means(as_batch(X), ROLES, counts, self.n_bins).astype(np.float32)

    def get_feature_names_out(self, input_features: object = None) -> Texts:  # noqa: ARG002
        """Names of the columns: role, `morgan` and bin."""
        return np.array([f"{role}.morgan_{i}" for role in ROLES for i in range(self.n_bins)], dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True


def fragment_features(n_bins: int) -> tuple[Feature, ...]:
    """List what each column of `MorganCounts` means.

    Parameters
    ----------
    n_bins : int
        Bins a role.

    Returns
    -------
    tuple of Feature
        Three times as many, role by role.
    """
    return tuple(
        Feature(
            f"fingerprint.{role}_{i}", f"fragment {i} in the {words}", "", "Atoms within two bonds.", _SOURCE, "other"
        )
        for role, words in ROLES.items()
        for i in range(n_bins)
    )


@lru_cache(maxsize=65536)
def _counts(smiles: str, n_bins: int, radius: int) -> tuple[float, ...]:
    """Counts of one molecule."""
    from rdkit.Chem import rdFingerprintGenerator

    molecule = read_molecule(smiles)
    if molecule is None:
        return (np.nan,) * n_bins
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=radius, fpSize=n_bins)
    return tuple(generator.GetCountFingerprintAsNumPy(molecule).astype(float))
