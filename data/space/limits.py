"""Exclusions and limits of a space file: what leaves the lists at once, and what is asked of each candidate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..chemistry.formula import element_table, parse_formula
from ..chemistry.material_names import resolve_materials
from ..chemistry.materials import find_material
from ..chemistry.names import find, lookup
from ..errors import NacreError
from .axes import Axis, CombinationAxis
from .nodes import Node
from .query import molecule_property, read_range
from .rules import CANDIDATE_LIMITS, Range, Rules

#: Limits on each solvent and additive; they shorten the lists, so they cost nothing later.
CHOICE_LIMITS = ("molar_mass_g_mol", "flash_point_C")
_KEYS = {*CANDIDATE_LIMITS, *CHOICE_LIMITS, "elements_not"}
_Faults = dict[str, str]


@dataclass(frozen=True)
class Lists:
    """The choices of a space file that limits may shorten; see `Space`."""

    salts: Axis
    mixtures: Axis
    additives: Axis
    coatings: tuple[tuple[str, ...], ...]
    hosts: tuple[tuple[str, ...], ...]

    @property
    def species(self) -> set[str]:
        """Every salt, solvent and additive."""
        return {name for axis in (self.salts, self.mixtures, self.additives) for name in axis.names}

    @property
    def phases(self) -> set[str]:
        """Every phase of coatings and hosts."""
        return {name for lists in (self.coatings, self.hosts) for names in lists for name in names}


def limited(
    lists: Lists, exclude: Node | None, limits: Node | None, prices: Node | None
) -> tuple[Lists, Rules, tuple[str, ...]]:
    """Apply the limits on choices and read the other rules.

    Parameters
    ----------
    lists : Lists
    exclude, limits, prices : Node or None
        Of the space file.

    Returns
    -------
    lists : Lists
        Shortened by the limits on choices.
    rules : Rules
        What is asked of each candidate.
    left_out : tuple of str
        What left the lists, with the reason.

    Raises
    ------
    SpaceError
        With the line of the fault.
    """
    known = _prices(prices, lists) if prices is not None else {}
    left_out: tuple[str, ...] = ()
    if limits is not None:
        limits.keys(_KEYS)
        lists, left_out = _without_choices(lists, limits)
    ranges = {name: read_range(limits.child(name)) for name in CANDIDATE_LIMITS if limits and name in limits.value}
    exclusions = tuple(_exclusion(entry, lists) for entry in exclude.items()) if exclude is not None else ()
    if limits is not None and "price_per_kg" in ranges and not known:
        limits.child("price_per_kg").fail(
            "`limits.price_per_kg` needs prices; the tables have none.", "Write e.g. `prices: {NaPF6: 300, DME: 40}`."
        )
    # A price of what left the lists speaks of nothing any more.
    left = {name: price for name, price in known.items() if name in lists.species}
    return lists, Rules(exclusions, ranges, left), left_out


def _prices(node: Node, lists: Lists) -> dict[str, float]:
    """Price of a kilogram by canonical name."""
    if not isinstance(node.value, dict) or not node.value:
        node.fail("`prices` names no price.", "Write e.g. `prices: {NaPF6: 300, DME: 40}`.")
    prices: dict[str, float] = {}
    for text in node.value:
        entry = node.child(text)
        name, price = _species_name(str(text)), entry.number()
        if name not in lists.species:
            entry.fail(f"`prices`: {text!r} stands nowhere in the space.", "Write a name of its lists.")
        if name in prices:
            entry.fail(f"`prices`: {text!r} is {name}, which stands already.", "Each name stands once.")
        if price < 0:
            entry.fail(f"`prices`: {price:g} is below zero.", "Write the price of a kilogram.")
        prices[name] = price
    return prices


def _exclusion(node: Node, lists: Lists) -> frozenset[str]:
    """Names that never stand together; each must stand somewhere in the space, else it is a slip."""
    return frozenset(_member(entry, text, lists.species | lists.phases) for text, entry in node.texts())


def _member(node: Node, text: str, members: set[str]) -> str:
    """The canonical name of a species or phase of the space."""
    member = next((name for name in (_species_name(text), _phase_name(text)) if name in members), None)
    if member is None:
        node.fail(f"`exclude`: {text!r} stands nowhere in the space.", "Write a name of its lists.")
    return member


def _species_name(text: str) -> str:
    try:
        species = find(text)
    except NacreError:
        return ""
    return species.name if species else ""


def _phase_name(text: str) -> str:
    try:
        names = resolve_materials(text)
    except NacreError:
        return ""
    return names[0] if len(names) == 1 else ""


def _without_choices(lists: Lists, limits: Node) -> tuple[Lists, tuple[str, ...]]:
    faults = _species_faults(lists, limits)
    barred = _barred_elements(limits)
    axes = {}
    for role, roles in (("salts", "salts"), ("mixtures", "solvents"), ("additives", "additives")):
        axis = getattr(lists, role)
        names = faults[roles] | _element_faults(axis.names, barred, lambda name: parse_formula(lookup(name).formula))
        faults[roles] = names
        axes[role] = axis.without(set(names))
        if not axes[role].size or (isinstance(axis, CombinationAxis) and len(axes[role].grids) < len(axis.grids)):
            reasons = "; ".join(f"{name}: {why}" for name, why in names.items())
            limits.fail(f"`limits` leave too few {roles} ({reasons}).", "Widen the limits or add choices.")
    solids = {field: _kept_materials(limits, field, getattr(lists, field), barred) for field in ("coatings", "hosts")}
    left_out = [f"{name}: {why}" for names in faults.values() for name, why in names.items()]
    for field, (_, gone) in solids.items():
        left_out += [f"{field[:-1]} {' + '.join(names)}: holds {', '.join(barred)}" for names in gone]
    return Lists(**axes, coatings=solids["coatings"][0], hosts=solids["hosts"][0]), tuple(dict.fromkeys(left_out))


def _species_faults(lists: Lists, limits: Node) -> dict[str, _Faults]:
    """For each role the names beyond a limit on choices, with the reason; what is not known is kept."""
    faults: dict[str, _Faults] = {"salts": {}, "solvents": {}, "additives": {}}
    for key in CHOICE_LIMITS:
        entry = limits.get(key)
        if entry is None:
            continue
        limit = read_range(entry)
        for role, axis in (("solvents", lists.mixtures), ("additives", lists.additives)):
            for name in axis.names:
                value = molecule_property(lookup(name), key)
                if not np.isnan(value) and not _inside(limit, value):
                    faults[role][name] = f"{key} is {value:g}"
    return faults


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
