"""Recompute the shipped table of orbitals with the code that computes them live: `make orbitals`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...data.chemistry.molecules import molecules
from ...data.chemistry.species import Species
from ..molecules.orbitals import VALUES, entry_of
from ..xtb.cache import method
from ..xtb.calculation import bare, with_sodium
from ..xtb.pool import calculate
from ..xtb.structure import Structure, StructureError, read_structure
from .writing import write_table

#: Regular icosahedron of CB11H12⁻ (cage radius 1.69 Å, hydrogens at 2.87 Å), whose SMILES RDKit refuses.
_CAGE_A, _SHELL_A = 1.69, 2.87
_CARBORATE = "HCB11H11"
#: The table is made once, so that large molecules may take their time.
_TIMEOUT_S = 1200.0
_WORKERS = 2
_COLUMNS = ("name", "smiles", "role", "charge", *VALUES, "status", "flags", "method")


def orbital_rows(species: Sequence[Species], n_workers: int = 1) -> list[dict[str, Any]]:
    """Compute the rows of the shipped table `orbitals`.

    Parameters
    ----------
    species : sequence of Species
    n_workers : int
        Processes that calculate.

    Returns
    -------
    list of dict
        One row a molecule or ion, in their order; what cannot be calculated keeps its reason in `status`.
    """
    structures: dict[str, Structure] = {}
    reasons: dict[str, str] = {}
    for one in species:
        try:
            structures[one.name] = read_structure(one.smiles)
        except StructureError as error:
            reasons[one.name] = "no structure is known" if not one.smiles else error.message
    calculations = calculate(list(structures.values()), timeout_s=_TIMEOUT_S, n_workers=n_workers)
    entries = {
        name: entry_of(structures[name], one.result, one.reason)
        for name, one in zip(structures, calculations, strict=True)
    }
    entries |= {
        name: {"status": reason, "flags": [], "values": dict.fromkeys(VALUES)} for name, reason in reasons.items()
    }
    if _CARBORATE in entries:
        entries[_CARBORATE] = _carborate()
    return [
        _row(one, entries[one.name], structures[one.name].smiles if one.name in structures else "") for one in species
    ]


def _row(one: Species, entry: dict[str, Any], canonical: str) -> dict[str, Any]:
    values = {k: "" if v is None else f"{round(v, 4) + 0.0:g}" for k, v in entry["values"].items()}
    known = {"name": one.name, "smiles": canonical, "role": one.role, "charge": one.charge}
    return known | values | {"status": entry["status"], "flags": ";".join(entry["flags"]), "method": method()}


def _carborate() -> dict[str, Any]:
    golden = (1 + 5**0.5) / 2
    corners = [(0.0, a, b * golden) for a in (-1.0, 1.0) for b in (-1.0, 1.0)]
    corners += [(a, b, c) for b, c, a in corners[:4]] + [(b, c, a) for a, b, c in corners[:4]]
    unit = np.array(sorted(set(corners))) / np.sqrt(1 + golden**2)
    numbers = np.array([6] + [5] * 11 + [1] * 12)
    structure = Structure("", -1, 12, ())
    values, geometry = bare(structure, (numbers, np.vstack([_CAGE_A * unit, _SHELL_A * unit])))
    return entry_of(structure, values | with_sodium(structure, geometry), "")


if __name__ == "__main__":
    write_table(__doc__, _COLUMNS, lambda: orbital_rows(list(molecules().values()), _WORKERS))
