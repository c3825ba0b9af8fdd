"""Exclusions and limits of a space file: what leaves the lists at once, and what is asked of each candidate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .axes import CombinationAxis
from .candidates import Space
from .errors import NacreError
from .formula import element_table, parse_formula
from .material_names import resolve_materials
from .materials import find_material
from .query import molecule_property, read_range
from .registry import find, lookup
from .rules import CANDIDATE_LIMITS, Range, Rules
from .space_yaml import Node

#: Limits on each solvent and additive; they shorten the lists, so they cost nothing later.
CHOICE_LIMITS = ("molar_mass_g_mol", "flash_point_C")
_KEYS = {*CANDIDATE_LIMITS, *CHOICE_LIMITS, "elements_not"}
_Faults = dict[str, str]


def with_rules(space: Space, exclude: Node | None, limits: Node | None, prices: Node | None = None) -> Space:
    """The space with its limits on choices applied and its other rules noted."""
    known = _prices(prices, space) if prices is not None else {}
    if limits is not None:
        limits.keys(_KEYS)
        space = _without_choices(space, limits)
    ranges = {name: read_range(limits.child(name)) for name in CANDIDATE_LIMITS if limits and name in limits.value}
    exclusions = tuple(_exclusion(entry, space) for entry in exclude.items()) if exclude is not None else ()
    if limits is not None and "price_per_kg" in ranges and not known:
        limits.child("price_per_kg").fail(
            "`limits.price_per_kg` needs prices; the tables have none.", "Write e.g. `prices: {NaPF6: 300, DME: 40}`."
        )
    return replace(space, rules=Rules(exclusions, ranges, known))


def _prices(node: Node, space: Space) -> dict[str, float]:
    """Price of a kilogram by canonical name."""
    if not isinstance(node.value, dict) or not node.value:
        node.fail("`prices` names no price.", "Write e.g. `prices: {NaPF6: 300, DME: 40}`.")
    found: dict[str, float] = {}
    for text in node.value:
        entry = node.child(text)
        name, price = _species_name(str(text)), entry.number()
        if name not in space.pool:
            entry.fail(f"`prices`: {text!r} stands nowhere in the space.", "Write a name of its lists.")
        if name in found:
            entry.fail(f"`prices`: {text!r} is {name}, which stands already.", "Each name stands once.")
        if price < 0:
            entry.fail(f"`prices`: {price:g} is below zero.", "Write the price of a kilogram.")
        found[name] = price
    return found


def _exclusion(node: Node, space: Space) -> frozenset[str]:
    """Names that never stand together; each must stand somewhere in the space, else it is a slip."""
    phases = {name for lists in (space.coatings, space.hosts) for names in lists for name in names}
    return frozenset(_member(entry, text, {*space.pool, *phases}) for text, entry in node.texts())


def _member(node: Node, text: str, members: set[str]) -> str:
    """The canonical name of a species or phase of the space."""
    found = next((name for name in (_species_name(text), _phase_name(text)) if name in members), None)
    if found is None:
        node.fail(f"`exclude`: {text!r} stands nowhere in the space.", "Write a name of its lists.")
    return found


def _species_name(text: str) -> str:
    try:
        found = find(text)
    except NacreError:
        return ""
    return found.name if found else ""


def _phase_name(text: str) -> str:
    try:
        names = resolve_materials(text)
    except NacreError:
        return ""
    return names[0] if len(names) == 1 else ""


def _without_choices(space: Space, limits: Node) -> Space:
    faults = _species_faults(space, limits)
    barred = _barred_elements(limits)
    axes = {}
    for role, roles in (("salts", "salts"), ("mixtures", "solvents"), ("additives", "additives")):
        axis = getattr(space, role)
        names = faults[roles] | _element_faults(axis.names, barred, lambda name: parse_formula(lookup(name).formula))
        faults[roles] = names
        axes[role] = axis.without(set(names))
        if not axes[role].size or (isinstance(axis, CombinationAxis) and len(axes[role].grids) < len(axis.grids)):
            told = "; ".join(f"{name}: {why}" for name, why in names.items())
            limits.fail(f"`limits` leave too few {roles} ({told}).", "Widen the limits or add choices.")
    lists = {field: _kept_materials(limits, field, getattr(space, field), barred) for field in ("coatings", "hosts")}
    left_out = [f"{name}: {why}" for names in faults.values() for name, why in names.items()]
    for field, (_, gone) in lists.items():
        left_out += [f"{field[:-1]} {' + '.join(names)}: holds {', '.join(barred)}" for names in gone]
    return replace(
        space, **axes, coatings=lists["coatings"][0], hosts=lists["hosts"][0], left_out=tuple(dict.fromkeys(left_out))
    )


def _species_faults(space: Space, limits: Node) -> dict[str, _Faults]:
    """For each role the names beyond a limit on choices, with the reason; what is not known is kept."""
    found: dict[str, _Faults] = {"salts": {}, "solvents": {}, "additives": {}}
    for key in CHOICE_LIMITS:
        entry = limits.get(key)
        if entry is None:
            continue
        limit = read_range(entry)
        for role, axis in (("solvents", space.mixtures), ("additives", space.additives)):
            for name in axis.names:
                value = molecule_property(lookup(name), key)
                if not np.isnan(value) and not _inside(limit, value):
                    found[role][name] = f"{key} is {value:g}"
    return found


def _inside(limit: Range, value: float) -> bool:
    return bool(limit.holds(np.array([value]))[0])


def _barred_elements(limits: Node) -> tuple[str, ...]:
    entry = limits.get("elements_not")
    if entry is None:
        return ()
    for text, node in entry.texts():
        if text not in element_table():
            node.fail(f"`limits.elements_not`: there is no element {text!r}.", "Write symbols, e.g. `[P, Cl]`.")
    return tuple(text for text, _ in entry.texts())


def _element_faults(
    names: tuple[str, ...], barred: tuple[str, ...], formula: Callable[[str], dict[str, float]]
) -> _Faults:
    if not barred:
        return {}
    held = {name: [element for element in barred if element in formula(name)] for name in names}
    return {name: f"holds {', '.join(elements)}" for name, elements in held.items() if elements}


def _kept_materials(
    limits: Node, field: str, lists: tuple[tuple[str, ...], ...], barred: tuple[str, ...]
) -> tuple[tuple[tuple[str, ...], ...], list[tuple[str, ...]]]:
    """Lists of phases without the barred elements, and those that have them; a phase without formula is kept."""

    def formula(name: str) -> dict[str, float]:
        return dict(find_material(name).formula or {})

    gone = [names for names in lists if _element_faults(names, barred, formula)]
    kept = tuple(names for names in lists if names not in gone)
    if not kept:
        limits.fail(f"`limits` leave no choice of `{field}`.", "Widen the limits or add choices.")
    return kept, gone
