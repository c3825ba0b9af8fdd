"""A cell: electrolyte, coating, host and protocol, as a chemist states them; checked where it is made.

`replace(cell, coating=("NaF",))` gives another cell: no text is needed to make one, and an invalid one cannot exist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .amounts import CONDITIONS, Basis, Unit, checked_condition, number
from .chemistry.material_names import Field, format_materials, resolve_materials
from .electrolyte import Dose, Electrolyte, Share, State, format_electrolyte, settle
from .errors import NacreError
from .notebook import notebook_html
from .protection import Protection

__all__ = [
    "Basis",
    "Cell",
    "Dose",
    "Electrolyte",
    "Protection",
    "Protocol",
    "Share",
    "State",
    "Unit",
    "format_cell",
]


@dataclass(frozen=True, slots=True)
class Protocol:
    """How the cell is cycled.

    Parameters
    ----------
    current_density_mA_cm2 : float, optional
        Above 0, at most 1000.
    areal_capacity_mAh_cm2 : float, optional
        Above 0, at most 1000.
    temperature_C : float, optional
        From -120 to 250 °C.

    Raises
    ------
    AmountError
        Where a condition is outside these limits; `name` is the condition.

    Examples
    --------
    >>> Protocol(temperature_C=25)
    Protocol(current_density_mA_cm2=None, areal_capacity_mAh_cm2=None, temperature_C=25.0)
    """

    current_density_mA_cm2: float | None = None
    areal_capacity_mAh_cm2: float | None = None
    temperature_C: float | None = None

    def __post_init__(self) -> None:
        for name in CONDITIONS:
            if (value := getattr(self, name)) is not None:
                settle(self, **{name: checked_condition(name, value)})


@dataclass(frozen=True, slots=True)
class Cell:
    """One symmetric Na||Na test: electrolyte, coating, host, protocol.

    Parameters
    ----------
    electrolyte : Electrolyte
    coating, host : tuple of str
        Names of materials, in the order of the text; the record keeps the canonical ones. An empty tuple is bare
        sodium, `("unknown",)` a coating or host that is there but was not named.
    protocol : Protocol
    separator : tuple of str
        Materials of a functional separator or an interlayer between sodium and electrolyte; empty for a plain one.
    protection : Protection, optional
        What is done to protect the sodium, where it is stated; else features take it from the rest of the cell.

    Raises
    ------
    UnknownNameError, AmbiguousNameError
        Where a material is unknown, with near names.
    NacreError
        Where a part is no record of its kind.

    Examples
    --------
    >>> diglyme = Electrolyte((Dose("NaPF6", 1, Unit.MOLAR),), (Share("diglyme"),))
    >>> print(Cell(diglyme, coating=("sodium fluoride",), protocol=Protocol(1.0)))
    1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2
    """

    electrolyte: Electrolyte
    coating: tuple[str, ...] = ()
    host: tuple[str, ...] = ()
    protocol: Protocol = Protocol()
    separator: tuple[str, ...] = ()
    protection: Protection | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.electrolyte, Electrolyte) or not isinstance(self.protocol, Protocol):
            raise NacreError(
                "A cell is made of the records Electrolyte and Protocol.", hint="`parse_cell` reads one from text."
            )
        stated = None if self.protection is None else Protection.read(self.protection)
        settle(
            self,
            coating=_materials(self.coating, "coating"),
            host=_materials(self.host, "host"),
            separator=_materials(self.separator, "separator"),
            protection=stated,
        )

    @property
    def molecules(self) -> tuple[str, ...]:
        """Names of salts, solvents and additives, in the order of the text."""
        return self.electrolyte.molecules

    def __str__(self) -> str:
        return format_cell(self)

    def _repr_html_(self) -> str | None:
        return notebook_html(self)


def _materials(names: str | Sequence[str], field: Field) -> tuple[str, ...]:
    """Canonical names of the phases of a coating or a host."""
    if not names:
        return ()
    return resolve_materials(names if isinstance(names, str) else format_materials(names), field)


def format_cell(cell: Cell) -> str:
    """Write the canonical one-line text of a cell; parsing it gives the same record.

    Examples
    --------
    >>> format_cell(Cell(Electrolyte(family="unknown"), host=("Cu",)))
    'unknown | host: Cu'
    """
    parts = [format_electrolyte(cell.electrolyte)]
    if cell.coating:
        parts.append(f"coating: {format_materials(cell.coating)}")
    if cell.host:
        parts.append(f"host: {format_materials(cell.host)}")
    if cell.separator:
        parts.append(f"separator: {format_materials(cell.separator)}")
    if cell.protection:
        parts.append(f"protection: {cell.protection}")
    conditions = [
        f"{number(value)} {unit}"
        for name, (_, unit) in CONDITIONS.items()
        if (value := getattr(cell.protocol, name)) is not None
    ]
    return " | ".join([*parts, ", ".join(conditions)] if conditions else parts)
