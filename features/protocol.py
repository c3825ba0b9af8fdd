"""The test: current density, areal capacity, temperature, and how near the current comes to Sand's time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..data.batch import CellBatch
from .catalogue import Feature

Floats = npt.NDArray[np.float64]

#: Papers that state no temperature tested at room temperature.
ROOM_TEMPERATURE_C = 25.0

_FARADAY_C_MOL = 96485.33212
#: Salt diffusivity and cation transference of a usual 1 M organic electrolyte. They only scale the ratio, so cells
#: compare; the ratio itself is not a measured Sand's time.
_DIFFUSIVITY_CM2_S = 1e-6
_CATION_TRANSFERENCE = 0.4

FEATURES = (
    Feature(
        "protocol.current_density_mA_cm2",
        "current density",
        "mA/cm²",
        "Higher current raises polarisation and brings dendrites earlier.",
        "protocol",
        "load",
        -1,
        +1,
    ),
    Feature(
        "protocol.areal_capacity_mAh_cm2",
        "areal capacity",
        "mAh/cm²",
        "More sodium moved in each cycle means more volume change and SEI rupture.",
        "protocol",
        "load",
        -1,
        +1,
    ),
    Feature(
        "protocol.temperature_C",
        "temperature",
        "°C",
        "Cold slows Na⁺ and warms side reactions down.",
        "protocol; 25 °C where not stated",
        "load",
    ),
    Feature(
        "protocol.sand_ratio",
        "Sand's time over plating time",
        "",
        "Below one, salt runs out at the electrode within the plating step and dendrites are expected.",
        "Sand 1901, as in Nanoscale 2023, 15, 11313; fixed D and t₊",
        "load",
        +1,
        -1,
    ),
)


def sand_time_s(na_molarity_mol_L: Floats, current_density_mA_cm2: Floats) -> Floats:
    """Sand's time τ = πD (F c₀ / (2 J (1 − t₊)))², in seconds.

    Parameters
    ----------
    na_molarity_mol_L, current_density_mA_cm2 : arrays of shape (n,)
        NaN gives NaN. The mobility term of the review, (1 + μ)², equals 1 / (1 − t₊)².
    """
    concentration_mol_cm3 = na_molarity_mol_L * 1e-3
    current_A_cm2 = current_density_mA_cm2 * 1e-3
    charge = _FARADAY_C_MOL * concentration_mol_cm3 / (2.0 * current_A_cm2 * (1.0 - _CATION_TRANSFERENCE))
    return np.pi * _DIFFUSIVITY_CM2_S * charge**2


def protocol_columns(batch: CellBatch) -> dict[str, Floats]:
    """Every protocol feature of a batch, by name, arrays of shape (n,)."""
    current, capacity = batch.current_density_mA_cm2, batch.areal_capacity_mAh_cm2
    temperature = batch.temperature_C
    plating_s = 3600.0 * capacity / current
    return {
        "protocol.current_density_mA_cm2": current,
        "protocol.areal_capacity_mAh_cm2": capacity,
        "protocol.temperature_C": np.where(np.isnan(temperature), ROOM_TEMPERATURE_C, temperature),
        "protocol.sand_ratio": sand_time_s(batch.composition.na_molarity_mol_L, current) / plating_s,
    }
