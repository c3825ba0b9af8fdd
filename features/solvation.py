"""Who sits around Na⁺: a competition of solvents and anions for six places in its first shell.

Every ligand is bound or free. Bound ligands fill the shell as far as ligands last, and among them those that bind
strongly come first: a ligand is bound with probability ``λw / (1 + λw)``, ``w = exp(-E / W)``, where E is its binding
energy and λ is such that the shell is full. With more ligands than places this is Fermi–Dirac statistics of the sites;
with fewer, every ligand is bound, which is how concentrated electrolytes run out of free solvent.

Limits. E comes from one ion and one ligand in vacuum (GFN1-xTB). The field of the other ligands is left out, so W
(0.1 eV) is far above k_B T: it is the error of the proxy. Solution weakens the pull of an anion; a quarter of its
energy in vacuum puts the anions where spectroscopy finds them, behind glymes and beside weakly solvating ethers.
Diluents take no place. The model orders electrolytes; its numbers are no measured coordination numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Places in the first shell of Na⁺ (5 to 6 in most molecular dynamics of organic electrolytes).
SHELL_SITES = 6.0
#: Width of the competition (eV).
WIDTH_EV = 0.1
#: Share of an anion's binding energy in vacuum that is left in solution.
ANION_SCREENING = 0.25
#: Places that one anion takes; polyatomic anions mostly hold Na⁺ with two atoms.
ANION_SITES = 2.0
_NEWTON_STEPS = 12


@dataclass(frozen=True, slots=True)
class Shell:
    """The first shell of each row, arrays of shape (n,).

    Attributes
    ----------
    free_solvent_fraction : float64
        Share of all molecular solvent molecules, diluents included, that touch no Na⁺.
    anion_share : float64
        Share of the occupied places that anions hold.
    """

    free_solvent_fraction: Floats
    anion_share: Floats


def first_shell(
    solvents: sparse.csr_matrix,
    anions: sparse.csr_matrix,
    na_per_solvent: Floats,
    *,
    solvent_binding_eV: Floats,
    anion_binding_eV: Floats,
    sites: Floats,
    is_anion: npt.NDArray[np.bool_],
) -> Shell:
    """Fill the first shells of a batch.

    Parameters
    ----------
    solvents : sparse matrix of shape (n, n_species)
        Mole fractions among the solvents.
    anions : sparse matrix of shape (n, n_species)
        Moles of each salt for each mole of solvents.
    na_per_solvent : array of shape (n,)
        Moles of sodium for each mole of solvents; NaN where unknown.
    solvent_binding_eV, anion_binding_eV : arrays of shape (n_species,)
        Negative where bound; NaN where unknown, which makes every row that holds the species NaN.
    sites : array of shape (n_species,)
        Places that a bound solvent molecule takes; 0 for a diluent.
    is_anion : bool array of shape (n_species,)
        Solvents that are ionic liquids: they coordinate by their anion.

    Returns
    -------
    Shell
        NaN where no amount of sodium, no solvent, or a binding energy is unknown.
    """
    n = len(na_per_solvent)
    # Without sodium there is no shell to fill.
    na_per_solvent = np.where(na_per_solvent > 0, na_per_solvent, np.nan)
    row = np.concatenate([_rows(solvents), _rows(anions)])
    species = np.concatenate([solvents.indices, anions.indices])
    of_salt = np.arange(len(species)) >= solvents.nnz
    charged = of_salt | is_anion[species]
    with np.errstate(invalid="ignore"):
        per_na = np.concatenate([solvents.data, anions.data]) / na_per_solvent[row]
    places = np.where(charged, ANION_SITES, sites[species])
    binding = np.where(charged, ANION_SCREENING * anion_binding_eV[species], solvent_binding_eV[species])
    bound = _bound(row, per_na * places, np.where(places > 0, binding, 0.0), n)
    held = per_na * places * bound
    molecular = ~charged
    taking = molecular & (places > 0)

    def total(values: Floats, which: npt.NDArray[np.bool_]) -> Floats:
        return np.bincount(row[which], values[which], n).astype(np.float64)

    solvent = total(per_na, molecular)
    with np.errstate(divide="ignore", invalid="ignore"):
        free = 1.0 - total(per_na * bound, taking) / solvent
        share = total(held, charged) / total(held, np.ones_like(charged))
    # An ionic liquid alone has no molecule that could be free.
    free = np.where((solvent == 0) & (total(per_na, charged) > 0), 0.0, free)
    known = ~np.isnan(na_per_solvent) & (np.diff(solvents.indptr) > 0)
    return Shell(np.where(known, np.clip(free, 0.0, 1.0), np.nan), np.where(known, share, np.nan))


def _rows(matrix: sparse.csr_matrix) -> Ints:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _bound(row: Ints, places: Floats, binding_eV: Floats, n: int) -> Floats:
    """Probability that each ligand is bound; NaN in rows with an unknown ligand."""
    strength = -binding_eV / WIDTH_EV
    offered = np.bincount(row, places, n)
    plenty = offered > SHELL_SITES
    level = _level(row, places, strength, n, plenty)
    with np.errstate(over="ignore"):
        bound = 1.0 / (1.0 + np.exp(-(strength + level[row])))
    found = np.where(plenty[row], bound, 1.0)
    return np.where(np.isnan((offered + np.bincount(row, strength, n))[row]), np.nan, found)


def _level(row: Ints, places: Floats, strength: Floats, n: int, plenty: npt.NDArray[np.bool_]) -> Floats:
    """Logarithm of λ of each row: Newton's method on the log odds of the filled share, which are nearly linear."""
    offered = np.where(plenty, np.bincount(row, places, n), 2.0 * SHELL_SITES)
    wanted = SHELL_SITES / offered
    mean = np.bincount(row, places * strength, n) / offered
    target = np.log(wanted / (1.0 - wanted))
    level = target - mean
    for _ in range(_NEWTON_STEPS):
        with np.errstate(over="ignore", invalid="ignore"):
            bound = 1.0 / (1.0 + np.exp(-(strength + level[row])))
            share = np.clip(np.bincount(row, places * bound, n) / offered, 1e-12, 1 - 1e-12)
            slope = np.bincount(row, places * bound * (1.0 - bound), n) / offered / (share * (1.0 - share))
            level = level - np.clip((np.log(share / (1.0 - share)) - target) / np.maximum(slope, 0.05), -8.0, 8.0)
    return np.asarray(level)
