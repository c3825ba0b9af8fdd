"""Mean structure descriptors of solvents and anions, for tables of many molecules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from ...data.arrays import Floats
from ...data.batch.cells import CellBatch
from ...data.chemistry.species import Species
from ..feature import Feature
from .descriptors import DESCRIPTORS, described, descriptors

#: Roles of the species of an electrolyte, with the words of their labels.
ROLES = {"solvent": "solvents", "salt": "anions", "additive": "additives"}
_DESCRIBED = ("solvent", "salt")


def structure_features() -> tuple[Feature, ...]:
    """List what each column of `structure_columns` means."""
    return tuple(
        Feature(
            f"structure.{role}_{name}",
            f"mean {name.replace('_', ' ')} of the {ROLES[role]}",
            "",
            meaning,
            "RDKit",
            "other",
        )
        for role in _DESCRIBED
        for name, meaning in DESCRIPTORS.items()
    )


def structure_columns(batch: CellBatch) -> Floats:
    """Average the descriptors of solvents and of anions, weighted by mole fraction within the role; no orbitals.

    Parameters
    ----------
    batch : CellBatch
        n cells.

    Returns
    -------
    array of shape (n, 2 · n_descriptors)
        In the order of `structure_features`. NaN where a component has no structure, 0 for a role without components.
    """
    return role_means(batch, _DESCRIBED, lambda species: tuple(descriptors(species.smiles).values()), len(DESCRIPTORS))


def role_means(
    batch: CellBatch, roles: Iterable[str], values: Callable[[Species], Sequence[float]], n_values: int
) -> Floats:
    """Average values of species over the components of each role, weighted by mole fraction within the role.

    Parameters
    ----------
    batch : CellBatch
        n cells.
    roles : iterable of {"solvent", "salt", "additive"}
    values : callable
        From a species (of a salt its anion) to `n_values` numbers, NaN where unknown.
    n_values : int

    Returns
    -------
    array of shape (n, n_roles · n_values)
        NaN where a component's value is unknown, 0 for a role without components.
    """
    blank = (np.nan,) * n_values
    rows = [blank if one is None else values(described(one)) for one in batch.species]
    table = np.array(rows, dtype=np.float64).reshape(len(rows), n_values)
    return np.hstack([np.asarray(getattr(batch.composition, role) @ table) for role in roles])
