"""Orbital proxies of any molecule: shipped table → cache → xTB → fast model → NaN with a named reason.

The default proxy is the GFN1-xTB LUMO at the GFN2-xTB geometry, the second the GFN2-xTB vertical electron affinity;
`python benchmarks/orbitals.py` compares them with DFT. Ions and neutral molecules are never put on one scale.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
import pandas as pd

from ...data.chemistry.molecules import molecules
from ...data.shipped import read_table
from ..xtb import cache as stored
from ..xtb import fast_lumo
from ..xtb.pool import calculate, longest_s
from ..xtb.structure import Structure, StructureError, read_structure

_LOG = logging.getLogger(__name__)
#: Molecules that are named when they are calculated.
_NAMED = 3
#: Numbers of a row of `orbitals`, in eV and D.
VALUES = (
    "lumo_gfn1_eV",
    "electron_affinity_gfn2_eV",
    "electron_affinity_relaxed_gfn2_eV",
    "lumo_gfn2_eV",
    "homo_gfn2_eV",
    "gap_gfn2_eV",
    "dipole_D",
    "na_binding_gfn1_eV",
    "na_complex_lumo_gfn1_eV",
    "pair_lumo_gfn1_eV",
)
#: What values of molecules (0), anions (-1) and cations (1) can be; anything else is a failed calculation.
RANGES: dict[int, dict[str, tuple[float, float]]] = {
    0: {
        "lumo_gfn1_eV": (-11.0, 0.0),
        "lumo_gfn2_eV": (-11.0, 4.0),
        "electron_affinity_gfn2_eV": (-8.0, 7.0),
        "electron_affinity_relaxed_gfn2_eV": (-8.0, 12.0),
        "homo_gfn2_eV": (-16.0, -7.0),
        "na_binding_gfn1_eV": (-4.5, -0.5),
        "na_complex_lumo_gfn1_eV": (-16.0, -6.0),
        "dipole_D": (0.0, 20.0),
    },
    -1: {
        "lumo_gfn1_eV": (-8.0, 10.0),
        "electron_affinity_gfn2_eV": (-22.0, 5.0),
        "na_binding_gfn1_eV": (-9.0, -3.5),
        "pair_lumo_gfn1_eV": (-12.0, -2.0),
    },
    1: {"lumo_gfn1_eV": (-14.0, -6.0)},
}
#: LUMO on the scale of B3LYP/6-31G*, fitted on 44 molecules (mean error 0.28 eV); for a reader, not for a model.
_ESTIMATE_SLOPE, _ESTIMATE_OFFSET_EV = 0.644, 4.878
#: Set to 0 to leave out live calculations: unknown molecules then get the fast model's value or NaN.
SWITCH = "NACRE_XTB"
_OK = "ok"


class OrbitalWarning(UserWarning):
    """A calculated value was impossible and is taken for unknown."""


def orbitals(
    smiles: Sequence[str], *, timeout_s: float | None = None, n_workers: int = 1, use_cache: bool = True
) -> pd.DataFrame:
    """Look up or calculate orbital proxies of molecules and ions.

    GFN1-xTB (Grimme et al., J. Chem. Theory Comput. 2017, 13, 1989) at the geometry of GFN2-xTB (Bannwarth et al.,
    ibid. 2019, 15, 1652). A value outside of `RANGES` becomes NaN with an `OrbitalWarning`.

    Parameters
    ----------
    smiles : sequence of str
        n molecules. Attachment points are capped with CH3; of a salt the anion is described.
    timeout_s : float, optional
        For one molecule that must be calculated; 60 s up to 30 heavy atoms, 120 s above where it is left out.
    n_workers : int
        Processes for calculations.
    use_cache : bool
        Whether values that were calculated before may be read, and new ones kept.

    Returns
    -------
    DataFrame of n rows
        In the order of the molecules: `smiles` (canonical; as given where it cannot be read), `charge`, `source`
        ("table", "cache", "xtb", "surrogate", "none"), `status` ("ok" or the reason why something is missing),
        `flags` (tuple of str: "capped", "fragment", "radical", "low_confidence", "not_optimised", "not_converged",
        "surrogate", "out_of_range"), the `VALUES`, and `lumo_est_eV`, the LUMO on the scale of B3LYP/6-31G*.

    Examples
    --------
    >>> orbitals(["C1COC(=O)O1", "nonsense"])[["smiles", "source"]].to_numpy().tolist()
    [['O=C1OCCO1', 'table'], ['nonsense', 'none']]
    """
    read = [_read(text) for text in smiles]
    structures = {one.smiles: one for one in read if isinstance(one, Structure)}
    entries = {text: entry for text, entry in _shipped().items() if text in structures}
    missing = [text for text in structures if text not in entries]
    if missing and use_cache:
        entries |= {text: entry | {"source": "cache"} for text, entry in stored.read(missing).items()}
        missing = [text for text in missing if text not in entries]
    entries |= _calculated([structures[text] for text in missing], timeout_s, n_workers, use_cache=use_cache)
    return pd.DataFrame([_row(text, one, entries) for text, one in zip(smiles, read, strict=True)], columns=_COLUMNS)


def are_known(smiles: Sequence[str]) -> bool:
    """Whether `orbitals` answers at once: from the table, from the cache, or since nothing can be calculated.

    Parameters
    ----------
    smiles : sequence of str

    Returns
    -------
    bool
    """
    structures = [one.smiles for one in map(_read, smiles) if isinstance(one, Structure)]
    missing = {text for text in structures if text not in _shipped()}
    return not missing or not is_available() or missing <= set(stored.read(missing))


_COLUMNS = ["smiles", "charge", "source", "status", "flags", *VALUES, "lumo_est_eV"]


def orbital_weights(smiles: str, *, timeout_s: float | None = None) -> tuple[list[float], list[float]]:
    """Look up or calculate the share of the LUMO and of the HOMO on each heavy atom (GFN1-xTB, squared coefficients).

    A hydrogen's share counts with its heavy atom.

    Parameters
    ----------
    smiles : str
    timeout_s : float, optional
        As in `orbitals`.

    Returns
    -------
    lumo, homo : list of float
        In the order of the heavy atoms of the canonical SMILES; each sums to one, or is empty where xTB gives none.
    """
    try:
        structure = read_structure(smiles)
    except StructureError:
        return [], []
    if not is_available():
        return [], []
    key = f"level weights {structure.smiles}"
    entry = stored.read([key]).get(key)
    if entry is None:
        (calculation,) = calculate([structure], "weights", timeout_s=timeout_s)
        entry = calculation.result
        if entry:
            stored.write({key: entry})
    return list(entry.get("lumo", [])), list(entry.get("homo", []))


@cache
def is_available() -> bool:
    """Tell whether xTB is installed and not switched off (`NACRE_XTB=0`)."""
    return os.environ.get(SWITCH) != "0" and find_spec("tblite") is not None and find_spec("ase") is not None


def _read(text: str) -> Structure | str:
    """The structure of a SMILES, or the reason why there is none."""
    known = _known().get(text)
    if known is not None:
        return known
    try:
        return read_structure(text)
    except StructureError as error:
        return error.message


@cache
def _known() -> dict[str, Structure]:
    """Molecules of the table by the registry's SMILES and by the canonical one: looking them up needs no RDKit."""
    known: dict[str, Structure] = {}
    for row in read_table("orbitals"):
        if text := _key(row):
            structure = Structure(text, int(row["charge"]), 0, ())
            known |= {text: structure, molecules()[row["name"]].smiles: structure}
    return known


