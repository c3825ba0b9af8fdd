"""Cells are read as chemists write them, and written back in one canonical form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.cell import Basis, Cell, State, Unit, format_cell
from nacre.data.chemistry.species import UNKNOWN
from nacre.data.electrolyte import format_electrolyte
from nacre.data.errors import NotationError
from nacre.data.notation.parse import parse_cell, parse_electrolyte
from nacre.data.shipped import read_table

from ..strategies import cells, electrolytes

DESIGN = [
    "1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC",
    "0.8 M NaPF6 + 0.2 M NaNO3 in diglyme",
    "2.1 m NaFSI in DME/TTE (1:2 mol/mol) + 1 wt% SbF3",
    "NaFSI in [C3mpyr]FSI (1:1 mol/mol)",
    "1 M NaPF6 in DEC/[CCOC(=O)OCC(F)(F)F] (1:1)",
    "NaPF6 in diglyme",
    "Na3Zr2Si2PO12 (solid)",
    "PEO-NaTFSI (EO:Na 20:1) (polymer)",
    "PVDF-HFP + 1 M NaClO4 in EC/DEC (1:1 v/v) (gel)",
    "carbonate electrolyte",
    "NaPF6 in ether electrolyte",
    "unknown",
    "unknown salt in EC/PC",
    "unknown (gel)",
    "1 M NaPF6 in diglyme | coating: Na3P + NaBr | host: carbon cloth | 1 mA/cm2, 1 mAh/cm2, 25 °C",
]


@pytest.mark.parametrize("text", DESIGN)
def test_canonical_text_stays_as_it_is(text: str) -> None:
    assert format_cell(parse_cell(text)) == text


@given(cells)
def test_round_trip_of_any_cell(cell: Cell) -> None:
    assert parse_cell(format_cell(cell)) == cell


@given(electrolytes(), st.randoms(use_true_random=False))
def test_case_and_spacing_do_not_matter_to_names(electrolyte: object, random: object) -> None:
    text = format_electrolyte(electrolyte)  # type: ignore[arg-type]
    if "[" in text:  # SMILES are case-sensitive
        return
    names = r"\b(?:NaPF6|NaFSI|NaTFSI|NaClO4|NaBF4|diglyme|tetraglyme|EC|PC|DMC|DEC|DME|TTE|BTFE|FEC|SbF3)\b"
    swapped = re.sub(names, lambda m: random.choice([m.group().lower(), m.group().upper(), m.group()]), text)  # type: ignore[attr-defined]
    spaced = (
        swapped.replace("/", " / ")
        .replace(" + ", "  +   ")
        .replace("v / v", "v/v")
        .replace("w / w", "w/w")
        .replace("mol / mol", "mol/mol")
    )
    assert parse_electrolyte(spaced) == electrolyte


@given(st.permutations(["EC", "PC", "DEC", "diglyme"]))
def test_order_of_solvents_does_not_matter(names: list[str]) -> None:
    parts = {"EC": 1, "PC": 2, "DEC": 3, "diglyme": 4}
    ratio = ":".join(str(parts[name]) for name in names)
    assert format_cell(parse_cell(f"1 M NaPF6 in {'/'.join(names)} ({ratio} v/v)")) == (
        "1 M NaPF6 in EC/PC/DEC/diglyme (1:2:3:4 v/v)"
    )


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("1000 mM NaPF6 in diglyme", "1 M NaPF6 in diglyme"),
        ("1 mol/L NaPF6 in diglyme", "1 M NaPF6 in diglyme"),
        ("1 mol L⁻¹ NaPF₆ in diglyme", "1 M NaPF6 in diglyme"),
        ("1 mol dm-3 NaPF6 in G2", "1 M NaPF6 in diglyme"),
        ("0.01 M NaPF6 in DEGDME", "10 mM NaPF6 in diglyme"),
        ("2 mol kg-1 NaFSI in DME", "2 m NaFSI in DME"),
        ("1 M NaPF6 in EC:PC (50:50)", "1 M NaPF6 in EC/PC (1:1)"),
        ("1 M NaPF6 in EC/PC (1:1 by volume)", "1 M NaPF6 in EC/PC (1:1 v/v)"),
        ("1 M NaPF6 in EC/PC (1:1, v/v)", "1 M NaPF6 in EC/PC (1:1 v/v)"),
        ("1 M NaPF6 in EC/PC (1:1 wt)", "1 M NaPF6 in EC/PC (1:1 w/w)"),
        ("1 M NaPF6 in EC/PC (0.45:0.55)", "1 M NaPF6 in EC/PC (9:11)"),
        ("1 M NaPF6 in diglyme with 5 vol.% FEC", "1 M NaPF6 in diglyme + 5 vol% FEC"),
        ("1 M NaPF6 in diglyme + FEC (5 wt%)", "1 M NaPF6 in diglyme + 5 wt% FEC"),
        ("1M sodium hexafluorophosphate in ethylene carbonate", "1 M NaPF6 in EC"),
        ("1 M NaPF6 in 1,2-dimethoxyethane", "1 M NaPF6 in DME"),
        ("1 M NaPF6 in bis(2,2,2-trifluoroethyl) ether", "1 M NaPF6 in BTFE"),
        ("NaFSI in PYR13FSI", "NaFSI in [C3mpyr]FSI"),
        ("1 M NaPF6 in [O=C1OCC(F)O1]", "1 M NaPF6 in FEC"),
        ("1 M NaPF6 in diglyme | 1 mA cm⁻², 1 mAh cm⁻²", "1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2"),
        ("1 M NaPF6 in diglyme | 500 µA/cm2, 298.15 K", "1 M NaPF6 in diglyme | 0.5 mA/cm2, 25 °C"),
        ("1 M NaPF6 in diglyme｜host: Cu", "1 M NaPF6 in diglyme | host: Cu"),
    ],
)
def test_other_ways_to_write_it(written: str, canonical: str) -> None:
    assert format_cell(parse_cell(written)) == canonical
    assert parse_cell(written) == parse_cell(canonical)


def test_record_of_an_electrolyte() -> None:
    electrolyte = parse_electrolyte("2.1 m NaFSI in DME/TTE (1:2 mol/mol) + 1 wt% SbF3")
    assert [(d.name, d.amount, d.unit) for d in electrolyte.salts] == [("NaFSI", 2.1, Unit.MOLAL)]
    assert [(s.name, s.parts) for s in electrolyte.solvents] == [("DME", 1.0), ("TTE", 2.0)]
    assert electrolyte.basis is Basis.MOLE
    assert [(d.name, d.amount, d.unit) for d in electrolyte.additives] == [("SbF3", 1.0, Unit.WEIGHT_PERCENT)]
    assert electrolyte.state is State.LIQUID


def test_ionic_liquid_is_recognised_by_its_ions() -> None:
    assert parse_electrolyte("NaFSI in [EMIM]TFSI").state is State.IONIC_LIQUID


def test_unknown_stays_unknown() -> None:
    electrolyte = parse_electrolyte("unknown salt in EC/PC")
    assert electrolyte.salts[0].name == UNKNOWN
    assert electrolyte.salts[0].amount is None
    assert [share.parts for share in electrolyte.solvents] == [None, None]
    assert parse_electrolyte("carbonate electrolyte").family == "carbonate"


def test_ambiguous_words_are_read_by_a_stated_rule_that_goes_with_the_record() -> None:
    assert "tetraglyme" in parse_electrolyte("NaBH4 in TEGDME").remarks[0]
    assert "weight percent" in parse_electrolyte("1 M NaPF6 in PC + 5% FEC").remarks[0]


def test_every_published_electrolyte_parses() -> None:
    texts = {row["electrolyte"] or "unknown" for row in read_table("cells")}
    for text in texts:
        canonical = format_electrolyte(parse_electrolyte(text))
        assert format_electrolyte(parse_electrolyte(canonical)) == canonical


def test_every_system_of_the_review_parses() -> None:
    rows = read_table("review_systems")
    assert len(rows) == 212
    for row in rows:
        cell = parse_cell(row["notation"])
        assert parse_cell(format_cell(cell)) == cell


def test_honest_unknowns_are_few() -> None:
    """Of the published electrolytes only those that name no solvent, salt or phase are unknown."""
    texts = {row["electrolyte"] for row in read_table("cells") if row["electrolyte"]}
    unknown = {text for text in texts if parse_electrolyte(text).family is not None}
    assert len(unknown) <= 20
    assert "carbonate electrolyte" in unknown


@given(st.text(max_size=60))
def test_any_text_gives_a_cell_or_an_error_with_a_place(text: str) -> None:
    try:
        parse_cell(text)
    except NotationError as error:
        assert 0 <= error.position <= len(error.text)  # noqa: PT017 - either outcome is right


@given(electrolytes(), st.integers(0, 60), st.sampled_from("()[]/+|:%,.0- xMm"))
def test_a_mutated_cell_gives_a_cell_or_an_error_with_a_place(electrolyte: object, place: int, character: str) -> None:
    text = format_electrolyte(electrolyte)  # type: ignore[arg-type]
    mutated = text[:place] + character + text[place:]
    try:
        parse_cell(mutated)
    except NotationError as error:
        assert 0 <= error.position <= len(mutated)  # noqa: PT017 - either outcome is right


def test_grammar_ships_with_the_package() -> None:
    import nacre.data.notation.parse as module

    assert (Path(module.__file__).parent / "notation.lark").is_file()
