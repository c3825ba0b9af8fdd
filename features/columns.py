"""Which columns a predictor sees: the catalogue's, and those that a lab's own table adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..data.arrays import Floats, Matrix
from ..data.batch.cells import CellBatch
from ..data.errors import NacreError
from .electrolyte.formulation import FORMULATION, component_columns, component_features, formulation_columns
from .feature import Feature
from .matrix import catalogue, featurize
from .molecules.fingerprints import MorganCounts, fragment_features
from .molecules.structure_means import structure_columns, structure_features


@dataclass(frozen=True, slots=True)
class Further:
    """A further column of a lab's table, as the model knows it.

    Attributes
    ----------
    column : str
        Its name in the table.
    categories : tuple of str
        The words of training; empty for a column of numbers.
    low, high : float
        Smallest and largest number of training; NaN for words.
    """

    column: str
    categories: tuple[str, ...] = ()
    low: float = np.nan
    high: float = np.nan

    @classmethod
    def of(cls, values: pd.Series[Any]) -> Self:
        """Note the words or the range of a column; numbers are float64, anything else is words."""
        name = str(values.name)
        if pd.api.types.is_float_dtype(values):
            return cls(name, (), float(values.min()), float(values.max()))
        return cls(name, tuple(sorted({word for word in values if word})))

    @property
    def entries(self) -> tuple[Feature, ...]:
        """One column for a number, one a word else."""
        source = f"column {self.column} of the table"
        if not self.categories:
            return (
                Feature(f"lab.{self.column}", self.column, "", "A column of the lab's own table.", source, "other"),
            )
        return tuple(
            Feature(
                f"lab.{self.column}={word}",
                f"{self.column} is {word}",
                "",
                "A word of the lab's table.",
                source,
                "other",
            )
            for word in self.categories
        )

    def values(self, frame: pd.DataFrame | None, rows: int) -> Floats:
        """Its columns for the rows of a table, shape (rows, n_columns); NaN where missing or not known.

        Parameters
        ----------
        frame : DataFrame, optional
        rows : int
            How many, where there is no frame.
        """
        width = max(1, len(self.categories))
        if frame is None or self.column not in frame.columns:
            return np.full((rows, width), np.nan)
        if not self.categories:
            numbers: Any = pd.to_numeric(frame[self.column], errors="coerce")
            return np.asarray(numbers, dtype=np.float64)[:, None]
        words = frame[self.column].astype(str).str.strip().to_numpy()
        flags: Floats = (words[:, None] == np.array(self.categories)[None, :]).astype(np.float64)
        flags[~flags.any(axis=1)] = np.nan
        return flags

    def reason(self, value: object) -> str:
        """Why a row's value is not covered by training, or an empty text."""
        text = "" if value is None or value != value else str(value).strip()  # noqa: PLR0124 - NaN
        if not text:
            return f"the {self.column} is not stated"
        if self.categories:
            return "" if text in self.categories else f"the {self.column} {text!r} was not in training"
        number = pd.to_numeric(text, errors="coerce")
        if np.isnan(number):
            return f"the {self.column} {text!r} is not a number"
        return "" if self.low <= number <= self.high else f"the {self.column} {text} is beyond training"


