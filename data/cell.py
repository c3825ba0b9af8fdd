"""A cell: electrolyte, coating, host and protocol, as a chemist states them.

The records hold what was written, in one canonical form: names as the registry spells them, molar amounts in
mol/L, ratios in their smallest whole numbers, solvents in the registry's order. What was not stated is `None`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

#: The name of a salt, a phase or a family that is there but was not stated.
UNKNOWN = "unknown"


class Unit(StrEnum):
    """The unit of a dose, as it is written."""

    MOLAR = "M"
    MOLAL = "m"
    WEIGHT_PERCENT = "wt%"
    VOLUME_PERCENT = "vol%"
    MOLE_PERCENT = "mol%"
    #: A share of a ratio that counts salt and solvent together, `NaFSI in [C3mpyr]FSI (1:1 mol/mol)`.
    PARTS = "mol/mol"
    #: Ether oxygens per sodium in a polymer, `PEO-NaTFSI (EO:Na 20:1)`.
    ETHER_OXYGEN_PER_NA = "EO:Na"


class Basis(StrEnum):
    """What the shares of a solvent ratio count."""

    VOLUME = "v/v"
    WEIGHT = "w/w"
    MOLE = "mol/mol"


class State(StrEnum):
    """The state of matter of the electrolyte."""

    LIQUID = "liquid"
    IONIC_LIQUID = "ionic_liquid"
    GEL = "gel"
    POLYMER = "polymer"
    SOLID = "solid"


@dataclass(frozen=True, slots=True)
class Dose:
    """A salt or an additive with its amount; `amount` and `unit` are None where it was not stated."""

    name: str
    amount: float | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A solvent with its part of the solvent ratio; `parts` is None where no ratio was stated."""

    name: str
    parts: float | None = None


@dataclass(frozen=True, slots=True)
class Electrolyte:
    """Salts, solvents and additives with their amounts.

    Attributes
    ----------
    salts, additives : tuple of Dose
    solvents : tuple of Share
        Empty where only a `family` is known, or for a solid.
    basis : Basis or None
        What the solvent parts count; None where it was not stated.
    matrix : tuple of str
        Materials of a solid, or of the polymer of a gel.
    family : str or None
        "carbonate", "ether", … or "unknown" where the solvents themselves were not stated.
    state : State
    remarks : tuple of str
        How ambiguous words were read; not part of the identity.
    """

    salts: tuple[Dose, ...] = ()
    solvents: tuple[Share, ...] = ()
    basis: Basis | None = None
    additives: tuple[Dose, ...] = ()
    matrix: tuple[str, ...] = ()
    family: str | None = None
    state: State = State.LIQUID
    remarks: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Protocol:
    """How the cell is cycled: current density (mA cm⁻²), areal capacity (mAh cm⁻²), temperature (°C)."""

    current_density_mA_cm2: float | None = None
    areal_capacity_mAh_cm2: float | None = None
    temperature_C: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One symmetric Na||Na test: electrolyte, coating, host, protocol.

    `coating` and `host` are canonical material names; an empty tuple is bare sodium, `("unknown",)` a coating
    or host that is there but was not named.
    """

    electrolyte: Electrolyte
    coating: tuple[str, ...] = ()
    host: tuple[str, ...] = ()
    protocol: Protocol = Protocol()

    def __str__(self) -> str:
        from .notation import format_cell  # the notation reads and writes cells; the record only holds one

        return format_cell(self)

    def _repr_html_(self) -> str:
        from .display import cell_html  # as above

        return cell_html(self)
