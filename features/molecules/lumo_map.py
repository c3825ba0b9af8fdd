"""Where the LUMO sits on a molecule: shares of its heavy atoms, from a shipped table or computed; `make lumo-map`."""

from __future__ import annotations

from functools import cache

from ...data.shipped import read_table
from ..xtb.structure import StructureError, read_structure
from .orbitals import orbital_weights

#: A drawing does not wait longer than this (s) for one molecule.
_WAIT_S = 5.0


@cache
def _shipped() -> dict[str, tuple[float, ...]]:
    rows = {row["smiles"]: [float(share) for share in row["shares"].split()] for row in read_table("lumo_map")}
    # Three decimals are shipped, which need not sum to one.
    return {smiles: tuple(share / sum(shares) for share in shares) for smiles, shares in rows.items()}


def lumo_map(smiles: str) -> tuple[str, tuple[float, ...]]:
    """Look up or calculate the share of the LUMO on each heavy atom (GFN1-xTB, `orbitals.orbital_weights`).

    Parameters
    ----------
    smiles : str
        Of a salt the anion is described.

    Returns
    -------
    canonical : str
        Canonical SMILES of the molecule or anion; empty where no structure can be read.
    shares : tuple of float
        In the order of the atoms of `canonical`; they sum to one. Empty where xTB gives none.

    Examples
    --------
    >>> canonical, shares = lumo_map("C1COC(=O)O1")
    >>> canonical, shares.index(max(shares))  # the carbon of C=O
    ('O=C1OCCO1', 1)
    """
    try:
        canonical = read_structure(smiles).smiles
    except StructureError:
        return "", ()
    if canonical in _shipped():
        return canonical, _shipped()[canonical]
    return canonical, tuple(orbital_weights(canonical, timeout_s=_WAIT_S)[0])
