"""xTB through tblite: energies, orbitals, electron affinity, binding of Na⁺. Runs in worker processes only."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from ...data.arrays import Floats, Ints
from .conformers import conformers, numbers_and_positions
from .structure import Structure

EV_PER_HARTREE = 27.211386245988
_BOHR_PER_A = 1.8897261246
_GFN1, _GFN2 = "GFN1-xTB", "GFN2-xTB"
_MAX_FORCE_EV_A, _COMPLEX_FORCE_EV_A, _MAX_STEPS = 0.05, 0.1, 300
_NA, _NA_DISTANCE_A = 11, 2.3
#: Donor atoms, alone and in groups, whose places are compared; the best ones are relaxed until one holds.
_DONORS_TRIED = 8
_STARTS_RELAXED = 3
_BITE_A = 3.9
_SOLVENT = "acetone"
_NUDGE_A = np.array([0.05, -0.03, 0.04])
_DONORS = (7, 8, 9)
#: A complex weaker than this is another place's to beat: Na⁺ was put where nothing holds it.
_BOUND_EV = -0.5
_SHELL_A = 2.6
#: Orbitals closer than this are one level.
_DEGENERATE_EV = 1e-3


def single_point(numbers: Ints, positions: Floats, charge: int, method: str, solvent: str | None = None) -> Any:  # noqa: ANN401 - tblite's result
    """Run one calculation with tblite; the spin follows from the parity of the electrons.

    GFN1-xTB: Grimme et al., J. Chem. Theory Comput. 2017, 13, 1989; GFN2-xTB: Bannwarth et al., ibid. 2019, 15, 1652;
    ALPB: Ehlert et al., ibid. 2021, 17, 4250.

    Parameters
    ----------
    numbers : int array of shape (n_atoms,)
        Atomic numbers.
    positions : float array of shape (n_atoms, 3)
        Å.
    charge : int
    method : {"GFN1-xTB", "GFN2-xTB"}
    solvent : str, optional
        Of ALPB, such as "acetone"; vacuum where it is left out.

    Returns
    -------
    tblite.interface.Result
        In atomic units.

    Raises
    ------
    RuntimeError
        Where the calculation does not converge (tblite's own message).
    """
    from tblite.interface import Calculator

    unpaired = int(numbers.sum() - charge) % 2
    calculator = Calculator(method, numbers, positions * _BOHR_PER_A, charge=charge, uhf=unpaired)
    calculator.set("verbosity", 0)
    if solvent is not None:
        calculator.add("alpb-solvation", solvent)
    return calculator.singlepoint()


def optimise(
    numbers: Ints, positions: Floats, charge: int, method: str, max_force_eV_A: float = _MAX_FORCE_EV_A
) -> tuple[Floats, bool]:
    """Relax a geometry (BFGS) until forces are below a limit.

    Parameters
    ----------
    numbers : int array of shape (n_atoms,)
    positions : float array of shape (n_atoms, 3)
        Å.
    charge : int
    method : {"GFN1-xTB", "GFN2-xTB"}
    max_force_eV_A : float
        eV/Å.

    Returns
    -------
    positions : float array of shape (n_atoms, 3)
        Å.
    converged : bool
        Whether the forces are below the limit after 300 steps.
    """
    from ase import Atoms
    from ase.optimize import BFGS
    from tblite.ase import TBLite

    if len(numbers) == 1:
        return positions, True
    atoms = Atoms(numbers=numbers, positions=positions)
    multiplicity = int(numbers.sum() - charge) % 2 + 1
    atoms.calc = TBLite(method=method, charge=charge, multiplicity=multiplicity, verbosity=0)
    converged = BFGS(atoms, logfile=None).run(fmax=max_force_eV_A, steps=_MAX_STEPS)  # type: ignore[no-untyped-call]
    return np.array(atoms.positions), bool(converged)


def bare(structure: Structure, start: tuple[Ints, Floats] | None = None) -> tuple[dict[str, Any], tuple[Ints, Floats]]:
    """Compute orbitals and electron affinity of a molecule or ion, and its geometry.

    Parameters
    ----------
    structure : Structure
    start : tuple, optional
        Atomic numbers and positions (Å) to start from, where RDKit has none.

    Returns
    -------
    values : dict
        Energies in eV, dipole in D, `optimised` (bool).
    geometry : tuple
        Atomic numbers and positions (Å) at the GFN2 minimum.

    Raises
    ------
    StructureError
        Where RDKit finds no geometry.
    RuntimeError
        Where xTB does not converge.
    """
    numbers, positions = start or numbers_and_positions(structure)
    converged = True
    if not structure.is_large:
        positions, converged = optimise(numbers, positions, structure.charge, _GFN2)
    second = single_point(numbers, positions, structure.charge, _GFN2)
    first = single_point(numbers, positions, structure.charge, _GFN1)
    homo, lumo = _frontier(second)
    values: dict[str, Any] = {
        "lumo_gfn1_eV": _frontier(first)[1],
        "lumo_gfn2_eV": lumo,
        "homo_gfn2_eV": homo,
        "gap_gfn2_eV": None if homo is None or lumo is None else lumo - homo,
        "dipole_D": _dipole_D(second) if structure.charge == 0 else None,
        # Without an empty orbital there is no place for an electron, and the difference of energies means nothing.
        "electron_affinity_gfn2_eV": None
        if lumo is None
        else _affinity(numbers, positions, structure.charge, float(second.get("energy"))),
        "electron_affinity_relaxed_gfn2_eV": None
        if lumo is None or structure.charge or structure.is_large
        else _relaxed_affinity(numbers, positions),
        "optimised": converged and not structure.is_large,
    }
    return values, (numbers, positions)


def with_sodium(structure: Structure, geometry: tuple[Ints, Floats]) -> dict[str, Any]:
    """Compute the binding energy of Na⁺ and the LUMO of the complex, both GFN1.

    GFN2 overbinds S=O and P=O donors by 1 eV. A donor whose calculation fails is followed by the next best one.

    Parameters
    ----------
    structure : Structure
    geometry : tuple
        Atomic numbers and positions (Å), as `bare` gives them.

    Returns
    -------
    dict
        `na_binding_gfn1_eV` (negative where bound), the LUMO of the complex or ion pair, `na_converged`; empty for
        cations, which bind no Na⁺.
    """
    if structure.charge > 0:
        return {}
    numbers, positions = geometry
    if structure.is_large:
        alone, own = positions, True
    else:
        alone, own = optimise(numbers, positions, structure.charge, _GFN1)
    base = single_point(numbers, alone, structure.charge, _GFN1)
    ion = single_point(np.array([_NA]), np.zeros((1, 3)), 1, _GFN1)
    apart = float(base.get("energy")) + float(ion.get("energy"))
    complex_numbers = np.append(numbers, _NA)
    best: dict[str, Any] = {}
    for start in _starts(structure, numbers, alone, np.asarray(base.get("charges"))):
        try:
            relaxed, done = start, own
            if not structure.is_large:
                relaxed, done = optimise(complex_numbers, start, structure.charge + 1, _GFN1, _COMPLEX_FORCE_EV_A)
            complexed = single_point(complex_numbers, relaxed, structure.charge + 1, _GFN1)
        except RuntimeError:
            continue
        energy = (float(complexed.get("energy")) - apart) * EV_PER_HARTREE
        name = "pair_lumo_gfn1_eV" if structure.charge < 0 else "na_complex_lumo_gfn1_eV"
        if not best or energy < best["na_binding_gfn1_eV"]:
            best = {"na_binding_gfn1_eV": energy, name: _frontier(complexed)[1], "na_converged": done}
        if energy < _BOUND_EV:
            break
    return best or {"na_converged": False}


def frontier_weights(structure: Structure) -> dict[str, list[float]]:
    """Compute the share of LUMO and HOMO on each atom (GFN1 at the GFN2 geometry): squared coefficients.

    Heavy atoms come in the order of the canonical SMILES; a hydrogen's share goes to its heavy atom, so that the lists
    fit the molecule as it is drawn. Degenerate orbitals (benzene, BF4⁻) count together: any mixture of them is as good.

    Parameters
    ----------
    structure : Structure

    Returns
    -------
    dict
        "lumo" and "homo", each a list of n_heavy_atoms shares that sum to one; zeros where there is no such orbital.

    Raises
    ------
    StructureError
        Where RDKit finds no geometry.
    RuntimeError
        Where xTB does not converge.
    """
    from rdkit import Chem
    from tblite.interface import Calculator

    numbers, positions = numbers_and_positions(structure)
    if not structure.is_large:
        positions, _ = optimise(numbers, positions, structure.charge, _GFN2)
    unpaired = int(numbers.sum() - structure.charge) % 2
    calculator = Calculator(_GFN1, numbers, positions * _BOHR_PER_A, charge=structure.charge, uhf=unpaired)
    calculator.set("verbosity", 0)
    result = calculator.singlepoint()
    shells, orbitals = np.asarray(calculator.get("shell-map")), np.asarray(calculator.get("orbital-map"))
    atoms = shells[orbitals]
    molecule = Chem.AddHs(Chem.MolFromSmiles(structure.smiles))
    drawn = Chem.MolFromSmiles(structure.smiles).GetNumAtoms()
    owner = np.array([
        i if i < drawn else molecule.GetAtomWithIdx(i).GetNeighbors()[0].GetIdx() for i in range(len(numbers))
    ])  # fmt: skip
    coefficients = np.asarray(result.get("orbital-coefficients"))
    occupied = np.asarray(result.get("orbital-occupations"))
    energies = np.asarray(result.get("orbital-energies")) * EV_PER_HARTREE
    weights = {}
    for name, level in (("lumo", _lumo_index(occupied)), ("homo", _homo_index(occupied))):
        shares = np.zeros(drawn)
        if level is not None:
            squared = (coefficients[:, np.abs(energies - energies[level]) < _DEGENERATE_EV] ** 2).sum(axis=1)
            np.add.at(shares, owner[atoms], squared / squared.sum())
        weights[name] = [float(share) for share in shares]
    return weights


def _lumo_index(occupied: Floats) -> int | None:
    empty = np.flatnonzero(occupied < 0.5)
    return int(empty[0]) if len(empty) else None


def _homo_index(occupied: Floats) -> int | None:
    full = np.flatnonzero(occupied >= 0.5)
    return int(full[-1]) if len(full) else None


def _frontier(result: Any) -> tuple[float | None, float | None]:  # noqa: ANN401
    """HOMO and LUMO (eV); a minimal basis without empty orbital has no LUMO."""
    energies = np.asarray(result.get("orbital-energies")) * EV_PER_HARTREE
    occupied = np.asarray(result.get("orbital-occupations"))
    homo, lumo = _homo_index(occupied), _lumo_index(occupied)
    return (None if homo is None else float(energies[homo])), (None if lumo is None else float(energies[lumo]))


def _dipole_D(result: Any) -> float:  # noqa: ANN401
    return float(np.linalg.norm(result.get("dipole")) * 2.541746473)


def _affinity(numbers: Ints, positions: Floats, charge: int, energy: float) -> float | None:
    """E(N) - E(N + 1) at the geometry of N; positive where the electron is bound."""
    try:
        reduced = single_point(numbers, positions, charge - 1, _GFN2)
    except RuntimeError:
        return None
    return float((energy - float(reduced.get("energy"))) * EV_PER_HARTREE)


def _relaxed_affinity(numbers: Ints, positions: Floats) -> float | None:
    """As `_affinity` of a neutral molecule, with the anion at its own minimum and both in acetone (ALPB, ε = 21).

    Bonds that break on reduction may break here. Of the variants tried on 160 molecules it follows electron affinities
    in solution best: Spearman 0.91, 0.86 without relaxation and solvent.
    """
    try:
        relaxed, _ = optimise(numbers, positions, -1, _GFN2)
        neutral = single_point(numbers, positions, 0, _GFN2, _SOLVENT)
        reduced = single_point(numbers, relaxed, -1, _GFN2, _SOLVENT)
    except RuntimeError:
        return None
    return float((float(neutral.get("energy")) - float(reduced.get("energy"))) * EV_PER_HARTREE)


def _starts(structure: Structure, numbers: Ints, positions: Floats, charges: Floats) -> list[Floats]:
    """Geometries of the complex before relaxation, of lowest energy first.

    Na⁺ sits on each place of the lowest conformer, and on the place with most donors of every other conformer: a glyme
    that wraps around Na⁺ is not the glyme of lowest energy.
    """
    trials = [np.vstack([positions, place]) for place in _placements(numbers, positions, charges)]
    if structure.smiles and not structure.is_large:
        others = ((other, _placements(numbers, other, charges)) for other in conformers(structure)[1:])
        trials += [np.vstack([other, places[-1]]) for other, places in others]
    energies = []
    for trial in trials:
        try:
            energies.append(
                float(single_point(np.append(numbers, _NA), trial, structure.charge + 1, _GFN1).get("energy"))
            )
        except RuntimeError:
            energies.append(np.inf)
    return [trials[i] for i in np.argsort(energies, kind="stable")[:_STARTS_RELAXED]]


def _placements(numbers: Ints, positions: Floats, charges: Floats) -> list[Floats]:
    """Where Na⁺ may sit: 2.3 Å from one, two or three negative donors, away from the rest of the molecule."""
    donors = np.flatnonzero(np.isin(numbers, _DONORS))
    if not len(donors):
        return _around(positions)
    chosen = donors[np.argsort(charges[donors], kind="stable")][:_DONORS_TRIED]
    groups = [group for size in (1, 2, 3) for group in combinations(chosen, size) if _is_chelating(positions[[*group]])]
    return [_above(positions[[*group]], positions) for group in groups]


def _is_chelating(donors: Floats) -> bool:
    """Whether one Na⁺ can touch all of these donors."""
    gaps = np.linalg.norm(donors[:, None] - donors[None, :], axis=2)
    return bool(gaps.max() < _BITE_A)


def _above(donors: Floats, positions: Floats) -> Floats:
    """The point at 2.3 Å from all donors on the side where the molecule is not."""
    middle = donors.mean(axis=0)
    radius = float(np.linalg.norm(donors - middle, axis=1).mean())
    height = np.sqrt(max(_NA_DISTANCE_A**2 - radius**2, 0.25))
    # A nudge off every axis of symmetry, on which a relaxation would never leave a saddle point.
    return np.asarray(middle + height * _outwards(middle, positions) + _NUDGE_A)


def _around(positions: Floats) -> list[Floats]:
    """Six places on the principal axes, 2.6 Å from the nearest atom: the faces of a molecule without donor atom."""
    centre = positions.mean(axis=0)
    _, _, axes = np.linalg.svd(positions - centre) if len(positions) > 1 else (None, None, np.eye(3))
    places = []
    for direction in (axes[2], -axes[2], axes[1], -axes[1], axes[0], -axes[0]):
        reach = next(
            t for t in np.arange(0.0, 200.0, 0.1)
            if np.linalg.norm(positions - centre - t * direction, axis=1).min() >= _SHELL_A
        )  # fmt: skip
        places.append(centre + reach * direction)
    return places


def _outwards(point: Floats, positions: Floats) -> Floats:
    """Unit vector from the atoms around a point to the point, weighted by nearness."""
    away = point - positions
    away = away[np.linalg.norm(away, axis=1) > 1e-6]
    distance = np.linalg.norm(away, axis=1, keepdims=True)
    direction = (away / np.maximum(distance, 1e-6) ** 4).sum(axis=0) if len(away) else np.array([1.0, 0.0, 0.0])
    length = float(np.linalg.norm(direction))
    if length < 1e-3:  # at the centre of its neighbours: any direction that no bond takes
        axes = np.eye(3)
        crowded = np.abs(axes @ (away / np.maximum(distance, 1e-6)).T).max(axis=1)
        return np.asarray(axes[int(np.argmin(crowded))])
    return np.asarray(direction / length)
