"""What is predicted: the quantities, each with its unit, its direction, its scale and how tables state it.

This is the one file that knows a quantity by name. A further built-in quantity is an entry of `QUANTITIES`; a column of
a lab's own table becomes a quantity by `own_quantity`. All other code goes through lists of `Quantity`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from .arrays import Floats
from .errors import NacreError

#: Which way a bound looks.
Side = Literal["lower", "upper"]
#: Events of a cell that was seen to fail: at about its hours, or some time before.
FAILED = ("failed", "failed_before")
#: Stage of a reading late in a test.
LATE = "late"
#: Factor on either side of a figure that a paper gives as "about".
APPROXIMATE_FACTOR = 1.15
#: A value at a limit of a bounded quantity is taken to lie within this share of the range.
_AT_LIMIT = 1e-3
#: Beyond this many steps from the origin a linear scale stops, so that numbers stay finite.
_MAX_STEPS = 60.0


class Reading(StrEnum):
    """How a table states what is known of a quantity beside its column."""

    #: `<name>_event`: "failed" where the value was reached, "failed_before" where it was not, "survived" where the test
    #: ended before.
    EVENT = "event"
    #: `<name>_qualifier`: "eq", "approx", "lt" or "gt"; `<name>_stage` "late" sets a reading apart.
    QUALIFIER = "qualifier"
    #: `<name>_lower` and `<name>_upper`, one side or both, in place of the value or around it.
    BOUNDS = "bounds"


class Judging(StrEnum):
    """By which scores models of a quantity are compared."""

    #: Concordance and survival scores: most outcomes are tests that ended early.
    SURVIVAL = "survival"
    #: The mean distance in decades.
    DECADES = "decades"
    #: The errors in the unit of the quantity.
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Scale:
    """How values become the positive numbers that boosters learn, in whose natural logarithm effects add up.

    Attributes
    ----------
    kind : {"log", "linear", "bounded"}
        The value itself; ``exp((value - origin) / step)``; the odds ``(value - origin) / (origin + step - value)``.
    origin, step : float
        In the unit of the quantity; of a bounded one the lower limit and the width. Not used by "log". A linear scale
        with the step 0 is not chosen yet, see `fitted`.
    """

    kind: Literal["log", "linear", "bounded"] = "log"
    origin: float = 0.0
    step: float = 1.0

    @property
    def limits(self) -> tuple[float, float] | None:
        """What a bounded value cannot be below and above; None for any other."""
        return (self.origin, self.origin + self.step) if self.kind == "bounded" else None

    def fitted(self, values: Floats) -> Scale:
        """A linear scale that is not chosen yet counts in standard deviations of the values from their median."""
        if self.kind != "linear" or self.step != 0.0 or not len(values):
            return self
        return Scale("linear", float(np.median(values)), float(np.std(values)) or 1.0)

    def positive(self, values: npt.ArrayLike) -> Floats:
        """Values to positive numbers; a bounded value at a limit becomes 0 or infinity."""
        value = np.asarray(values, dtype=np.float64)
        if self.kind == "log":
            return value
        share = (value - self.origin) / self.step
        if self.kind == "linear":
            return np.exp(np.clip(share, -_MAX_STEPS, _MAX_STEPS))
        with np.errstate(divide="ignore"):
            return np.asarray(share / (1.0 - share))

    def value(self, positive: npt.ArrayLike) -> Floats:
        """Undo `positive`."""
        number = np.asarray(positive, dtype=np.float64)
        if self.kind == "log":
            return number
        if self.kind == "linear":
            with np.errstate(divide="ignore"):
                return np.asarray(self.origin + self.step * np.log(number))
        with np.errstate(invalid="ignore"):
            return np.asarray(self.origin + self.step * np.where(np.isinf(number), 1.0, number / (1.0 + number)))


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
        Which one-sided bounds are given, the one that hurts first.
    scale : Scale
    words : tuple of str
        What a higher and a lower value are called.
    reading : Reading
    judging : Judging
    sigma : float or "auto"
        Noise scale of the booster in natural logarithm; "auto" chooses it inside the training folds.
    monotone : tuple of (str, int)
        Features whose direction physics fixes, +1 or -1.
    from_catalogue : bool
        Learned from the catalogue's features by the booster, every paper alike; else from the columns and by the model
        that fit the size of the table, every row alike.
    circumstances : tuple of str
        Columns of a table that tell how the value came about; a newer row brings its own along.
    leader : str
        What the best candidate of some is called, e.g. "longest-lived"; by its predicted value where it is empty.
    """

    name: str
    unit: str = ""
    higher_is_better: bool = True
    sides: tuple[Side, ...] = ("lower", "upper")
    scale: Scale = Scale()
    words: tuple[str, str] = ("higher", "lower")
    reading: Reading = Reading.BOUNDS
    judging: Judging = Judging.UNIT
    sigma: float | Literal["auto"] = "auto"
    monotone: tuple[tuple[str, int], ...] = ()
    from_catalogue: bool = False
    circumstances: tuple[str, ...] = ()
    leader: str = ""

    @property
    def column(self) -> str:
        """Column of the value in a table, and of the median in predictions: `lifetime_h`."""
        return f"{self.name}_{self.unit}" if self.unit else self.name

    def bound_column(self, side: Side) -> str:
        """Column of a bound: `lifetime_lower_h`."""
        return f"{self.name}_{side}_{self.unit}" if self.unit else f"{self.name}_{side}"

    @property
    def side(self) -> Side:
        """The side that hurts: below for a lifetime, above for an overpotential."""
        return self.sides[0]

    @property
    def sign(self) -> int:
        """+1 where higher is better, -1 where lower is."""
        return 1 if self.higher_is_better else -1

    @property
    def label(self) -> str:
        """Name and unit as an axis has them: "lifetime (h)"."""
        return f"{self.name} ({self.unit})" if self.unit else self.name

    @property
    def superlative(self) -> str:
        """What the best value is called: "longest"."""
        return f"{self.words[0 if self.higher_is_better else 1].removesuffix('er')}est"

    @property
    def best_words(self) -> str:
        """The direction in words: "longer is better"."""
        return f"{self.words[0 if self.higher_is_better else 1]} is better"

    def direction_of(self, feature: str) -> int:
        """The sign that physics fixes for a feature, else 0."""
        return dict(self.monotone).get(feature, 0)

    def text(self, value: float) -> str:
        """A value with as many figures as it deserves, and the unit: "1,200 h", "0.35"."""
        if np.isinf(value):
            figure = "∞" if value > 0 else "-∞"
        else:
            figure = f"{value:,.0f}" if abs(value) >= 20 else f"{value:.3g}"
        return f"{figure} {self.unit}".rstrip()

    @property
    def statement_columns(self) -> tuple[str, ...]:
        """Columns of a table that state this quantity: the value, then what stands beside it."""
        if self.reading is Reading.BOUNDS:
            return (self.column, self.bound_column("lower"), self.bound_column("upper"))
        return (self.column, f"{self.name}_{self.reading.value}")

    def intervals(self, frame: pd.DataFrame) -> tuple[Floats, Floats]:
        """What a table knows, as lower and upper bounds in the unit of the quantity.

        Returns
        -------
        lower, upper : float64 arrays of shape (n,)
            NaN where nothing is known. A survivor's upper bound is infinite, "below x" and "failed before x" have the
            lower bound 0. A failure without hours tells nothing: its test's length is unknown. A reading late in a test
            is another quantity than an early or a steady one and tells nothing. Of bounds the missing side is infinite.
        """
        blank = pd.Series(np.nan, index=frame.index)
        value = frame.get(self.column, blank).astype(np.float64)
        if self.reading is Reading.EVENT:
            event = frame[f"{self.name}_event"]
            lower = value.where((event != "failed_before") | value.isna(), 0.0)
            return _floats(lower), _floats(value.where(event.isin(FAILED) | value.isna(), np.inf))
        if self.reading is Reading.QUALIFIER:
            word = frame[f"{self.name}_qualifier"]
            if (stage := f"{self.name}_stage") in frame:
                value = value.where(frame[stage] != LATE)
            lower = value.where(word != "lt", 0.0).where(word != "approx", value / APPROXIMATE_FACTOR)
            upper = value.where(word != "gt", np.inf).where(word != "approx", value * APPROXIMATE_FACTOR)
            return _floats(lower.where(value.notna())), _floats(upper.where(value.notna()))
        low, high = (frame.get(self.bound_column(side), blank).astype(np.float64) for side in ("lower", "upper"))
        exact = low.isna() & high.isna()  # a bound that is given counts more than the value
        return self._opened(
            _floats(low.where(~exact, value).fillna(-np.inf)), _floats(high.where(~exact, value).fillna(np.inf))
        )

    def _opened(self, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
        """Bounds, open where they reach a limit; NaN where nothing is known on either side."""
        if self.scale.limits is not None:
            bottom, top = self.scale.limits
            open_low, open_high = (lower <= bottom) & (lower < upper), (upper >= top) & (lower < upper)
            lower, upper = np.where(open_low, -np.inf, lower), np.where(open_high, np.inf, upper)
        known = np.isfinite(lower) | np.isfinite(upper)
        return np.where(known, lower, np.nan), np.where(known, upper, np.nan)

    def positive_intervals(self, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
        """Bounds in the unit as labels on the positive scale, 0 and infinity where a side is open.

        A value at a limit of a bounded quantity becomes an interval that is open there.

        Parameters
        ----------
        lower : float64 array of shape (n,)
            In the unit, -∞ where it is open.
        upper : float64 array of shape (n,)
            In the unit, ∞ where it is open.
        """
        if self.scale.limits is not None:
            (bottom, top), margin = self.scale.limits, _AT_LIMIT * self.scale.step
            upper = np.where(upper <= bottom, bottom + margin, upper)
            lower = np.where(lower >= top, top - margin, lower)
            upper = np.where(upper >= top, np.inf, upper)
        low, high = np.zeros(len(lower)), np.full(len(upper), np.inf)
        low[np.isfinite(lower)] = self.scale.positive(lower[np.isfinite(lower)])
        high[np.isfinite(upper)] = self.scale.positive(upper[np.isfinite(upper)])
        return low, high

    def fitted(self, frame: pd.DataFrame) -> Quantity:
        """The quantity with its scale chosen by what a table knows, where it is not chosen yet."""
        lower, upper = self.intervals(frame)
        known = ~np.isnan(lower)
        low, high = (np.where(np.isfinite(one), one, other) for one, other in ((lower, upper), (upper, lower)))
        return replace(self, scale=self.scale.fitted(((low + high) / 2)[known]))

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
                "reading": Reading(stored["reading"]),
                "judging": Judging(stored["judging"]),
                "monotone": tuple((str(name), int(sign)) for name, sign in stored["monotone"]),
                "circumstances": tuple(stored["circumstances"]),
            }
            return cls(**{**stored, **changed})
        except (KeyError, TypeError, ValueError) as error:
            raise NacreError(f"The stored quantity cannot be read: {error!r}.", hint="Train again.") from error


def _floats(values: pd.Series[float]) -> Floats:
    return np.asarray(values, dtype=np.float64)


#: Lifetime is the time that published tests show, as the field's tables of cycle life have it: mostly tests that ended
#: while the cell ran. What is known of failure goes into the chance to be still running.
LIFETIME = Quantity(
    "lifetime", "h", sides=("lower", "upper"), words=("longer", "shorter"), reading=Reading.EVENT,
    judging=Judging.SURVIVAL,
    sigma=0.8, from_catalogue=True, circumstances=("lifetime_basis", "cycles"), leader="longest-lived",
    monotone=(
        ("protocol.current_density_mA_cm2", -1), ("protocol.areal_capacity_mAh_cm2", -1), ("protocol.sand_ratio", 1),
    ),
)  # fmt: skip
OVERPOTENTIAL = Quantity(
    "overpotential", "mV", higher_is_better=False, sides=("upper",), reading=Reading.QUALIFIER, judging=Judging.DECADES,
    from_catalogue=True, circumstances=("overpotential_time", "overpotential_stage"),
    monotone=(
        ("protocol.current_density_mA_cm2", 1), ("protocol.areal_capacity_mAh_cm2", 1), ("protocol.sand_ratio", -1),
    ),
)  # fmt: skip
#: What the published cells tell, in the order of reports: the first one ranks a screen, ties go to the next.
QUANTITIES: tuple[Quantity, ...] = (LIFETIME, OVERPOTENTIAL)


def outcome_intervals(frame: pd.DataFrame, quantities: Iterable[Quantity] = QUANTITIES) -> pd.DataFrame:
    """What a table knows of some quantities, as `Quantity.intervals` tells it.

    Parameters
    ----------
    frame : DataFrame
        A table with the columns of each quantity's statement.
    quantities : iterable of Quantity

    Returns
    -------
    DataFrame
        For each quantity the columns `Quantity.bound_column` of both sides: `lifetime_lower_h`, `lifetime_upper_h`, …
    """
    columns: dict[str, Floats] = {}
    for quantity in quantities:
        lower, upper = quantity.intervals(frame)
        columns |= {quantity.bound_column("lower"): lower, quantity.bound_column("upper"): upper}
    return pd.DataFrame(columns, index=frame.index)


def built_in(name: str) -> Quantity | None:
    """The quantity of the published cells with a name, or None."""
    return next((quantity for quantity in QUANTITIES if quantity.name == name), None)


def own_quantity(
    name: str,
    values: Iterable[float] = (),
    *,
    limits: tuple[float, float] | None = None,
    log: bool = False,
    minimize: bool = False,
) -> Quantity:
    """A quantity of a lab's own, by the column of its table.

    Parameters
    ----------
    name : str
    values : iterable of float
        What was measured; a linear scale counts in their standard deviations from their median. Without them the
        scale is chosen when a table is learned from.
    limits : (float, float), optional
        What it cannot be below and above; it is then learned as odds.
    log : bool
        Whether effects are factors rather than differences.
    minimize : bool
        Whether lower values are better.

    Raises
    ------
    NacreError
        Where `limits` and `log` are both given, or the lower limit is not below the upper one.

    Examples
    --------
    >>> own_quantity("ice_percent", limits=(0.0, 100.0)).scale
    Scale(kind='bounded', origin=0.0, step=100.0)
    """
    if limits is not None and log:
        raise NacreError("A quantity is either bounded or logarithmic.", hint="Give `--bounded` or `--log`.")
    if limits is not None:
        if not limits[0] < limits[1]:
            raise NacreError(
                f"The limits {limits[0]:g} and {limits[1]:g} of {name} are no range.", hint="Write the lower one first."
            )
        scale = Scale("bounded", limits[0], limits[1] - limits[0])
    elif log:
        scale = Scale("log")
    else:
        scale = Scale("linear", step=0.0).fitted(np.fromiter(values, dtype=np.float64))
    sides: tuple[Side, ...] = ("upper", "lower") if minimize else ("lower", "upper")
    return Quantity(name, higher_is_better=not minimize, sides=sides, scale=scale)


def read_quantity(
    text: str, *, limits: tuple[float, float] | None = None, log: bool = False, minimize: bool = False
) -> Quantity:
    """A quantity as a command line names it: a built-in one, or a column with what belongs to it after a colon.

    Parameters
    ----------
    text : str
        "lifetime", "overpotential", "ice_percent", "ice_percent: 0 to 100", "r_ohm_cm2: log, lower is better".
    limits, log, minimize
        As of `own_quantity`, for a column without words of its own.

    Raises
    ------
    NacreError
        Where a word is not understood, or words stand at a built-in quantity.

    Examples
    --------
    >>> read_quantity("r_ohm_cm2: log, lower is better").best_words
    'lower is better'
    >>> read_quantity("lifetime") is LIFETIME
    True
    """
    name, colon, words = (part.strip() for part in text.partition(":"))
    published = built_in(name)
    if published is not None:
        if colon:
            raise NacreError(f"The target {text!r} says more than its name.", hint=f"Write {name!r} alone.")
        return published
    if not name:
        raise NacreError(f"The target {text!r} names no column.", hint="Write the column of the table first.")
    if not colon:
        return own_quantity(name, limits=limits, log=log, minimize=minimize)
    given: dict[str, Any] = {}
    for word in words.split(","):
        given |= _option(word.strip(), text)
    return own_quantity(name, **given)


def _option(word: str, text: str) -> dict[str, Any]:
    """One word of a target's text as a keyword of `own_quantity`."""
    plain: dict[str, dict[str, Any]] = {
        "log": {"log": True}, "lower is better": {"minimize": True}, "higher is better": {"minimize": False},
    }  # fmt: skip
    if word in plain:
        return plain[word]
    if match := re.fullmatch(r"(\S+) to (\S+)", word):
        try:
            return {"limits": (float(match[1]), float(match[2]))}
        except ValueError:
            pass
    raise NacreError(
        f"{word!r} in the target {text!r} is not understood.",
        hint="Write limits (0 to 100), log, lower is better or higher is better, with commas between them.",
    )
