"""A predictor of five quantities: the published two, and one of a lab's own on each kind of scale."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from nacre.data.batch.cells import CellBatch
from nacre.data.notation.parse import parse_cell
from nacre.data.quantity import LIFETIME, OVERPOTENTIAL, Quantity, own_quantity
from nacre.features.columns import Columns, Further
from nacre.models.estimators.blend import Blend
from nacre.models.estimators.booster import IntervalBooster
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.predictor.target import Target

#: Bounded; logarithmic and the less the better; linear, with a name that is markup.
EFFICIENCY = replace(own_quantity("initial efficiency", limits=(0.0, 100.0)), unit="%")
GAS = own_quantity("gas_volume", log=True, minimize=True)
SHIFT = own_quantity("<b>shift</b>", (-30.0, 0.0, 10.0, 40.0))
OWN = (EFFICIENCY, GAS, SHIFT)
QUANTITIES = (LIFETIME, OVERPOTENTIAL, *OWN)
SEPARATOR, VOLUME = Further("separator", ("Celgard", "glass fibre")), Further("volume_uL", (), 20.0, 100.0)
STATED = {"separator": "glass fibre", "volume_uL": 40.0}


def made_up(quantity: Quantity, features: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """A quantity of each known cell, by a rule on coating, current and separator."""

    def column(name: str) -> np.ndarray:
        return np.nan_to_num(features[:, names.index(name)].astype(np.float64))

    size = column("coating.present") - 0.1 * column("protocol.current_density_mA_cm2")
    size += 0.7 * column("lab.separator=glass fibre") + 0.01 * column("lab.volume_uL")
    positive = {"bounded": np.exp(2.0 + size), "log": 50.0 * np.exp(size), "linear": np.exp(0.5 * size)}
    return np.asarray(positive[quantity.scale.kind])


def with_own_quantities(predictor: CellPredictor) -> CellPredictor:
    """The published predictor with three quantities more, learned from made-up values of the same cells."""
    frame = predictor.evidence.frame
    batch = CellBatch.from_cells([parse_cell(text) for text in frame["cell"]])
    random = np.random.default_rng(0)
    beside = pd.DataFrame(
        {
            "separator": random.choice(SEPARATOR.categories, len(frame)),
            "volume_uL": random.choice([20.0, 40.0, 60.0, 100.0], len(frame)),
        }
    )
    columns = Columns(True, True, ("DME", "FEC", "NaFSI", "NaPF6", "PC", "diglyme"), 4, (SEPARATOR, VOLUME))
    features = columns.matrix(batch, beside)
    bounds = {side: predictor.targets[name].bound for side, name in (("lower", "lifetime"), ("upper", "overpotential"))}
    targets, values = {}, {}
    for quantity in QUANTITIES:
        if quantity.from_catalogue:
            positive = predictor.targets[quantity.name].booster.predict(predictor.evidence.features)
        else:
            positive = made_up(quantity, features, columns.names)
            values[quantity.name] = quantity.scale.value(positive)
        make = Blend(blocks=columns.blocks, trees=10) if quantity is EFFICIENCY else IntervalBooster(n_estimators=40)
        fitted = make.fit(features, positive, positive)
        targets[quantity.name] = Target(quantity, fitted, {side: bounds[side] for side in quantity.sides})
    evidence = replace(
        predictor.evidence,
        frame=frame.assign(**values),
        features=features,
        weights=np.full(features.shape[1], 1.0 / features.shape[1]),
    )
    return replace(predictor, targets=targets, columns=columns, evidence=evidence)


def only(predictor: CellPredictor, *quantities: Quantity) -> CellPredictor:
    """The predictor with some of its quantities."""
    return replace(predictor, targets={one.name: predictor.targets[one.name] for one in quantities})
