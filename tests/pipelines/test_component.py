"""Cards of components: what is told of a molecule, a salt, a material, and of what is none of these."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from nacre.data.errors import NacreError, UnknownNameError
from nacre.pipelines.component import Card, component
from nacre.pipelines.reports.component import SHOWN, lines, render, write_card


def told(card: Card, label: str) -> str:
    facts = [fact for fact in (*card.proxies, *card.physical) if fact.label.startswith(label)]
    assert len(facts) == 1, label
    return facts[0].place or facts[0].source


def test_fec_is_reduced_early_and_its_lumo_is_on_the_carbonyl() -> None:
    (card,) = component("FEC")
    assert "reduced early" in told(card, "LUMO (GFN1")
    assert "not ranked" in told(card, "LUMO of the Na⁺ complex")
    assert sum(card.lumo_weights) == pytest.approx(1.0)
    assert card.lumo_weights.index(max(card.lumo_weights)) == 1
    assert {one["role"] for one in card.cells} == {"solvent", "additive"}


def test_glyme_is_reduced_late() -> None:
    assert "reduced late" in told(component("DME")[0], "LUMO (GFN1")


@pytest.mark.parametrize("text", ["DME", "glyme", "COCCOC", "[COCCOC]", "1,2-dimethoxyethane"])
def test_one_molecule_has_one_card_by_any_name(text: str) -> None:
    (card,) = component(text)
    assert card.name == "DME"
    assert len(card.cells) == 9


def test_a_salt_shows_its_anion_among_anions() -> None:
    (card,) = component("NaFSI")
    assert card.kind == "salt"
    assert "known anions" in told(card, "LUMO (GFN1")
    assert any("anion FSI" in remark for remark in card.remarks)


def test_a_material_has_its_properties_with_sources_and_products() -> None:
    (card,) = component("SnO2")
    assert card.kind.startswith("material")
    assert any("Na15Sn4" in remark for remark in card.remarks)
    assert all(fact.source for fact in card.physical)
    assert card.drawn == ""


def test_a_formula_outside_the_table_says_so() -> None:
    assert any("formula only" in remark for remark in component("Na4SnS4")[0].remarks)


@pytest.mark.parametrize("text", ["nonsense", "diglime", "C1CC(", "<script>", "../x"])
def test_what_is_unknown_is_told_with_near_names(text: str) -> None:
    with pytest.raises(UnknownNameError, match="Unknown component"):
        component(text)


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_asked_is_told(text: str) -> None:
    with pytest.raises(NacreError, match="No component"):
        component(text)


def test_several_materials_are_asked_back() -> None:
    with pytest.raises(NacreError, match="several materials"):
        component("Na3P + NaBr")


def test_the_files_hold_the_card(tmp_path: Path) -> None:
    cards = component("FEC")
    page = write_card(cards, tmp_path / "card.html").read_text()
    assert "fluoroethylene carbonate" in page
    assert "<svg" in page
    assert "src=" not in page
    assert '<link rel="stylesheet' not in page
    stored = json.loads(write_card(cards, tmp_path / "card.json").read_text())
    assert stored[0]["name"] == "FEC"
    drawn = ET.fromstring(write_card(cards, tmp_path / "card.svg").read_text())
    assert drawn.tag.endswith("svg")
    with pytest.raises(NacreError, match=r"\.html or"):
        write_card(cards, tmp_path / "card.pdf")


def test_names_are_escaped() -> None:
    card = Card("<b>x</b>", "<script>alert(1)</script>", "", "molecule", "", "", "")
    assert "<script>" not in render([card])
    assert "<script>" not in render([card], fragment=True)


def test_terminal_lines_tell_where_it_occurs() -> None:
    text = "\n".join(lines(component("Na3Bi")[0]))
    assert "published cells" in text
    assert "(as coating)" in text


def test_a_terminal_lists_some_cells_those_with_a_figure_first() -> None:
    (card,) = component("FEC")
    listed = lines(card)
    at = listed.index(f"In {len(card.cells)} published cells")
    shown, last = listed[at + 1 : -1], listed[-1]
    assert len(shown) == SHOWN
    assert not [line for line in shown if line.startswith("  no figure")]
    assert last == f"  and {len(card.cells) - SHOWN} more: `-o card.html` or `--json` lists all"
