"""The records of an explanation: plain values, ready for a page, JSON and Markdown alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from ...data.notebook import notebook_html
from ...data.quantity import Quantity

#: Raised when a key of the JSON report changes; `docs/explanation.schema.json` describes this one.
SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Component:
    """One part of the cell as it was understood.

    Attributes
    ----------
    name, full_name : str
    role : str
        "salt", "solvent", "additive", "matrix", "coating" or "host".
    amount : str
        As stated; empty where none belongs to it.
    mole_fraction : float or None
        Among all salts, solvents and additives; None where an amount is unknown.
    kind : str
        Chemical family of a molecule, class of a material.
    smiles : str
        Empty where there is none.
    properties : dict of str to str
        Key properties with their units; only known ones.
    remark : str
        What is estimated or not known.
    """

    name: str
    full_name: str
    role: str
    amount: str
    mole_fraction: float | None
    kind: str
    smiles: str
    properties: dict[str, str]
    remark: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What one component, group or cause has to do with a prediction.

    Attributes
    ----------
    key : str
        "solvent: EC", "coating", a cause; unique within its list.
    label : str
        For people.
    contribution : float
        Natural logarithm units; those of a list and the base add up to the prediction.
    effect : float
        The contribution on the scale of the quantity: factor, difference or factor of the odds.
    text : str
        The effect in words.
    """

    key: str
    label: str
    contribution: float
    effect: float
    text: str


@dataclass(frozen=True, slots=True)
class FeatureEffect:
    """One feature's part in a prediction.

    Attributes
    ----------
    feature, label, unit, cause, group, source : str
        What the column is.
    value : float or None
        Of this cell; None where it is not known.
    rank_percent : float or None
        Share of the known cells with a lower value; None where too few differ.
    contribution, effect : float
        As of `Effect`.
    sentence : str
    """

    feature: str
    label: str
    unit: str
    cause: str
    group: str
    source: str
    value: float | None
    rank_percent: float | None
    contribution: float
    effect: float
    sentence: str


@dataclass(frozen=True, slots=True)
class TargetExplanation:
    """One quantity's prediction and its parts.

    Attributes
    ----------
    quantity : Quantity
    median, base : float
        This cell's prediction, and the model's without any information.
    bounds : dict of str to float
        By side, "lower" or "upper".
    groups, components, causes : list of Effect
        Three ways to sum the same contributions; each leads from `base` to `median` exactly.
    table : list of list of float
        Contributions of each component (row) through each cause (column).
    features : list of FeatureEffect
        Strongest first; those that contribute nothing are left out.
    """

    quantity: Quantity
    median: float
    base: float
    bounds: dict[str, float]
    groups: list[Effect]
    components: list[Effect]
    causes: list[Effect]
    table: list[list[float]]
    features: list[FeatureEffect]

    @property
    def bound(self) -> float:
        """The bound on the side that hurts."""
        return self.bounds[self.quantity.sides[0]]

    @property
    def factors(self) -> dict[str, float]:
        """The effect of each group of features by its key."""
        return {effect.key: effect.effect for effect in self.groups}

    def sentences(self, count: int = 6) -> list[str]:
        """The strongest features in words."""
        return [feature.sentence for feature in self.features[:count]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One quantity predicted for a changed cell, against the cell as it is.

    Attributes
    ----------
    median : float
    bound : float
        On the side that hurts.
    contribution : float
        From the cell as it is to the changed one, natural logarithm units.
    effect : float
    text : str
    """

    median: float
    bound: float
    contribution: float
    effect: float
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A real re-prediction of a changed cell.

    Attributes
    ----------
    change : str
        In words: "without FEC".
    kind : str
        "removed", "added", "swapped", "amount" or "protocol".
    cell : str
        Canonical notation of the changed cell.
    outcomes : dict of str to Outcome
        By quantity.
    domain : str
    domain_reasons : list of str
    """

    change: str
    kind: str
    cell: str
    outcomes: dict[str, Outcome]
    domain: str
    domain_reasons: list[str]


@dataclass(frozen=True, slots=True)
class Sweep:
    """One amount or test condition varied, everything else as it is.

    Attributes
    ----------
    label, unit : str
        What is varied.
    stated : float or None
        The cell's own value.
    points : list of float
    medians, bounds : dict of str to list of float
        By quantity; the bound on the side that hurts.
    domain : list of str
    """

    label: str
    unit: str
    stated: float | None
    points: list[float]
    medians: dict[str, list[float]]
    bounds: dict[str, list[float]]
    domain: list[str]


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance to be still running at one time.

    Attributes
    ----------
    time : float
        In the unit of the quantity.
    chance : float
        From 0 to 1.
    base : float or None
        Share of comparable known cells that ran so long, by Kaplan and Meier; None beyond their longest test.
    cells : int
        How many known cells are comparable.
    among : str
        What makes them comparable, in words.
    """

    time: float
    chance: float
    base: float | None
    cells: int
    among: str


@dataclass(frozen=True, slots=True)
class Known:
    """One known cell beside the prediction.

    Attributes
    ----------
    record_id, paper, cell, citation, doi : str
    is_control : bool
    is_same : bool
        Whether it is the explained cell itself, as far as both are stated.
    is_doubtful : bool
        Whether the reader of the paper doubted the figures.
    distance : float
        As `Evidence.distances` measures it.
    outcomes : dict of str to str
        What was published of each quantity, as text; "not given" where nothing was.
    differences : list of str
        From the explained cell to this one, in words.
    contradictions : list of str
        Where the published outcome contradicts the prediction.
    """

    record_id: str
    paper: str
    cell: str
    citation: str
    doi: str
    is_control: bool
    is_same: bool
    is_doubtful: bool
    distance: float
    outcomes: dict[str, str]
    differences: list[str]
    contradictions: list[str]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that a report shows, as plain values.

    Attributes
    ----------
    cell : str
        Canonical notation.
    level : float
        Level of the bounds.
    guard : list of str
        Why the cell cannot work at all; empty where nothing is known against it.
    components : list of Component
        The cell as it was understood.
    assumptions : list of str
        What was not stated, and how it was read.
    targets : dict of str to TargetExplanation
        By name of the quantity.
    chances : dict of str to list of Chance
        The chance to be still running, by name of the quantities that are judged by survival.
    what_if, suggestions : list of Change
    sweeps : list of Sweep
    domain : str
        "in", "edge" or "out".
    domain_reasons : list of str
    evidence : list of Known
        The known cells that are this very cell, then the nearest ones.
    limits : list of str
        What to keep in mind.
    model : dict
        Where the model comes from.
    schema_version : int
        Of the JSON report.
    """

    cell: str
    level: float
    guard: list[str]
    components: list[Component]
    assumptions: list[str]
    targets: dict[str, TargetExplanation]
    chances: dict[str, list[Chance]]
    what_if: list[Change]
    sweeps: list[Sweep]
    suggestions: list[Change]
    domain: str
    domain_reasons: list[str]
    evidence: list[Known]
    limits: list[str]
    model: dict[str, Any]
    schema_version: int = field(default=SCHEMA_VERSION)

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    def _repr_html_(self) -> str | None:
        return notebook_html(self)
