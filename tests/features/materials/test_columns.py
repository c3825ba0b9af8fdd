from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.chemistry.materials import material_table
from nacre.data.errors import UnknownNameError
from nacre.features.materials.catalogue import MATERIAL_FEATURES, material_features
from nacre.features.materials.columns import material_columns

NAMES = st.lists(st.sampled_from(sorted(material_table())), min_size=1, max_size=4, unique=True).map(tuple)


def one(names: tuple[str, ...], prefix: str = "host") -> dict[str, float]:
    """Compute the columns of one list, without the prefix."""
    entries, values = material_features(prefix), material_columns([names], prefix)[0]
    return {entry.name.removeprefix(f"{prefix}."): float(v) for entry, v in zip(entries, values, strict=True)}


def test_shape_names_and_dtype() -> None:
    for prefix in ("coating", "host"):
        values = material_columns([("NaF",), (), ("unknown",)], prefix)
        assert values.shape == (3, len(material_features(prefix)))
        assert values.dtype == np.float32
        assert material_columns([], prefix).shape == (0, len(material_features(prefix)))
    only_host = {entry.suffix for entry in MATERIAL_FEATURES if entry.host_only}
    assert only_host == {"is_metal_foam", "is_mxene"}


def test_catalogue_is_filled_in() -> None:
    for prefix in ("coating", "host"):
        entries = material_features(prefix)
        assert len({entry.name for entry in entries}) == len(entries)
        for entry in entries:
            assert entry.label
            assert "{" not in entry.label
            assert entry.meaning.endswith(".")
            assert entry.source
            assert entry.group == prefix


@pytest.mark.parametrize(
    ("names", "column", "value"),
    [
        (("NaF",), "ionic_character", 1 - math.exp(-((3.98 - 0.93) ** 2) / 4)),
        (("NaF",), "halogen_fraction", 0.5),
        (("NaF",), "is_halide", 1),
        (("NaF",), "is_oxide", 0),
        (("PVDF",), "is_halide", 0),
        (("Na3PO4",), "is_oxide", 1),
        (("MoS2",), "is_chalcogenide", 1),
        (("Na2SO4",), "is_chalcogenide", 0),
        (("carbon cloth", "SnO2"), "is_oxide", 1),
        (("poly(C2H2F2)",), "polymer_share", 1),
        (("poly(C2H2F2)",), "halogen_fraction", 2 / 6),
        (("TiMo2C2",), "is_mxene", 1),
        (("NaF",), "band_gap_eV.max", 10.5),
        (("NaF",), "log10_shear_modulus_GPa.max", math.log10(30.0)),
        (("NaF",), "is_electronic_conductor", 0),
        (("Na3P",), "electronegativity.mean", (3 * 0.93 + 2.19) / 4),
        (("Na3P",), "electronegativity.min", 0.93),
        (("Na3P",), "electronegativity.max", 2.19),
        (("Na3P",), "pnictogen_fraction", 0.25),
        (("Na3P",), "melting_point_K.mean", (3 * 370.944 + 317.3) / 4),
        (("Na3P",), "covalent_radius_pm.mean", (3 * 166 + 107) / 4),
        (("NaF", "PVDF"), "polymer_share", 0.5),
        (("NaF", "PVDF"), "n_phases", 2),
        (("NaF", "PVDF"), "halogen_fraction", (1 / 2 + 2 / 6) / 2),
        (("Na2S", "MoS2"), "chalcogen_fraction", (1 / 3 + 2 / 3) / 2),
        (("SnO2", "carbon nanofiber"), "is_alloying", 1),
        (("SnO2", "carbon nanofiber"), "is_electronic_conductor", 1),
        (("SnO2",), "is_alloying", 1),
        (("SnO2",), "na_reaction_energy_eV.min", -1.039),
        (("SnO2", "carbon nanofiber"), "na_reaction_energy_eV.mean", -1.039 / 2),
        (("Cu",), "is_alloying", 0),
        (("Cu",), "d_metal_fraction", 1),
        (("Cu",), "is_metal_foam", 1),
        (("MgF2",), "is_alloying", 0),
        (("NaSn2",), "is_alloying", 1),
        (("NaSn2",), "alkali_fraction", 1 / 3),
        (("B-doped carbon",), "is_doped_carbon", 1),
        (("carbon cloth",), "is_doped_carbon", 0),
        (("carbon cloth",), "is_carbon", 1),
        (("carbon cloth",), "carbon_fraction", 1),
        (("Ti3C2",), "is_mxene", 1),
        (("R-S-Na",), "n_phases", 1),
        (("R-S-Na", "NaF"), "oxygen_fraction", 0),
    ],
)
def test_golden(names: tuple[str, ...], column: str, value: float) -> None:
    assert one(names)[column] == pytest.approx(value, rel=1e-4)


