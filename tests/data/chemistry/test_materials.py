from __future__ import annotations

import csv
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.chemistry.material_names import format_materials, resolve_materials
from nacre.data.chemistry.materials import find_material, material_table, products_with_sodium
from nacre.data.errors import AmbiguousNameError, NacreError, UnknownNameError


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


STRINGS = read(Path(__file__).with_name("material_strings.csv"))
TABLES = Path(__file__).parents[3] / "data" / "tables"
FIELDS = ("coating", "host")
#: The list stops at the table's materials; its own note asks for the formula.
READ_AS_FORMULA = {"NaSn2 alloy foil": ("NaSn2",)}


@pytest.mark.parametrize("row", STRINGS, ids=[row["raw"] for row in STRINGS])
def test_acceptance_list(row: dict[str, str]) -> None:
    wanted = tuple(filter(None, row["materials"].split(";"))) or READ_AS_FORMULA.get(row["raw"], ())
    found = resolve_materials(row["raw"], row["field"])
    # The notation's word for a layer that is there and not named is no canonical name.
    assert tuple(name for name in found if name != "unknown") == wanted


@pytest.mark.parametrize("field", FIELDS)
def test_shipped_cells_resolve(field: str) -> None:
    for row in read(TABLES / "cells.csv"):
        names = resolve_materials(row[field], field)
        assert bool(names) == bool(row[field]), row[field]
        assert resolve_materials(format_materials(names), field) == names


def test_shipped_review_systems_resolve() -> None:
    seen = 0
    for row in read(TABLES / "review_systems.csv"):
        for part in row["notation"].split("|"):
            field, colon, text = part.strip().partition(":")
            if colon and field in FIELDS:
                assert resolve_materials(text, field), text
                seen += 1
    assert seen > 50


@pytest.mark.parametrize("field", FIELDS)
def test_round_trip_of_every_name(field: str) -> None:
    for name in material_table():
        assert resolve_materials(format_materials((name,)), field) == (name,)
    names = tuple(name for name in material_table() if name != "Na")
    for pair in pairwise(names):
        assert resolve_materials(format_materials(pair), field) == pair


@pytest.mark.parametrize(
    "text", ["", "none", "None", "bare Na", "pristine sodium", "Na foil", "uncoated", "-", "no coating"]
)
def test_nothing_there(text: str) -> None:
    assert resolve_materials(text) == ()
    assert format_materials(()) == "none"


@pytest.mark.parametrize(
    "text", ["unknown", "oxygen-regulated spontaneous SEI", "artificial SEI", "3D host", "hybrid interphase"]
)
def test_something_unnamed_is_there(text: str) -> None:
    assert resolve_materials(text) == ("unknown",)


@pytest.mark.parametrize(
    ("text", "field", "names"),
    [
        pytest.param("Na@NaF/Na3P", "coating", ("NaF", "Na3P"), id="substrate-first"),
        pytest.param("NaF on Celgard + Na3P", "coating", ("NaF", "Na3P"), id="support"),
        pytest.param("SnO2 on carbon cloth", "host", ("SnO2", "carbon cloth"), id="support-is-host"),
        pytest.param("SbCl3-treated Na", "coating", ("Na3Sb", "NaCl"), id="treated"),
        pytest.param("Na treated with SnF2", "coating", ("Na15Sn4", "NaF"), id="treated-with"),
        pytest.param("plasma-treated TiO2", "host", ("TiO2",), id="treatment-without-precursor"),
        pytest.param("Na-Pb alloy", "coating", ("Na15Pb4",), id="na-richest"),
        pytest.param("Na-Ag alloy", "host", ("NaAg2",), id="na-richest-outside-the-table"),
        pytest.param("sulfur and nitrogen co-doped graphene", "host", ("N,S-doped carbon",), id="dopant-words"),
        pytest.param("B-doped CNTs", "host", ("B-doped carbon",), id="doped-outside-the-table"),
        pytest.param("S-doped TiO2", "host", ("TiO2",), id="dopant-in-oxide"),
        pytest.param("Ca-doped Na3PO4", "coating", ("Na3-xCaxPO4",), id="doped-name"),
        pytest.param("porous carbon cloth", "host", ("carbon cloth",), id="shape-before-name"),
        pytest.param("V2C MXene", "host", ("V2C",), id="mxene-formula"),
        pytest.param("MXene", "host", ("Ti3C2",), id="mxene"),
        pytest.param("RuO2@CC", "host", ("RuO2", "carbon cloth"), id="cc-in-host"),
        pytest.param("In situ NaF", "coating", ("NaF",), id="in-is-not-indium"),
        pytest.param("nacl, NAF", "coating", ("NaCl", "NaF"), id="case"),
        pytest.param("Na-SiO2", "host", ("SiO2",), id="sodium-dropped"),
        pytest.param("BiNa3", "coating", ("Na3Bi",), id="formula-of-the-table"),
        pytest.param("Sn2Na", "host", ("NaSn2",), id="formula"),
        pytest.param("Na₃Zr₂Si₂PO₁₂", "host", ("Na3Zr2Si2PO12",), id="subscripts"),
        pytest.param("NASICON", "coating", ("Na3Zr2Si2PO12",), id="nasicon"),
        pytest.param('Na-beta"-alumina', "coating", ('beta"-alumina',), id="beta-double-prime"),
        pytest.param("Na-β″-alumina", "coating", ('beta"-alumina',), id="beta-unicode"),
        pytest.param("Na-beta-alumina", "coating", ("beta-alumina",), id="beta"),
        pytest.param("3.45Na2O-Gd2O3-6SiO2", "coating", ("NGS15",), id="mixed-oxide"),
        pytest.param("PEG-4000", "coating", ("PEO",), id="molar-mass"),
        pytest.param("NaF + unknown", "coating", ("NaF", "unknown"), id="half-unknown"),
        pytest.param("NaF + NaF", "coating", ("NaF",), id="double"),
        pytest.param("Ni mesh with SnO2 nanowires", "host", ("SnO2", "Ni"), id="bearer-last"),
        pytest.param("Cu foil with NaF layer", "coating", ("NaF",), id="bearer-of-a-coating"),
        pytest.param("Mo2TiC2Tx", "host", ("TiMo2C2",), id="mxene-outside-the-table"),
        pytest.param("V4C3Tx MXene", "host", ("V4C3",), id="mxene-word-repeats"),
        pytest.param("TiO2-x nanowires", "host", ("TiO2",), id="vacancies"),
        pytest.param("NaF + poly(C3H3N)", "coating", ("NaF", "poly(C3H3N)"), id="repeat-unit"),
        pytest.param("poly(vinyl alcohol)", "coating", ("PVA",), id="polymer-name"),
    ],
)
def test_rules(text: str, field: str, names: tuple[str, ...]) -> None:
    assert resolve_materials(text, field) == names


