"""Whether a cell lies where the data are: in, edge or out, with the reason in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np

from ...data.arrays import Floats
from ...data.batch.cells import CellBatch
from ...data.batch.ragged import MaterialColumn
from ...data.chemistry.species import UNKNOWN

IN, EDGE, OUT = "in", "edge", "out"


def _layers(batch: CellBatch) -> list[MaterialColumn]:
    """Coatings, hosts and functional separators."""
    return [column for column in (batch.coating, batch.host, batch.separator) if column is not None]


_PROTOCOL = {
    "current_density_mA_cm2": ("current", "mA/cm²"),
    "areal_capacity_mAh_cm2": ("capacity", "mAh/cm²"),
    "temperature_C": ("temperature", "°C"),
}


@dataclass(frozen=True)
class Domain:
    """What the known cells cover.

    Attributes
    ----------
    salts, solvents, additives : list of str
        Names that stand in known cells, by role.
    materials : list of str
        Coating and host phases of known cells.
    ranges : dict
        Smallest and largest known value of each protocol quantity.
    near, far : float
        Distances to the nearest cell of another paper that 90 % and all of the known cells keep to.
    origin : str
        What the known cells are called: "published", or "known" for those of a lab.
    """

    salts: list[str]
    solvents: list[str]
    additives: list[str]
    materials: list[str]
    ranges: dict[str, tuple[float, float]]
    near: float
    far: float
    origin: str = "published"

    @classmethod
    def of(cls, known: CellBatch, own_distances: Floats, origin: str = "published") -> Self:
        """The domain of some known cells.

        Parameters
        ----------
        known : CellBatch
        own_distances : float64 array of shape (n,)
            Distance of known cells to the nearest one of another paper, infinite where there is none; see
            `Evidence.own_distances`.
        origin : {"published", "known"}
            What the cells are called in reasons.

        Returns
        -------
        Domain
        """
        roles = {
            role: sorted({known.pool[i] for i in getattr(known, role).species})
            for role in ("salts", "solvents", "additives")
        }
        materials = {name for column in _layers(known) for names in column.lists for name in names}
        ranges = {}
        for field in _PROTOCOL:
            values = getattr(known, field)
            values = values[~np.isnan(values)]
            ranges[field] = (float(values.min()), float(values.max())) if len(values) else (np.nan, np.nan)
        finite = own_distances[np.isfinite(own_distances)]
        near, far = np.quantile(finite, [0.90, 1.0]) if len(finite) else (np.inf, np.inf)
        return cls(**roles, materials=sorted(materials), ranges=ranges, near=float(near), far=float(far), origin=origin)

    def judge(
        self, batch: CellBatch, nearest_distance: Floats, further: Sequence[list[str]] | None = None
    ) -> list[tuple[str, list[str]]]:
        """For each cell "in", "edge" or "out", with the reasons; meant for shortlists, not for millions.

        Parameters
        ----------
        batch : CellBatch
            n cells.
        nearest_distance : float64 array of shape (n,)
            Distance to the nearest known cell; see `Evidence.nearest`.
        further : sequence of list of str, optional
            For each cell what the further columns of a lab's table lack; it puts the cell at the edge.

        Returns
        -------
        list of (str, list of str)
            The judgement and its reasons.
        """
        reasons = [self._reasons(batch, row) for row in range(len(batch))]
        more = further or [[] for _ in reasons]
        judged = []
        for (outs, edges), lacks, distance in zip(reasons, more, nearest_distance, strict=True):
            edges.extend(lacks)
            if distance > self.far:
                outs.append(f"no {self.origin} cell is similar as a whole")
            elif distance > self.near:
                edges.append(f"{self.origin} cells are only roughly similar")
            judged.append((OUT if outs else EDGE if edges else IN, [*outs, *edges]))
        return judged

    def _reasons(self, batch: CellBatch, row: int) -> tuple[list[str], list[str]]:
        """Reasons for "out" and for "edge" that can be named without looking at distances."""
        outs, edges = self._species_reasons(batch, row)
        edges += self._material_reasons(batch, row)
        beyond, unstated = self._protocol_reasons(batch, row)
        return outs + beyond, edges + unstated

    def _species_reasons(self, batch: CellBatch, row: int) -> tuple[list[str], list[str]]:
        outs: list[str] = []
        edges: list[str] = []
        for role, known in (("salts", self.salts), ("solvents", self.solvents), ("additives", self.additives)):
            column = getattr(batch, role)
            names = [batch.pool[code] for code in column.species[column.indptr[row] : column.indptr[row + 1]]]
            new = [f"no {self.origin} cell with {role[:-1]} {name}" for name in names if name not in {*known, UNKNOWN}]
            # Additives are many and small; a new salt or solvent makes another electrolyte.
            (edges if role == "additives" else outs).extend(new)
            edges += ["the salt is not stated"] * (UNKNOWN in names)
        if batch.family.lists[batch.family.codes[row]]:
            edges.append("the solvents are not stated")
        return outs, edges

    def _material_reasons(self, batch: CellBatch, row: int) -> list[str]:
        names = [name for column in _layers(batch) for name in column.lists[column.codes[row]]]
        new = [f"no {self.origin} cell with {name}" for name in names if name not in {*self.materials, UNKNOWN}]
        return new + ["a material is not stated"] * (UNKNOWN in names)

    def _protocol_reasons(self, batch: CellBatch, row: int) -> tuple[list[str], list[str]]:
        outs: list[str] = []
        edges: list[str] = []
        for field, (label, unit) in _PROTOCOL.items():
            value, (low, high) = getattr(batch, field)[row], self.ranges[field]
            if np.isnan(value):
                # What no known cell states can be no surprise.
                edges += [f"the {label} is not stated"] * (field != "temperature_C" and not np.isnan(low))
            elif np.isnan(low):
                edges.append(f"no {self.origin} cell states a {label}")
            elif value < low or value > high:
                bound = low if value < low else high
                outs.append(f"{label} {value:g} {unit} is beyond the {self.origin} {bound:g}")
        return outs, edges

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Self:
        """Undo `to_dict`.

        Parameters
        ----------
        content : dict

        Returns
        -------
        Domain
        """
        ranges = {name: (float(low), float(high)) for name, (low, high) in content["ranges"].items()}
        return cls(**{**content, "ranges": ranges})
