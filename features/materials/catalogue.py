"""The catalogue of the features of coatings and hosts: one row a column, for both."""
# ruff: noqa: E501 - the catalogue is a table, one row a line

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from ..feature import Feature

Prefix = Literal["coating", "host"]

_ELEMENTS = "table `elements`"
_HULL = "materials table: 0 K hull of Materials Project formation energies, excess Na"


@dataclass(frozen=True, slots=True)
class MaterialFeature:
    """A catalogue entry of a material column, without the prefix.

    Attributes
    ----------
    suffix : str
        Column name after `coating.` or `host.`.
    label, unit, meaning, source, cause : str
        As in `Feature`; `{what}` in a label stands for the prefix.
    host_only : bool
    """

    suffix: str
    label: str
    unit: str
    meaning: str
    source: str
    cause: str
    host_only: bool = False


#: The columns in the order of the matrix.
MATERIAL_FEATURES = (
    MaterialFeature("present", "{what} present", "", "Whether the sodium is modified at all.", "record", "other"),
    MaterialFeature("n_phases", "phases in the {what}", "", "Mixed phases can share ion transport and strength.", "record", "other"),
    MaterialFeature("electronegativity.mean", "mean electronegativity of the {what}", "", "High in salts and fluorides, low in alloys.", f"{_ELEMENTS}; Pauling", "sodiophilicity"),
    MaterialFeature("electronegativity.min", "lowest electronegativity in the {what}", "", "Low where an alkali metal is part of the phases.", f"{_ELEMENTS}; Pauling", "sodiophilicity"),
    MaterialFeature("electronegativity.max", "highest electronegativity in the {what}", "", "High where a halogen or oxygen is part of the phases.", f"{_ELEMENTS}; Pauling", "SEI fluorine"),
    MaterialFeature("ionic_character", "ionic character of the {what}", "", "Ionic phases insulate electrons; metallic and covalent ones often do not.", "1 − exp(−Δχ²/4), Pauling; mean over phases", "ion transport"),
    MaterialFeature("melting_point_K.mean", "mean element melting point of the {what}", "K", "Stands in for bond strength where no melting point of the phase is known.", _ELEMENTS, "mechanical"),
    MaterialFeature("covalent_radius_pm.mean", "mean covalent radius in the {what}", "pm", "Large, soft atoms are associated with open paths for Na⁺.", _ELEMENTS, "ion transport"),
    MaterialFeature("alkali_fraction", "alkali-metal share of the {what}", "", "Sodium-rich phases have already reacted with sodium.", "formula", "sodiophilicity"),
    MaterialFeature("halogen_fraction", "halogen share of the {what}", "", "Halides are stable against sodium and insulating.", "formula", "SEI fluorine"),
    MaterialFeature("oxygen_fraction", "oxygen share of the {what}", "", "Oxides are stiff; many are reduced by sodium.", "formula", "mechanical"),
    MaterialFeature("chalcogen_fraction", "S, Se, Te share of the {what}", "", "Chalcogenides are softer and conduct Na⁺ better than oxides.", "formula", "ion transport"),
    MaterialFeature("pnictogen_fraction", "N, P, As, Sb, Bi share of the {what}", "", "Phosphides and pnictide alloys conduct Na⁺ fast.", "formula", "ion transport"),
    MaterialFeature("carbon_fraction", "carbon share of the {what}", "", "Carbons and polymers are light and flexible.", "formula", "mechanical"),
    MaterialFeature("d_metal_fraction", "d-metal share of the {what}", "", "Transition metals conduct electrons and mostly do not alloy with sodium.", "formula", "sodiophilicity"),
    MaterialFeature("polymer_share", "share of polymers among the phases of the {what}", "", "Polymers follow the volume change of sodium.", "materials table", "mechanical"),
    MaterialFeature("is_alloying", "{what} alloys with sodium", "", "Alloys guide nucleation and carry Na⁺ through the layer.", f"materials table: class; {_HULL}", "sodiophilicity"),
    MaterialFeature("is_halide", "{what} has a halide", "", "Halides insulate electrons and are stable against sodium.", "rule on the formula", "SEI fluorine"),
    MaterialFeature("is_oxide", "{what} has an oxide or oxysalt", "", "Oxides are stiff; those of noble metals are reduced to an alloy and Na₂O.", "rule on the formula", "mechanical"),
    MaterialFeature("is_chalcogenide", "{what} has a sulfide, selenide or telluride", "", "Chalcogenides are converted to Na₂S, Na₂Se or Na₂Te, soft conductors of Na⁺.", "rule on the formula", "ion transport"),
    MaterialFeature("is_carbon", "{what} has a carbon", "", "A carbon is light, conducts electrons and lowers the local current density.", "materials table: class", "mechanical"),
    MaterialFeature("is_doped_carbon", "{what} has a doped carbon", "", "Heteroatoms in carbon bind sodium.", "materials table", "sodiophilicity"),
    MaterialFeature("na_reaction_energy_eV.mean", "mean reaction energy of the {what} with sodium", "eV per non-Na atom", "Zero: stable against sodium; negative: it is converted.", _HULL, "reduction stability"),
    MaterialFeature("na_reaction_energy_eV.min", "most negative reaction energy of the {what} with sodium", "eV per non-Na atom", "The phase that sodium converts first.", _HULL, "reduction stability"),
    MaterialFeature("is_electronic_conductor", "{what} conducts electrons", "", "Sodium deposits on top of a conductor and below an insulator.", "materials table: experiment, DFT gap or handbook", "ion transport"),
    MaterialFeature("band_gap_eV.max", "largest band gap in the {what}", "eV", "A wide gap blocks electrons from the electrolyte.", "materials table: experiment where known, else PBE", "reduction stability"),
    MaterialFeature("log10_shear_modulus_GPa.max", "log₁₀ largest shear modulus in the {what}", "log10(GPa)", "A stiff layer resists dendrites.", "materials table: DFT, Voigt-Reuss-Hill", "mechanical"),
    MaterialFeature("is_metal_foam", "{what} is a metal or metal foam", "", "A metal frame lowers the local current density.", "materials table", "mechanical", host_only=True),
    MaterialFeature("is_mxene", "{what} is an MXene", "", "MXenes conduct electrons and bind sodium at their surface groups.", "materials table", "sodiophilicity", host_only=True),
)  # fmt: skip


@cache
def material_features(prefix: Prefix) -> tuple[Feature, ...]:
    """List the columns of the coating or the host, in the order of `columns.material_columns`.

    Parameters
    ----------
    prefix : {"coating", "host"}

    Returns
    -------
    tuple of Feature

    Examples
    --------
    >>> material_features("host")[0].name
    'host.present'
    """
    return tuple(
        Feature(f"{prefix}.{one.suffix}", one.label.format(what=prefix), one.unit, one.meaning, one.source, one.cause)
        for one in MATERIAL_FEATURES
        if prefix == "host" or not one.host_only
    )
