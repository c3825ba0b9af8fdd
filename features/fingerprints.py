"""Which fragments the components have: Morgan counts weighted by mole fraction, for tables of many molecules."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ..data.batch import CellBatch
from ..data.registry import Species, ion
from .catalogue import Feature

Floats = npt.NDArray[np.float64]

#: Bonds around an atom that make its fragment.
_RADIUS = 2
_SOURCE = "RDKit, Rogers and Hahn, J. Chem. Inf. Model. 2010, 50, 742"
_ROLES = {"solvent": "the solvents and additives", "ion": "the salts' ions"}


class Fingerprinter:
    """Morgan count fingerprints of a mixture, in one half for the solvents and one for the ions.

    Parameters
    ----------
    n_bins : int
        Columns in all; fragments share a column where their numbers fall together.
    """

    def __init__(self, n_bins: int = 512) -> None:
        self.n_bins = n_bins

    @property
    def entries(self) -> tuple[Feature, ...]:
        """What each column means."""
        half = self.n_bins // 2
        return tuple(
            Feature(
                f"fingerprint.{role}_{place}", f"fragment {place} in {words}", "", "Atoms within two bonds.", _SOURCE
            )
            for role, words in _ROLES.items()
            for place in range(half)
        )

    def transform(self, batch: CellBatch) -> Floats:
        """Counts weighted by mole fraction, shape (n, n_bins).

        Those of solvents are per mole of solvents and additives, those of ions per mole of salts; NaN where the
        solvents or amounts are not stated.
        """
        half = self.n_bins // 2
        composition = batch.composition
        additive = composition.additive_per_solvent.copy()
        additive.data = np.nan_to_num(additive.data)
        neutral = (composition.solvent + additive).tocsr()
        moles = np.asarray(neutral.sum(axis=1)).ravel()
        counts = np.array([_counts(one, half) for one in batch.species]).reshape(-1, half)
        with np.errstate(divide="ignore", invalid="ignore"):
            solvents = np.asarray(neutral @ counts) / moles[:, None]
        solvents[moles == 0] = np.nan
        ions = np.asarray(composition.salt @ counts)
        ions[np.diff(batch.salts.indptr) == 0] = np.nan
        return np.concatenate([solvents, ions], axis=1)


def _counts(species: Species | None, bins: int) -> npt.NDArray[np.float64]:
    """Fragments of one species; those of a salt are its ions'."""
    if species is None:
        return np.full(bins, np.nan)
    if not species.is_salt:
        return _fragments(species.smiles, bins)
    return _fragments(ion(species.cation).smiles, bins) + _fragments(ion(species.anion).smiles, bins)


@lru_cache(maxsize=65536)
def _fragments(smiles: str, bins: int) -> npt.NDArray[np.float64]:
    from rdkit import Chem, RDLogger
    from rdkit.Chem import rdFingerprintGenerator

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    molecule = Chem.MolFromSmiles(smiles) if smiles else None
    if molecule is None:
        return np.full(bins, np.nan)
    made = rdFingerprintGenerator.GetMorganGenerator(radius=_RADIUS, fpSize=bins)
    return np.asarray(made.GetCountFingerprintAsNumPy(molecule), dtype=np.float64)
