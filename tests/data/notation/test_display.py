"""A cell in a notebook: every part in a row, what was not stated said so, nothing of a name becomes markup."""

from __future__ import annotations

import re

import pytest

from nacre.data.cell import Cell, Dose, Electrolyte
from nacre.data.notation.display import cell_html
from nacre.data.notation.parse import parse_cell

TEXT = "1 M NaPF6 in EC/tetraglyme (1:2 v/v) + 5 wt% FEC | coating: NaF + PVDF | host: Cu | 1 mA/cm2, 25 °C"


def rows(text: str) -> list[list[str]]:
    found = re.findall(r"<tr><th>(.*?)</th>(.*?)</tr>", parse_cell(text)._repr_html_().split("<tbody>")[1])
    return [[role, *re.findall(r"<td>(.*?)</td>", rest)] for role, rest in found]


def test_every_part_of_a_cell_has_its_row() -> None:
    assert [row[:3] for row in rows(TEXT)] == [
        ["salt", "NaPF6", "1 M"],
        ["solvent", "EC", "1 v/v"],
        ["solvent", "tetraglyme", "2 v/v"],
        ["additive", "FEC", "5 wt%"],
        ["coating", "NaF", ""],
        ["coating", "PVDF", ""],
        ["host", "Cu", ""],
        ["test", "current density", "1 mA/cm2"],
        ["test", "areal capacity", "not stated"],
        ["test", "temperature", "25 °C"],
    ]
    assert rows(TEXT)[3][3] == "fluoroethylene carbonate"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("NaPF6 in diglyme", ["salt", "NaPF6", "not stated"]),
        ("NaPF6 in diglyme", ["solvent", "diglyme", ""]),
        ("carbonate electrolyte", ["solvents", "carbonate", "not stated"]),
        ("NaPF6 in diglyme", ["coating", "none (bare sodium)", ""]),
    ],
)
def test_what_is_not_stated_is_said(text: str, row: list[str]) -> None:
    assert row in [found[:3] for found in rows(text)]


def test_remarks_stand_under_the_table() -> None:
    assert "<li>TEGDME read as tetraglyme" in parse_cell("1 M NaPF6 in TEGDME")._repr_html_()


def test_text_of_a_record_is_no_markup() -> None:
    cell = Cell(Electrolyte((Dose("NaPF6"),), family="ether", remarks=("<script>",)), ("NaF",))
    # No such name can be made; the page does not rely on it.
    object.__setattr__(cell.electrolyte.salts[0], "name", "<b>x</b>")
    object.__setattr__(cell, "coating", ('<img src="x">',))
    shown = cell_html(cell)
    assert "<b>" not in shown
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
