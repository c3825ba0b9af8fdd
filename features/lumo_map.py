"""Where the LUMO sits on a molecule: shares of its heavy atoms, from a shipped table or computed; `make lumo-map`."""

from __future__ import annotations

import argparse
import csv
import io
from functools import cache
from pathlib import Path

from ..data.registry import molecules, read_table
from .orbitals import orbital_weights
from .xtb.structure import StructureError, read_structure

#: A drawing does not wait longer than this (s) for one molecule.
TIMEOUT_S = 5.0
_COLUMNS = ("smiles", "shares")


@cache
def _shipped() -> dict[str, tuple[float, ...]]:
    found = {row["smiles"]: [float(share) for share in row["shares"].split()] for row in read_table("lumo_map")}
    # Three decimals are shipped, which need not sum to one.
    return {smiles: tuple(share / sum(shares) for share in shares) for smiles, shares in found.items()}


def lumo_map(smiles: str) -> tuple[str, tuple[float, ...]]:
    """Canonical SMILES of the molecule or anion that stands for a SMILES, and the LUMO's share on each heavy atom.

    Shares follow the atoms of that SMILES and sum to one (GFN1-xTB, `orbitals.orbital_weights`). They are empty where
    xTB gives none; the text is empty too where no structure can be read.
    """
    try:
        canonical = read_structure(smiles).smiles
    except StructureError:
        return "", ()
    if canonical in _shipped():
        return canonical, _shipped()[canonical]
    return canonical, tuple(orbital_weights(canonical, timeout_s=TIMEOUT_S)[0])


def table_text() -> str:
    """The shipped table, computed anew: one row a molecule or ion of the registry whose LUMO xTB finds."""
    found: dict[str, str] = {}
    for species in molecules().values():
        try:
            canonical = read_structure(species.smiles).smiles
        except StructureError:
            continue
        weights = orbital_weights(canonical)[0]
        if weights:
            found[canonical] = " ".join(f"{weight:.3f}" for weight in weights)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(found.items())
    return text.getvalue()


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.parse_args().output.write_text(table_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
