"""Structures: molecules and salts with the atoms that bind Na⁺."""

from __future__ import annotations

from functools import cache
from typing import Any

from ...features.descriptors import DONORS, read_structure

#: A pale orange of Okabe and Ito, under black atoms.
_DONOR_COLOR = (0.98, 0.78, 0.40)


@cache
def molecule(smiles: str, width: int = 190, height: int = 130) -> str:
    """The structure as SVG with its donor atoms marked; empty where RDKit refuses it."""
    drawn = read_structure(smiles)
    if drawn is None:
        return ""
    from rdkit.Chem.Draw import rdMolDraw2D

    donors = donor_atoms(smiles)
    drawer = rdMolDraw2D.MolDraw2DSVG(width, height)
    options: Any = drawer.drawOptions()
    options.clearBackground = False
    options.bondLineWidth = 1.3
    options.fixedBondLength = 26
    options.useBWAtomPalette()
    options.padding = 0.08
    rdMolDraw2D.PrepareAndDrawMolecule(
        drawer,
        drawn,
        highlightAtoms=donors,
        highlightAtomColors=dict.fromkeys(donors, _DONOR_COLOR),
        highlightAtomRadii=dict.fromkeys(donors, 0.38),
        highlightBonds=[],
    )
    drawer.FinishDrawing()
    text = drawer.GetDrawingText()
    return str(text[text.index("<svg") :]).replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def donor_atoms(smiles: str) -> list[int]:
    """Numbers of the atoms that `features.descriptors.DONORS` counts as donors, in order."""
    from rdkit import Chem

    drawn = read_structure(smiles)
    if drawn is None:
        return []
    found = {match[0] for p in DONORS.values() for match in drawn.GetSubstructMatches(Chem.MolFromSmarts(p))}
    return sorted(found)
