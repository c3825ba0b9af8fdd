"""What every feature means: label, unit, group, cause, physics and source, next to its name."""

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
        One sentence: what it has to do with the cell, told as association.
    source : str
        Where the values or the formula come from.
    cause : str
        The physical cause that explanations file it under, one of `CAUSES`.
    lifetime_sign, overpotential_sign : int
        +1 or -1 only where physics fixes the direction of the effect, else 0; used as monotone constraints.
    """

    name: str
    label: str
    unit: str
    meaning: str
    source: str
    cause: str
    lifetime_sign: int = 0
    overpotential_sign: int = 0

    def sign(self, quantity: str) -> int:
        """The sign fixed by physics for a predicted quantity, else 0."""
        return {"lifetime": self.lifetime_sign, "overpotential": self.overpotential_sign}.get(quantity, 0)

    @property
    def group(self) -> str:
        """The first part of the name: solvent, salt, additive, electrolyte, coating, host or protocol."""
        return self.name.partition(".")[0]


#: The groups in the order of the matrix, with the words that reports use.
GROUPS = {
    "solvent": "solvents",
    "salt": "salt anion",
    "additive": "additives",
    "electrolyte": "concentration and solvation",
    "coating": "coating",
    "host": "host",
    "protocol": "test protocol",
}

#: The physical causes in the order of the reports, each with what it collects.
CAUSES = {
    "reduction stability": "which component takes electrons from sodium first, and how easily",
    "solvation structure": "what surrounds Na⁺: solvent, anion or neither",
    "SEI fluorine": "what is there to form NaF and other inorganic phases",
    "ion transport": "how fast Na⁺ moves through electrolyte and layers",
    "mechanical": "how layers and frames bear the volume change",
    "sodiophilicity": "how sodium wets, binds and alloys",
    "load": "how hard the test drives the cell",
    "other": "what names no cause by itself: counts, sizes, what was stated",
}
