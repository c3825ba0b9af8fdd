"""The first shell of Na⁺: solvents and anions compete for its six places.

A shell has six places. Solvents offer their donor atoms (`descriptors.DONORS`), at most six a molecule, diluents none;
an anion bridges up to three cations. As long as donors suffice all places are filled, else all donors are bound. How
solvent and anion share them follows the law of mass action,

    (bound solvent / free solvent) / (bound anion / free anion) = r,
    ln r = ln r₀ − (E_S − E_S⁰) / k_S + (E_A − E_A⁰) / k_A,

with the Na⁺ binding energies E (GFN1-xTB, gas phase, negative) of the solvent (its Boltzmann factors averaged over the
donor atoms of the mixture) and of the anion. r₀ = 3 is a typical solvent (−1.5 eV) against FSI⁻ (−5.4 eV). The
effective thermal energies k_S = 0.4 eV and k_A = 0.8 eV are not k_B T: a dielectric screens gas-phase differences by
about an order of magnitude, those of charged partners more. All are set, not fitted, so that known trends come out:
NaPF6 and NaFSI at 1 M in glymes are solvent-separated (anion share near a tenth), NaFSI at 4 M in DME is rich in
anions (near one half), solvents that bind weakly let anions in.

Limits: one conformer a complex (a glyme is not fully wrapped), no sterics, no second shell, no temperature, additives
are left out. It orders electrolytes; it does not give coordination numbers. An unknown binding energy gives NaN.
"""

from __future__ import annotations

import numpy as np

from ...data.arrays import Floats

#: Places in the first shell, and how many of them one anion can hold in several shells.
SHELL_SITES = 6.0
ANION_SITES = 3.0
TYPICAL_RATIO = 3.0
SOLVENT_REFERENCE_EV, SOLVENT_SCALE_EV = -1.5, 0.4
ANION_REFERENCE_EV, ANION_SCALE_EV = -5.4, 0.8


def solvent_weight(binding_eV: Floats) -> Floats:
    """Compute the Boltzmann factor exp(−(E_S − E_S⁰) / k_S) of a donor atom of a solvent.

    Parameters
    ----------
    binding_eV : array of any shape
        Na⁺ binding energy, eV, negative where bound.

    Returns
    -------
    array of the same shape
        1 at −1.5 eV; NaN where the energy is NaN.

    Examples
    --------
    >>> solvent_weight(np.array([-1.5, -1.1])).round(3)
    array([1.   , 0.368])
    """
    return np.exp(-(binding_eV - SOLVENT_REFERENCE_EV) / SOLVENT_SCALE_EV)


def anion_weight(binding_eV: Floats) -> Floats:
    """Compute the Boltzmann factor exp(−(E_A − E_A⁰) / k_A) of an anion.

    Parameters
    ----------
    binding_eV : array of any shape
        Na⁺ binding energy, eV, negative where bound.

    Returns
    -------
    array of the same shape
        1 at −5.4 eV; NaN where the energy is NaN.
    """
    return np.exp(-(binding_eV - ANION_REFERENCE_EV) / ANION_SCALE_EV)


def first_shell(donors: Floats, donor_weights: Floats, anions: Floats, anion_weights: Floats) -> tuple[Floats, Floats]:
    """Share the places of Na⁺ between solvents and anions.

    Parameters
    ----------
    donors, anions : arrays of shape (n,)
        Donor atoms of the solvents, and places that the anions can hold, for each Na⁺.
    donor_weights, anion_weights : arrays of shape (n,)
        Sums of the Boltzmann factors over these.

    Returns
    -------
    free_solvent : array of shape (n,)
        Share of donor atoms that hold no Na⁺; NaN without any.
    anion_share : array of shape (n,)
        Share of the filled places that anions hold.

    Examples
    --------
    >>> one = np.ones(1)  # twelve donor atoms of a typical solvent for each Na⁺ FSI⁻
    >>> free, anions = first_shell(12 * one, 12 * one, 3 * one, 3 * one)
    >>> free.round(2), anions.round(2)
    (array([0.55]), array([0.11]))
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = TYPICAL_RATIO * (donor_weights / donors) * (anions / anion_weights)
        # Without donors anions hold everything, without anions solvents do; the ratio is then of no account.
        ratio = np.where((donors == 0) | (anions == 0), 1.0, ratio)
        places = np.minimum(SHELL_SITES, donors + anions)
        bound = _bound(donors, anions, places, ratio)
        return np.clip(1.0 - bound / donors, 0.0, 1.0), np.clip(1.0 - bound / places, 0.0, 1.0)


def _bound(donors: Floats, anions: Floats, places: Floats, ratio: Floats) -> Floats:
    """Donor atoms bound: the root x of x (anions − places + x) = ratio (donors − x)(places − x) that can be.

    Written as a x² + b x − c = 0 and solved in the form that stays exact where a = 1 − ratio vanishes.
    """
    a = 1.0 - ratio
    b = anions - places + ratio * (donors + places)
    c = ratio * donors * places
    return 2.0 * c / (b + np.sqrt(np.maximum(b * b + 4.0 * a * c, 0.0)))
