"""Structures: molecules and anions with the atoms that bind Na⁺ ringed and the LUMO as discs under its atoms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ....data.chemistry.names import find, ion_of
from ....features.molecules.descriptors import DONORS, read_molecule
from ....features.molecules.lumo_map import lumo_map

#: A share of the LUMO below this gets no disc and no word.
_LEAST_SHARE = 0.08
#: Radii (px): of a donor's ring, and of the disc of an atom that holds all of the LUMO.
_RING, _DISC = 11.0, 22.0

#: The page's colours of drawings, on white, for an image that stands alone.
STYLE = (
    "<style>.lumo{fill:#8cc4ea}.donor{fill:none;stroke:#c45500;stroke-width:2}</style>"
    '<rect width="100%" height="100%" rx="8" fill="#fff"/>'
)
_ON_DARK = "<style>.lumo{fill:#1d4f7c}.donor{fill:none;stroke:#f08a3c;stroke-width:2}</style>"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A structure as SVG for a page, and the same in words.

    Attributes
    ----------
    svg : str
        Colours come from the page: classes "lumo" and "donor", `currentColor` for bonds.
    text : str
        "donor atoms: O1, O4; LUMO: 54 % on C2, …", atoms numbered as in `smiles`.
    smiles : str
    """

    svg: str
    text: str
    smiles: str


@cache
def drawing(name: str, width: int = 210, height: int = 150) -> Drawing | None:
    """The structure of a registered or inline species; of a salt its anion. None where there is none to read.

    Parameters
    ----------
    name : str
    width : int
        Pixels.
    height : int
        Pixels.
    """
    species = find(name)
    if species is None:
        return None
    ion = ion_of(species) if species.anion else species
    smiles, shares = lumo_map(ion.smiles)
    return structure(smiles or ion.smiles, shares, width, height)


def structure(smiles: str, shares: tuple[float, ...], width: int, height: int) -> Drawing | None:
    """A structure with the atoms that bind Na⁺ and its LUMO; None where there is none to read.

    Parameters
    ----------
    smiles : str
    shares : tuple of float
        Of the LUMO on each atom of the SMILES, in its order; empty where not known.
    width, height : int
        Of the picture (px).
    """
    molecule = read_molecule(smiles)
    if molecule is None:
        return None
    donors = donor_atoms(smiles)
    text, places = _drawn(molecule, width, height)
    shares = shares if len(shares) == molecule.GetNumAtoms() else ()
    return Drawing(_overlaid(text, places, donors, shares), _words(molecule, donors, shares), smiles)


def standalone(svg: str, *, dark: bool = False) -> str:
    """A drawing for places that do not know the page's colours: black on white, or pale on a dark page.

    Parameters
    ----------
    svg : str
    dark : bool
    """
    head, _, body = svg.partition(">")
    style, ink = (_ON_DARK, "#e6edf3") if dark else (STYLE, "#000")
    return f"{head}>{style}{body}".replace("currentColor", ink)


def structure_svg(smiles: str, width: int, height: int) -> str:
    """The bare structure of a molecule or salt as SVG; empty where there is none to read.

    Parameters
    ----------
    smiles : str
    width : int
        Pixels.
    height : int
        Pixels.
    """
    molecule = read_molecule(smiles) if smiles else None
    return "" if molecule is None else _drawn(molecule, width, height)[0]


def _drawn(molecule: Any, width: int, height: int) -> tuple[str, list[tuple[float, float]]]:  # noqa: ANN401 - RDKit
    """RDKit's drawing in the page's colour, and where it put the atoms."""
    from rdkit.Chem.Draw import rdMolDraw2D

    drawer = rdMolDraw2D.MolDraw2DSVG(width, height)
    options: Any = drawer.drawOptions()
    options.clearBackground = False
    options.bondLineWidth = 1.4
    options.fixedBondLength = 28
    options.useBWAtomPalette()
    options.padding = 0.1
    rdMolDraw2D.PrepareAndDrawMolecule(drawer, molecule)
    points = [drawer.GetDrawCoords(i) for i in range(molecule.GetNumAtoms())]
    drawer.FinishDrawing()
    text = str(drawer.GetDrawingText())
    text = text[text.index("<svg") :].replace("#000000", "currentColor")
    return text.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1), [(p.x, p.y) for p in points]


def _overlaid(text: str, places: list[tuple[float, float]], donors: list[int], shares: tuple[float, ...]) -> str:
    """Discs and rings under the bonds: an atom with four times the share has a disc of twice the radius."""
    marks = [
        ("lumo", *place, _DISC * share**0.5)
        for place, share in zip(places, shares, strict=False)
        if share >= _LEAST_SHARE
    ]
    marks += [("donor", *places[i], _RING) for i in donors]
    circle = '<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/>'.format
    cut = text.index(">") + 1
    return text[:cut] + "".join(circle(*mark) for mark in marks) + text[cut:]


def _words(molecule: Any, donors: list[int], shares: tuple[float, ...]) -> str:  # noqa: ANN401 - RDKit
    called = [f"{atom.GetSymbol()}{atom.GetIdx() + 1}" for atom in molecule.GetAtoms()]
    binding = f"donor atoms: {', '.join(called[i] for i in donors)}" if donors else "no donor atom"
    order = sorted((i for i, share in enumerate(shares) if share >= _LEAST_SHARE), key=lambda i: -shares[i])
    if not shares:
        return f"{binding}; LUMO not computed"
    return f"{binding}; LUMO: {', '.join(f'{100 * shares[i]:.0f} % on {called[i]}' for i in order[:4])}"


def donor_atoms(smiles: str) -> list[int]:
    """Numbers of the atoms that `features.descriptors.DONORS` counts as donors, in order."""
    from rdkit import Chem

    drawn = read_molecule(smiles)
    if drawn is None:
        return []
    return sorted({match[0] for p in DONORS.values() for match in drawn.GetSubstructMatches(Chem.MolFromSmarts(p))})
