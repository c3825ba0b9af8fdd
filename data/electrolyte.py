"""An electrolyte as a chemist states it: salts, solvents and additives with their amounts, checked where it is made.

The records hold one canonical form: names as the registry spells them, amounts as their text says them, ratios in
their smallest whole numbers, salts, solvents and additives in the registry's order. What was not stated is `None`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from .amounts import (
    Basis,
    Unit,
    checked_amount,
    checked_part,
    checked_ratio,
    format_dose,
    number,
)
from .chemistry.material_names import resolve_materials
from .chemistry.names import find, lookup, order, species_of
from .chemistry.species import UNKNOWN, Species
from .errors import AmountError, ComponentError, NacreError, UnknownNameError

_Member = TypeVar("_Member", bound=StrEnum)
_Item = TypeVar("_Item")


class State(StrEnum):
    """The state of matter of the electrolyte."""

    LIQUID = "liquid"
    IONIC_LIQUID = "ionic_liquid"
    GEL = "gel"
    POLYMER = "polymer"
    SOLID = "solid"


_LIQUIDS = frozenset({State.LIQUID, State.IONIC_LIQUID})
#: Solvent families that stand for solvents that a paper did not name.
FAMILIES = (
    "carbonate", "ether", "phosphate", "ionic liquid", "imidazolium ionic liquid", "pyrrolidinium ionic liquid",
    "phosphonium ionic liquid", "high-concentration", "localized high-concentration",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dose:
    """A salt or an additive with its amount.

    Parameters
    ----------
    name : str
        A name, an alias, a salt's formula, a bracketed SMILES, or "unknown" for a salt that was not named. The record
        keeps the registry's name.
    amount : float, optional
        In `unit`; None where it was not stated.
    unit : Unit, optional
        Stands with an amount only.

    Raises
    ------
    UnknownNameError, AmbiguousNameError
        Where the name leads to no species, with near names.
    AmountError
        Where the amount is not above zero, a percentage not below 100, a molarity above that of the pure substance,
        or one of amount and unit is missing.

    Examples
    --------
    >>> Dose("sodium hexafluorophosphate", 1, Unit.MOLAR)
    Dose(name='NaPF6', amount=1.0, unit=<Unit.MOLAR: 'M'>)
    """

    name: str
    amount: float | None = None
    unit: Unit | None = None

    def __post_init__(self) -> None:
        species = species_of(self.name)
        settle(self, name=species.name if species else UNKNOWN)
        if self.amount is None and self.unit is None:
            return
        if self.amount is None or self.unit is None:
            raise AmountError(
                f"The amount of {self.name} needs a number and a unit.", hint='Write e.g. `Dose("NaPF6", 1.0, "M")`.'
            )
        settle(self, unit=_member(Unit, self.unit))
        amount = checked_amount(self.amount, self.unit, f"{self.amount} {self.unit}")
        settle(self, amount=amount)
        if species and self.unit is Unit.MOLAR and amount * species.molar_volume_cm3_mol >= 1000:
            raise AmountError(
                f"{number(amount)} M {species.name} is more than the pure substance.",
                hint=f"At most {1000 / species.molar_volume_cm3_mol:.1f} M.",
            )


@dataclass(frozen=True, slots=True)
class Share:
    """A solvent with its part of the solvent ratio.

    Parameters
    ----------
    name : str
        As that of a `Dose`, but never "unknown".
    parts : float, optional
        None where no ratio was stated. An electrolyte scales them to smallest whole numbers.

    Raises
    ------
    UnknownNameError, AmbiguousNameError
        Where the name leads to no species, with near names.
    AmountError
        Where the part is not above zero.

    Examples
    --------
    >>> Share("ethylene carbonate", 1)
    Share(name='EC', parts=1.0)
    """

    name: str
    parts: float | None = None

    def __post_init__(self) -> None:
        settle(self, name=lookup(self.name, "solvent").name)
        if self.parts is not None:
            settle(self, parts=checked_part(self.parts))


@dataclass(frozen=True, slots=True)
class Electrolyte:
    """Salts, solvents and additives with their amounts.

    Parameters
    ----------
    salts, additives : tuple of Dose
        In any order; the record sorts them as the registry does.
    solvents : tuple of Share
        Empty where only a `family` is known, or for a solid.
    basis : Basis, optional
        What the solvent parts count; None where it was not stated, and for a single solvent.
    matrix : tuple of str
        Materials of a solid, or of the polymer of a gel, in the order of the text.
    family : str, optional
        One of `FAMILIES` or "unknown" where the solvents themselves were not stated.
    state : State
        A liquid whose solvents are all ionic liquids is an ionic liquid.
    remarks : tuple of str
        How ambiguous words were read; not part of the identity.

    Raises
    ------
    ComponentError
        Where a salt is no salt, or a solvent is one or stands twice.
    AmountError
        Where percentages add up to 100, or parts are stated for some solvents only.
    NacreError
        Where parts do not go together, e.g. a family beside named solvents.

    Examples
    --------
    >>> print(Electrolyte((Dose("NaPF6", 1, Unit.MOLAR),), (Share("PC", 50), Share("EC", 50)), Basis.VOLUME))
    1 M NaPF6 in EC/PC (1:1 v/v)
    """

    salts: tuple[Dose, ...] = ()
    solvents: tuple[Share, ...] = ()
    basis: Basis | None = None
    additives: tuple[Dose, ...] = ()
    matrix: tuple[str, ...] = ()
    family: str | None = None
    state: State = State.LIQUID
    remarks: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        settle(
            self,
            salts=_sorted(_records(self.salts, Dose, "salts")),
            additives=_sorted(_records(self.additives, Dose, "additives")),
            solvents=_sorted(_records(self.solvents, Share, "solvents")),
            basis=None if self.basis is None else _member(Basis, self.basis),
            matrix=tuple(phase for name in _listed(self.matrix) for phase in resolve_materials(name)),
            state=_member(State, self.state),
            remarks=tuple(dict.fromkeys(self.remarks)),
        )
        if self.matrix[-1:] == (UNKNOWN,) and self.salts and not (self.solvents or self.family or _linked(self)):
            # What dissolves the salt is not known: one record for it, whichever part said so.
            settle(self, matrix=self.matrix[:-1], family=UNKNOWN)
        _check_salts(self)
        _check_additives(self)
        _check_solvents(self)
        _check_whole(self)
        settle(self, state=_state_of(self))
        _check_matrix(self)
        _settle_ratio(self)

    @property
    def molecules(self) -> tuple[str, ...]:
        """Names of salts, solvents and additives, in the order of the text."""
        return tuple(item.name for role in (self.salts, self.solvents, self.additives) for item in role)

    def __str__(self) -> str:
        return format_electrolyte(self)


def settle(record: object, **values: object) -> None:
    """Set attributes of a frozen record while it is made."""
    for name, value in values.items():
        object.__setattr__(record, name, value)


# -- checks -----------------------------------------------------------------------------------------------------


def _member(kind: type[_Member], value: object) -> _Member:
    try:
        return kind(str(value))
    except ValueError:
        raise NacreError(
            f"{value!r} is no {kind.__name__.lower()}.",
            hint=f"Write one of {', '.join(member.value for member in kind)}.",
        ) from None


def _listed(names: str | Iterable[str]) -> Iterable[str]:
    """Names, also where one stands alone."""
    return [names] if isinstance(names, str) else names


def _records(items: Iterable[object], kind: type[_Item], role: str) -> list[_Item]:
    """The entries of a role, each a record of its kind."""
    entries = [items] if isinstance(items, str) or not isinstance(items, Iterable) else list(items)
    for entry in entries:
        if not isinstance(entry, kind):
            raise NacreError(
                f"{entry!r} among the {role} is no {kind.__name__}.",
                hint=f"Write e.g. `{role}=({kind.__name__}('{'EC' if kind is Share else 'NaPF6'}'),)`.",
            )
    return entries  # type: ignore[return-value]


def _sorted(items: Sequence[_Item]) -> tuple[_Item, ...]:
    """Doses or shares in the registry's order; of one species the smaller amount first."""

    def place(item: _Item) -> tuple[int, str, str, float]:
        if isinstance(item, Dose):
            return order(item.name), item.name, item.unit or "", item.amount or 0.0
        assert isinstance(item, Share)
        return order(item.name), item.name, "", item.parts or 0.0

    return tuple(sorted(items, key=place))