def test_bare_sodium() -> None:
    found = one(())
    zero = {name for name, value in found.items() if value == 0}
    assert zero == {
        name
        for name in found
        if name.startswith("is_") or name.endswith(("fraction", "share")) or name in {"present", "n_phases"}
    }
    assert all(math.isnan(value) for name, value in found.items() if name not in zero)


def test_unknown_coating() -> None:
    found = one(("unknown",), "coating")
    assert found.pop("present") == 1
    assert all(math.isnan(value) for value in found.values())


def test_partly_unknown() -> None:
    found, known = one(("NaF", "unknown")), one(("NaF",))
    assert found["halogen_fraction"] == known["halogen_fraction"]
    assert math.isnan(found["n_phases"])
    assert math.isnan(found["polymer_share"])
    assert math.isnan(found["is_alloying"])
    assert one(("Sn", "unknown"))["is_alloying"] == 1


def test_without_formula() -> None:
    found = one(("R-S-Na",))
    assert math.isnan(found["electronegativity.mean"])
    assert found["polymer_share"] == 0


def test_missing_property_stays_unknown() -> None:
    found = one(("NaSn2",))
    assert math.isnan(found["na_reaction_energy_eV.mean"])
    assert math.isnan(found["is_electronic_conductor"])
    assert math.isnan(found["log10_shear_modulus_GPa.max"])


def test_refuses_other_names() -> None:
    with pytest.raises(UnknownNameError):
        material_columns([("table salt",)], "coating")


@given(NAMES)
def test_order_does_not_matter(names: tuple[str, ...]) -> None:
    values = material_columns([names, names[::-1]], "host")
    np.testing.assert_allclose(values[0], values[1], rtol=1e-6)


@given(st.lists(st.one_of(NAMES, st.just(()), st.just(("unknown",))), max_size=6))
def test_rows_do_not_depend_on_each_other(lists: list[tuple[str, ...]]) -> None:
    together = material_columns(lists, "coating")
    for names, row in zip(lists, together, strict=True):
        np.testing.assert_array_equal(row, material_columns([names], "coating")[0])


@given(st.sampled_from(["Na", "K", "Ca", "Zr"]), st.sampled_from(["Br", "Te", "As", "I"]), st.integers(1, 5))
def test_only_proportions_matter(cation: str, anion: str, count: int) -> None:
    """Twice the formula unit is the same substance: all statistics are fractions and averages."""
    from nacre.data.chemistry.formula import formula_text

    units = [{cation: 7.0 * n, anion: 5.0 * count * n} for n in (1, 2)]
    values = material_columns([(formula_text(unit),) for unit in units], "coating")
    np.testing.assert_allclose(values[0], values[1], rtol=1e-6)


@given(NAMES)
def test_ranges(names: tuple[str, ...]) -> None:
    found = one(names)
    assert found["n_phases"] == len(names)
    for column, value in found.items():
        if column.endswith(("_fraction", "_share", "ionic_character")) or column.startswith("is_"):
            assert math.isnan(value) or 0 <= value <= 1
    if not math.isnan(found["electronegativity.mean"]):
        low, high = found["electronegativity.min"], found["electronegativity.max"]
        assert low - 1e-6 <= found["electronegativity.mean"] <= high + 1e-6
