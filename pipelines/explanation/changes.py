"""Single changes of a cell, each a whole cell in canonical form: what was taken out, swapped, added or re-dosed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from ...data.batch import CellBatch
from ...data.cell import UNKNOWN, Cell, Dose, Electrolyte, Share
from ...data.errors import NacreError
from ...data.material_names import format_materials
from ...data.notation import format_cell, parse_cell
from ...data.quantities import format_dose, number
from ...data.registry import lookup

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A changed cell before it is predicted.

    Attributes
    ----------
    change : str
        In words.
    kind : str
        "removed", "added", "swapped", "amount" or "protocol".
    part : str
        What is changed: "salt", "solvent", "additive", "coating", "host" or "protocol".
    cell : Cell
    """

    change: str
    kind: str
    part: str
    cell: Cell


def possible(changed: Iterator[Candidate]) -> list[Candidate]:
    """The changes that make a cell, in canonical form: what a reader types in again gives the same prediction."""
    kept = []
    for candidate in changed:
        try:
            cell = parse_cell(format_cell(candidate.cell))
        except NacreError:
            continue  # e.g. a ratio of solvents that does not mix with the salt's own parts
        kept.append(replace(candidate, cell=cell))
    if not kept:
        return []
    impossible = CellBatch.from_cells([candidate.cell for candidate in kept]).composition.impossible
    return [candidate for candidate, bad in zip(kept, impossible, strict=True) if not bad]


def with_electrolyte(cell: Cell, **changed: object) -> Cell:
    """The cell with parts of its electrolyte replaced."""
    electrolyte: Electrolyte = replace(cell.electrolyte, **changed)  # type: ignore[arg-type]
    return replace(cell, electrolyte=electrolyte)


def _without(items: tuple[T, ...], place: int) -> tuple[T, ...]:
    return items[:place] + items[place + 1 :]


def _with(items: tuple[T, ...], place: int, item: T) -> tuple[T, ...]:
    return (*items[:place], item, *items[place + 1 :])


def removals(cell: Cell) -> Iterator[Candidate]:
    """Leave one out: each additive, each of several salts, solvents, phases and frames, the coating, the host."""
    electrolyte = cell.electrolyte
    for place, dose in enumerate(electrolyte.additives):
        changed = with_electrolyte(cell, additives=_without(electrolyte.additives, place))
        yield Candidate(f"without {dose.name}", "removed", "additive", changed)
    if len(electrolyte.salts) > 1:
        for place, dose in enumerate(electrolyte.salts):
            changed = with_electrolyte(cell, salts=_without(electrolyte.salts, place))
            yield Candidate(f"without {dose.name}", "removed", "salt", changed)
    if len(electrolyte.solvents) > 1:
        for place, share in enumerate(electrolyte.solvents):
            left = _without(electrolyte.solvents, place)
            yield Candidate(f"without {share.name}", "removed", "solvent", with_electrolyte(cell, solvents=left))
    for part in ("coating", "host"):
        yield from _material_removals(cell, part)


def _material_removals(cell: Cell, part: str) -> Iterator[Candidate]:
    names: tuple[str, ...] = getattr(cell, part)
    if len(names) > 1:
        for place, name in enumerate(names):
            changed = replace(cell, **{part: _without(names, place)})  # type: ignore[arg-type]
            yield Candidate(f"{part} without {name}", "removed", part, changed)
    if names:
        yield Candidate(f"without the {part}", "removed", part, replace(cell, **{part: ()}))  # type: ignore[arg-type]


def protocol_changes(cell: Cell) -> Iterator[Candidate]:
    """Half and twice the current, where it is stated."""
    current = cell.protocol.current_density_mA_cm2
    if current is None:
        return
    for factor, word in ((0.5, "half"), (2.0, "twice")):
        protocol = replace(cell.protocol, current_density_mA_cm2=current * factor)
        text = f"at {word} the current ({number(current * factor)} mA/cm²)"
        yield Candidate(text, "protocol", "protocol", replace(cell, protocol=protocol))


