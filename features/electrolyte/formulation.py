"""The make-up of the whole mixture: shares of elements and salts, mole fractions of single components.

For tables of a lab's own, where a few hundred formulations of like components are compared and the ions may be other
than sodium's. Mole fractions count every species, a salt as one formula unit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from ...data.arrays import Bools, Floats
from ...data.batch.cells import CellBatch
from ...data.chemistry.formula import parse_formula
from ...data.chemistry.names import ion
from ...data.chemistry.species import UNKNOWN, Species
from ..feature import Feature
from .statistics import weighted_means

_AMOUNTS = "amounts and formulas"
_KIM = "after Kim et al., PNAS 2023, doi 10.1073/pnas.2214357120"
_ELEMENTS = ("H", "C", "O", "F", "N", "S", "B", "P")
_PARTS = ("C", "O", "F")
_WORDS = {
    "H": "hydrogen", "C": "carbon", "O": "oxygen", "F": "fluorine",
    "N": "nitrogen", "S": "sulfur", "B": "boron", "P": "phosphorus",
}  # fmt: skip
#: Elements that do not count as inorganic: those of organic skeletons and the alkali ions.
_ORGANIC = frozenset({"C", "H", "Li", "Na", "K", "Rb", "Cs"})
_OTHER = "component.other"


def _entry(name: str, label: str, unit: str, meaning: str, source: str = _AMOUNTS) -> Feature:
    cause = "SEI fluorine" if "fluor" in name else "solvation structure" if name.startswith("salt_m") else "other"
    return Feature(f"formulation.{name}", label, unit, meaning, source, cause)


FORMULATION = (
    _entry("salt_fraction", "mole fraction of salts", "", "Little solvent is left at a high share."),
    _entry("salt_molality_mol_kg", "molality of all salts", "mol/kg", "The concentration, whatever the cation."),
    _entry("salt_molarity_mol_L", "concentration of all salts", "mol/L", "The concentration, whatever the cation."),
    _entry("cation_molar_mass_g_mol", "mean molar mass of the cations", "g/mol", "Tells alkali from organic cations."),
    _entry("cation_charge", "mean charge of the cations", "", "Highly charged cations bind anions."),
    _entry("fluorine_per_carbon", "fluorine atoms per carbon", "", "Associated with fluoride in the SEI.", _KIM),
    _entry("oxygen_per_carbon", "oxygen atoms per carbon", "", "Low values go with weak solvation.", _KIM),
    _entry("inorganic_per_carbon", "hetero atoms per carbon", "", "All but C, H and the alkali metal.", _KIM),
    _entry("fluorine_of_fluorine_and_oxygen", "fluorine among fluorine and oxygen", "", "From 0 to 1.", _KIM),
    *(_entry(f"{_WORDS[e]}_share", f"share of {_WORDS[e]} among all atoms", "", "Make-up of the whole.", _KIM)
      for e in _ELEMENTS),
    *(_entry(f"solvent_{_WORDS[e]}_share", f"share of the solvents' {_WORDS[e]} among all atoms", "",
             "Solvents and additives bring it.", _KIM) for e in _PARTS),
    *(_entry(f"salt_{_WORDS[e]}_share", f"share of the salts' {_WORDS[e]} among all atoms", "",
             "The anions bring it.", _KIM) for e in _PARTS),
)  # fmt: skip


def mole_fractions(batch: CellBatch) -> sparse.csr_matrix:
    """Compute the mole fraction of each species in the whole mixture, a salt as one formula unit.

    Parameters
    ----------
    batch : CellBatch
        n cells.

    Returns
    -------
    sparse matrix of shape (n, n_species)
        Rows sum to one. Those whose solvents are not stated are empty; a row with a salt of unknown amount holds NaN.
        Additives of unknown amount count as none.
    """
    composition = batch.composition
    additive = composition.additive_per_solvent.copy()
    additive.data = np.nan_to_num(additive.data)
    moles = (composition.solvent + composition.salt_per_solvent + additive).tocsr()
    filled = (np.diff(batch.solvents.indptr) > 0).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(filled > 0, 1.0 / np.asarray(moles.sum(axis=1)).ravel(), 0.0)
    return sparse.csr_matrix(sparse.diags(scale) @ moles)


def formulation_columns(batch: CellBatch) -> Floats:
    """Compute the make-up of the whole mixture, after Kim et al., PNAS 2023, doi 10.1073/pnas.2214357120.

    Parameters
    ----------
    batch : CellBatch
        n cells.

    Returns
    -------
    array of shape (n, n_columns)
        In the order of `FORMULATION`; NaN where the make-up is not known.
    """
    fractions = mole_fractions(batch)
    species = batch.species
    is_salt = np.array([one is None or one.is_salt for one in species], dtype=bool)
    atoms = np.array([[_atoms(one).get(e, 0.0) for e in _ELEMENTS] for one in species]).reshape(-1, len(_ELEMENTS))
    atoms[[one is None for one in species]] = np.nan  # the unknown salt
    whole = np.array([sum(_atoms(one).values()) for one in species])
    inorganic = np.array([sum(n for e, n in _atoms(one).items() if e not in _ORGANIC) for one in species])
    counted = np.asarray(fractions @ atoms)
    carbon, oxygen, fluorine = (counted[:, _ELEMENTS.index(e)] for e in _PARTS)
    places = [_ELEMENTS.index(e) for e in _PARTS]
    split = [np.asarray(fractions @ np.where(rows[:, None], atoms, 0.0))[:, places] for rows in (~is_salt, is_salt)]
    with np.errstate(divide="ignore", invalid="ignore"):
        per_atom = 1.0 / np.asarray(fractions @ whole)
        columns = [
            *_salt_columns(batch, fractions, is_salt),
            fluorine / carbon,
            oxygen / carbon,
            np.asarray(fractions @ inorganic) / carbon,
            fluorine / (fluorine + oxygen),
            *(counted * per_atom[:, None]).T,
            *(split[0] * per_atom[:, None]).T,
            *(split[1] * per_atom[:, None]).T,
        ]
    matrix = np.stack(columns, axis=1)
    matrix[~np.isfinite(matrix)] = np.nan
    matrix[_unknown(batch, fractions)] = np.nan
    return matrix


def _unknown(batch: CellBatch, fractions: sparse.csr_matrix) -> Bools:
    """Rows whose solvents or amounts are not stated."""
    return np.asarray((np.diff(batch.solvents.indptr) == 0) | np.isnan(np.asarray(fractions.sum(axis=1)).ravel()))


def _salt_columns(batch: CellBatch, fractions: sparse.csr_matrix, is_salt: Bools) -> list[Floats]:
    """Share and concentrations of all salts, mass and charge of their cations."""
    composition = batch.composition
    mass = np.array([np.nan if one is None or one.is_salt else one.molar_mass_g_mol for one in batch.species])
    moles = np.asarray(composition.salt_per_solvent.sum(axis=1)).ravel()
    solvent_mass = np.asarray(composition.solvent @ np.nan_to_num(mass)).ravel()
    whole = composition.density_g_cm3 * 1000.0
    every = np.array([np.nan if one is None else one.molar_mass_g_mol for one in batch.species])
    per_solvent = composition.solvent + composition.salt_per_solvent + composition.additive_per_solvent
    cations = np.array([_cation(one) for one in batch.species], dtype=np.float64).reshape(-1, 2)
    share = np.asarray(fractions @ is_salt.astype(float))
    with np.errstate(divide="ignore", invalid="ignore"):
        molarity = moles * whole / np.asarray(per_solvent @ np.nan_to_num(every)).ravel()
        means = weighted_means(composition.salt, cations)
        return [share, 1000.0 * moles / solvent_mass, molarity, means[:, 0], means[:, 1]]


def _atoms(species: Species | None) -> dict[str, float]:
    return parse_formula(species.formula) if species else {}


def _cation(species: Species | None) -> tuple[float, float]:
    """Molar mass and charge of a salt's cation."""
    if species is None or not species.cation:
        return np.nan, np.nan
    cation = ion(species.cation)
    return cation.molar_mass_g_mol, float(cation.charge)


