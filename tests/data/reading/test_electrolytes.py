"""Electrolytes in running text."""

from __future__ import annotations

import pytest

from nacre.data.reading.electrolytes import find_electrolyte
from nacre.data.reading.plain import plain_text


@pytest.mark.parametrize(
    ("text", "electrolyte"),
    [
        ("Cells with 1.0 M NaPF₆ in diglyme (DGM) were built.", "1 M NaPF6 in diglyme"),
        ("1 M NaClO4 in EC/DEC (1:1, v/v) with 5 wt% FEC was used", "1 M NaClO4 in EC/DEC (1:1 v/v) + 5 wt% FEC"),
        ("1 mol L−1 NaPF6 dissolved in EC:PC = 1:1 vol% was used", "1 M NaPF6 in EC/PC (1:1 v/v)"),
        ("the NaBH4/diglyme electrolyte", "NaBH4 in diglyme"),
        ("1 M NaPF6 in DME + FEC (2:1, in volume ratio)", "1 M NaPF6 in FEC/DME (1:2 v/v)"),
        ("The electrolyte was 1 M NaPF6 in diglyme and the separator was glass", "1 M NaPF6 in diglyme"),
        ("5 mM CTAB + 1 M NaPF6-diglyme", "1 M NaPF6 in diglyme + 5 mM CTAB"),
        ("1 M NaClO4 + EC + DEC", "1 M NaClO4 in EC/DEC"),
        ("in a carbonate-based electrolyte", "carbonate electrolyte"),
        ("NaF and Na2S in the layer", ""),
        ("Na3V2(PO4)3 cathodes", ""),
    ],
)
def test_what_a_text_names(text: str, electrolyte: str) -> None:
    assert find_electrolyte(plain_text(text)) == electrolyte


def test_rather_nothing_than_half_an_electrolyte() -> None:
    assert find_electrolyte("1 M NaPF6 in diglyme/unobtainol was used") == ""
    assert find_electrolyte("2 wt% unobtainium + 1 M NaPF6 in diglyme was used") == ""
    assert find_electrolyte("1 M NaTFSI + HFE + FEC + TMP, whose HFE has two meanings") == ""
