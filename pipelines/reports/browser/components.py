"""What may be chosen on the page, and what its features and rules need of each component."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ....data.amounts import Unit
from ....data.batch.cells import CellBatch
from ....data.cell import Cell, Dose, Electrolyte, Protocol, Share
from ....data.chemistry.material_names import Field, format_materials, resolve_materials
from ....data.chemistry.materials import material_table
from ....data.chemistry.molecules import molecules
from ....data.chemistry.names import lookup, order, salt_names
from ....data.chemistry.own_names import own_rows
from ....data.chemistry.species import UNKNOWN, Species
from ....data.errors import NacreError
from ....features.electrolyte.recipe_tables import recipe_tables
from ....features.electrolyte.solvation import ANION_SITES, anion_weight
from ....features.guards.guard import GUARDS, guard
from ....features.guards.reactions import reaction_of
from ....features.materials.catalogue import Prefix, material_features
from ....features.materials.columns import PHASE_COLUMNS, material_columns, phase_values
from ....features.molecules.properties import PROPERTIES, needs_calculation, physical_property, property_matrix
from ....features.protection import ORDINARY_ADDITIVES, is_bare
from ....models.predictor.domain import Domain
from ....models.predictor.evidence import Evidence

LAYERS: tuple[Field, ...] = ("coating", "host", "separator")
#: No test is colder: what is not frozen here never freezes.
_COLDEST_C = -120.0


def menus(evidence: Evidence, domain: Domain) -> dict[str, dict[str, list[str]]]:
    """What each menu offers: names that stand in published cells in this role, then all others of the registry.

    Parameters
    ----------
    evidence : Evidence
    domain : Domain

    Returns
    -------
    dict of str to dict
        By role the lists "published" and "other".
    """
    registry = [name for name, one in molecules().items() if one.kind == "molecule"]
    salts, others = list(salt_names()), {*domain.additives, *domain.solvents}
    offered = {
        "salts": salts,
        "solvents": [*registry, *sorted(name for name in domain.solvents if lookup(name).kind == "ionic_liquid")],
        "additives": [*registry, *salts, *sorted(others - {*registry, *salts})],
    }
    found = {
        role: _parted([name for name in names if not needs_calculation([lookup(name)])], getattr(domain, role))
        for role, names in offered.items()
    }
    # A page for everybody holds no names of the one who builds it.
    left_out = {UNKNOWN, *(row["name"] for row in own_rows("materials"))}
    for layer in LAYERS:
        used = {name for cell in evidence.cells for name in getattr(cell, layer)}
        names = sorted({*material_table(), *used} - left_out, key=str.lower)
        found[layer] = _parted([name for name in names if _reads_back(name, layer)], used)
    return found


def _parted(names: Sequence[str], published: Iterable[str]) -> dict[str, list[str]]:
    known = {*published}
    return {
        "published": [name for name in names if name in known],
        "other": [name for name in names if name not in known],
    }


def _reads_back(name: str, layer: Field) -> bool:
    """Whether a name stands for itself, alone and beside others: sodium is left out beside what is on it."""
    beside = "PVDF" if name == "NaF" else "NaF"
    try:
        return all(
            resolve_materials(format_materials(names), layer) == names
            for names in ((name,), (name, beside), (beside, name))
        )
    except NacreError:
        return False


def species(names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What is computed with of molecules, salts and ionic liquids.

    Parameters
    ----------
    names : sequence of str

    Returns
    -------
    dict of str to dict
        By name: mass (g/mol), volume (cm³/mol), place in the registry, kinds, what the guards and the kind of
        protection ask, what one mole brings to the shell of Na⁺ as a solvent, and `values` in the order of
        `PROPERTIES`.
    """
    found = [lookup(name) for name in names]
    values = property_matrix(tuple(found))
    binding = values[:, PROPERTIES.index("na_binding_eV")]
    weights = ANION_SITES * anion_weight(binding)
    return {
        one.name: {
            "title": one.full_name,
            "mass": one.molar_mass_g_mol,
            "volume": one.molar_volume_cm3_mol,
            "order": order(one.name),
            "isSalt": one.is_salt,
            "isCarrier": one.is_alkali_salt,
            "isIonicLiquid": one.kind == "ionic_liquid",
            "family": one.family,
            "anionWeight": weight,
            "values": row,
        }
        | _usual(one)
        | _as_solvent(one)
        for one, row, weight in zip(found, values.tolist(), weights.tolist(), strict=True)
    }


