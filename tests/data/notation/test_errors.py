"""Every slip of the pen gets its own answer: what is wrong, where, and what to write instead."""

from __future__ import annotations

import pytest

from nacre.data.errors import NotationError
from nacre.data.notation.parse import MAX_TEXT, parse_cell

# text with ‸ before the place, what is wrong, what to write
SLIPS = [
    ("1 M ‸NaPF7 in diglyme", "Unknown salt 'NaPF7'", "NaPF6"),
    ("1 M NaPF6 in ‸diglime", "Unknown solvent 'diglime'", "diglyme"),
    ("1 M NaPF6 in ‸ethylen carbonate", "Unknown solvent", "ethylene carbonate"),
    ("1 M NaPF6 in diglyme + 5 wt% ‸FECC", "Unknown additive 'FECC'", "FEC"),
    ("1 M NaPF6‸", "No solvent for NaPF6", "in diglyme"),
    ("‸diglyme", "No salt for diglyme", "unknown salt in diglyme"),
    ("EC‸/PC (1:1)", "Cannot read '/PC'", "`in` and the solvents"),
    ("1 M ‸EC in diglyme", "EC is a solvent, not a salt", "before `in`"),
    ("1 M NaPF6 in ‸NaFSI", "NaFSI is a salt, not a solvent", "after it"),
    ("1 M NaPF6 in EC/‸NaFSI", "NaFSI is a salt, not a solvent", "after it"),
    ("‸1 NaPF6 in diglyme", "has no unit", "`1 M`"),
    ("‸1 X NaPF6 in diglyme", "Unknown unit 'X'", "mol/kg"),
    ("‸0 M NaPF6 in diglyme", "must be above zero", "Leave it out"),
    ("‸-1 M NaPF6 in diglyme", "must be above zero", "Leave it out"),
    ("‸30 M NaPF6 in diglyme", "more than the pure substance", "At most 16.9 M"),
    ("‸5 vol% NaPF6 in diglyme", "no volume percentage", "mol%"),
    ("1 M ‸in diglyme", "Nothing stands before `in`", "Write the salt first"),
    ("1 M ‸Na in diglyme", "Na is an ion, not a salt", "before `in`"),
    ("1 M NaPF6 in ‸Na+", "Na is an ion, not a solvent", "after it"),
    ("1 M NaPF6 in EC/PC ‸(1:0 v/v)", "not above zero", "Leave out a solvent"),
    ("1 M NaPF6 in EC/PC ‸(1:-1 v/v)", "not above zero", "Leave out a solvent"),
    ("1 M NaPF6 in EC/PC ‸(1:1:1 v/v)", "3 parts for 2 solvents", "one part for each"),
    ("1 M NaPF6 in EC/PC ‸(1 v/v)", "1 part for 2 solvents", "one part for each"),
    ("NaPF6 in [C3mpyr]FSI ‸(1:1 v/v)", "2 parts for 1 solvent", "mol/mol"),
    ("1 M NaPF6 in EC/PC ‸(1:1 q/q)", "Unknown basis 'q/q'", "v/v"),
    ("1 M NaPF6 in EC/PC ‸(1:1 v/v", "Cannot read '(1:1'", "add `)`"),
    ("1 M NaPF6 in EC/PC 1:1 v/v‸)", "Cannot read ')'", "another component"),
    ("1 M NaPF6 in EC/‸", "ends too early", "a name"),
    ("1 M NaPF6 in ‸/EC", "Cannot read '/EC'", "a name"),
    ("1 M NaPF6 in‸", "ends too early", "a name"),
    ("1 M NaPF6 in EC/‸/PC", "Cannot read '/PC'", "a name"),
    ("1 M NaPF6 in EC/‸EC (1:1)", "EC stands twice", "Add up its parts"),
    ("1 M NaPF6 in diglyme ‸in DME", "Cannot read 'in'", "another solvent"),
    ("1 M NaPF6 in ‸5 wt% EC", "has an amount of its own", "share a ratio"),
    ("1 M NaPF6 in diglyme +‸", "ends too early", "a name"),
    ("1 M NaPF6 in diglyme + ‸+ FEC", "Cannot read '+'", "a name"),
    ("‸+ FEC", "Cannot read '+'", "a name"),
    ("1 M NaPF6 in diglyme + ‸120 wt% FEC", "leaves nothing of the electrolyte", "below 100"),
    ("1 M NaPF6 in diglyme + ‸100 vol% FEC", "leaves nothing of the electrolyte", "below 100"),
    ("‸1 M NaPF6 in diglyme + 60 wt% FEC + 50 wt% VC", "add up to 110", "below 100"),
    ("1 M NaPF6 in diglyme + 5 wt%‸", "ends too early", "a name"),
    ("1 M NaPF6 in diglyme + ‸50 M FEC", "more than the pure substance", "At most 14.0 M"),
    ("1 M NaPF6 in diglyme + 5 wt% FEC (‸5 wt%)", "Two amounts", "one amount"),
    ("1 M NaPF6 in ‸HFE", "'HFE' is ambiguous", "TTE"),
    ("1 M NaPF6 in diglyme + ‸DMS", "'DMS' is ambiguous", "dimethyl sulfite"),
    ("1 M NaPF6 in ‸[C1CC]", "nor a valid SMILES", "rings and valences"),
    ("1 M NaPF6 in ‸[C(C)(C)(C)(C)C]", "nor a valid SMILES", "rings and valences"),
    ("1 M NaPF6 in ‸[]", "nor a valid SMILES", "rings and valences"),
    ("1 M NaPF6 in ‸[[Na+]]", "is an ion", "Name the salt"),
    ("1 M NaPF6 in ‸[*CCO*]", "dummy atom", "Cap repeat units"),
    ("1 M NaPF6 in ‸[CCO.CCO]", "several fragments", "on its own"),
    ("1 M NaPF6 in ‸[CCO", "Cannot read '[CCO'", "add `]`"),
    ("1 M NaPF6 in ether electrolyte ‸(1:1)", "ratio needs named solvents", "EC/PC"),
    ("1 M NaPF6 in ‸ether/DME (1:1)", "cannot be mixed", "Name every solvent"),
    ("5 wt% ‸carbonate electrolyte", "no amount of its own", "salts and additives"),
    ("‸polymer soup", "Unknown electrolyte 'polymer soup'", "SMILES"),
    ("1 M NaPF6 in ‸diglyme (liqud)", "Unknown solvent", "diglyme"),
    ("‸Unobtainium (solid)", "Unknown material 'Unobtainium'", "Did you mean"),
    ("PEO-‸NaPF7 (EO:Na 20:1) (polymer)", "Unknown salt 'NaPF7'", "NaPF6"),
    ("‸PEO-NaTFSI (EO:Na 0:1) (polymer)", "needs a polymer and a salt", "20:1"),
    ("1 M NaPF6 in diglyme + FEC ‸(EO:Na 20:1)", "belongs to a polymer", "(polymer)"),
    ("‸1 M PEO + 1 M NaPF6 in EC (gel)", "amount of 'PEO'", "phases only"),
    ("1 M NaPF6 in diglyme | coating: ‸NaFF2q", "Unknown material 'NaFF2q'", "NaF"),
    ("1 M NaPF6 in diglyme | coating:‸", "ends too early", "NaF + PVDF"),
    ("1 M NaPF6 in diglyme | coating: NaF | ‸coating: PVDF", "A second coating part", "A + B"),
    ("1 M NaPF6 in diglyme | host: Cu | ‸host: Ni", "A second host part", "A + B"),
    ("1 M NaPF6 in diglyme | host: ‸CF", "'CF' is ambiguous", "carbon felt"),
    ("1 M NaPF6 in diglyme | ‸0 mA/cm2", "must be above zero", "Leave it out"),
    ("1 M NaPF6 in diglyme | ‸-1 mA/cm2", "must be above zero", "Leave it out"),
    ("1 M NaPF6 in diglyme | ‸nan mA/cm2", "no current density", "1 mA/cm2"),
    ("1 M NaPF6 in diglyme | ‸1 mA", "no current density", "1 mA/cm2"),
    ("1 M NaPF6 in diglyme | ‸membrane: PP", "no current density", "1 mA/cm2"),
    ("1 M NaPF6 in diglyme | separator: ‸ceramik", "Unknown material", "ceramik"),
    ("1 M NaPF6 in diglyme | protection: ‸paint", "no kind of protection", "nothing, coating, host"),
    ("1 M NaPF6 in diglyme | 1 mA/cm2, ‸2 mA/cm2", "stated twice", "once"),
    ("1 M NaPF6 in diglyme | 1 mA/cm2 | ‸2 mA/cm2", "stated twice", "once"),
    ("1 M NaPF6 in diglyme | ‸5000 mA/cm2", "beyond 1000", "unit"),
    ("1 M NaPF6 in diglyme | 1 mA/cm2, ‸700 °C", "outside -120 to 250 °C", "°C"),
    ("1 M NaPF6 in diglyme |‸", "ends too early", "coating"),
    ("1 M NaPF6 in diglyme |‸ | 1 mA/cm2", "A part is empty", "coating"),
    ("‸coating: NaF | 1 mA/cm2", "No electrolyte", "unknown"),
    ("1 M NaPF6 in diglyme | ‸1C", "is a rate", "1 mA/cm2"),
    ("1 M NaPF6 in diglyme | 1 mA/cm2, ‸0.5C", "is a rate", "25 °C"),
    ("1 M NaPF6 in diglyme | ‸25C", "is a rate", "25 °C"),
    ("1 M NaPF6 in diglyme | ‸1, 5 and 10 mA/cm2", "no current density", "one value of each"),
    ("1 M NaPF6 in diglyme | 1 mA/cm2, ‸500 h", "no current density", "one value"),
    ("1 M NaPF6 in diglyme | ‸NaF", "no current density", "coating: NaF"),
    ("1 M NaPF6 in diglyme | ‸plating for 30 min", "needs a current density", "1 mA/cm2"),
    ("1 M ‸NaPF8 in foo with 2% bar", "Unknown words 'NaPF8', 'foo', 'bar'", "NaPF6"),
    ("1 M NaPF6 in EC:DEC=‸1:1:1 Vol%", "3 parts for 2 solvents", "one part for each"),
    ("1.1 M LiPF6 in DMC:‸HFE=7:3 Vol%", "'HFE' is ambiguous", "TTE"),
    ("1 M NaPF6 in ‸diglyme 25 °C", "holds a test condition", "after `|`"),
    ("‸", "The text is empty", "1 M NaPF6 in diglyme"),
    ("1 M NaPF6‸\x00 in DME", "does not belong in a cell", "plain text"),
    ("1 M NaPF6 in DME‸\n1 M NaPF6 in EC", "does not belong in a cell", "one cell a line"),
]


