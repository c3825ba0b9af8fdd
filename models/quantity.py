"""What is predicted: a quantity, its unit, which way is better, and the scale on which effects add up."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from ..data.errors import NacreError
from .bounds import Side
from .labels import FloatArray

#: Beyond this many steps from the origin a linear scale stops, so that numbers stay finite.
_MAX_STEPS = 60.0


@dataclass(frozen=True, slots=True)
class Scale:
    """How values become the positive numbers that boosters learn, in whose natural logarithm effects add up.

    Attributes
    ----------
    kind : {"log", "linear", "bounded"}
        The value itself; ``exp((value - origin) / step)``; the odds ``(value - origin) / (origin + step - value)``.
    origin, step : float
        In the unit of the quantity; of a bounded one the lower limit and the width. Not used by "log".
    """

    kind: Literal["log", "linear", "bounded"] = "log"
    origin: float = 0.0
    step: float = 1.0

    def positive(self, values: npt.ArrayLike) -> FloatArray:
        """Values to positive numbers; a bounded value at a limit becomes 0 or infinity."""
        found = np.asarray(values, dtype=np.float64)
        if self.kind == "log":
            return found
        share = (found - self.origin) / self.step
        if self.kind == "linear":
            return np.exp(np.clip(share, -_MAX_STEPS, _MAX_STEPS))
        with np.errstate(divide="ignore"):
            return np.asarray(share / (1.0 - share))

    def value(self, positive: npt.ArrayLike) -> FloatArray:
        """Undo `positive`."""
        found = np.asarray(positive, dtype=np.float64)
        if self.kind == "log":
            return found
        if self.kind == "linear":
            with np.errstate(divide="ignore"):
                return np.asarray(self.origin + self.step * np.log(found))
        with np.errstate(invalid="ignore"):
            return np.asarray(self.origin + self.step * np.where(np.isinf(found), 1.0, found / (1.0 + found)))


@dataclass(frozen=True, slots=True)
class Quantity:
    """One predicted quantity.

    Attributes
    ----------
    name : str
        "lifetime", "overpotential", or the column of a lab's own table.
    unit : str
        Empty where the name tells it.
    higher_is_better : bool
    sides : tuple of {"lower", "upper"}
        Which one-sided bounds are given.
    scale : Scale
    words : tuple of str
        What a higher and a lower value are called.
    """

    name: str
    unit: str = ""
    higher_is_better: bool = True
    sides: tuple[Side, ...] = ("lower", "upper")
    scale: Scale = Scale()
    words: tuple[str, str] = ("higher", "lower")

    @property
    def column(self) -> str:
        """Column of the median: `lifetime_h`."""
        return f"{self.name}_{self.unit}" if self.unit else self.name

    def bound_column(self, side: Side) -> str:
        """Column of a bound: `lifetime_lower_h`."""
        return f"{self.name}_{side}_{self.unit}" if self.unit else f"{self.name}_{side}"

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """Undo `to_dict`.

        Raises
        ------
        NacreError
            If an entry is missing.
        """
        try:
            changed = {
                "scale": Scale(**stored["scale"]),
                "sides": tuple(stored["sides"]),
                "words": tuple(stored["words"]),
            }
            return cls(**{**stored, **changed})
        except (KeyError, TypeError) as error:
            raise NacreError(f"The stored quantity cannot be read: {error!r}.", hint="Train again.") from error


LIFETIME = Quantity("lifetime", "h", sides=("lower",), words=("longer", "shorter"))
OVERPOTENTIAL = Quantity("overpotential", "mV", higher_is_better=False, sides=("upper",))
