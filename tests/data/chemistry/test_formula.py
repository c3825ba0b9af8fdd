from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.chemistry.formula import element_table, formula_text, molar_mass_g_mol, parse_formula
from nacre.data.errors import NacreError

SYMBOLS = st.sampled_from([s for s, e in element_table().items() if not math.isnan(e.electronegativity_pauling)])
COMPOSITIONS = st.dictionaries(SYMBOLS, st.integers(1, 30).map(float), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        pytest.param("NaF", {"Na": 1, "F": 1}, id="salt"),
        pytest.param("Al(OH)3", {"Al": 1, "O": 3, "H": 3}, id="bracket"),
        pytest.param("K4[Fe(CN)6]", {"K": 4, "Fe": 1, "C": 6, "N": 6}, id="nested"),
        pytest.param("Na2.8Ca0.1PO4", {"Na": 2.8, "Ca": 0.1, "P": 1, "O": 4}, id="decimals"),
        pytest.param("Na2(B12H12)0.5(B10H10)0.5", {"Na": 2, "B": 11, "H": 11}, id="decimal-bracket"),
        pytest.param("Ti₃C₂", {"Ti": 3, "C": 2}, id="subscripts"),
        pytest.param("CuSO4·5H2O", {"Cu": 1, "S": 1, "O": 9, "H": 10}, id="hydrate"),
        pytest.param("CuSO₄⋅5H₂O", {"Cu": 1, "S": 1, "O": 9, "H": 10}, id="hydrate-unicode"),
        pytest.param("3.45Na2O-Gd2O3-6SiO2", {"Na": 6.9, "Gd": 2, "Si": 6, "O": 18.45}, id="oxides"),
        pytest.param("CH3NH3PbCl3", {"C": 1, "H": 6, "N": 1, "Pb": 1, "Cl": 3}, id="repeated"),
        pytest.param(" Na3Zr2Si2PO12 ", {"Na": 3, "Zr": 2, "Si": 2, "P": 1, "O": 12}, id="blanks"),
    ],
)
def test_counts(text: str, counts: dict[str, float]) -> None:
    assert parse_formula(text) == pytest.approx(counts)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("PVDF", "no element 'D'"),
        ("PEO", "no element 'E'"),
        ("Ti3C2Tx", "no element 'Tx'"),
        ("VOx", "no element 'Ox'"),
        ("", "it is empty"),
        ("Na(", "bracket"),
        ("Al(OH", "not closed"),
        ("(Al]", "closes nothing"),
        ("Na)", "closes nothing"),
        ("()", "empty bracket"),
        ("Na0", "a count of 0"),
        ("0Na", "a coefficient of 0"),
        ("Na F", "' ' at character 3"),
        ("sodium", "'s' at character 1"),
        ("NaF-", "it is empty"),
        ("Na٣", "neither an element nor a number"),
        ("Na99999999", "a count of 99999999"),
        ("(" * 50, "nested"),
        ("C" * 300, "longer than 200"),
    ],
)
def test_refused(text: str, reason: str) -> None:
    with pytest.raises(NacreError, match="is not a chemical formula") as caught:
        parse_formula(text)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("formula", "mass"),
    [("NaF", 41.988), ("NaPF6", 167.954), ("C6H14O3", 134.175), ("CuSO4·5H2O", 249.677)],
)
def test_molar_mass(formula: str, mass: float) -> None:
    assert molar_mass_g_mol(formula) == pytest.approx(mass, abs=0.01)
    assert molar_mass_g_mol(parse_formula(formula)) == molar_mass_g_mol(formula)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("Sn2Na", "NaSn2"),
        ("O12PSi2Zr2Na3", "Na3Zr2Si2PO12"),
        ("CH3NH3PbCl3", "CH6Cl3NPb"),
        ("Na0.5Ca0.5", "Na0.5Ca0.5"),
        ("KOH", "KOH"),
        ("H2SO4", "H2SO4"),
    ],
)
def test_canonical_text(formula: str, text: str) -> None:
    assert formula_text(parse_formula(formula)) == text


@given(COMPOSITIONS)
def test_text_round_trip(counts: dict[str, float]) -> None:
    text = formula_text(counts)
    assert parse_formula(text) == counts
    assert formula_text(parse_formula(text)) == text


@given(COMPOSITIONS, st.integers(2, 9))
def test_brackets_multiply(counts: dict[str, float], times: int) -> None:
    text = formula_text(counts)
    assert parse_formula(f"({text}){times}") == {symbol: n * times for symbol, n in counts.items()}
    assert molar_mass_g_mol(f"{times}{text}") == pytest.approx(times * molar_mass_g_mol(text))


@given(st.text(max_size=40))
def test_any_text_parses_or_is_refused(text: str) -> None:
    try:
        counts = parse_formula(text)
    except NacreError:
        return
    assert set(counts) <= set(element_table())
    assert all(n > 0 for n in counts.values())


def test_elements() -> None:
    elements = element_table()
    assert elements["Na"].group == 1
    assert elements["Fe"].block == "d"
    assert elements["Ce"].group is None
    assert math.isnan(elements["He"].electronegativity_pauling)
    assert [e.atomic_number for e in elements.values()] == list(range(1, len(elements) + 1))
