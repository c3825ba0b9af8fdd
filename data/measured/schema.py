"""What each shipped table must look like: one pandera schema a table.

Numbers are checked after `typed.typed` turned text into numbers, so a schema states ranges, vocabularies and
uniqueness only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any

import pandera.pandas as pa

from ..amounts import MAX_CAPACITY_MAH_CM2, MAX_CURRENT_MA_CM2, TEMPERATURE_RANGE_C
from ..cell import State
from ..quantity import QUANTITIES, Quantity

#: How each kind of fault is told: pandera's check name → (reason, remedy).
REMEDIES = {
    "above_zero": ("is not above zero", "Leave the field empty where the figure was not stated"),
    "not_negative": ("is negative", "Leave the field empty where the figure was not stated"),
    "vocabulary": ("is not one of the allowed words", ""),
    "field_uniqueness": ("stands twice", "Give each row an id of its own"),
    "not_nullable": ("is empty", "Fill it in"),
    "current": (
        f"is not between 0 and {MAX_CURRENT_MA_CM2:g}",
        "Give the current density in mA cm⁻²; leave it empty where it was not stated",
    ),
    "capacity": (
        f"is not between 0 and {MAX_CAPACITY_MAH_CM2:g}",
        "Give the areal capacity in mAh cm⁻²; leave it empty where it was not stated",
    ),
    "temperature": (
        f"is outside {TEMPERATURE_RANGE_C[0]:g} to {TEMPERATURE_RANGE_C[1]:g}",
        "Give the temperature in °C",
    ),
    "year": ("is not a year from 1990 to 2100", "Write four digits"),
    "doi": ("is not a DOI", "Write e.g. 10.1039/d3nr00001a"),
    "shares": ("is no list of shares", "Write e.g. 0.250 0.750"),
}


def _number(name: str = "not_negative", low: float = 0.0, high: float = float("inf"), **kwargs: Any) -> pa.Column:  # noqa: ANN401
    strict = name in {"above_zero", "current", "capacity"}
    check = pa.Check(lambda s: (s > low if strict else s >= low) & (s <= high), name=name)
    return pa.Column(float, check, nullable=True, **kwargs)


def _word(*allowed: str, empty: bool = True) -> pa.Column:
    words = [*allowed, ""] if empty else list(allowed)
    return pa.Column(str, pa.Check.isin(words, name="vocabulary", error=f"one of {', '.join(allowed)}"))


def _text(*, filled: bool = False, unique: bool = False) -> pa.Column:
    checks = [pa.Check(lambda s: s.str.strip() != "", name="not_nullable")] if filled else []
    return pa.Column(str, checks, unique=unique)


def _free_number() -> pa.Column:
    return pa.Column(float, nullable=True)


def input_columns() -> dict[str, pa.Column]:
    """The columns that describe a cell and its protocol; a table to predict needs `electrolyte` or `cell` only."""
    columns = {
        "electrolyte": _text(),
        "coating": _text(),
        "host": _text(),
        "separator": _text(),
        "protection": _text(),
        "current_density_mA_cm2": _number("current", 0.0, MAX_CURRENT_MA_CM2),
        "areal_capacity_mAh_cm2": _number("capacity", 0.0, MAX_CAPACITY_MAH_CM2),
        "temperature_C": _number("temperature", *TEMPERATURE_RANGE_C),
    }
    for name, column in columns.items():
        column.required = name == "electrolyte"
    return columns


#: What a table of measured cells must have besides what states its quantities; every other column may be left out,
#: which means "not stated".
_REQUIRED = (
    "record_id",
    "paper",
    "electrolyte",
    "is_control",
    "current_density_mA_cm2",
    "areal_capacity_mAh_cm2",
)
#: The same for the quantities of the published cells.
REQUIRED_OF_CELLS = (*_REQUIRED, *(column for quantity in QUANTITIES for column in quantity.statement_columns))


def _cells(quantities: Iterable[Quantity] = QUANTITIES) -> dict[str, pa.Column]:
    columns = _all_cell_columns()
    required = {*_REQUIRED, *(column for quantity in quantities for column in quantity.statement_columns)}
    for name, column in columns.items():
        column.required = name in required
    return columns


def _all_cell_columns() -> dict[str, pa.Column]:
    return {
        "record_id": _text(filled=True, unique=True),
        "paper": _text(filled=True),
        "doi": pa.Column(str, pa.Check.str_matches(r"^(10\.\d{4,9}/\S+)?$", name="doi", error="doi")),
        "citation": _text(),
        "year": _number("year", 1990, 2100),
        "origin": _text(),
        "source": _text(),
        **input_columns(),
        "electrolyte_state": _word(*State),
        "strategy": _text(),
        "is_control": pa.Column(float, pa.Check.isin([0.0, 1.0], name="vocabulary", error="0 or 1")),
        "coating_class": _text(),
        "coating_method": _text(),
        "coating_thickness_nm": _number("above_zero"),
        "host_class": _text(),
        "same_as": _text(),
        "replicate": _text(),
        "lab": _text(),
        "lifetime_h": _number("above_zero"),
        "lifetime_event": _word("failed", "failed_before", "survived"),
        "lifetime_basis": _word("stated", "from_cycles"),
        "cycles": _number("above_zero"),
        "overpotential_mV": _number("above_zero"),
        "overpotential_qualifier": _word("eq", "approx", "lt", "gt"),
        "overpotential_time": _text(),
        "overpotential_stage": _word("early", "steady", "late"),
        "confidence": _word("high", "medium", "low"),
        "read_by": _text(),
        "notes": _text(),
    }


def measured_schema(
    quantities: Sequence[Quantity], present: Collection[str], further: Sequence[str] = (), *, complete: bool = True
) -> pa.DataFrameSchema:
    """What a table of measured cells must look like to state some quantities.

    Parameters
    ----------
    quantities : sequence of Quantity
        With a built-in one among them the table has the columns of `cells.csv`; one of own quantities only needs
        `cell` or `electrolyte`, and an id that is not there is the row's number.
    present : collection of str
        Columns that the table has.
    further : sequence of str
        Columns of numbers or words that are features.
    complete : bool
        Whether own quantities and further columns must be there.
    """
    published = [quantity for quantity in quantities if quantity.from_catalogue]
    columns = _cells(published) if published else _own_cells(present)
    for quantity in quantities:
        if quantity not in published:
            columns |= _own_statement(quantity, present, required=complete)
    columns |= {name: pa.Column(str) for name in further if complete or name in present}
    return pa.DataFrameSchema(columns)


def known_columns(quantities: Iterable[Quantity] = QUANTITIES, further: Sequence[str] = ()) -> set[str]:
    """Every column that is read from a table of measured cells, or has a meaning there.

    Parameters
    ----------
    quantities : iterable of Quantity
    further : sequence of str
    """
    stated = (column for quantity in (*QUANTITIES, *quantities) for column in quantity.statement_columns)
    return {"cell", *_all_cell_columns(), *stated, *further}


def _own_cells(present: Collection[str]) -> dict[str, pa.Column]:
    """Columns of a table without built-in quantities: of those that say where a row comes from only what is there."""
    cells = _all_cell_columns()
    flag = pa.Column(float, pa.Check.isin([0.0, 1.0], name="vocabulary", error="0 or 1"), nullable=True)
    known = {name: cells[name] for name in ("record_id", "paper", "doi", "citation", "year", "confidence")}
    described = {"cell": pa.Column(str)} if "cell" in present else input_columns()
    return {name: column for name, column in (known | {"is_control": flag}).items() if name in present} | described


def _own_statement(quantity: Quantity, present: Collection[str], *, required: bool) -> dict[str, pa.Column]:
    """The column of an own quantity and its bounds; either bound may stand in the value's place."""
    value, *bounds = quantity.statement_columns
    needed = [value] if required and not set(bounds) & set(present) else []
    return {name: _free_number() for name in quantity.statement_columns if name in needed or name in present}


