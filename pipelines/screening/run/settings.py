"""What a user may choose of a screen: one record that checks itself, from the command line to the checkpoint."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields

from ....data.errors import NacreError, SpaceError
from ....data.quantity import Quantity
from ....models.predictor.cell_predictor import CellPredictor
from ....models.predictor.target import DEFAULT_LEVEL
from .plan import CHUNK
from .ranking import MAX_OBJECTIVES

#: Metadata of a setting that may differ when an interrupted run goes on, because the run does not depend on it.
_FREE = {"free": True}


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """How a space is screened.

    Attributes
    ----------
    top : int
        How many of the best are kept.
    level : float
        Share of new papers' cells that the bounds should hold for, between 0 and 1.
    sample : int or None
        Screen as many random candidates; all of the space where it is None.
    exact : bool or None
        Prove the best by bounds (True), compute all candidates (False), or whichever is the faster (None).
    minutes : float or None
        End a proof after so many minutes, and tell how far off it may be; None ends when all is proved.
    seed : int
        Chooses the sample.
    chunk : int
        Candidates computed at once; results do not depend on it.
    shortlist : int
        How many different candidates to propose.
    allow_out : bool
        Whether candidates out of the domain may stand among the best and in the shortlist.
    guards : bool
        Whether candidates that cannot work are left out, see `nacre.features.guards.guard`.
    explain : bool
        Whether to write a full explanation of each on the shortlist.
    objectives : tuple of str
        Names of the quantities to rank on, the most important first; those of the predictor where it is empty.
    require : tuple of str
        What predicted medians must reach, such as "lifetime >= 500"; see `read_requirement`.

    Raises
    ------
    NacreError
        Where a value is out of its range; the message names the option and the value.
    """

    top: int = 20
    level: float = DEFAULT_LEVEL
    sample: int | None = None
    exact: bool | None = None
    minutes: float | None = field(default=None, metadata=_FREE)
    seed: int = 0
    chunk: int = CHUNK
    shortlist: int = 10
    allow_out: bool = False
    guards: bool = True
    explain: bool = field(default=False, metadata=_FREE)
    objectives: tuple[str, ...] = ()
    require: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _within("--top", self.top, 1, 100_000, "keep at least one")
        _within("--shortlist", self.shortlist, 1, 100, "keep at least one")
        _within("--sample", self.sample, 1, None, "sample at least one")
        _within("--seed", self.seed, 0, None, "seeds start at 0")
        _within("chunk", self.chunk, 1, None, "compute at least one at once")
        if not 0 < self.level < 1:
            raise SpaceError(f"`--level {self.level:g}`: a level lies between 0 and 1.", hint="Write e.g. 0.9.")
        if self.sample is not None and self.exact:
            raise SpaceError(
                f"`--sample {self.sample}` and `--exact`: a run is one of both.", hint="Leave one of them out."
            )
        if self.minutes is not None and not self.minutes > 0:
            raise SpaceError(f"`--minutes {self.minutes:g}`: a proof takes some time.", hint="Write e.g. 10.")
        if self.minutes is not None and (self.sample is not None or self.exact is False):
            raise SpaceError(f"`--minutes {self.minutes:g}` is for a proof.", hint="Leave it out, or add `--exact`.")
        if len(self.objectives) > MAX_OBJECTIVES or len(set(self.objectives)) < len(self.objectives):
            raise SpaceError(
                f"`--objective {' --objective '.join(self.objectives)}`: rank on one to {MAX_OBJECTIVES} quantities, "
                "each named once."
            )

    def digest(self) -> str:
        """Digest of everything that a run depends on."""
        values = {own.name: getattr(self, own.name) for own in fields(self) if not own.metadata.get("free")}
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()

    def quantities(self, predictor: CellPredictor) -> tuple[Quantity, ...]:
        """The quantities to rank on.

        Parameters
        ----------
        predictor : CellPredictor

        Raises
        ------
        NacreError
            Where the predictor does not know one of them.
        """
        known = {target.quantity.name: target.quantity for target in predictor.targets.values()}
        if missing := [name for name in self.objectives if name not in known]:
            raise NacreError(
                f"`--objective {missing[0]}`: the predictor does not know it.", hint=f"It knows {', '.join(known)}."
            )
        return tuple(known[name] for name in self.objectives or list(known)[:MAX_OBJECTIVES])


def _within(option: str, value: int | None, least: int, most: int | None, rule: str) -> None:
    """Refuse a number out of its range; None is no choice."""
    if value is not None and value < least:
        raise SpaceError(f"`{option} {value}`: {rule}.")
    if value is not None and most is not None and value > most:
        raise SpaceError(f"`{option} {value}`: at most {most:,} are possible.")
