"""The kind of protection: read from words, and told by layers."""

from __future__ import annotations

import pytest

from nacre.data.cell import Cell
from nacre.data.errors import NacreError
from nacre.data.notation.parse import parse_cell
from nacre.data.protection import Protection, of_layers


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Nothing", "nothing"), ("bare", "nothing"), ("artificial SEI", "coating"), ("separator", "interlayer"),
     ("electrolyte", "electrolyte"), ("combined", "several")],
)  # fmt: skip
def test_words_that_name_a_kind(word: str, kind: str) -> None:
    assert Protection.read(word) == kind


def test_a_word_that_names_none_is_told_with_those_that_do() -> None:
    with pytest.raises(NacreError, match="no kind of protection") as told:
        Protection.read("paint")
    assert "interlayer" in told.value.hint


@pytest.mark.parametrize(
    ("layers", "kind"),
    [(((), (), ()), None), ((("NaF",), (), ()), "coating"), (((), ("Cu",), ()), "host"),
     (((), (), ("PVDF",)), "interlayer"), ((("NaF",), ("Cu",), ()), "several")],
)  # fmt: skip
def test_layers_tell_the_kind(layers: tuple[tuple[str, ...], ...], kind: str | None) -> None:
    assert of_layers(*layers) == kind


def test_a_cell_states_separator_and_protection_and_reads_them_back() -> None:
    cell = parse_cell("1 M NaPF6 in diglyme | interlayer: CNT | protection: interlayer | 1 mA/cm2")
    assert cell.separator == ("carbon nanotube",)
    assert cell.protection is Protection.INTERLAYER
    assert parse_cell(str(cell)) == cell


def test_a_plain_separator_is_none() -> None:
    for text in ("glass fibre", "Celgard 2400", "GF/D", "PP separator", "none"):
        assert parse_cell(f"1 M NaPF6 in diglyme | separator: {text}").separator == ()


def test_an_invalid_record_cannot_be_made() -> None:
    cell = parse_cell("1 M NaPF6 in diglyme")
    with pytest.raises(NacreError, match="no kind of protection"):
        Cell(cell.electrolyte, protection="paint")  # type: ignore[arg-type]
