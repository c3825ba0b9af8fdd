"""Mean structure descriptors of solvents and anions, for tables of many molecules."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..data.batch import CellBatch
from ..data.registry import ion_of
from .catalogue import Feature
from .descriptors import DESCRIPTORS, descriptors

Floats = npt.NDArray[np.float64]

ROLES = {"solvent": "solvents", "salt": "anions"}


def structure_features() -> tuple[Feature, ...]:
    """What each column of `structure_columns` means."""
    return tuple(
        Feature(
            f"structure.{role}_{name}", f"mean {name.replace('_', ' ')} of the {words}", "", meaning, "RDKit", "other"
        )
        for role, words in ROLES.items()
        for name, meaning in DESCRIPTORS.items()
    )


def structure_columns(batch: CellBatch) -> Floats:
    """Descriptors weighted by mole fraction within each role, shape (n, 2 · n_descriptors); no orbital is computed.

    NaN where a component has no structure, 0 for a role without components.
    """
    blank = (np.nan,) * len(DESCRIPTORS)
    table = np.array(
        [
            blank if one is None else tuple(descriptors((ion_of(one) if one.anion else one).smiles).values())
            for one in batch.species
        ],
        dtype=np.float64,
    ).reshape(len(batch.species), len(DESCRIPTORS))
    return np.hstack([np.asarray(getattr(batch.composition, role) @ table) for role in ROLES])
