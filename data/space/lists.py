"""The keys of a space file as axes: salts, solvents, additives, materials, protocols."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from ..amounts import Basis, Unit
from ..cell import Dose, Protocol
from ..chemistry.material_names import Field, resolve_materials
from ..chemistry.names import lookup
from ..errors import NacreError
from ..notation.conditions import read_conditions
from ..notation.numbers import read_amount, read_basis, read_ratio
from ..notation.parse import parse_electrolyte
from .axes import Axis, CombinationAxis, Grid, ListAxis, simplex_ratios
from .nodes import Node
from .query import query
from .smiles_file import read_smiles_file

_Read = TypeVar("_Read")

_SOURCES = {"names", "query", "file"}
_SOLVENT_ROLES = ("solvent", "diluent")
MAX_STEPS = 100
MAX_SALTS, MAX_SOLVENTS, MAX_ADDITIVES = 2, 4, 3
#: Rows of the grid of amounts for one number of names; they are held in memory.
MAX_AMOUNTS = 1_000_000


def salts_axis(node: Node) -> Axis:
    """Salts with concentrations: a list of texts, or names × concentrations, one or two at once."""
    if isinstance(node.value, dict):
        node.keys({"names", "concentrations", "mix"})
        names = [_species(n, text, "salt") for text, n in _required(node, "names").texts()]
        return _combined(node, names, "concentrations", _sizes(node, 1, MAX_SALTS, [1]))
    return ListAxis(tuple(_listed(text, n, "salts") for text, n in node.texts()))


def additives_axis(node: Node | None) -> Axis:
    """Additives with doses: a list of texts, or names × doses, up to three at once."""
    if node is None:
        return ListAxis(((),))
    if not isinstance(node.value, dict):
        if not isinstance(node.value, list):
            node.keys({*_SOURCES, "doses", "mix", "optional"})
        return ListAxis(tuple(_listed(text, n, "additives") for text, n in node.texts()))
    node.keys({*_SOURCES, "doses", "mix", "optional"})
    optional = node.get("optional")
    if optional is not None and not isinstance(optional.value, bool):
        optional.fail("`additives.optional` is neither true nor false.", "Write `optional: false`.")
    sizes = _sizes(node, 0, MAX_ADDITIVES, [1])
    if optional is None or optional.value:
        sizes = sorted({0, *sizes})
    names = _molecules(node, "additive", ("additive", *_SOLVENT_ROLES))
    return _combined(node, names, "doses", sizes)


def solvents_axis(node: Node) -> tuple[Axis, Basis]:
    """Mixtures of one to four solvents with their ratios, and what the ratios count."""
    node.keys({*_SOURCES, "mix", "ratios", "simplex", "basis"})
    names = _molecules(node, "solvent", _SOLVENT_ROLES)
    sizes = _enough(node, names, _sizes(node, 1, MAX_SOLVENTS, [1]))
    basis = node.get("basis")
    try:
        counts = read_basis(basis.text()) if basis is not None else Basis.VOLUME
    except NacreError as error:
        assert basis is not None
        basis.fail_from(error)
    ratios = _ratios(node, sizes)
    return CombinationAxis(tuple(names), {k: Grid.of_ratios(ratios[k]) for k in sizes}), counts


def materials(node: Node | None, field: Field) -> tuple[tuple[str, ...], ...]:
    """Coatings or hosts, each a list of phases."""
    if node is None:
        return ((),)
    return tuple(_each(node, lambda text: resolve_materials(text, field=field)))


def protocols(node: Node | None) -> tuple[Protocol, ...]:
    """Tests with their quantities."""
    if node is None:
        return (Protocol(),)

    def read(text: str) -> Protocol:
        return Protocol(**{one.field: one.value for one in read_conditions(text)})

    return tuple(_each(node, read))


def _each(node: Node, read: Callable[[str], _Read]) -> list[_Read]:
    entries = []
    for text, entry in node.texts():
        try:
            entries.append(read(text))
        except NacreError as error:
            entry.fail_from(error)
    return entries


def _required(node: Node, name: str) -> Node:
    child = node.get(name)
    return child if child is not None else Node([], (*node.path, name), node.lines, node.folder)


def _sizes(node: Node, low: int, high: int, default: list[int]) -> list[int]:
    return node.child("mix").sizes(low, high, default) if "mix" in node.value else default


def _enough(node: Node, names: list[str], sizes: list[int]) -> list[int]:
    if sizes[-1] > len(names):
        group = node.path[-1]
        node.fail(f"`{node.key}.mix` has {sizes[-1]}, but there are {len(names)} {group}.", f"Add {group}.")
    return sizes


def _species(node: Node, name: str, kind: str) -> str:
    try:
        species = lookup(name, kind)
    except NacreError as error:
        node.fail_from(error)
    if kind == "solvent" and species.kind in {"salt", "ion"}:
        node.fail(f"`{node.key}`: {species.name} is not a solvent.", "Salts stand under `salts`.")
    if kind == "salt" and not species.is_salt:
        node.fail(f"`{node.key}`: {species.name} is not a salt.", "Write e.g. `NaPF6`.")
    if species.kind == "ion":
        node.fail(f"`{node.key}`: {species.name} is an ion.", f"Name a salt, e.g. `Na{species.name}`.")
    return species.name


def _molecules(node: Node, kind: str, roles: tuple[str, ...]) -> list[str]:
    """Names from a list, a query and a file, each molecule once."""
    names: dict[str, None] = {}
    entry = node.get("names")
    if entry is not None or not {"query", "file"} & set(node.value):
        for text, place in (entry if entry is not None else _required(node, "names")).texts():
            name = _species(place, text, kind)
            if name in names:
                place.fail(f"`{place.key}`: {text!r} is {name}, which stands already.", "Each choice stands once.")
            names[name] = None
    if (entry := node.get("query")) is not None:
        names |= dict.fromkeys(query(entry, roles))
    if (entry := node.get("file")) is not None:
        names |= dict.fromkeys(read_smiles_file(entry))
    return list(names)


def _listed(text: str, node: Node, key: str) -> tuple[Dose, ...]:
    """The doses of one entry, e.g. `1 M NaPF6` or `5 wt% FEC + 10 mM SbF3`; `none` is no additive."""
    is_salt = key == "salts"
    if not is_salt and text.strip().lower() == "none":
        return ()
    try:
        read = parse_electrolyte(f"{text} in unknown" if is_salt else f"1 M NaPF6 in EC + {text}")
    except NacreError as error:
        node.fail(f"`{key}`: {text!r}: {error.message}", error.hint)
    doses, most = (read.salts, MAX_SALTS) if is_salt else (read.additives, MAX_ADDITIVES)
    if not 1 <= len(doses) <= most or any(dose.amount is None for dose in doses):
        what, example = (
            ("salt with its concentration", "1 M NaPF6") if is_salt else ("additive with its dose", "5 wt% FEC")
        )
        node.fail(f"`{key}`: {text!r} is not one {what}, nor up to {most} joined by +.", f"Write e.g. `{example}`.")
    return doses


def _combined(node: Node, names: list[str], amounts: str, sizes: list[int]) -> Axis:
    def read(text: str) -> tuple[float, Unit]:
        return read_amount(text)[:2]

    doses = _each(_required(node, amounts), read)
    if len(doses) ** sizes[-1] > MAX_AMOUNTS:
        node.fail(
            f"`{node.key}.{amounts}`: {len(doses)} for each of {sizes[-1]} names are too many.", "Shorten the list."
        )
    return CombinationAxis(tuple(names), {k: Grid.of_doses(doses, k) for k in _enough(node, names, sizes)})


def _ratios(node: Node, sizes: list[int]) -> dict[int, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Parts for each number of solvents, from `ratios` or `simplex`; equal parts where neither says."""
    ratios: dict[int, list[tuple[float, ...]]] = {1: [(1.0,)]}
    listed, simplex = node.get("ratios"), node.get("simplex")
    if listed is not None and simplex is not None:
        simplex.fail("`solvents` has both `ratios` and `simplex`.", "Keep one of them.")
    if simplex is not None:
        steps = int(simplex.number())
        if steps != simplex.number() or not sizes[-1] <= steps <= MAX_STEPS:
            simplex.fail(
                f"`{simplex.key}` is not a whole number from {sizes[-1]} to {MAX_STEPS}.", "Write e.g. `simplex: 10`."
            )
        return {k: simplex_ratios(steps, k) for k in sizes}
    if listed is not None and not isinstance(listed.value, list):
        listed.fail("`solvents.ratios` is not a list.", 'Write e.g. `ratios: ["1:1", "1:2"]`.')
    for entry in listed.items() if listed is not None and listed.value else []:
        parts = _ratio(entry)
        if parts not in ratios.setdefault(len(parts), []):
            ratios[len(parts)].append(parts)
    return {k: np.array(ratios.get(k, [(1.0,) * k])) for k in sizes}


def _ratio(entry: Node) -> tuple[float, ...]:
    text = entry.text()
    try:
        # YAML reads an unquoted 1:2 as the sexagesimal number 62.
        parts, _ = read_ratio(f"({text})")
    except NacreError as error:
        entry.fail_from(error)
    if len(parts) < 2:
        entry.fail(f"`{entry.key}`: {text!r} has one part.", 'Quote ratios: `"1:2"`.')
    return parts
