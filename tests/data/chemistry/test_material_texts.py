"""Coatings and hosts as titles and abstracts describe them."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.chemistry.material_names import format_materials, left_out_words, resolve_materials
from nacre.data.chemistry.materials import material_table
from nacre.data.errors import NacreError

COATINGS = [
    ("mechanically robust, highly conductive Na3P layer", "Na3P"),
    ("dense and uniform NaF-based interphase (15 nm)", "NaF"),
    ("heterogeneous interphase composed of NaCl/Na3Bi", "NaCl + Na3Bi"),
    ("inorganic/organic hybrid layer of NaF and PVDF", "NaF + PVDF"),
    ("Na 2 S, Na 3 N, and Na 2 CO 3", "Na2S + Na3N + Na2CO3"),
    ("Ti 3 C 2 T x MXene", "Ti3C2"),
    ("Sn-modified Na", "Sn"),
    ("Bi2O3-decorated Cu current collector", "Bi2O3"),
    ("polydopamine (PDA)", "polydopamine"),
    ("conformal, pseudocapacitive MoS2", "MoS2"),
    ("NaBr/Na2Se nanocrystals (NaBrSe)", "NaBr + Na2Se"),
    ("Tin", "Sn"),
    ("UiO-66-NH2", "UiO-66"),
]
HOSTS = [
    ("ZIF-67-derived N-doped carbon", "N-doped carbon"),
    ("bamboo-derived carbon fiber", "carbon fiber"),
    ("nitrogen-rich porous carbon", "N-doped carbon"),
    ("pristine carbon nanotube network (CNW)", "carbon nanotube"),
    ("graphene-like N-Doped carbon nanosheets", "N-doped carbon"),
    ("Na@r-GO", "rGO"),
    ("Fe(2)O(3)@C", "Fe2O3 + carbon"),
    ("Na-Sn alloy with 3 at. % Sn", "Na15Sn4"),
    ("Sb-modified Cu current collector", "Sb + Cu"),
]


@pytest.mark.parametrize(("text", "meant"), COATINGS)
def test_coatings(text: str, meant: str) -> None:
    assert set(resolve_materials(text, "coating")) == set(resolve_materials(meant, "coating"))


@pytest.mark.parametrize(("text", "meant"), HOSTS)
def test_hosts(text: str, meant: str) -> None:
    assert set(resolve_materials(text, "host")) == set(resolve_materials(meant, "host"))


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("gelatin", "gelatin"), ("fluoropolymer", "fluoropolymer"), ("Li-doped hydroxyapatite", "Li-doped"),
        ("unobtainium (NaF)", "unobtainium"), ("NAFs", "NAFs"), ("NaAc", "NaAc"), ("BC", "bacterial cellulose"),
        ("mystery layer of stuff", "mystery and stuff"), ("polymeric ceramic", "polymeric"),
    ],
)  # fmt: skip
def test_what_may_name_a_material_is_never_left_out(text: str, odd: str) -> None:
    with pytest.raises(NacreError) as caught:
        resolve_materials(text, "coating")
    assert odd in str(caught.value)


def test_words_that_only_describe_are_told() -> None:
    assert left_out_words("mechanically conformal NaF layer") == ("mechanically", "conformal")
    assert left_out_words("NaF layer") == ()


_ADJECTIVES = st.sampled_from(
    ["uniform", "conformal", "highly", "electrochemically", "porous", "sodiophilic", "ultrathin"]
)
_NAMES = st.sampled_from(sorted(name for name in material_table() if name.isalnum() and len(name) > 3))


@given(st.lists(_ADJECTIVES, max_size=4), _NAMES)
def test_adjectives_change_nothing(adjectives: list[str], name: str) -> None:
    assert resolve_materials(" ".join([*adjectives, name, "layer"])) == resolve_materials(name)


@given(st.lists(_NAMES, min_size=1, max_size=3, unique=True))
def test_canonical_names_read_back(names: list[str]) -> None:
    read = resolve_materials(" + ".join(names))
    assert resolve_materials(format_materials(read)) == read


@given(st.text(string.printable, max_size=60), st.sampled_from(["coating", "host", "separator"]))
def test_nothing_but_a_clear_error_leaves_the_resolver(text: str, field: str) -> None:
    try:
        resolve_materials(text, field)  # type: ignore[arg-type]
    except NacreError:
        return