def _key(row: dict[str, str]) -> str:
    """The SMILES of a row; the registry's own where RDKit refuses it (a carborane)."""
    return row["smiles"] or molecules()[row["name"]].smiles


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    """Entries of the shipped table by SMILES."""
    entries = {}
    for row in read_table("orbitals"):
        if text := _key(row):
            values = {name: float(row[name]) if row[name] else None for name in VALUES}
            flags = row["flags"].split(";") if row["flags"] else []
            entries[text] = {"source": "table", "status": row["status"], "flags": flags, "values": values}
    return entries


def _calculated(
    structures: Sequence[Structure], timeout_s: float | None, n_workers: int, *, use_cache: bool
) -> dict[str, dict[str, Any]]:
    """Entries of molecules that neither table nor cache has."""
    if not structures:
        return {}
    if not is_available():
        return {one.smiles: _substitute(one, "xTB is not available on this system") for one in structures}
    # It may take a minute or two: who waits should know for what.
    named = ", ".join(one.smiles for one in structures[:_NAMED]) + (", …" if len(structures) > _NAMED else "")
    _LOG.info("calculating the orbitals of %s (once, up to %g s a molecule)", named, timeout_s or longest_s(structures))
    calculations = calculate(structures, timeout_s=timeout_s, n_workers=n_workers)
    pairs = list(zip(structures, calculations, strict=True))
    for one, calculation in pairs:
        if calculation.reason:
            _LOG.warning("the orbitals of %s are not calculated: %s", one.smiles, calculation.reason)
    entries = {one.smiles: entry_of(one, calculation.result, calculation.reason) for one, calculation in pairs}
    if use_cache:
        stored.write({one.smiles: entries[one.smiles] for one, calculation in pairs if calculation.is_lasting})
    return entries