def _papers() -> dict[str, pa.Column]:
    cells = _cells()
    return {
        "paper": _text(filled=True, unique=True),
        **{name: cells[name] for name in ("doi", "citation", "year", "origin")},
        "cells": _number("above_zero"),
    }


def _molecules() -> dict[str, pa.Column]:
    roles = ("solvent", "diluent", "additive", "anion", "cation", "impurity")
    return {
        "name": _text(filled=True, unique=True),
        "full_name": _text(filled=True),
        "role": _word(*roles, empty=False),
        "family": _text(filled=True),
        "smiles": _text(),
        "formula": _text(filled=True),
        "charge": pa.Column(float, pa.Check.isin([-1.0, 0.0, 1.0], name="vocabulary", error="-1, 0 or 1")),
        "aliases": _text(),
        "vdw_volume_A3": _number("above_zero"),
    }


def _molecule_properties() -> dict[str, pa.Column]:
    return {
        "name": _text(filled=True, unique=True),
        "cas": _text(),
        "density_g_cm3": _number("above_zero"),
        "density_source": _text(),
        "dielectric_constant": _number("above_zero"),
        "viscosity_mPa_s": _number("above_zero"),
        "boiling_point_C": _free_number(),
        "melting_point_C": _free_number(),
        "flash_point_C": _free_number(),
        "package_source": _text(),
        "donor_number_kcal_mol": _number(),
        "donor_number_source": _text(),
    }