def _check_salts(electrolyte: Electrolyte) -> None:
    for dose in electrolyte.salts:
        species = species_of(dose.name)
        if species and not species.is_salt:
            raise ComponentError(
                f"{species.name} is {_article(species)}, not a salt.",
                hint="Write salts before `in`, solvents after it.", role="salt", name=dose.name,
            )  # fmt: skip
        if dose.unit is Unit.VOLUME_PERCENT:
            raise ComponentError(
                "A salt has no volume percentage.", hint="Use M, m, wt% or mol%.", role="salt", name=dose.name,
                is_amount=True,
            )  # fmt: skip
        if dose.unit is Unit.ETHER_OXYGEN_PER_NA and (not species or "-" in dose.name):
            raise ComponentError(
                f"EO:Na cannot be written for {dose.name}.", hint="It links a polymer with a salt of the registry.",
                role="salt", name=dose.name,
            )  # fmt: skip


def _check_additives(electrolyte: Electrolyte) -> None:
    for dose in electrolyte.additives:
        if dose.name == UNKNOWN:
            raise UnknownNameError("additive", dose.name, ())
        if (species := species_of(dose.name)) and species.kind == "ion":
            raise ComponentError(
                f"{species.name} is an ion, not an additive.", hint="Name its salt, which has both ions.",
                role="additive", name=dose.name,
            )  # fmt: skip
        if dose.unit in {Unit.PARTS, Unit.ETHER_OXYGEN_PER_NA}:
            raise ComponentError(
                f"The additive {dose.name} has no amount in {dose.unit}.", hint="Use M, m, wt%, vol% or mol%.",
                role="additive", name=dose.name, is_amount=True,
            )  # fmt: skip


