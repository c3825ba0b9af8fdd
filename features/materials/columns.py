"""Coatings and hosts as numbers: element statistics of their formulas, and the table's properties.

Every phase of a list counts the same, since papers rarely state amounts. The statistics need a formula only, so
they exist for any material that the resolver reads; the properties exist where the table has a value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from ...data.arrays import Floats, Matrix
from ...data.batch.cells import CellBatch, MaterialColumn
from ...data.chemistry.formula import element_table
from ...data.chemistry.materials import Material, find_material, products_with_sodium
from ...data.chemistry.species import UNKNOWN
from ..blocks import Block
from ..part import Part
from .catalogue import Prefix, material_features

#: Below this share of sodium a predicted product (NaMg149) is the metal itself, not an alloy with sodium.
_LEAST_SODIUM = 0.05

_ALKALI = frozenset({"Li", "Na", "K", "Rb", "Cs"})
_HALOGEN = frozenset({"F", "Cl", "Br", "I"})
_CHALCOGEN = frozenset({"S", "Se", "Te"})
_PNICTOGEN = frozenset({"N", "P", "As", "Sb", "Bi"})


@cache
def _element_rows() -> Floats:
    """Properties and group memberships of the elements, shape (n_elements, 10), in the order of `_MEANS`."""
    rows = []
    for symbol, element in element_table().items():
        groups = (_ALKALI, _HALOGEN, {"O"}, _CHALCOGEN, _PNICTOGEN, {"C"})
        rows.append(
            [
                element.electronegativity_pauling,
                element.melting_point_K,
                element.covalent_radius_pm,
                *(float(symbol in group) for group in groups),
                float(element.block == "d"),
            ]
        )
    return np.array(rows, dtype=np.float64)


@cache
def _element_index() -> dict[str, int]:
    return {symbol: i for i, symbol in enumerate(element_table())}


#: Columns of `phase_values`, by how phases combine to a list.
_MEANS = (
    "electronegativity.mean",
    "melting_point_K.mean",
    "covalent_radius_pm.mean",
    "alkali_fraction",
    "halogen_fraction",
    "oxygen_fraction",
    "chalcogen_fraction",
    "pnictogen_fraction",
    "carbon_fraction",
    "d_metal_fraction",
    "ionic_character",
    "na_reaction_energy_eV.mean",
)
_MINIMA = ("electronegativity.min", "na_reaction_energy_eV.min")
_MAXIMA = ("electronegativity.max", "band_gap_eV.max", "log10_shear_modulus_GPa.max")
_FLAGS = (
    "is_alloying",
    "is_halide",
    "is_oxide",
    "is_chalcogenide",
    "is_carbon",
    "is_doped_carbon",
    "is_electronic_conductor",
    "is_metal_foam",
    "is_mxene",
)
_SHARES = ("polymer_share",)
#: What a phase is described by, in the order of `phase_values`: how the phases of a list combine to it. A mean is one
#: of the known values and a share one of all phases; "any" is a flag that one phase is enough for.
PHASE_COLUMNS = {
    name: how
    for how, names in (("mean", _MEANS), ("min", _MINIMA), ("max", _MAXIMA), ("any", _FLAGS), ("share", _SHARES))
    for name in names
}
#: What bare sodium has: no phase, hence none of any kind; averages of nothing stay unknown.
_ZERO_WHEN_ABSENT = frozenset(
    {"present", "n_phases", *_FLAGS, *_SHARES, *(name for name in _MEANS if name.endswith("_fraction"))}
)


def _composition(material: Material) -> dict[str, float]:
    """Element statistics of one phase; empty where it has no formula."""
    if not material.formula:
        return {}
    index = [_element_index()[symbol] for symbol in material.formula]
    counts = np.array(list(material.formula.values()))
    rows = _element_rows()[index]
    # A mean over atoms of which some have no value would be a mean over others, so NaN goes through.
    values = dict(zip(_MEANS, counts @ rows / counts.sum(), strict=False))
    electronegativity = rows[:, 0]
    low, high = float(electronegativity.min()), float(electronegativity.max())
    ionic = 1.0 - float(np.exp(-((high - low) ** 2) / 4.0))
    return values | {"electronegativity.min": low, "electronegativity.max": high, "ionic_character": ionic}


def _sodium_share(material: Material) -> float:
    formula = material.formula or {}
    return formula.get("Na", 0.0) / sum(formula.values()) if formula else 0.0


def _is_alloying(material: Material) -> bool:
    """Whether a phase is a sodium alloy, alloys with sodium, or is converted to such an alloy."""
    if "alloy" in {material.material_class, material.host_class}:
        return True
    products = map(find_material, products_with_sodium(material))
    return any(p.material_class == "alloy" and _sodium_share(p) >= _LEAST_SODIUM for p in products)


def _anion_flags(material: Material) -> dict[str, float]:
    """Halide, oxide, chalcogenide by the elements of the formula; a sulfate is an oxide, a polymer none of them."""
    if material.material_class in {"polymer", "organic", "carbon"}:
        return {"is_halide": 0.0, "is_oxide": 0.0, "is_chalcogenide": 0.0}
    if material.formula is None:
        return {}
    elements = set(material.formula)
    is_oxide = "O" in elements
    return {
        "is_halide": float(bool(elements & _HALOGEN)),
        "is_oxide": float(is_oxide),
        "is_chalcogenide": float(bool(elements & _CHALCOGEN) and not is_oxide),
    }


@cache
def phase_values(name: str) -> tuple[float, ...]:
    """One phase as numbers.

    Parameters
    ----------
    name : str
        Canonical name.

    Returns
    -------
    tuple of float
        In the order of `PHASE_COLUMNS`; all NaN for the unknown phase.

    Raises
    ------
    UnknownNameError
        For a name that is no canonical name.
    """
    if name == UNKNOWN:
        return (np.nan,) * len(PHASE_COLUMNS)
    material = find_material(name)
    known = material.properties
    energy = known.get("na_reaction_energy_eV_per_nonNa_atom", np.nan)
    values = (
        _composition(material)
        | _anion_flags(material)
        | {
            "na_reaction_energy_eV.mean": energy,
            "na_reaction_energy_eV.min": energy,
            "band_gap_eV.max": known.get("band_gap_eV", np.nan),
            "log10_shear_modulus_GPa.max": float(np.log10(known.get("shear_modulus_GPa", np.nan))),
            "is_alloying": float(_is_alloying(material)),
            "is_doped_carbon": float(bool(material.dopants)),
            "is_electronic_conductor": known.get("electronic_conductor", np.nan),
            "is_metal_foam": float(material.host_class == "metal_foam"),
            "is_carbon": float("carbon" in {material.material_class, material.host_class}),
            "is_mxene": float(material.host_class == "mxene"),
            "polymer_share": float(material.is_polymer),
        }
    )
    return tuple(values.get(column, np.nan) for column in PHASE_COLUMNS)


def _mean(phases: Floats, starts: npt.NDArray[np.intp]) -> Floats:
    """Mean of the known values of each list, NaN where none is known."""
    known = ~np.isnan(phases)
    total = np.add.reduceat(np.where(known, phases, 0.0), starts, axis=0)
    number = np.add.reduceat(known.astype(np.float64), starts, axis=0)
    return np.divide(total, number, out=np.full_like(total, np.nan), where=number > 0)


def _share(phases: Floats, starts: npt.NDArray[np.intp]) -> Floats:
    """Mean over all phases of each list, NaN where any is unknown."""
    number = np.diff(np.append(starts, len(phases)))
    return np.asarray(np.add.reduceat(phases, starts, axis=0) / number[:, None])


def _any(phases: Floats, starts: npt.NDArray[np.intp]) -> Floats:
    """1 where any phase has the flag, 0 where all are known not to have it, else NaN."""
    largest = np.fmax.reduceat(phases, starts, axis=0)
    all_or_nan = np.maximum.reduceat(phases, starts, axis=0)
    return np.where(largest == 1.0, 1.0, all_or_nan)


_COMBINE: tuple[tuple[tuple[str, ...], Callable[[Floats, npt.NDArray[np.intp]], Floats]], ...] = (
    (_MEANS, _mean),
    (_MINIMA, lambda phases, starts: np.fmin.reduceat(phases, starts, axis=0)),
    (_MAXIMA, lambda phases, starts: np.fmax.reduceat(phases, starts, axis=0)),
    (_FLAGS, _any),
    (_SHARES, _share),
)


def _combine(phases: Floats, starts: npt.NDArray[np.intp]) -> dict[str, Floats]:
    """Combine phases, shape (n_phases, n_columns), to lists that start at the given rows."""
    combined: dict[str, Floats] = {}
    at = 0
    for columns, combine in _COMBINE:
        block = combine(phases[:, at : at + len(columns)], starts)
        combined.update(zip(columns, block.T, strict=True))
        at += len(columns)
    return combined


def material_columns(lists: Sequence[tuple[str, ...]], prefix: Prefix) -> Matrix:
    """Compute the columns of lists of materials.

    Parameters
    ----------
    lists : sequence of tuple of str
        Canonical names as `resolve_materials` gives them, best each distinct list once. The order within a list
        does not matter. An empty list is bare sodium: flags, counts and fractions are 0, averages NaN. In a list
        with the phase `unknown`, `present` is 1, averages are those of the known phases, and counts, shares and
        flags that depend on it are NaN.
    prefix : {"coating", "host"}

    Returns
    -------
    float32 array of shape (n_lists, n_columns)
        In the order of `material_features(prefix)`.

    Raises
    ------
    UnknownNameError
        For a name that is no canonical name.

    Examples
    --------
    >>> columns = [entry.name for entry in material_features("coating")]
    >>> material_columns([("NaF",), ()], "coating")[:, columns.index("coating.halogen_fraction")]
    array([0.5, 0. ], dtype=float32)
    """
    suffixes = [entry.name.removeprefix(f"{prefix}.") for entry in material_features(prefix)]
    values = np.full((len(lists), len(suffixes)), np.nan)
    lengths = np.array([len(names) for names in lists], dtype=np.intp)
    filled = np.flatnonzero(lengths)
    values[np.ix_(lengths == 0, [suffix in _ZERO_WHEN_ABSENT for suffix in suffixes])] = 0.0
    if len(filled):
        phases = np.array([phase_values(name) for names in lists for name in names], dtype=np.float64)
        starts = np.concatenate(([0], np.cumsum(lengths[filled])[:-1]))
        combined = _combine(phases, starts)
        combined["present"] = np.ones(len(filled))
        vague = np.array([UNKNOWN in names for names in lists if names])
        combined["n_phases"] = np.where(vague, np.nan, lengths[filled])
        values[filled] = np.column_stack([combined[suffix] for suffix in suffixes])
    return values.astype(np.float32)


def _part(prefix: Prefix) -> Part:
    def blocks(batch: CellBatch) -> list[Block]:
        column: MaterialColumn = getattr(batch, prefix)
        return [Block(0, material_columns(column.lists, prefix), column.codes)]

    return Part({prefix: prefix}, material_features(prefix), blocks=blocks)


COATING_PART, HOST_PART = _part("coating"), _part("host")
