"""Records are values: frozen, comparable, written as notation."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from nacre.data.cell import Cell, Protocol, State
from nacre.data.notation.parse import parse_cell

TEXT = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"


def test_a_cell_is_written_as_notation() -> None:
    assert str(parse_cell(TEXT)) == TEXT


def test_equal_text_gives_equal_hashable_cells() -> None:
    assert len({parse_cell(TEXT), parse_cell(TEXT)}) == 1


def test_records_do_not_change() -> None:
    cell = parse_cell(TEXT)
    with pytest.raises(FrozenInstanceError):
        cell.coating = ()  # type: ignore[misc]


def test_a_bare_cell_has_neither_coating_nor_host_nor_protocol() -> None:
    cell = parse_cell("unknown")
    assert cell == Cell(cell.electrolyte, (), (), Protocol())
    assert cell.electrolyte.state is State.LIQUID


def test_remarks_are_no_part_of_the_identity() -> None:
    assert parse_cell("1 M NaPF6 in TEGDME") == parse_cell("1 M NaPF6 in tetraglyme")
