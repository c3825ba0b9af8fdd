"""From a SMILES to the molecule that is calculated: capped, split into ions, bounded in size, flagged."""

from __future__ import annotations

from dataclasses import dataclass

from rdkit import Chem, rdBase

from ...data.errors import NacreError

#: Above this many heavy atoms a molecule is neither optimised nor searched for conformers, above the other refused.
MAX_OPTIMISED, MAX_HEAVY = 40, 120
#: xTB has parameters up to radon.
_MAX_ATOMIC_NUMBER = 86
#: Characters of a SMILES; longer ones name molecules beyond `MAX_HEAVY`.
_MAX_CHARACTERS = 2000
#: Metals and metalloids whose xTB orbitals are off by about 1 eV, besides the transition metals.
_UNSURE = {"Al", "Ga", "In", "Tl", "Ge", "Sn", "Pb", "As", "Sb", "Bi", "Te", "Po", "Be", "Mg", "Ca", "Sr", "Ba"}
_ALKALI = {"Li", "Na", "K", "Rb", "Cs"}


class StructureError(NacreError):
    """A SMILES for which nothing can be calculated; the message is the reason."""


@dataclass(frozen=True)
class Structure:
    """A single molecule or ion.

    Attributes
    ----------
    smiles : str
        Canonical, capped, one fragment.
    charge : int
        In elementary charges.
    heavy_atoms : int
    flags : tuple of str
        "capped", "fragment", "radical", "low_confidence", "not_optimised".
    """

    smiles: str
    charge: int
    heavy_atoms: int
    flags: tuple[str, ...]

    @property
    def is_large(self) -> bool:
        """Too large to optimise."""
        return self.heavy_atoms > MAX_OPTIMISED


def read_structure(smiles: str) -> Structure:
    """Read the molecule or ion that stands for a SMILES.

    Attachment points of a repeat unit are capped with CH3. Of a salt or solvate the part that is not an alkali ion is
    taken; of an ionic liquid the anion.

    Parameters
    ----------
    smiles : str

    Returns
    -------
    Structure

    Raises
    ------
    StructureError
        With the reason: no SMILES, too large, several different parts, an element beyond xTB.

    Examples
    --------
    >>> read_structure("[Na+].F[P-](F)(F)(F)(F)F")
    Structure(smiles='F[P-](F)(F)(F)(F)F', charge=-1, heavy_atoms=7, flags=('fragment',))
    """
    with rdBase.BlockLogs():  # the reason is in the error
        return _read(smiles)


def _read(smiles: str) -> Structure:
    if not smiles.strip():
        raise StructureError("the SMILES is empty")
    if len(smiles) > _MAX_CHARACTERS:
        raise StructureError(f"the SMILES has more than {_MAX_CHARACTERS} characters; use the repeat unit")
    if any(character.isspace() for character in smiles.strip()):
        raise StructureError("the SMILES has a blank in it")
    whole = Chem.MolFromSmiles(smiles.strip())
    if whole is None:
        raise StructureError("RDKit cannot read the SMILES (rings, valences, aromaticity or an unknown element)")
    if not whole.GetNumAtoms():
        raise StructureError("the SMILES holds no atom")
    capped = _capped(whole)
    part, is_fragment = _fragment(capped)
    _check_size(part)
    flags = ["capped"] * (capped is not whole) + ["fragment"] * is_fragment + _flags(part)
    return Structure(Chem.MolToSmiles(part), Chem.GetFormalCharge(part), part.GetNumHeavyAtoms(), tuple(flags))


def _capped(molecule: Chem.Mol) -> Chem.Mol:
    if all(atom.GetAtomicNum() for atom in molecule.GetAtoms()):
        return molecule
    if not any(atom.GetAtomicNum() for atom in molecule.GetAtoms()):
        raise StructureError("the SMILES holds attachment points only")
    changed = Chem.RWMol(molecule)
    for atom in changed.GetAtoms():
        if atom.GetAtomicNum() == 0:
            if atom.GetDegree() > 1:
                raise StructureError("an attachment point stands inside the molecule; put it at an end")
            atom.SetAtomicNum(6)
            atom.SetNoImplicit(False)
            atom.SetIsotope(0)
            atom.SetAtomMapNum(0)
    try:
        Chem.SanitizeMol(changed)
    except ValueError:  # RDKit's sanitize exceptions
        raise StructureError("its attachment points cannot be capped with CH3") from None
    return changed.GetMol()


def _fragment(molecule: Chem.Mol) -> tuple[Chem.Mol, bool]:
    """The one part that is reduced: not the alkali ion, and of an ionic liquid the anion."""
    parts = list(Chem.GetMolFrags(molecule, asMols=True))
    if len(parts) == 1:
        return parts[0], False
    kinds = {Chem.MolToSmiles(part): part for part in parts if not _is_alkali(part)}
    if len(kinds) > 1:
        kinds = {text: part for text, part in kinds.items() if Chem.GetFormalCharge(part) < 0}
    if len(kinds) != 1:
        raise StructureError("the SMILES has several different fragments; ask for each on its own")
    return next(iter(kinds.values())), True


def _is_alkali(part: Chem.Mol) -> bool:
    return part.GetNumAtoms() == 1 and part.GetAtomWithIdx(0).GetSymbol() in _ALKALI


def _check_size(molecule: Chem.Mol) -> None:
    if molecule.GetNumHeavyAtoms() > MAX_HEAVY:
        raise StructureError(f"it has more than {MAX_HEAVY} heavy atoms; use the repeat unit")
    heaviest = max(atom.GetAtomicNum() for atom in molecule.GetAtoms())
    if heaviest > _MAX_ATOMIC_NUMBER:
        symbol = Chem.GetPeriodicTable().GetElementSymbol(heaviest)
        raise StructureError(f"xTB has no parameters for {symbol} (elements up to Rn)")


def _flags(molecule: Chem.Mol) -> list[str]:
    electrons = sum(atom.GetAtomicNum() + atom.GetTotalNumHs() for atom in molecule.GetAtoms())
    # A lone pair of tin or lead looks like two radical electrons to RDKit.
    radicals = sum(atom.GetNumRadicalElectrons() for atom in molecule.GetAtoms() if not _is_unsure(atom))
    odd = (electrons - Chem.GetFormalCharge(molecule)) % 2 == 1
    flags = ["radical"] * (odd or radicals > 0)
    flags += ["low_confidence"] * any(_is_unsure(atom) for atom in molecule.GetAtoms())
    return flags + ["not_optimised"] * (molecule.GetNumHeavyAtoms() > MAX_OPTIMISED)


def _is_unsure(atom: Chem.Atom) -> bool:
    number = atom.GetAtomicNum()
    return atom.GetSymbol() in _UNSURE or 21 <= number <= 30 or 39 <= number <= 48 or 57 <= number <= 80
