"""Starting geometries: the lowest of seeded force-field conformers of the canonical SMILES."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from rdkit import Chem
from rdkit.Chem import AllChem

from .structure import Structure, StructureError

Floats = npt.NDArray[np.float64]

SEED = 61453
CONFORMERS, CONFORMERS_LARGE = 20, 3
#: Centres with more neighbours than force fields know (PF6⁻, SF6, SbF5): bond directions of the regular polyhedra.
_DIRECTIONS = {
    6: ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)),
    5: ((0, 0, 1), (0, 0, -1), (1, 0, 0), (-0.5, 0.866, 0), (-0.5, -0.866, 0)),
}


def numbers_and_positions(structure: Structure) -> tuple[npt.NDArray[np.int64], Floats]:
    """Atomic numbers and a force-field geometry (Å), heavy atoms in the order of the canonical SMILES, then hydrogens.

    Raises
    ------
    StructureError
        Where RDKit finds no geometry.
    """
    molecule = Chem.AddHs(Chem.MolFromSmiles(structure.smiles))
    return _numbers(molecule), _geometries(molecule, structure)[0]


def conformers(structure: Structure) -> list[Floats]:
    """Every force-field conformer (Å), lowest energy first; raises as `numbers_and_positions` does."""
    return _geometries(Chem.AddHs(Chem.MolFromSmiles(structure.smiles)), structure)


def _numbers(molecule: Chem.Mol) -> npt.NDArray[np.int64]:
    return np.array([atom.GetAtomicNum() for atom in molecule.GetAtoms()], dtype=np.int64)


def _geometries(molecule: Chem.Mol, structure: Structure) -> list[Floats]:
    if molecule.GetNumAtoms() == 1:
        return [np.zeros((1, 3))]
    template = _polyhedron(molecule)
    if template is not None:
        return [template]
    return _embedded(molecule, CONFORMERS_LARGE if structure.is_large else CONFORMERS)


def _embedded(molecule: Chem.Mol, n: int) -> list[Floats]:
    settings = AllChem.ETKDGv3()  # type: ignore[attr-defined]
    settings.randomSeed = SEED
    settings.numThreads = 1
    found = list(AllChem.EmbedMultipleConfs(molecule, n, settings))  # type: ignore[attr-defined]
    if not found:
        settings.useRandomCoords = True
        settings.useBasicKnowledge = False
        found = list(AllChem.EmbedMultipleConfs(molecule, 3, settings))  # type: ignore[attr-defined]
    if not found:
        raise StructureError("RDKit finds no three-dimensional structure")
    if AllChem.MMFFHasAllMoleculeParams(molecule):  # type: ignore[attr-defined]
        energies = AllChem.MMFFOptimizeMoleculeConfs(molecule, numThreads=1, maxIters=2000)  # type: ignore[attr-defined]
    elif AllChem.UFFHasAllMoleculeParams(molecule):  # type: ignore[attr-defined]
        energies = AllChem.UFFOptimizeMoleculeConfs(molecule, numThreads=1, maxIters=2000)  # type: ignore[attr-defined]
    else:
        energies = [(0, 0.0)] * len(found)
    order = np.argsort([energy for _, energy in energies], kind="stable")
    return [np.array(molecule.GetConformer(found[i]).GetPositions()) for i in order]


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