def _cell(solvent: str, salt: str = "NaPF6", temperature_C: float | None = None) -> Cell:
    electrolyte = Electrolyte((Dose(salt, 1.0, Unit.MOLAR),), (Share(solvent),))
    return Cell(electrolyte, protocol=Protocol(temperature_C=temperature_C))


def _usual(one: Species) -> dict[str, bool]:
    """Whether papers take it for their untreated cells, by role: asked of cells that are otherwise as usual."""
    usual = {"usualAdditive": one.name in ORDINARY_ADDITIVES}
    if one.is_alkali_salt:
        batch = CellBatch.from_cells([_cell("diglyme", one.name)])
        return usual | {"usualSalt": bool(is_bare(batch)[0]), "usualSolvent": False}
    return usual | {"usualSalt": False, "usualSolvent": _can_dissolve(one) and _is_usual_solvent(one)}


def _can_dissolve(one: Species) -> bool:
    """Whether it may stand among solvents at all."""
    return one.kind in {"molecule", "ionic_liquid"}


def _is_usual_solvent(one: Species) -> bool:
    return bool(is_bare(CellBatch.from_cells([_cell(one.name)]))[0])


def _as_solvent(one: Species) -> dict[str, Any]:
    """What it brings as the only solvent: to the shell of Na⁺, and to the guards."""
    if not _can_dissolve(one):
        return {}
    warm, cold = _cell(one.name), _cell(one.name, temperature_C=_COLDEST_C)
    batch = CellBatch.from_cells([warm, cold])
    broken = guard(batch).broken
    names = [rule.name for rule in GUARDS]
    reaction = reaction_of(one)
    freezes = broken[1, names.index("frozen")]
    return {
        # Elements come from the properties; what follows them is about the shell.
        "shell": recipe_tables(batch.recipes).of_solvents[4:, 0].tolist(),
        "isDry": _is_dry(one),
        "reaction": "" if reaction is None else f"{one.name} is {reaction.name}: {reaction.reason} ({reaction.source})",
        "melting": physical_property(one.name, "melting_point_C") if freezes else None,
        "boiling": physical_property(one.name, "boiling_point_C"),
    }


def _is_dry(one: Species) -> bool:
    """Whether it binds no Na⁺, however little salt there is."""
    electrolyte = Electrolyte((Dose("NaPF6", 1e-6, Unit.MOLAR),), (Share(one.name),))
    broken = guard(CellBatch.from_cells([Cell(electrolyte)])).broken
    return bool(broken[0, [rule.name for rule in GUARDS].index("does not dissolve the salt")])


def materials(names: Iterable[str]) -> dict[str, tuple[float, ...]]:
    """Phases as numbers, by name, in the order of `PHASE_COLUMNS`.

    Parameters
    ----------
    names : iterable of str
    """
    return {name: phase_values(name) for name in names}


def layers() -> dict[str, dict[str, Any]]:
    """For coating and host the columns of their features, and what bare sodium has in them."""
    prefixes: tuple[Prefix, ...] = ("coating", "host")
    return {
        prefix: {
            "columns": [one.name.removeprefix(f"{prefix}.") for one in material_features(prefix)],
            "bare": np.asarray(material_columns([()], prefix)[0], dtype=np.float64).tolist(),
        }
        for prefix in prefixes
    }


def phase_columns() -> list[tuple[str, str]]:
    """Names of the numbers of a phase, each with how phases combine."""
    return list(PHASE_COLUMNS.items())