@dataclass(frozen=True)
class Columns:
    """The columns of a feature matrix, in order: catalogue, make-up, components, fingerprints, further columns.

    Attributes
    ----------
    sodium : bool
        Whether the catalogue's columns of the electrolyte are in, which are about sodium salts and Na⁺.
    formulation : bool
        Whether the make-up of the whole mixture is in.
    components : tuple of str
        Species whose mole fractions are in, one column each and one for all others.
    bins : int
        Columns of the fingerprints for each role, which come with mean descriptors; 0 for neither.
    further : tuple of Further
    source : str
        A lab whose own cells add to the prediction; empty for none. Its column comes last, 1 for cells of the lab.
    own_cells : int
        How many cells of the lab are known.
    """

    sodium: bool = True
    formulation: bool = False
    components: tuple[str, ...] = ()
    bins: int = 0
    further: tuple[Further, ...] = ()
    source: str = ""
    own_cells: int = 0

    @cached_property
    def entries(self) -> tuple[Feature, ...]:
        """What every column means."""
        return (
            *(entry for entry in catalogue() if self.sodium or entry.group not in _SODIUM),
            *(FORMULATION if self.formulation else ()),
            *(component_features(self.components) if self.components else ()),
            *((*structure_features(), *fragment_features(self.bins)) if self.bins else ()),
            *(entry for further in self.further for entry in further.entries),
            *self._source_entries,
        )

    @property
    def _source_entries(self) -> tuple[Feature, ...]:
        """The column of a lab's own cells."""
        if not self.source:
            return ()
        name = f"{self.source} ({self.own_cells} {'cell' if self.own_cells == 1 else 'cells'})"
        meaning = "What the lab's own cells show beside what the literature's model predicts for them."
        return (Feature(f"{SOURCE}.{name}", f"made in {name}", "", meaning, "the lab's own cells", "other"),)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(entry.name for entry in self.entries)

    def entry(self, name: str) -> Feature:
        """What a column means."""
        return self.entries[self.names.index(name)]

    @property
    def blocks(self) -> list[int]:
        """For each column the number of its block: things alike together, each test condition for itself."""
        alone = {"protocol", "lab"}
        keys = [e.name.partition("=")[0] if e.group in alone else _BLOCK.get(e.group, e.group) for e in self.entries]
        order = {key: place for place, key in enumerate(dict.fromkeys(keys))}
        return [order[key] for key in keys]

    def matrix(self, batch: CellBatch, frame: pd.DataFrame | None = None) -> Matrix:
        """The features of a batch, float32 of shape (n, n_columns); `frame` holds the further columns.

        Parameters
        ----------
        batch : CellBatch
        frame : DataFrame, optional
            The rows' further columns; unknown where it is left out.
        """
        parts: list[npt.NDArray[Any]] = [featurize(batch, electrolyte=self.sodium)]
        if self.formulation:
            parts.append(formulation_columns(batch))
        if self.components:
            parts.append(component_columns(batch, self.components))
        if self.bins:
            parts += [structure_columns(batch), MorganCounts(self.bins).fit_transform(batch)]
        parts += [further.values(frame, len(batch)) for further in self.further]
        if self.source:
            parts.append(np.ones((len(batch), 1)))
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1, dtype=np.float32)

    def reasons(self, frame: pd.DataFrame | None, rows: int) -> list[list[str]]:
        """For each row what its further columns lack.

        Parameters
        ----------
        frame : DataFrame, optional
            The rows' further columns.
        rows : int
            How many.
        """
        if not self.further:
            return [[] for _ in range(rows)]
        held: Mapping[str, Sequence[object]] = {}
        if frame is not None:
            held = {f.column: frame[f.column].tolist() for f in self.further if f.column in frame.columns}
        return [
            [why for f in self.further if (why := f.reason(held[f.column][row] if f.column in held else None))]
            for row in range(rows)
        ]

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        plain = asdict(self)
        for further in plain["further"]:
            further |= {side: None if np.isnan(further[side]) else further[side] for side in ("low", "high")}
        return plain

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Undo `to_dict`.

        Raises
        ------
        NacreError
            If an entry is missing.
        """
        try:
            further = tuple(
                Further(
                    str(one["column"]),
                    tuple(one["categories"]),
                    *(np.nan if one[side] is None else float(one[side]) for side in ("low", "high")),
                )
                for one in stored["further"]
            )
            switches = bool(stored["sodium"]), bool(stored["formulation"])
            lab = str(stored.get("source", "")), int(stored.get("own_cells", 0))
            return cls(*switches, tuple(stored["components"]), int(stored["bins"]), further, *lab)
        except (KeyError, TypeError, ValueError) as error:
            raise NacreError(f"The stored columns cannot be read: {error!r}.", hint="Train again.") from error


#: The group of the column that marks a lab's own cells.
SOURCE = "source"
#: Groups of the catalogue about sodium electrolytes; for the process they say like things.
_SODIUM = ("solvent", "salt", "additive", "electrolyte")
_BLOCK = {**dict.fromkeys(_SODIUM, "electrolyte"), "host": "coating"}
#: The columns of a predictor of published cells.
CATALOGUE = Columns()
