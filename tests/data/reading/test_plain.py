"""One spelling for units, signs and numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.reading.mentions import Kind, find_mentions
from nacre.data.reading.plain import citations, plain_text, without_citations
from nacre.data.reading.sentences import split_sentences


@pytest.mark.parametrize(
    "unit",
    [
        "mA cm−2", "mA cm-2", "mA/cm2", "mA cm^{-2}", "mA·cm⁻²", "mA cm −2", "mA cm $^{-2}$", "mA/cm²", "mA•cm-2",
        "mA cm^–2",
    ],
)  # fmt: skip
def test_currents(unit: str) -> None:
    assert plain_text(f"at 0.5 {unit} for") == "at 0.5 mA/cm2 for"


@pytest.mark.parametrize("unit", ["mA h cm−2", "mAh cm-2", "mAh/cm2", "mA·h·cm⁻²", "mA h/cm2", "mAh cm –2"])
def test_capacities(unit: str) -> None:
    assert plain_text(f"of 0.5 {unit}, and") == "of 0.5 mAh/cm2, and"


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("1,250 h", "1250 h"), ("10 000 hours", "10000 hours"), ("450h", "450 h"), ("200-h test", "200 h test"),
        ("\ufb01lm", "film"), ("NaPF ₆", "NaPF6"), ("3 × 10³ h", "3000 h"), ("\\sim 70 mV", "~ 70 mV"),
        ("1, 200 h", "1, 200 h"),
    ],
)  # fmt: skip
def test_numbers_and_letters(printed: str, plain: str) -> None:
    assert plain_text(printed) == plain


@pytest.mark.parametrize(
    "printed", ["alloy.¹⁴² The cell", "alloy.142 The cell", "alloy. 142 The cell", "alloy^{142}. The cell"]
)
def test_references_are_numbers_of_nothing_else(printed: str) -> None:
    plain = plain_text(printed)
    assert citations(plain) == [142]
    assert without_citations(plain) == "alloy. The cell"


def test_sentences_end_where_abbreviations_do_not() -> None:
    text = "Wang et al. made it (Fig. 3a). The c.d. was 1 mA/cm2, i.e. low. It ran for 30 h. 5 cells died."
    assert [sentence for _, sentence in split_sentences(text)] == [
        "Wang et al. made it (Fig. 3a).", "The c.d. was 1 mA/cm2, i.e. low.", "It ran for 30 h. 5 cells died.",
    ]  # fmt: skip


_HOURS = st.lists(st.integers(1, 20_000), min_size=2, max_size=6)


@given(_HOURS, st.sampled_from([" and ", ", and ", " or "]), st.booleans())
def test_a_list_is_read_whole_however_often_its_unit_stands(hours: list[int], last: str, each: bool) -> None:
    shown = [f"{value} h" if each else str(value) for value in hours]
    text = f"the cells ran for {', '.join(shown[:-1])}{last}{hours[-1]} h at 1 mA/cm2"
    first, second = find_mentions(text)
    assert first.values == tuple(map(float, hours))
    assert (first.kind, second.kind, second.values) == (Kind.HOURS, Kind.CURRENT, (1.0,))


def test_labels_of_figures_are_no_hours() -> None:
    assert find_mentions("as shown (Fig. 9h and Figure 3 a, 12 h)")[0].values == (12.0,)