@pytest.mark.parametrize(("marked", "wrong", "remedy"), SLIPS, ids=[slip[0] for slip in SLIPS])
def test_slip_is_answered_with_place_and_remedy(marked: str, wrong: str, remedy: str) -> None:
    place = marked.index("‸")
    with pytest.raises(NotationError) as caught:
        parse_cell(marked.replace("‸", ""))
    assert wrong in caught.value.message
    assert remedy in f"{caught.value.message} {caught.value.hint}"
    assert caught.value.position == place


def test_there_are_at_least_sixty_slips() -> None:
    assert len({wrong + marked for marked, wrong, _ in SLIPS}) >= 60


def test_message_shows_the_text_with_a_caret_under_the_place() -> None:
    with pytest.raises(NotationError) as caught:
        parse_cell("1 M NaPF6 in diglime")
    assert str(caught.value).splitlines() == [
        "Unknown solvent 'diglime'.",
        "  1 M NaPF6 in diglime",
        "               ^",
        "Did you mean diglyme or glyme or triglyme?",
    ]


def test_a_text_of_ten_megabytes_is_refused_without_being_repeated() -> None:
    with pytest.raises(NotationError) as caught:
        parse_cell("1 M NaPF6 in " + "x" * 10_000_000)
    assert f"at most {MAX_TEXT} are read" in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("character", ["(", "[", "/", "+", "|", "1:", "((((", "[[[[", "EC/", "1 M "])
def test_hostile_repetition_is_answered_quickly(character: str) -> None:
    # Within the length cap nothing may take super-linear time; the suite's own time limit is the guard.
    with pytest.raises(NotationError):
        parse_cell("1 M NaPF6 in " + character * (4000 // len(character)))
