"""Whose contribution it is: what each species has to do with a feature that is a statistic over species.

The rule, for one cell and one feature of a role (solvents, salts, additives):

- a **mean** m = Σ wᵢ vᵢ (mole fractions wᵢ among those whose value is known): species i gets the share
  wᵢ |vᵢ − m₀| / Σ wⱼ |vⱼ − m₀|, where m₀ is the mean of the feature over the known cells. A species that pulls the mean
  far from the usual answers for most of it; distances rather than signed deviations keep every share between 0 and 1;
- a **minimum or maximum** goes to the species that sets it, in equal parts where several do;
- a **count** goes to all in equal parts, a **dose** by mole fraction;
- where nothing of the role is stated, or there is none, the role as a whole keeps it.

Features of amounts and solvation, of coating, host and protocol stay whole. Shares of a feature sum to one, so the
parts of the components sum to the prediction as the contributions do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..data.batch import CellBatch
from ..features.catalogue import GROUPS
from ..features.electrolyte_catalogue import STATISTICS
from ..features.molecules import PROPERTIES, property_matrix

Floats = npt.NDArray[np.float64]

#: The roles whose features are statistics over species, with the composition's matrix of mole fractions.
_ROLES = {"solvent": "solvent", "salt": "salt", "additive": "additive"}
_PROPERTY = {entry.name: prop for entry, prop in STATISTICS}


@dataclass(frozen=True, slots=True)
class Shares:
    """How one cell's contributions are shared among its components.

    Attributes
    ----------
    components : tuple of (str, str)
        Group of the features and name of the species; the name is empty where the group is not shared.
    matrix : array of shape (n_features, n_components)
        Rows sum to one.
    """

    components: tuple[tuple[str, str], ...]
    matrix: Floats


def shares_of(batch: CellBatch, row: int, names: tuple[str, ...], usual: Floats) -> Shares:
    """Share the features of one cell among its components.

    Parameters
    ----------
    batch : CellBatch
    row : int
    names : tuple of str
        Feature names.
    usual : array of shape (n_features,)
        Mean of each feature over the known cells, NaN where none states it.
    """
    components: list[tuple[str, str]] = []
    columns: list[Floats] = []
    for group in GROUPS:
        mine = np.array([name.partition(".")[0] == group for name in names])
        species, fractions = _species(batch, row, group)
        components += [(group, name) for name in species] or [(group, "")]
        if not species:
            columns.append(mine.astype(np.float64))
            continue
        block = np.zeros((len(names), len(species)))
        values = property_matrix(tuple(batch.species[code] for code in _codes(batch, row, group)))
        for place in np.flatnonzero(mine):
            block[place] = _share(names[place], values, fractions, float(usual[place]))
        columns += list(block.T)
    return Shares(tuple(components), np.stack(columns, axis=1))


def _codes(batch: CellBatch, row: int, group: str) -> list[int]:
    matrix = getattr(batch.composition, _ROLES[group])
    return list(matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]])


def _species(batch: CellBatch, row: int, group: str) -> tuple[list[str], Floats]:
    """Names and mole fractions of a role's species; none for groups that are not shared."""
    if group not in _ROLES:
        return [], np.empty(0)
    matrix = getattr(batch.composition, _ROLES[group])
    data = matrix.data[matrix.indptr[row] : matrix.indptr[row + 1]]
    return [batch.pool[code] for code in _codes(batch, row, group)], np.asarray(data, dtype=np.float64)


def _share(name: str, values: Floats, fractions: Floats, usual: float) -> Floats:
    """The share of each species in one feature, shape (n_species,)."""
    n = len(fractions)
    if name not in _PROPERTY:
        return np.full(n, 1.0 / n) if name.endswith(".count") else _normed(fractions)
    known = values[:, PROPERTIES.index(_PROPERTY[name])]
    if name.endswith((".min", ".max")):
        extreme = (np.fmin if name.endswith(".min") else np.fmax).reduce(known)
        return _normed(np.isclose(known, extreme).astype(np.float64))
    stated = ~np.isnan(known)
    weighted = fractions * stated
    distance = weighted * np.abs(np.where(stated, known, 0.0) - usual)
    return _normed(distance if np.nansum(distance) > 0 else weighted if weighted.sum() > 0 else fractions)


def _normed(weights: Floats) -> Floats:
    """Weights that sum to one; equal ones where all are zero or one is unknown."""
    total = weights.sum()
    return weights / total if total > 0 else np.full(len(weights), 1.0 / len(weights))
