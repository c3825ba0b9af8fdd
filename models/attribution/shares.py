"""Whose contribution it is: what each species has to do with a feature that is a statistic over species.

The rule, for one cell and one feature of a role (solvents, salts, additives):

- a **mean** m = Σ wᵢ vᵢ (mole fractions wᵢ among those whose value is known): species i gets the share
  wᵢ |vᵢ − m₀| / Σ wⱼ |vⱼ − m₀|, where m₀ is the mean of the feature over the known cells. A species that pulls the mean
  far from the usual answers for most of it; distances rather than signed deviations keep every share between 0 and 1;
- a **minimum or maximum** goes to the species that sets it, in equal parts where several do;
- a **count** goes to all in equal parts, a **dose** by mole fraction;
- where nothing of the role is stated, or there is none, the role as a whole keeps it.

The mole fraction of one component goes to that component where the cell has it. Further columns of a lab's table are
parts of their own. Features of amounts and solvation, of the make-up and the structure of the whole mixture, of
coating, host and protocol stay whole. Shares of a feature sum to one, so the
parts of the components sum to the prediction as the contributions do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...data.arrays import Floats
from ...data.batch.cells import CellBatch
from ...features.columns import SOURCE
from ...features.electrolyte.catalogue import STATISTICS
from ...features.feature import Feature
from ...features.molecules.properties import PROPERTIES, property_matrix
from .contributions import GROUP_WORDS

#: The roles whose features are statistics over species; the composition's matrices of mole fractions are called alike.
_ROLES = ("solvent", "salt", "additive")
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


def shares_of(batch: CellBatch, row: int, entries: tuple[Feature, ...], usual: Floats) -> Shares:
    """Share the features of one cell among its components.

    Parameters
    ----------
    batch : CellBatch
    row : int
        Row of the batch, from 0.
    entries : tuple of Feature
        What each column means.
    usual : array of shape (n_features,)
        Mean of each feature over the known cells, NaN where none states it.

    Returns
    -------
    Shares
        Components in the order of `GROUP_WORDS`; those to which no column belongs are left out.
    """
    roles = {role: _Role.of(batch, row, role) for role in _ROLES}
    parts = {(role, name): np.zeros(len(entries)) for role, one in roles.items() for name in one.names}
    for place, entry in enumerate(entries):
        for key, share in _owners(entry, roles, float(usual[place])).items():
            parts.setdefault(key, np.zeros(len(entries)))[place] = share
    groups = list(GROUP_WORDS)
    kept = sorted((key for key, part in parts.items() if part.any()), key=lambda key: groups.index(key[0]))
    return Shares(tuple(kept), np.stack([parts[key] for key in kept], axis=1))


@dataclass(frozen=True, slots=True)
class _Role:
    """The species of a role in one cell, with their mole fractions and properties."""

    names: list[str]
    fractions: Floats
    properties: Floats

    @classmethod
    def of(cls, batch: CellBatch, row: int, role: str) -> _Role:
        matrix = getattr(batch.composition, role)
        inside = slice(matrix.indptr[row], matrix.indptr[row + 1])
        codes = list(matrix.indices[inside])
        values = property_matrix(tuple(batch.species[code] for code in codes)) if codes else np.empty((0, 0))
        return cls([batch.pool[code] for code in codes], np.asarray(matrix.data[inside], dtype=np.float64), values)


def _owners(entry: Feature, roles: dict[str, _Role], usual: float) -> dict[tuple[str, str], float]:
    """Whose one feature is, with the share of each."""
    quantity = entry.name.partition(".")[2]
    if entry.group == "lab":
        return {("lab", quantity.partition("=")[0]): 1.0}
    if entry.group == SOURCE:
        return {(SOURCE, quantity): 1.0}
    if entry.group == "component":
        role = next((role for role, one in roles.items() if quantity in one.names), None)
        return {(role, quantity) if role else ("component", ""): 1.0}
    role_of = roles.get(entry.group)
    if role_of is None or not role_of.names:
        return {(entry.group, ""): 1.0}
    shares = _share(entry.name, role_of.properties, role_of.fractions, usual)
    return {(entry.group, name): float(share) for name, share in zip(role_of.names, shares, strict=True)}


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
