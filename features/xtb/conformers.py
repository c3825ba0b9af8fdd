"""Starting geometries: the lowest of seeded force-field conformers of the canonical SMILES."""

from __future__ import annotations

import numpy as np
from rdkit import Chem
from rdkit.Chem import AllChem

from ...data.arrays import Floats, Ints
from .structure import Structure, StructureError

_SEED = 61453
_CONFORMERS, _CONFORMERS_LARGE = 20, 3
#: Centres with more neighbours than force fields know (PF6⁻, SF6, SbF5): bond directions of the regular polyhedra.
_DIRECTIONS = {
    6: ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)),
    5: ((0, 0, 1), (0, 0, -1), (1, 0, 0), (-0.5, 0.866, 0), (-0.5, -0.866, 0)),
}


def numbers_and_positions(structure: Structure) -> tuple[Ints, Floats]:
    """Make the geometry of lowest force-field energy among seeded conformers.

    ETKDG version 3 (Wang et al., J. Chem. Inf. Model. 2020, 60, 2044), relaxed with MMFF94, else UFF; PF6⁻ and other
    centres with five or six neighbours are regular polyhedra.

    Parameters
    ----------
    structure : Structure

    Returns
    -------
    numbers : int64 array of shape (n_atoms,)
        Atomic numbers: heavy atoms in the order of the canonical SMILES, then hydrogens.
    positions : float64 array of shape (n_atoms, 3)
        Å.

    Raises
    ------
    StructureError
        Where RDKit finds no geometry.
    """
    molecule = Chem.AddHs(Chem.MolFromSmiles(structure.smiles))
    return _numbers(molecule), _geometries(molecule, structure)[0]


def conformers(structure: Structure) -> list[Floats]:
    """Make every force-field conformer.

    Parameters
    ----------
    structure : Structure

    Returns
    -------
    list of float64 array of shape (n_atoms, 3)
        Å, the conformer of lowest energy first; atoms as in `numbers_and_positions`.

    Raises
    ------
    StructureError
        Where RDKit finds no geometry.
    """
    return _geometries(Chem.AddHs(Chem.MolFromSmiles(structure.smiles)), structure)


def _numbers(molecule: Chem.Mol) -> Ints:
    return np.array([atom.GetAtomicNum() for atom in molecule.GetAtoms()], dtype=np.int64)


def _geometries(molecule: Chem.Mol, structure: Structure) -> list[Floats]:
    if molecule.GetNumAtoms() == 1:
        return [np.zeros((1, 3))]
    template = _polyhedron(molecule)
    if template is not None:
        return [template]
    return _embedded(molecule, _CONFORMERS_LARGE if structure.is_large else _CONFORMERS)


def _embedded(molecule: Chem.Mol, n: int) -> list[Floats]:
    settings = AllChem.ETKDGv3()  # type: ignore[attr-defined]
    settings.randomSeed = _SEED
    settings.numThreads = 1
    numbers = list(AllChem.EmbedMultipleConfs(molecule, n, settings))  # type: ignore[attr-defined]
    if not numbers:
        settings.useRandomCoords = True
        settings.useBasicKnowledge = False
        numbers = list(AllChem.EmbedMultipleConfs(molecule, 3, settings))  # type: ignore[attr-defined]
    if not numbers:
        raise StructureError("RDKit finds no three-dimensional structure")
    if AllChem.MMFFHasAllMoleculeParams(molecule):  # type: ignore[attr-defined]
        energies = AllChem.MMFFOptimizeMoleculeConfs(molecule, numThreads=1, maxIters=2000)  # type: ignore[attr-defined]
    elif AllChem.UFFHasAllMoleculeParams(molecule):  # type: ignore[attr-defined]
        energies = AllChem.UFFOptimizeMoleculeConfs(molecule, numThreads=1, maxIters=2000)  # type: ignore[attr-defined]
    else:
        energies = [(0, 0.0)] * len(numbers)
    order = np.argsort([energy for _, energy in energies], kind="stable")
    return [np.array(molecule.GetConformer(numbers[i]).GetPositions()) for i in order]


def _polyhedron(molecule: Chem.Mol) -> Floats | None:
    """An AX5 or AX6 molecule from its template; None for any other."""
    centres = [atom for atom in molecule.GetAtoms() if atom.GetDegree() in _DIRECTIONS]
    if len(centres) != 1 or molecule.GetNumAtoms() != centres[0].GetDegree() + 1:
        return None
    table = Chem.GetPeriodicTable()
    centre = centres[0]
    positions = np.zeros((molecule.GetNumAtoms(), 3))
    for neighbor, direction in zip(centre.GetNeighbors(), _DIRECTIONS[centre.GetDegree()], strict=True):
        length = table.GetRcovalent(centre.GetAtomicNum()) + table.GetRcovalent(neighbor.GetAtomicNum())
        positions[neighbor.GetIdx()] = length * np.array(direction)
    return positions