def entry_of(structure: Structure, calculated: dict[str, Any], reason: str) -> dict[str, Any]:
    """Make what is kept of a calculation: values in range, flags, the reason for what is missing.

    Parameters
    ----------
    structure : Structure
    calculated : dict
        Values by name, eV and D, and `optimised`; empty where nothing came out.
    reason : str
        Why something is missing, else empty.

    Returns
    -------
    dict
        `source`, `status` ("ok" or the reason), `flags` (list of str) and `values` (each of `VALUES`, None where
        unknown or outside of `RANGES`).
    """
    if not calculated:
        return _substitute(structure, reason)
    values = {name: calculated.get(name) for name in VALUES}
    flags = [flag for flag in structure.flags if flag not in {"capped", "fragment"}]
    flags += ["not_converged"] * (not structure.is_large and not calculated["optimised"])
    limits = RANGES[int(np.sign(structure.charge))]
    for name, (low, high) in limits.items():
        value = values[name]
        if value is not None and not low <= value <= high:
            warnings.warn(
                f"{name} of {structure.smiles} came out as {value:.2f}, outside {low:g} to {high:g}; taken as unknown.",
                OrbitalWarning,
                stacklevel=2,
            )
            values[name] = None
            flags += ["out_of_range"] * ("out_of_range" not in flags)
    status = reason or ("" if values["na_binding_gfn1_eV"] is not None or structure.charge > 0 else "no Na⁺ complex")
    return {"source": "xtb", "status": status or _OK, "flags": flags, "values": values}


def _substitute(structure: Structure, reason: str) -> dict[str, Any]:
    """The fast model's LUMO where it covers the molecule, else nothing but the reason."""
    if not fast_lumo.is_covered(structure.smiles):
        return {"source": "none", "status": reason, "flags": [], "values": dict.fromkeys(VALUES)}
    values = dict.fromkeys(VALUES) | {"lumo_gfn1_eV": float(fast_lumo.lumo_gfn1_eV([structure.smiles])[0])}
    return {"source": "surrogate", "status": reason, "flags": ["surrogate"], "values": values}


def _row(text: str, read: Structure | str, entries: dict[str, dict[str, Any]]) -> list[Any]:
    if isinstance(read, str):
        return [text, None, "none", read, (), *[np.nan] * len(VALUES), np.nan]
    entry = entries[read.smiles]
    own = [flag for flag in read.flags if flag in {"capped", "fragment"}]
    values = [np.nan if entry["values"][name] is None else entry["values"][name] for name in VALUES]
    estimate = _ESTIMATE_SLOPE * values[0] + _ESTIMATE_OFFSET_EV if read.charge == 0 else np.nan
    return [read.smiles, read.charge, entry["source"], entry["status"], (*own, *entry["flags"]), *values, estimate]