@pytest.mark.parametrize(
    "name", ["Na2(B12H12)0.5(B10H10)0.5", "Na4(CB11H12)2(B12H12)", "Na5SmSi4O12", "NaNbO3", "ETPTA", "NGS15"]
)
def test_solid_electrolytes(name: str) -> None:
    assert resolve_materials(name) == (name,)
    assert find_material(name).formula


@pytest.mark.parametrize(
    ("text", "part", "near"),
    [
        ("grafene", "grafene", "graphene"),
        ("NaF + PVDFF", "PVDFF", "PVDF"),
        ("COF", "COF", "P-COF"),
        ("NaF on XYZ", "XYZ", None),
        ("N,S co-doped membrane", "N,S-doped", "N,S-doped carbon"),
        ("CNFX", "CNFX", "CNF"),
        ("???", "???", None),
        ("PB", "PB", "Pb"),
        ("F-rich film", "F", "Fe"),
    ],
)
def test_unknown(text: str, part: str, near: str | None) -> None:
    with pytest.raises(UnknownNameError) as caught:
        resolve_materials(text)
    assert caught.value.name == part
    assert len(caught.value.near) <= 3
    assert near in caught.value.near if near else not caught.value.near


@pytest.mark.parametrize(("text", "field"), [("CF", "host"), ("CC", "host"), ("NaF/CC", "coating"), ("CF@ZnO", "host")])
def test_ambiguous(text: str, field: str) -> None:
    with pytest.raises(AmbiguousNameError, match="carbon"):
        resolve_materials(text, field)


def test_too_long() -> None:
    with pytest.raises(NacreError, match="too long"):
        resolve_materials("NaF " * 200)


@given(
    st.lists(
        st.sampled_from(["NaF", "PVDF", "on", "(", ")", "+", "@", "Na", "-doped", "N", "CNT", "%", "x", "Sn-", "CC"])
    )
)
def test_any_phrase_resolves_or_is_refused(words: list[str]) -> None:
    text = " ".join(words)[:300]
    for field in FIELDS:
        try:
            names = resolve_materials(text, field)
        except NacreError:
            continue
        assert resolve_materials(format_materials(names), field) == names


@given(st.text(max_size=60))
def test_any_text_resolves_or_is_refused(text: str) -> None:
    try:
        names = resolve_materials(text)
    except NacreError:
        return
    assert all(name == "unknown" or find_material(name).name == name for name in names)


def test_table() -> None:
    table = material_table()
    assert len(table) > 250
    naf = table["NaF"]
    assert naf.formula == {"Na": 1, "F": 1}
    assert naf.properties["density_g_cm3"] == 2.78
    assert naf.properties["melting_point_C"] == 996
    assert "ionic_conductivity_S_cm" not in naf.properties
    assert table["N,S-doped carbon"].dopants == ("N", "S")
    assert table["PVDF"].is_polymer
    assert table["R-S-Na"].formula is None
    assert "PNF" not in table
    assert products_with_sodium(table["BiOCl"]) == ("Na3Bi", "Na3OCl")
    for material in table.values():
        for product in products_with_sodium(material):
            assert find_material(product).formula


@pytest.mark.parametrize(
    ("name", "material_class"),
    [
        ("NaSn2", "alloy"),
        ("NaCaF3", "halide"),
        ("NaGaO2", "oxide"),
        ("NaAlS2", "chalcogenide"),
        ("CoNi", "other"),
    ],
)
def test_class_of_a_formula(name: str, material_class: str) -> None:
    assert find_material(name).material_class == material_class


def test_find_refuses_what_is_not_canonical() -> None:
    with pytest.raises(UnknownNameError):
        find_material("Sn2Na")
    with pytest.raises(UnknownNameError):
        find_material("unknown")


def test_import_stays_light() -> None:
    code = (
        "import sys, nacre.data.chemistry.material_names as m; m.resolve_materials('Na@NaF');"
        "print([n for n in ('numpy', 'pandas', 'rdkit', 'rapidfuzz') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
