"""Cells as the page of the docs lets one choose them, at random, each with nacre's record of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from nacre.data.amounts import Unit
from nacre.data.cell import Basis, Cell, Dose, Electrolyte, Protocol, Share
from nacre.data.errors import AmountError, NacreError

_UNITS = {
    "salt": (("M", 0.02, 5.0), ("m", 0.02, 6.0), ("wt%", 0.5, 40.0), ("mol%", 0.5, 40.0)),
    "additive": (("wt%", 0.1, 12.0), ("vol%", 0.1, 12.0), ("M", 0.001, 0.5), ("m", 0.001, 0.5), ("mol%", 0.1, 12.0)),
}


class Chooser:
    """Draws what the menus offer; the published half of each menu is drawn more often, as people do."""

    def __init__(self, menus: dict[str, dict[str, list[str]]], protections: list[str], seed: int) -> None:
        self._menus, self._protections, self._random = menus, protections, np.random.default_rng(seed)

    def cells(self, number: int) -> list[tuple[dict[str, Any], Cell]]:
        """So many cells with room for their solvents, as the page has them and as records."""
        found: list[tuple[dict[str, Any], Cell]] = []
        while len(found) < number:
            chosen = self._chosen()
            try:
                found.append((chosen, record_of(chosen)))
            except AmountError:  # percentages of 100 and more, or more than the pure substance
                continue
        return found

    def _chosen(self) -> dict[str, Any]:
        draw = self._random
        has_ratio = draw.random() < 0.85
        solvents = [
            {"name": name, "parts": self._number(0.1, 10.0) if has_ratio else None}
            for name in self._names("solvents", int(draw.choice([1, 2, 3], p=[0.5, 0.35, 0.15])))
        ]
        basis = str(draw.choice(["v/v", "w/w", "mol/mol", ""])) or None
        return {
            "salts": self._doses("salts", "salt", int(draw.choice([1, 2, 3], p=[0.7, 0.2, 0.1]))),
            "solvents": solvents,
            "basis": basis if has_ratio else None,
            "additives": self._doses("additives", "additive", int(draw.choice([0, 1, 2], p=[0.5, 0.3, 0.2]))),
            "coating": self._names("coating", int(draw.choice([0, 1, 2, 3], p=[0.5, 0.25, 0.15, 0.1]))),
            "host": self._names("host", int(draw.choice([0, 1, 2], p=[0.6, 0.3, 0.1]))),
            "separator": self._names("separator", int(draw.choice([0, 1, 2], p=[0.8, 0.15, 0.05]))),
            "protection": str(draw.choice(self._protections)) if draw.random() < 0.1 else None,
            "conditions": {
                "current_density_mA_cm2": self._stated(0.01, 20.0),
                "areal_capacity_mAh_cm2": self._stated(0.01, 20.0),
                "temperature_C": round(float(draw.uniform(-60, 120)), 1) if draw.random() < 0.3 else None,
            },
        }

    def _names(self, role: str, number: int) -> list[str]:
        """Different names of a menu."""
        menu, found = self._menus[role], []
        while len(found) < number:
            half = menu["published" if self._random.random() < 0.85 and menu["published"] else "other"]
            name = str(self._random.choice(half))
            if name not in found:
                found.append(name)
        return found

    def _doses(self, role: str, kind: str, number: int) -> list[dict[str, Any]]:
        doses = []
        for name in self._names(role, number):
            unit, low, high = _UNITS[kind][int(self._random.integers(len(_UNITS[kind])))]
            amount = None if self._random.random() < 0.08 else self._number(low, high)
            doses.append({"name": name, "amount": amount, "unit": None if amount is None else unit})
        return doses

    def _number(self, low: float, high: float) -> float:
        """A number of few figures, most of them small."""
        value = float(np.exp(self._random.uniform(np.log(low), np.log(high))))
        return float(f"{value:.{int(self._random.integers(1, 5))}g}")

    def _stated(self, low: float, high: float) -> float | None:
        return None if self._random.random() < 0.1 else self._number(low, high)


def chosen_of(cell: Cell, menus: dict[str, dict[str, list[str]]]) -> dict[str, Any] | None:
    """A cell as the page has it; None where its menus cannot say it."""
    e = cell.electrolyte

    def doses(items: tuple[Dose, ...]) -> list[dict[str, Any]]:
        return [{"name": one.name, "amount": one.amount, "unit": one.unit and one.unit.value} for one in items]

    chosen: dict[str, Any] = {
        "salts": doses(e.salts),
        "solvents": [{"name": one.name, "parts": one.parts} for one in e.solvents],
        "basis": e.basis.value if e.basis else None,
        "additives": doses(e.additives),
        **{layer: list(getattr(cell, layer)) for layer in ("coating", "host", "separator")},
        "protection": cell.protection and str(cell.protection),
        "conditions": {
            name: getattr(cell.protocol, name)
            for name in ("current_density_mA_cm2", "areal_capacity_mAh_cm2", "temperature_C")
        },
    }
    offered = {role: {name for half in menu.values() for name in half} for role, menu in menus.items()}
    names = {role: {one if isinstance(one, str) else one["name"] for one in chosen[role]} for role in offered}
    units = {dose["unit"] for dose in (*chosen["salts"], *chosen["additives"])}
    counted = e.family or e.matrix or not e.solvents or not e.salts or units & {"mol/mol", "EO:Na"}
    if counted or any(not names[role] <= offered[role] for role in offered):
        return None
    return chosen


def record_of(chosen: dict[str, Any]) -> Cell:
    """The record of a cell of the page.

    Raises
    ------
    NacreError
        Where the notation has no such cell.
    """

    def doses(items: list[dict[str, Any]]) -> tuple[Dose, ...]:
        return tuple(Dose(one["name"], one["amount"], one["unit"] and Unit(one["unit"])) for one in items)

    basis = Basis(chosen["basis"]) if chosen["basis"] and len(chosen["solvents"]) > 1 else None
    shares = tuple(Share(one["name"], one["parts"]) for one in chosen["solvents"])
    cell = Cell(
        Electrolyte(doses(chosen["salts"]), shares, basis, doses(chosen["additives"])),
        coating=tuple(chosen["coating"]),
        host=tuple(chosen["host"]),
        separator=tuple(chosen["separator"]),
        protection=chosen["protection"],
        protocol=Protocol(*chosen["conditions"].values()),
    )
    for layer in ("coating", "host", "separator"):
        if list(getattr(cell, layer)) != chosen[layer]:
            raise NacreError(f"{chosen[layer]} is read as {getattr(cell, layer)}.")
    return cell