def _descriptors() -> dict[str, pa.Column]:
    return {
        "name": _text(filled=True, unique=True),
        "structure": _text(),
        **{name: _free_number() for name in ("tpsa_A2", "log_p", "molar_refractivity_cm3_mol", "labute_asa_A2")},
        **{name: _number() for name in ("rotatable_bonds", "rings", "aromatic_rings", "fraction_sp3")},
        **{name: _number() for name in ("h_bond_donors", "heavy_atoms", "donor_sites")},
    }


def _orbitals() -> dict[str, pa.Column]:
    return {
        "name": _text(filled=True, unique=True),
        "smiles": _text(),
        "role": _text(filled=True),
        "charge": _free_number(),
        "lumo_gfn1_eV": _free_number(),
        "electron_affinity_gfn2_eV": _free_number(),
        "electron_affinity_relaxed_gfn2_eV": _free_number(),
        "lumo_gfn2_eV": _free_number(),
        "homo_gfn2_eV": _free_number(),
        "gap_gfn2_eV": _number("above_zero"),
        "dipole_D": _number(),
        "na_binding_gfn1_eV": _free_number(),
        "na_complex_lumo_gfn1_eV": _free_number(),
        "pair_lumo_gfn1_eV": _free_number(),
        "status": _text(filled=True),
        "flags": _text(),
        "method": _text(),
    }


def _materials() -> dict[str, pa.Column]:
    return {
        "name": _text(filled=True, unique=True),
        "aliases": _text(),
        "kind": _word("coating", "host", "both", empty=False),
        "class": _text(filled=True),
        "host_class": _text(),
        "role": _text(filled=True),
        "formula": _text(),
        "density_g_cm3": _number("above_zero"),
        "band_gap_eV": _number(),
        "shear_modulus_GPa": _number("above_zero"),
        "electronic_conductor": pa.Column(
            float, pa.Check.isin([0.0, 1.0], name="vocabulary", error="0 or 1"), nullable=True
        ),
        "na_reaction_energy_eV_per_nonNa_atom": _free_number(),
    }


def _elements() -> dict[str, pa.Column]:
    return {
        "symbol": _text(filled=True, unique=True),
        "atomic_number": _number("above_zero"),
        "atomic_weight_g_mol": _number("above_zero"),
        "electronegativity_pauling": _number("above_zero"),
        "covalent_radius_pm": _number("above_zero"),
        "melting_point_K": _number("above_zero"),
    }


def _lumo_map() -> dict[str, pa.Column]:
    shares = pa.Check.str_matches(r"^[01]\.\d{3}( [01]\.\d{3})*$", name="shares", error="shares")
    return {"smiles": _text(filled=True, unique=True), "shares": pa.Column(str, shares)}


def _review_systems() -> dict[str, pa.Column]:
    texts = ("system", "kind", "notation", "claim", "direction")
    return {name: _text(filled=True) for name in texts}


def _claims() -> dict[str, pa.Column]:
    texts = ("claim", "subject", "quantity", "source")
    return {
        **{name: _text(filled=True) for name in texts},
        "basis": _word("feature", "pair", empty=False),
        "against": _text(),
        "direction": _word("+", "-", empty=False),
    }


_COLUMNS: dict[str, Callable[[], dict[str, pa.Column]]] = {
    "cells": _cells,
    "papers": _papers,
    "molecules": _molecules,
    "molecule_properties": _molecule_properties,
    "molecule_descriptors": _descriptors,
    "orbitals": _orbitals,
    "lumo_map": _lumo_map,
    "materials": _materials,
    "elements": _elements,
    "review_systems": _review_systems,
    "claims": _claims,
    "guards": lambda: {
        name: _text(filled=name != "except_smarts") for name in ("smarts", "except_smarts", "name", "reason", "source")
    },
    "drawn_names": lambda: {
        "name": _text(filled=True, unique=True),
        "aliases": _text(),
        "smiles": _text(filled=True, unique=True),
    },
    "solubilities": lambda: {
        "salt": _text(filled=True),
        "solvents": _text(filled=True),
        "most_mol_L": _number(),
        "source": _text(filled=True),
    },
    "salts": lambda: {name: _text(filled=True) for name in ("name", "cation", "anion", "full_name")},
    "electrolyte_phrases": lambda: {"phrase": _text(filled=True, unique=True), "notation": _text(filled=True)},
    "inputs": input_columns,
}

#: The tables that ship with nacre.
TABLES = tuple(name for name in _COLUMNS if name != "inputs")


@cache
def schema(table: str) -> pa.DataFrameSchema:
    """The schema of a table by name; columns that it does not name pass through."""
    columns: dict[str, pa.Column] = _COLUMNS[table]()
    return pa.DataFrameSchema(columns, strict=False, coerce=False, name=table)
