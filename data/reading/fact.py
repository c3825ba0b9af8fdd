"""What a sentence or a table says of one cell at one condition."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .conditions import Condition
from .mentions import Kind


@dataclass(frozen=True)
class Fact:
    """One cell at one condition; None and "" are not stated.

    Attributes
    ----------
    subject : str
        The cell's name in the paper.
    is_control : bool
    hours, cycles : float or None
    event : str
        `failed` or `survived`.
    current : float or None
        mA/cm2.
    capacity : float or None
        mAh/cm2.
    temperature : float or None
        °C.
    overpotential : float or None
        mV.
    qualifier, time : str
        Of the overpotential, as the schema of cells has them.
    is_certain : bool
        Whether words tell of this very cell; False where values were dealt out by their order alone, or the event was
        taken for granted.
    electrolyte : str
        As printed.
    coating, host : str
        Known materials by their names in nacre.
    """

    subject: str = ""
    is_control: bool = False
    hours: float | None = None
    cycles: float | None = None
    event: str = ""
    current: float | None = None
    capacity: float | None = None
    temperature: float | None = None
    overpotential: float | None = None
    qualifier: str = ""
    time: str = ""
    is_certain: bool = True
    electrolyte: str = ""
    coating: str = ""
    host: str = ""

    @property
    def condition(self) -> tuple[float | None, float | None]:
        """Current and capacity."""
        return self.current, self.capacity

    @property
    def is_measured(self) -> bool:
        """Whether it states something that can be learned: a duration or an overpotential."""
        return self.hours is not None or self.cycles is not None or self.overpotential is not None

    def lasting(self, kind: Kind, value: float, event: str) -> Fact:
        """The fact with a duration in hours or cycles."""
        if kind is Kind.HOURS:
            return replace(self, hours=value, event=event)
        return replace(self, cycles=value, event=event)

    def at(self, test: Condition | None) -> Fact:
        """The fact at a condition."""
        return self if test is None else replace(self, current=test.current, capacity=test.capacity)

    def polarised(self, value: float | None, qualifier: str, time: str = "unknown") -> Fact:
        """The fact with an overpotential in mV."""
        return self if value is None else replace(self, overpotential=value, qualifier=qualifier, time=time)
