"""What is done to protect the sodium: stated by the user or the table, else read off the cell.

It is the first thing that published lifetimes differ by: a cell with nothing done to it is shown while it fails, a
protected one while it still runs.
"""

from __future__ import annotations

import numpy as np

from ..data.arrays import Bools, Ints
from ..data.batch.cells import NO_CODE, PROTECTIONS, STATES, CellBatch, MaterialColumn
from ..data.cell import State
from ..data.protection import Protection
from .blocks import Numbers
from .feature import Feature
from .part import Part

#: Salts, solvents and solids that papers take for their untreated cells; FEC is part of the usual carbonates.
ORDINARY_ANIONS = frozenset({"PF6", "ClO4", "OTf", "TFSI", "FSI"})
ORDINARY_FAMILIES = frozenset({"carbonate", "ether"})
ORDINARY_ADDITIVES = frozenset({"FEC"})
ORDINARY_SOLIDS = frozenset({"Na3Zr2Si2PO12", "Na3SbS4", "Na3PS4"})
#: From this molarity of sodium on an electrolyte is called concentrated (mol/L).
CONCENTRATED_MOL_L = 1.95

_SOURCE = "stated, or read off the cell"
PROTECTION_FEATURES = (
    Feature(
        "protection.nothing", "nothing done to protect the sodium", "",
        "The cell that a paper compares with: published while it fails.", _SOURCE, "other",
    ),
    Feature(
        "protection.coating", "protected by a coating", "", "An artificial SEI stands in for the native one.",
        _SOURCE, "other",
    ),
    Feature(
        "protection.host", "protected by a host", "", "A frame lowers the local current and bears the volume change.",
        _SOURCE, "other",
    ),
    Feature(
        "protection.interlayer", "protected by a separator or interlayer", "",
        "A layer between sodium and electrolyte evens out the flux of Na⁺.", _SOURCE, "other",
    ),
    Feature(
        "protection.electrolyte", "protected by the electrolyte", "",
        "Additive, concentration, diluent or an unusual solvent make another SEI.", _SOURCE, "other",
    ),
    Feature(
        "protection.phases", "phases of coating, host and interlayer together", "",
        "Layers of several phases are made to do several things at once.", "notation", "other",
    ),
)  # fmt: skip
_KINDS = (Protection.COATING, Protection.HOST, Protection.INTERLAYER, Protection.ELECTROLYTE)


def protection_of(batch: CellBatch) -> Ints:
    """What is done to protect the sodium, as stated, else as the cell tells.

    Layers tell first. A cell without them is protected by its electrolyte where that is none of the usual ones: an
    additive other than FEC, a diluent, a gel, a polymer or a modified solid, several salts, a salt or solvent that no
    paper takes for its untreated cell, or 2 mol/L and more.

    Parameters
    ----------
    batch : CellBatch
        n cells.

    Returns
    -------
    int64 array of shape (n,)
        Codes into `PROTECTIONS`.

    Examples
    --------
    >>> from nacre.data.notation.parse import as_cells
    >>> cells = as_cells(["1 M NaPF6 in diglyme", "1 M NaPF6 in diglyme | coating: NaF", "4 M NaFSI in DME"])
    >>> [str(PROTECTIONS[code]) for code in protection_of(CellBatch.from_cells(cells))]
    ['nothing', 'coating', 'electrolyte']
    """
    layers = _layers(batch)
    found = np.where(_has_unusual_electrolyte(batch), _code(Protection.ELECTROLYTE), _code(Protection.NOTHING))
    for kind, has in zip(_KINDS, layers, strict=False):
        found[has] = _code(kind)
    found[np.sum(layers, axis=0) > 1] = _code(Protection.SEVERAL)
    if batch.protection is None:
        return found
    return np.where(batch.protection == NO_CODE, found, batch.protection)


def is_bare(batch: CellBatch) -> Bools:
    """Whether nothing is done to protect the sodium.

    Parameters
    ----------
    batch : CellBatch
        n cells.

    Returns
    -------
    bool array of shape (n,)
    """
    return np.asarray(protection_of(batch) == _code(Protection.NOTHING))


def _code(kind: Protection) -> int:
    return PROTECTIONS.index(kind)


def _layers(batch: CellBatch) -> list[Bools]:
    """Whether each cell has a coating, a host, an interlayer."""
    return [phases > 0 for phases in _phases(batch)]


def _phases(batch: CellBatch) -> list[Ints]:
    """Number of phases of coating, host and interlayer of each cell."""
    return [_count(column, len(batch)) for column in (batch.coating, batch.host, batch.separator)]


def _count(column: MaterialColumn | None, n: int) -> Ints:
    if column is None:
        return np.zeros(n, dtype=np.int64)
    return np.array([len(names) for names in column.lists], dtype=np.int64)[column.codes]


def _has_unusual_electrolyte(batch: CellBatch) -> Bools:
    """Whether the electrolyte is none that papers take for their untreated cells."""
    recipes, species = batch.recipes, batch.species
    is_usual_salt = np.array([one is None or one.anion in ORDINARY_ANIONS for one in species], dtype=bool)
    is_usual = np.array(
        [one is not None and is_usual_solvent(one.name, one.role, one.family) for one in species], dtype=bool
    )
    salts, solvents = recipes.salts, recipes.solvents
    odd_salt = (np.diff(salts.indptr) > 1) | _any(salts.row[~is_usual_salt[salts.species]], len(salts))
    odd_solvent = _any(solvents.row[~is_usual[solvents.species]], len(solvents))
    is_usual_additive = np.array([name in ORDINARY_ADDITIVES for name in batch.pool], dtype=bool)
    additives = recipes.additives
    odd_additive = _any(additives.row[~is_usual_additive[additives.species]], len(additives))
    unusual = odd_salt[batch.salt] | odd_solvent[batch.mixture] | odd_additive[batch.additive]
    is_plain_solid = np.array([len(names) == 1 and names[0] in ORDINARY_SOLIDS for names in batch.matrix.lists])
    unusual |= (batch.state != STATES.index(State.LIQUID)) & ~is_plain_solid[batch.matrix.codes]
    return np.asarray(unusual | (np.nan_to_num(batch.composition.na_molarity_mol_L) >= CONCENTRATED_MOL_L))


def is_usual_solvent(name: str, role: str, family: str) -> bool:
    """Whether papers take a solvent for their untreated cells.

    Parameters
    ----------
    name, role, family : str
        Of its species.

    Returns
    -------
    bool
    """
    return (role != "diluent" and family in ORDINARY_FAMILIES) or name in ORDINARY_ADDITIVES


def _any(rows: Ints, n: int) -> Bools:
    """Which of n rows occur."""
    return np.bincount(rows, minlength=n) > 0


def _fill(batch: CellBatch, matrix: Numbers) -> None:
    """Write every feature, in the order of `PROTECTION_FEATURES`."""
    kind, phases = protection_of(batch), _phases(batch)
    nothing = kind == _code(Protection.NOTHING)
    several = kind == _code(Protection.SEVERAL)
    matrix[:, 0] = nothing
    for place, (one, count) in enumerate(zip(_KINDS[:3], phases, strict=True), start=1):
        matrix[:, place] = (kind == _code(one)) | (several & (count > 0))
    matrix[:, 4] = kind == _code(Protection.ELECTROLYTE)
    matrix[:, 5] = np.sum(phases, axis=0)


PROTECTION_PART = Part({"protection": "kind of protection"}, PROTECTION_FEATURES, fill=_fill)