def salt_swaps(cell: Cell, place: int, names: list[str]) -> Iterator[Candidate]:
    """One salt exchanged for each of `names`, the amount kept."""
    salts = cell.electrolyte.salts
    there = {dose.name for dose in salts}
    for name in names:
        if name not in there and name != UNKNOWN:
            changed = with_electrolyte(cell, salts=_with(salts, place, replace(salts[place], name=name)))
            yield Candidate(f"{name} instead of {_called(salts[place].name)}", "swapped", "salt", changed)


def solvent_swaps(cell: Cell, place: int, names: list[str]) -> Iterator[Candidate]:
    """One solvent exchanged for each of `names`, its share kept; a diluent only for a diluent: it dissolves no salt."""
    solvents = cell.electrolyte.solvents
    there = {share.name for share in solvents}
    role = _role(solvents[place].name)
    for name in names:
        if name not in there and _role(name) == role:
            changed = with_electrolyte(cell, solvents=_with(solvents, place, replace(solvents[place], name=name)))
            yield Candidate(f"{name} instead of {solvents[place].name}", "swapped", "solvent", changed)


def _role(name: str) -> tuple[bool, bool]:
    species = lookup(name)
    return species.role == "diluent", species.is_salt


def _called(name: str) -> str:
    return "the unknown salt" if name == UNKNOWN else name


def additions(cell: Cell, doses: list[Dose]) -> Iterator[Candidate]:
    """Each additive that the cell does not have, in its published dose."""
    electrolyte = cell.electrolyte
    there = {dose.name for dose in (*electrolyte.additives, *electrolyte.salts)}
    there |= {share.name for share in electrolyte.solvents}
    for dose in doses:
        if dose.name not in there and dose.amount is not None and dose.unit is not None:
            changed = with_electrolyte(cell, additives=(*electrolyte.additives, dose))
            text = f"with {format_dose(dose.amount, dose.unit)} {dose.name}"
            yield Candidate(text, "added", "additive", changed)


def material_swaps(cell: Cell, part: str, lists: list[tuple[str, ...]]) -> Iterator[Candidate]:
    """The coating or the host exchanged for each of the published ones."""
    own: tuple[str, ...] = getattr(cell, part)
    for names in lists:
        if not names or set(names) == set(own) or UNKNOWN in names:
            continue
        text = f"{part} {format_materials(names)}" + (f" instead of {format_materials(own)}" if own else "")
        kind = "swapped" if own else "added"
        yield Candidate(text, kind, part, replace(cell, **{part: names}))  # type: ignore[arg-type]


def dose_changes(cell: Cell, factors: tuple[float, ...]) -> Iterator[Candidate]:
    """Salts and additives in multiples of their amount."""
    for role in ("salts", "additives"):
        doses: tuple[Dose, ...] = getattr(cell.electrolyte, role)
        for place, dose in enumerate(doses):
            for factor in factors:
                if dose.amount is not None and dose.unit is not None and dose.name != UNKNOWN:
                    new = replace(dose, amount=dose.amount * factor)
                    text = f"{format_dose(dose.amount * factor, dose.unit)} {dose.name}"
                    changed = with_electrolyte(cell, **{role: _with(doses, place, new)})
                    yield Candidate(text, "amount", role.removesuffix("s"), changed)


def ratio_changes(cell: Cell, ratios: tuple[tuple[float, float], ...]) -> Iterator[Candidate]:
    """Two solvents in other ratios."""
    solvents = cell.electrolyte.solvents
    if len(solvents) != 2:
        return
    own = tuple(share.parts for share in solvents)
    for parts in ratios:
        if parts != own:
            text = f"{solvents[0].name}/{solvents[1].name} {number(parts[0])}:{number(parts[1])}"
            shares = tuple(Share(share.name, part) for share, part in zip(solvents, parts, strict=True))
            yield Candidate(text, "amount", "solvent", with_electrolyte(cell, solvents=shares))
