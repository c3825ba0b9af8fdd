"""Single changes of a cell, each a whole cell: what was taken out, swapped, added or re-dosed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

from ....data.amounts import Unit, format_dose, number
from ....data.batch.cells import CellBatch
from ....data.cell import Cell, Dose, Share
from ....data.chemistry.material_names import format_materials
from ....data.chemistry.names import lookup
from ....data.chemistry.species import UNKNOWN
from ....data.errors import NacreError

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


def possible(changed: Iterable[Candidate]) -> list[Candidate]:
    """The changes whose amounts leave room for the solvent."""
    candidates = list(changed)
    if not candidates:
        return []
    impossible = CellBatch.from_cells([candidate.cell for candidate in candidates]).composition.impossible
    return [candidate for candidate, bad in zip(candidates, impossible, strict=True) if not bad]


def with_part(cell: Cell, part: str, value: object) -> Cell:
    """The cell with one part replaced.

    Parameters
    ----------
    cell : Cell
    part : str
        A field of `Cell`, `Electrolyte` or `Protocol`.
    value : object

    Raises
    ------
    NacreError
        Where there is no such cell, e.g. a ratio of solvents that does not mix with the salt's own parts.
    """
    if hasattr(cell.electrolyte, part):
        return replace(cell, electrolyte=replace(cell.electrolyte, **{part: value}))  # type: ignore[arg-type]
    if hasattr(cell.protocol, part):
        return replace(cell, protocol=replace(cell.protocol, **{part: value}))  # type: ignore[arg-type]
    return replace(cell, **{part: value})  # type: ignore[arg-type]


def changed(cell: Cell, field: str, value: object, *, change: str, kind: str, part: str) -> Iterator[Candidate]:
    """One candidate, or none where there is no such cell.

    Parameters
    ----------
    cell : Cell
    field : str
        A field of `Cell`, `Electrolyte` or `Protocol`.
    value : object
        What it becomes.
    change : str
        The change in words.
    kind : str
        Removal, swap, addition or amount.
    part : str
        What is changed.
    """
    with suppress(NacreError):
        yield Candidate(change, kind, part, with_part(cell, field, value))


def _without(items: tuple[T, ...], place: int) -> tuple[T, ...]:
    return items[:place] + items[place + 1 :]


def _with(items: tuple[T, ...], place: int, item: T) -> tuple[T, ...]:
    return (*items[:place], item, *items[place + 1 :])


def removals(cell: Cell) -> Iterator[Candidate]:
    """Leave one out: each additive, each of several salts, solvents, phases and frames, the coating, the host."""
    for field, least in (("additives", 1), ("salts", 2), ("solvents", 2)):
        items: tuple[Dose | Share, ...] = getattr(cell.electrolyte, field)
        for place, item in enumerate(items if len(items) >= least else ()):
            yield from changed(
                cell, field, _without(items, place),
                change=f"without {item.name}", kind="removed", part=field.removesuffix("s"),
            )  # fmt: skip
    for part in ("coating", "host"):
        yield from _material_removals(cell, part)


def _material_removals(cell: Cell, part: str) -> Iterator[Candidate]:
    names: tuple[str, ...] = getattr(cell, part)
    if len(names) > 1:
        for place, name in enumerate(names):
            change = f"{part} without {name}"
            yield from changed(cell, part, _without(names, place), change=change, kind="removed", part=part)
    if names:
        yield from changed(cell, part, (), change=f"without the {part}", kind="removed", part=part)


def protocol_changes(cell: Cell) -> Iterator[Candidate]:
    """Half and twice the current, where it is stated."""
    current = cell.protocol.current_density_mA_cm2
    if current is None:
        return
    for factor, word in ((0.5, "half"), (2.0, "twice")):
        yield from changed(
            cell, "current_density_mA_cm2", current * factor,
            change=f"at {word} the current ({number(current * factor)} mA/cm²)", kind="protocol", part="protocol",
        )  # fmt: skip


def salt_swaps(cell: Cell, place: int, names: list[str]) -> Iterator[Candidate]:
    """One salt exchanged for each of `names`, the amount kept."""
    salts = cell.electrolyte.salts
    there = {dose.name for dose in salts}
    for name in names:
        if name not in there and name != UNKNOWN:
            change = f"{name} instead of {_called(salts[place].name)}"
            yield from _swapped(cell, "salts", place, name, change)


def solvent_swaps(cell: Cell, place: int, names: list[str]) -> Iterator[Candidate]:
    """One solvent exchanged for each of `names`, its share kept; a diluent only for a diluent: it dissolves no salt."""
    solvents = cell.electrolyte.solvents
    there = {share.name for share in solvents}
    role = _role(solvents[place].name)
    for name in names:
        if name not in there and _role(name) == role:
            yield from _swapped(cell, "solvents", place, name, f"{name} instead of {solvents[place].name}")


def _swapped(cell: Cell, field: str, place: int, name: str, change: str) -> Iterator[Candidate]:
    """A salt or solvent under another name; none where that cannot have the amount."""
    items: tuple[Dose | Share, ...] = getattr(cell.electrolyte, field)
    with suppress(NacreError):
        swapped = _with(items, place, replace(items[place], name=name))
        yield from changed(cell, field, swapped, change=change, kind="swapped", part=field.removesuffix("s"))


def _role(name: str) -> tuple[bool, bool]:
    species = lookup(name)
    return species.role == "diluent", species.is_salt


def _called(name: str) -> str:
    return "the unknown salt" if name == UNKNOWN else name


def additions(cell: Cell, doses: list[Dose]) -> Iterator[Candidate]:
    """Each additive that the cell does not have, in its published dose."""
    additives, there = cell.electrolyte.additives, set(cell.molecules)
    for dose in doses:
        if dose.name not in there and dose.amount is not None and dose.unit is not None:
            change = f"with {format_dose(dose.amount, dose.unit)} {dose.name}"
            yield from changed(cell, "additives", (*additives, dose), change=change, kind="added", part="additive")


def material_swaps(cell: Cell, part: str, lists: list[tuple[str, ...]]) -> Iterator[Candidate]:
    """The coating or the host exchanged for each of the published ones."""
    own: tuple[str, ...] = getattr(cell, part)
    for names in lists:
        if not names or set(names) == set(own) or UNKNOWN in names:
            continue
        change = f"{part} {format_materials(names)}" + (f" instead of {format_materials(own)}" if own else "")
        yield from changed(cell, part, names, change=change, kind="swapped" if own else "added", part=part)


def dose_changes(cell: Cell, factors: tuple[float, ...]) -> Iterator[Candidate]:
    """Salts and additives in multiples of their amount."""
    for field in ("salts", "additives"):
        doses: tuple[Dose, ...] = getattr(cell.electrolyte, field)
        for place, dose in enumerate(doses):
            if dose.amount is not None and dose.unit is not None and dose.name != UNKNOWN:
                for factor in factors:
                    yield from _redosed(cell, field, place, dose.amount * factor, dose.unit)


def _redosed(cell: Cell, field: str, place: int, amount: float, unit: Unit) -> Iterator[Candidate]:
    doses: tuple[Dose, ...] = getattr(cell.electrolyte, field)
    change = f"{format_dose(amount, unit)} {doses[place].name}"
    with suppress(NacreError):
        redosed = _with(doses, place, replace(doses[place], amount=amount))
        yield from changed(cell, field, redosed, change=change, kind="amount", part=field.removesuffix("s"))


def ratio_changes(cell: Cell, ratios: tuple[tuple[float, float], ...]) -> Iterator[Candidate]:
    """Two solvents in other ratios."""
    solvents = cell.electrolyte.solvents
    if len(solvents) != 2:
        return
    own = tuple(share.parts for share in solvents)
    for parts in ratios:
        if parts != own:
            shares = tuple(Share(share.name, part) for share, part in zip(solvents, parts, strict=True))
            change = f"{solvents[0].name}/{solvents[1].name} {number(parts[0])}:{number(parts[1])}"
            yield from changed(cell, "solvents", shares, change=change, kind="amount", part="solvent")
