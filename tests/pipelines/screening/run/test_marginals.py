"""Marginal effects of choices agree with predicting everything."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nacre.data.amounts import Unit
from nacre.data.cell import Cell, Dose, Share
from nacre.data.quantity import LIFETIME, own_quantity
from nacre.data.space.axes import ListAxis
from nacre.data.space.candidates import Space
from nacre.data.space.read import make_space
from nacre.features.guards.guard import guard
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.screening.run import amounts
from nacre.pipelines.screening.run.amounts import AMOUNT_AXES, Amounts
from nacre.pipelines.screening.run.marginals import Choices, Classes
from nacre.pipelines.screening.run.settings import ScreenSettings
from nacre.pipelines.screening.screen import screen


def share_of(name: str, cell: Cell) -> float:
    """The share of a solvent by the ratio; alone it is all."""
    solvents = {s.name: s.parts or 1.0 for s in cell.electrolyte.solvents}
    return solvents.get(name, 0.0) / sum(solvents.values())


def test_summary_is_that_of_all_predictions(predictor: CellPredictor) -> None:
    space = make_space(
        {
            "salts": ["1 M NaPF6", "2 M NaFSI", "1 M NaFSI"],
            "solvents": {"names": ["EC", "PC", "DME", "diglyme"], "mix": [1, 2], "ratios": ["1:1", "1:3"]},
            "additives": {"names": ["FEC", "SbF3"], "doses": ["1 wt%", "5 wt%"], "mix": [1, 2]},
            "coatings": ["none", "NaF"],
            "protocols": ["1 mA/cm2, 1 mAh/cm2", "3 mA/cm2, 1 mAh/cm2, 60 °C"],
        }
    )
    able = np.flatnonzero(~guard(space.batch(np.arange(space.size))).refused)
    everything, cells = predictor.predict(space.batch(able)), space.cells(able)
    found = screen(space, predictor, ScreenSettings(chunk=100)).choices.set_index(["axis", "choice"])
    holds = {
        ("solvent", "DME"): [any(s.name == "DME" for s in c.electrolyte.solvents) for c in cells],
        ("salt", "NaFSI"): [c.electrolyte.salts[0].name == "NaFSI" for c in cells],
        ("additive", "SbF3"): [any(a.name == "SbF3" for a in c.electrolyte.additives) for c in cells],
        ("additive", "none"): [not c.electrolyte.additives for c in cells],
        ("coating", "NaF"): [c.coating == ("NaF",) for c in cells],
        ("concentration", "2 M NaFSI"): [c.electrolyte.salts[0] == Dose("NaFSI", 2.0, Unit.MOLAR) for c in cells],
        ("dose", "5 wt% FEC"): [Dose("FEC", 5.0, Unit.WEIGHT_PERCENT) in c.electrolyte.additives for c in cells],
        ("share of solvent", "25 % DME"): [share_of("DME", c) == 0.25 for c in cells],
        ("share of solvent", "100 % PC"): [share_of("PC", c) == 1.0 for c in cells],
        ("protocol", "3 mA/cm2, 1 mAh/cm2, 60 °C"): [c.protocol.temperature_C == 60 for c in cells],
    }
    for key, rows in holds.items():
        part = everything[np.array(rows)]
        assert found.loc[key, "candidates"] == len(part)
        for name, column in (("lifetime", "lifetime_h"), ("overpotential", "overpotential_mV")):
            unit = column.rpartition("_")[2]
            mean = np.exp(np.log(part[column]).mean())
            assert found.loc[key, f"{name}_mean_{unit}"] == pytest.approx(mean, rel=0.02)
            # The median of an even number of values lies anywhere between the two in the middle.
            near = np.quantile(part[column], [0.45, 0.55])
            assert near[0] / 1.04 <= found.loc[key, f"{name}_median_{unit}"] <= near[1] * 1.04
        # Bounds of single cells widen with their distance; over a choice the bound of all distances stands.
        factor = predictor.target("lifetime").bound.factor(0.9)
        bound = found.loc[key, "lifetime_lower_median_h"]
        assert bound == pytest.approx(found.loc[key, "lifetime_median_h"] * factor)


def test_what_lies_beyond_is_counted_in_the_last_class() -> None:
    assert Classes(LIFETIME, 0.0, 5.0, 320).place(np.array([1e-9, 10, 1e30])).tolist() == [0, 64, 319]


def test_classes_reach_from_the_least_known_outcome() -> None:
    known = pd.DataFrame({"conductivity": [0.004, 3.0, np.nan], "fade_percent": [1.0, np.nan, 30.0]})
    log = Classes.of(own_quantity("conductivity", log=True), known, 100)
    assert (log.low, log.high) == (-3.0, 2.0)
    linear = own_quantity("fade_percent", [1.0, 30.0], minimize=True)
    classes = Classes.of(linear, known, 320)
    values = np.linspace(0.0, 35.0, 50)
    middle = linear.scale.value(10.0 ** classes.centres[classes.place(values)])
    assert np.abs(middle - values).max() < 0.05 * linear.scale.step


def test_long_lists_have_wider_classes() -> None:
    space = make_space({"salts": ["1 M NaPF6"], "solvents": {"names": ["EC"]}})
    choices = Choices.of(space)
    assert choices.classes > Choices(choices.axis * 1000, choices.label * 1000).classes


def test_amounts_that_do_not_vary_are_no_choice() -> None:
    space = make_space({"salts": ["1 M NaPF6", "2 M NaFSI"], "solvents": {"names": ["EC"]}})
    assert not set(Choices.of(space).axis) & set(AMOUNT_AXES.values())


def test_shares_of_written_mixtures_are_those_of_their_ratios() -> None:
    pairs = (("PC", 1.0, 2.0), ("PC", 2.0, 4.0), ("DEC", 1.0, 1.0))
    mixtures = [(Share("EC", one), Share(name, other)) for name, one, other in pairs]
    space = Space(
        salts=ListAxis(((Dose("NaPF6", 1.0, Unit.MOLAR),),)),
        mixtures=ListAxis((*mixtures, (Share("EC"),))),
        additives=ListAxis(((),)),
    )
    choices = Choices.of(space)
    shares = [label for axis, label in zip(choices.axis, choices.label, strict=True) if axis == "share of solvent"]
    assert shares == ["33.3 % EC", "50 % EC", "100 % EC"]
    (own,) = [one for one in choices.amounts if one.role == "solvents"]
    rows, places = own.taken(space.batch(np.arange(space.size)))
    assert sorted(zip(rows.tolist(), places.tolist(), strict=True)) == [(0, 0), (1, 0), (2, 1), (3, 2)]


def test_doses_of_many_names_are_counted_for_all_of_them_once_a_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amounts, "MOST", 3)
    space = make_space(
        {
            "salts": ["1 M NaPF6"],
            "solvents": {"names": ["EC"]},
            "additives": {"names": ["FEC", "VC"], "doses": ["1 wt%", "5 wt%"], "mix": [2]},
        }
    )
    own = Amounts.of(space, "additives")
    assert own.labels == ("1 wt% of any", "5 wt% of any")
    rows, places = own.taken(space.batch(np.arange(space.size)))
    doses = [{dose.amount for dose in cell.electrolyte.additives} for cell in space.cells(np.arange(space.size))]
    told = sorted((row, (1.0, 5.0).index(dose)) for row, found in enumerate(doses) for dose in found)
    assert sorted(zip(rows.tolist(), places.tolist(), strict=True)) == told