def holds_sodium(batch: CellBatch) -> Bools:
    """Tell which rows have a sodium salt, or state no salt.

    Parameters
    ----------
    batch : CellBatch
        n cells.

    Returns
    -------
    bool array of shape (n,)
    """
    foreign = np.array([one is not None and one.cation != "Na" for one in batch.species], dtype=bool)
    salts = batch.salts
    row = np.repeat(np.arange(len(batch)), np.diff(salts.indptr))
    held = np.zeros(len(batch), dtype=bool)
    held[row[~foreign[salts.species]]] = True
    return np.asarray(held | (np.diff(salts.indptr) == 0))


def component_names(batch: CellBatch, least: int = 1) -> tuple[str, ...]:
    """List the species that stand in several rows of a batch.

    Parameters
    ----------
    batch : CellBatch
    least : int
        Rows that a species must stand in.

    Returns
    -------
    tuple of str
        Canonical names, sorted.
    """
    stored = mole_fractions(batch).tocsc()
    counts = np.diff(stored.indptr)
    names = zip(batch.pool, counts, strict=True)
    return tuple(sorted(name for name, count in names if count >= least and name != UNKNOWN))


def component_features(names: Sequence[str]) -> tuple[Feature, ...]:
    """List what each column of `component_columns` means.

    Parameters
    ----------
    names : sequence of str
        Canonical names of species.

    Returns
    -------
    tuple of Feature
        One a name, and one for all others.
    """
    return (
        *(
            Feature(f"component.{name}", f"mole fraction of {name}", "", "Its share of all moles.", _AMOUNTS, "other")
            for name in names
        ),
        Feature(
            _OTHER, "mole fraction of other components", "", "Components that training did not have.", _AMOUNTS, "other"
        ),
    )


def component_columns(batch: CellBatch, names: Sequence[str]) -> Floats:
    """Compute mole fractions of the named species, and of all others together.

    Parameters
    ----------
    batch : CellBatch
        n cells.
    names : sequence of str
        Canonical names of species.

    Returns
    -------
    array of shape (n, n_names + 1)
        Rows sum to one; NaN where the make-up is not known.
    """
    fractions = mole_fractions(batch)
    place = {name: i for i, name in enumerate(names)}
    target = np.array([place.get(name, len(names)) for name in batch.pool], dtype=np.int64)
    sort = sparse.csr_matrix(
        (np.ones(len(target)), (np.arange(len(target)), target)), shape=(len(target), len(names) + 1)
    )
    columns = np.asarray((fractions @ sort).todense())
    columns[_unknown(batch, fractions)] = np.nan
    return columns
