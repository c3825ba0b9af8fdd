"""The test: current density, areal capacity, temperature, and how near the current comes to Sand's time."""

from __future__ import annotations

import numpy as np

from ..data.arrays import Floats
from ..data.batch.cells import CellBatch
from .blocks import Numbers
from .feature import Feature
from .part import Part

#: Papers that state no temperature tested at room temperature.
ROOM_TEMPERATURE_C = 25.0

_FARADAY_C_MOL = 96485.33212
#: Salt diffusivity and cation transference of a usual 1 M organic electrolyte. They only scale the ratio, so cells
#: compare; the ratio itself is not a measured Sand's time.
_DIFFUSIVITY_CM2_S = 1e-6
_CATION_TRANSFERENCE = 0.4

PROTOCOL_FEATURES = (
    Feature(
        "protocol.current_density_mA_cm2",
        "current density",
        "mA/cm²",
        "Higher current raises polarisation and brings dendrites earlier.",
        "protocol",
        "load",
    ),
    Feature(
        "protocol.areal_capacity_mAh_cm2",
        "areal capacity",
        "mAh/cm²",
        "More sodium moved in each cycle means more volume change and SEI rupture.",
        "protocol",
        "load",
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
    ),
)


def sand_time_s(na_molarity_mol_L: Floats, current_density_mA_cm2: Floats) -> Floats:
    """Compute Sand's time τ = πD (F c₀ / (2 J (1 − t₊)))², when salt runs out at the electrode.

    H. J. S. Sand, Phil. Mag. 1901, 1, 45, as in Nanoscale 2023, 15, 11313, whose mobility term (1 + μ)² equals
    1 / (1 − t₊)². D = 10⁻⁶ cm²/s and t₊ = 0.4 are fixed.

    Parameters
    ----------
    na_molarity_mol_L : array of shape (n,)
        Concentration of sodium, mol/L.
    current_density_mA_cm2 : array of shape (n,)
        mA/cm².

    Returns
    -------
    array of shape (n,)
        Seconds; NaN where concentration or current is NaN.

    Examples
    --------
    >>> sand_time_s(np.array([1.0, 2.0]), np.array([1.0, 1.0])).round()
    array([20310., 81240.])
    """
    concentration_mol_cm3 = na_molarity_mol_L * 1e-3
    current_A_cm2 = current_density_mA_cm2 * 1e-3
    charge = _FARADAY_C_MOL * concentration_mol_cm3 / (2.0 * current_A_cm2 * (1.0 - _CATION_TRANSFERENCE))
    return np.pi * _DIFFUSIVITY_CM2_S * charge**2


def _fill(batch: CellBatch, matrix: Numbers) -> None:
    """Write every feature of the protocol, in the order of `PROTOCOL_FEATURES`."""
    current, temperature = batch.current_density_mA_cm2, batch.temperature_C
    plating_s = 3600.0 * batch.areal_capacity_mAh_cm2 / current
    columns = (
        current,
        batch.areal_capacity_mAh_cm2,
        np.where(np.isnan(temperature), ROOM_TEMPERATURE_C, temperature),
        sand_time_s(batch.composition.na_molarity_mol_L, current) / plating_s,
    )
    matrix[:] = np.stack(columns).T


PROTOCOL_PART = Part({"protocol": "test protocol"}, PROTOCOL_FEATURES, fill=_fill)
