"""Coatings and hosts in the names that papers give their cells."""

from __future__ import annotations

import pytest

from nacre.data.reading.layers import layers
from nacre.data.reading.paper import read_pages
from nacre.data.reading.passages import Page


@pytest.mark.parametrize(
    ("name", "coating", "host"),
    [
        ("Na@NaF", "NaF", ""),
        ("NaF@Na", "NaF", ""),
        ("NaBr-coated Na", "NaBr", ""),
        ("Al2O3 coated sodium", "Al2O3", ""),
        ("artificial SEI of Na3P", "Na3P", ""),
        ("Na metal covered with PVDF", "PVDF", ""),
        ("Na3Bi layer", "Na3Bi", ""),
        ("Na@NaF + Na3Sb", "NaF + Na3Sb", ""),
        ("Na@carbon cloth", "", "carbon cloth"),
        ("porous Al collector", "", "Al"),
        ("3D Cu/Na", "", "Cu"),
        ("carbon felt host", "", "carbon felt"),
    ],
)
def test_a_name_tells_what_is_on_the_sodium_or_holds_it(name: str, coating: str, host: str) -> None:
    assert layers(name) == (coating, host)


@pytest.mark.parametrize("name", ["NSSBIG", "composite SEI layer", "bare Na", "Na@C", "kelp layer", "1 Sn 2 interface"])
def test_what_is_no_known_material_or_serves_as_either_is_left_to_a_person(name: str) -> None:
    assert layers(name, "It lasts longer than the Na2S-coated Na.") == ("", "")


def test_a_sentence_without_a_name_may_tell() -> None:
    assert layers("", "Cells ran for 300 h with an artificial NaF layer.") == ("NaF", "")


def test_the_control_beside_a_coated_cell_has_no_coating() -> None:
    text = "The NaF-coated Na symmetric cell ran for 900 h at 1 mA cm-2, whereas the bare Na cell failed after 120 h."
    found = {one.fact.is_control: (one.fact.hours, one.fact.coating) for one in read_pages([Page(1, text)])}
    assert found == {False: (900, "NaF"), True: (120, "")}
