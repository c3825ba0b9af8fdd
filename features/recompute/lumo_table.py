"""Where the LUMO sits on the registry's molecules and ions, computed anew: `make lumo-map`."""

from __future__ import annotations

from collections.abc import Iterable

from ...data.chemistry.molecules import molecules
from ...data.chemistry.species import Species
from ..molecules.orbitals import orbital_weights
from ..xtb.structure import StructureError, read_structure
from .writing import write_table

_COLUMNS = ("smiles", "shares")


def lumo_rows(species: Iterable[Species]) -> list[dict[str, str]]:
    """Compute the rows of the shipped table `lumo_map`.

    Parameters
    ----------
    species : iterable of Species

    Returns
    -------
    list of dict
        One row a molecule or ion whose LUMO xTB gives, each once: canonical SMILES, and the LUMO's share on each heavy
        atom with three decimals.
    """
    shares: dict[str, str] = {}
    for one in species:
        try:
            canonical = read_structure(one.smiles).smiles
        except StructureError:
            continue
        if weights := orbital_weights(canonical)[0]:
            shares[canonical] = " ".join(f"{weight:.3f}" for weight in weights)
    return [dict(zip(_COLUMNS, row, strict=True)) for row in shares.items()]


if __name__ == "__main__":
    write_table(__doc__, _COLUMNS, lambda: lumo_rows(molecules().values()))
