"""What one column of the feature matrix means: label, unit, cause, physics and source, next to its name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of the feature matrix.

    Attributes
    ----------
    name : str
        `group.quantity[.statistic]`, the unit at the end of the quantity.
    label : str
        What a chemist calls it.
    unit : str
        Empty for numbers and flags.
    meaning : str
        One sentence: what it has to do with the cell, as an association.
    source : str
        Where the values or the formula come from.
    cause : str
        The physical cause that explanations file it under, one of `catalogue.CAUSES`.

    Examples
    --------
    >>> Feature("salt.count", "number of salts", "", "Two anions share the SEI.", "notation", "other").group
    'salt'
    """

    name: str
    label: str
    unit: str
    meaning: str
    source: str
    cause: str

    @property
    def group(self) -> str:
        """The first part of the name: solvent, salt, additive, electrolyte, coating, host or protocol."""
        return self.name.partition(".")[0]