def _check_solvents(electrolyte: Electrolyte) -> None:
    seen: set[str] = set()
    for share in electrolyte.solvents:
        species = lookup(share.name, "solvent")
        if species.kind in {"salt", "ion"}:
            raise ComponentError(
                f"{species.name} is {_article(species)}, not a solvent.",
                hint="Write salts before `in`, solvents after it.", role="solvent", name=share.name,
            )  # fmt: skip
        if share.name in seen:
            raise ComponentError(
                f"{share.name} stands twice among the solvents.", hint="Add up its parts.", role="solvent",
                name=share.name,
            )  # fmt: skip
        seen.add(share.name)


def _check_whole(electrolyte: Electrolyte) -> None:
    """There is something to dissolve in, stated in one way, and the percentages leave room for it."""
    e = electrolyte
    if e.family is not None:
        if e.family not in {*FAMILIES, UNKNOWN}:
            raise UnknownNameError("family", e.family, [known for known in FAMILIES if e.family.lower() in known])
        if e.solvents:
            raise NacreError(
                f"The family {e.family!r} stands beside named solvents.", hint="Name every solvent, or the family only."
            )
    if not (e.solvents or e.family or e.matrix):
        what = f"for {'/'.join(dose.name for dose in e.salts)}" if e.salts else "in the electrolyte"
        raise NacreError(f"No solvent {what}.", hint='Name solvents, or write `family="unknown"`.')
    if e.solvents and not (e.salts or e.matrix):
        raise NacreError(
            f"No salt for {'/'.join(share.name for share in e.solvents)}.",
            hint='Where it was not stated write `salts=(Dose("unknown"),)`.',
        )
    for unit in (Unit.WEIGHT_PERCENT, Unit.VOLUME_PERCENT, Unit.MOLE_PERCENT):
        total = sum(dose.amount or 0 for dose in (*e.salts, *e.additives) if dose.unit is unit)
        if total >= 100:
            raise AmountError(f"The {unit} add up to {number(total)}.", hint="Together they lie below 100.")


def _state_of(electrolyte: Electrolyte) -> State:
    """A liquid is an ionic liquid where all of its solvents are, or its family says so."""
    if electrolyte.state not in _LIQUIDS:
        return electrolyte.state
    if electrolyte.solvents:
        ionic = all(lookup(share.name).kind == "ionic_liquid" for share in electrolyte.solvents)
        return State.IONIC_LIQUID if ionic else State.LIQUID
    return State.IONIC_LIQUID if "ionic liquid" in (electrolyte.family or "") else electrolyte.state


def _linked(electrolyte: Electrolyte) -> list[Dose]:
    """Salts that are counted by the ether oxygens of a polymer."""
    return [dose for dose in electrolyte.salts if dose.unit is Unit.ETHER_OXYGEN_PER_NA]


def _check_matrix(electrolyte: Electrolyte) -> None:
    """Phases are those of a gel, polymer or solid; salt, matrix and additives can be told apart in the text."""
    e = electrolyte
    if e.matrix and e.state in _LIQUIDS:
        raise NacreError(f"A {e.state} has no matrix of {e.matrix[0]}.", hint="Its state is gel, polymer or solid.")
    linked = _linked(e)
    if linked and (len(linked) < len(e.salts) or len(linked) > len(e.matrix) or e.solvents or e.family):
        raise NacreError("EO:Na belongs to a polymer.", hint="Write `PEO-NaTFSI (EO:Na 20:1) (polymer)`.")
    for phase in e.matrix:
        if set(phase) & {"/", ":", ","} and not phase.endswith("-doped carbon"):
            raise NacreError(f"{phase!r} cannot stand in an electrolyte.", hint="Name the phase by its formula.")
    if linked and any("+" in phase for phase in e.matrix):
        raise NacreError("EO:Na belongs to a polymer.", hint="Write `PEO-NaTFSI (EO:Na 20:1) (polymer)`.")
    dissolved = bool(e.solvents or e.family or (e.salts and not linked))
    in_matrix = dissolved and not (e.solvents or e.family)
    for place, phase in enumerate(e.matrix, 1):
        species = find(phase) if dissolved else None
        if species and (species.is_salt or (in_matrix and place == len(e.matrix))):
            raise NacreError(f"The phase {phase} of the matrix is {_article(species)}.", hint="It stands elsewhere.")
    if e.matrix == (UNKNOWN,) and not dissolved:
        raise NacreError("A matrix of unknown material is no electrolyte.", hint='Write `family="unknown"`.')
    if e.additives and e.state not in _LIQUIDS and not (e.salts and not linked) and not (e.family and e.matrix):
        raise NacreError(f"Additives of a {e.state} without a dissolved salt are not read.", hint="Name its salt.")


