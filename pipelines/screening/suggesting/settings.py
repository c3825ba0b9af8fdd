"""How a batch of cells is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from ....data.errors import NacreError
from ....models.estimators.acquisition import Acquisition, find_acquisition

#: Cells of a batch at most.
MAX_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class SuggestSettings:
    """How a batch of cells is chosen.

    Attributes
    ----------
    n : int
        Cells in the batch.
    acquisition : str or Acquisition
        By name, or an object of one's own.
    beta : float or None
        Of upper confidence: how much what is not known counts.
    threshold : str, float or None
        What is to be beaten in place of the best known cell: "500 h", or a number in the unit of the quantity.
    per_cost : bool
        Whether the worth of a candidate is divided by its price, from `prices` of the space.
    longest_test : float or None
        When a test will be stopped, in the unit of the quantity: improvement beyond it cannot be seen and counts not.
    allow_out : bool
        Whether candidates outside the domain may be chosen.
    seed : int
        Of Thompson's draws, and of the sample where the space is very large.

    Raises
    ------
    NacreError
        Where a value is out of its range; the message names the option and the value.
    """

    n: int = 8
    acquisition: str | Acquisition = "expected improvement"
    beta: float | None = None
    threshold: str | float | None = None
    per_cost: bool = False
    longest_test: float | None = None
    allow_out: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.n <= MAX_BATCH:
            raise NacreError(f"`-n {self.n}`: suggest 1 to {MAX_BATCH:,} cells.")
        if self.longest_test is not None and not self.longest_test > 0:
            raise NacreError(f"`--longest-test {self.longest_test:g}` is not positive.", hint="Write e.g. 500.")
        if self.seed < 0:
            raise NacreError(f"`--seed {self.seed}`: seeds start at 0.")
        acquisition = self.found
        for option, value in (("--threshold", self.threshold), ("--longest-test", self.longest_test)):
            if value is not None and not acquisition.beats:
                raise NacreError(
                    f"`{option}` means nothing to {acquisition.name}, which asks for no improvement.",
                    hint="Leave it out, or write `--acquisition probability`.",
                )

    @property
    def found(self) -> Acquisition:
        """The acquisition that is meant."""
        return find_acquisition(self.acquisition, self.beta)