def _settle_ratio(electrolyte: Electrolyte) -> None:
    """Scale the parts of the solvents, and of salts that are counted with them, to smallest whole numbers."""
    e = electrolyte
    counted = [dose for dose in e.salts if dose.unit is Unit.PARTS]
    stated = [share for share in e.solvents if share.parts is not None]
    if counted:
        if len(counted) < len(e.salts) or not stated or len(stated) < len(e.solvents) or e.basis is not Basis.MOLE:
            raise AmountError(
                "A ratio that counts salts has a part of every salt and solvent.",
                hint="Its basis is mol/mol, e.g. `NaFSI in DME (1:2 mol/mol)`.",
            )
    elif len(e.solvents) <= 1:
        settle(e, basis=None, solvents=tuple(Share(share.name, 1.0) for share in e.solvents))
        return
    elif not stated:
        if e.basis is not None:
            raise AmountError(f"The basis {e.basis} has no ratio.", hint="Give every solvent its part.")
        return
    elif len(stated) < len(e.solvents):
        raise AmountError("Some solvents have a part and others none.", hint="Give every solvent its part, or none.")
    parts = checked_ratio([dose.amount or 0.0 for dose in counted] + [share.parts or 0.0 for share in e.solvents])
    if counted:
        settle(e, salts=tuple(Dose(d.name, p, Unit.PARTS) for d, p in zip(e.salts, parts, strict=False)))
    shares = zip(e.solvents, parts[len(counted) :], strict=True)
    settle(e, solvents=tuple(Share(share.name, part) for share, part in shares))


def _article(species: Species) -> str:
    kind = {"salt": "a salt", "ion": "an ion", "ionic_liquid": "an ionic liquid"}.get(species.kind, "")
    return kind or f"a{'n' * species.role.startswith('a')} {species.role}"


# -- text -------------------------------------------------------------------------------------------------------


def format_electrolyte(electrolyte: Electrolyte) -> str:
    """Write the canonical text of an electrolyte; parsing it gives the same record.

    Examples
    --------
    >>> format_electrolyte(Electrolyte((Dose("NaFSI", 0.05, Unit.MOLAR),), (Share("DME"),)))
    '50 mM NaFSI in DME'
    """
    matrix, solvents = list(electrolyte.matrix), _solvent_text(electrolyte)
    linked = _linked(electrolyte)
    for place, dose in enumerate(linked, len(matrix) - len(linked)):
        matrix[place] = f"{matrix[place]}-{dose.name} (EO:Na {number(dose.amount or 0)}:1)"
    salts = [_dose_text(dose, salt=True) for dose in electrolyte.salts if not linked]
    if salts and matrix and not solvents:
        solvents = matrix.pop()
    head = " + ".join([*matrix, *salts])
    text = f"{head} in {solvents}" if head and solvents else head or solvents
    text = " + ".join([text, *(_dose_text(d) for d in electrolyte.additives)])
    implied = electrolyte.state is State.LIQUID or (
        electrolyte.state is State.IONIC_LIQUID
        and (electrolyte.solvents or "ionic liquid" in (electrolyte.family or ""))
    )
    return text if implied else f"{text} ({electrolyte.state.value.replace('_', ' ')})"


def _dose_text(dose: Dose, *, salt: bool = False) -> str:
    name = "unknown salt" if salt and dose.name == UNKNOWN else dose.name
    if dose.amount is None or dose.unit is None or dose.unit is Unit.PARTS:
        return name
    return f"{format_dose(dose.amount, dose.unit)} {name}"


def _solvent_text(electrolyte: Electrolyte) -> str:
    if electrolyte.family is not None:
        return UNKNOWN if electrolyte.family == UNKNOWN else f"{electrolyte.family} electrolyte"
    names = "/".join(share.name for share in electrolyte.solvents)
    salt_parts = [dose.amount or 0 for dose in electrolyte.salts if dose.unit is Unit.PARTS]
    parts = [share.parts for share in electrolyte.solvents if share.parts is not None]
    if not parts or (len(parts) == 1 and not salt_parts):
        return names
    basis = f" {electrolyte.basis.value}" if electrolyte.basis else ""
    return f"{names} ({':'.join(map(number, [*salt_parts, *parts]))}{basis})"
