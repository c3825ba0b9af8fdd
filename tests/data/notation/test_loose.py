"""Electrolytes as papers, data sets, theses and bottles write them."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.errors import NacreError
from nacre.data.notation.parse import parse_cell, parse_electrolyte

#: By kind: what is written, and what it means.
WRITTEN = {
    "ratios without brackets": [
        ("1.2M NaPF6 in PC:EMC=3:7 Vol%", "1.2 M NaPF6 in PC/EMC (3:7 v/v)"),
        ("1M NaFSI in EC:PC:DMC=1:1:2 wt% with 3%VC", "1 M NaFSI in EC/PC/DMC (1:1:2 w/w) + 3 wt% VC"),
        ("1M NaTFSI in TRIGLYME=100 Vol%", "1 M NaTFSI in triglyme"),
        ("1 M KFSI in TMP=100%", "1 M KFSI in TMP"),
        ("1 M NaPF6 in EC:EMC 3:7 v/v + 5 wt% FEC", "1 M NaPF6 in EC/EMC (3:7 v/v) + 5 wt% FEC"),
        ("1 M NaPF6 in EC/DEC 50/50 vol", "1 M NaPF6 in EC/DEC (1:1 v/v)"),
        ("1:2 v/v DME:DOL with 1M NaTFSI", "1 M NaTFSI in DME/DOL (1:2 v/v)"),
        ("1 M NaClO4 in PC0.9:FEC0.1", "1 M NaClO4 in PC/FEC (9:1)"),
        ("1 M NaClO4 in EC (30%)/DMC (70%)", "1 M NaClO4 in EC/DMC (3:7)"),
        ("1M NaPF6 in DMC:EC=1:1 Vo1%", "1 M NaPF6 in DMC/EC (1:1 v/v)"),
    ],
    "the basis inside brackets": [
        ("1 M NaPF6 in EC/DEC (1:1 vol.%)", "1 M NaPF6 in EC/DEC (1:1 v/v)"),
        ("1 M NaPF6 in EC/DEC (1:1, w/w%)", "1 M NaPF6 in EC/DEC (1:1 w/w)"),
        ("1 M NaPF6 in EC/DEC (40%:60%)", "1 M NaPF6 in EC/DEC (2:3)"),
        ("1 M NaPF6 in EC/DEC (v/v = 1:1)", "1 M NaPF6 in EC/DEC (1:1 v/v)"),
        ("1 M NaPF6 in EC/DEC (volume ratio of 1:1)", "1 M NaPF6 in EC/DEC (1:1 v/v)"),
        ("1 M NaPF6 in EC/DEC (1 : 1, in weight)", "1 M NaPF6 in EC/DEC (1:1 w/w)"),
    ],
    "the salt inside the ratio": [
        ("NaFSI:DME:TTE 1:1.5:2", "NaFSI in DME/TTE (1:1.5:2 mol/mol)"),
        ("NaTFSI/diglyme 1:4 (molar ratio)", "NaTFSI in diglyme (1:4 mol/mol)"),
        ("NaFSI:urea 1:3", "NaFSI in [NC(N)=O] (1:3 mol/mol)"),
    ],
    "amounts anywhere": [
        ("1MNaPF6 in PC with 3%FEC", "1 M NaPF6 in PC + 3 wt% FEC"),
        ("NaClO4 (1 M) in PC", "1 M NaClO4 in PC"),
        ("1 M NaPF6 in diglyme + SnCl2 (50 mM)", "1 M NaPF6 in diglyme + 50 mM SnCl2"),
        ("1 M NaPF6 in PC + FEC 2 wt%", "1 M NaPF6 in PC + 2 wt% FEC"),
        ("NaTFSI/DOL:DME 1:1 1.0M", "1 M NaTFSI in DOL/DME (1:1)"),
        ("1 M NaPF6 in PC with 2% FEC (by volume) additive", "1 M NaPF6 in PC + 2 vol% FEC"),
        ("1.0 mol·L-1 NaPF6 in DME", "1 M NaPF6 in DME"),
    ],
    "other words for `in` and `+`": [
        ("1 M NaPF6/diglyme", "1 M NaPF6 in diglyme"),
        ("1 M NaFSI-DME", "1 M NaFSI in DME"),
        ("1M NaPF6 EC/DMC", "1 M NaPF6 in EC/DMC"),
        ("EC/PC, 1M NaClO4", "1 M NaClO4 in EC/PC"),
        ("0.8M NaPF6,0.2M NaFSI in DME", "0.8 M NaPF6 + 0.2 M NaFSI in DME"),
        ("1 M NaPF6 dissolved in anhydrous diglyme", "1 M NaPF6 in diglyme"),
        ("1 M NaClO4 in PC, 5% FEC", "1 M NaClO4 in PC + 5 wt% FEC"),
        ("1 M NaClO4 in PC containing 2 wt% FEC and 1 wt% VC", "1 M NaClO4 in PC + 2 wt% FEC + 1 wt% VC"),
        ("1 M NaPF6 in a mixture of EC and DEC (1:1 by volume)", "1 M NaPF6 in EC/DEC (1:1 v/v)"),
        ("carbonate electrolyte (without additive) with 1 wt% SbF3", "carbonate electrolyte + 1 wt% SbF3"),
    ],
    "names": [
        ("1 M sodium perchlorate (NaClO4) in propylene carbonate (PC)", "1 M NaClO4 in PC"),
        ("1 M NaFSA in DME", "1 M NaFSI in DME"),
        ("1 M NaTFSA in DME", "1 M NaTFSI in DME"),
        ("1 M NaPF6 in MeTHF", "1 M NaPF6 in 2-MeTHF"),
        ("1 M NaPF6 in DEGDEE", "1 M NaPF6 in [CCOCCOCCOCC]"),
        ("1 M NaPF6 in PC + 1 wt% PES", "1 M NaPF6 in PC + 1 wt% PST"),
        ("1 M NaPF6 in DME + 10 mM BiCl3", "1 M NaPF6 in DME + 10 mM [Cl[Bi](Cl)Cl]"),
        ("1 M NaPF6 in diglyme + 1 wt% 15-crown-5", "1 M NaPF6 in diglyme + 1 wt% [C1COCCOCCOCCOCCO1]"),
    ],
    "solids, polymers and gels": [
        ("Na3PS4", "Na3PS4 (solid)"),
        ("Na3Zr2Si2PO12", "Na3Zr2Si2PO12 (solid)"),
        ("PEO15NaTFSI", "PEO-NaTFSI (EO:Na 15:1) (polymer)"),
        ("PEO-NaFSI (EO/Na = 18)", "PEO-NaFSI (EO:Na 18:1) (polymer)"),
        ("PVDF-HFP swollen with 1 M NaClO4 in PC", "PVDF-HFP + 1 M NaClO4 in PC (gel)"),
        ("1 M NaPF6 in EC/PC confined in PAN", "PAN + 1 M NaPF6 in EC/PC (gel)"),
        ("17 m NaClO4 in water", "17 m NaClO4 in H2O"),
    ],
}


@pytest.mark.parametrize(("text", "meant"), [pair for pairs in WRITTEN.values() for pair in pairs])
def test_what_people_write_is_read_as_they_mean_it(text: str, meant: str) -> None:
    read = parse_electrolyte(text)
    assert read == parse_electrolyte(meant)
    assert parse_electrolyte(str(read)) == read


@pytest.mark.parametrize(
    "text",
    [
        "0.5 M NaOTf:NaPF6 = 1:1 in G4", "0.5 M + 0.5 M NaPF6", "1 M NaPF6 in EC/NaFSI", "-1 M NaPF6 in DME",
        "1 M NaPF6 in EC/", "1 M NaPF6 + in DME", "1MNaPF6 Salt and 2%EC:EMC(3:7) Solven", "saturated NaNO3 in DME",
        "1 M NaPF6 in DME with 500 ppm H2O", "DME:HFE=1:1 Vol%", "1 M NaPF6 in DME (EC)", "FEC in PC", "NP-30",
        "80Na2S·20P2S5", "1 M NaPF6 in EC60:DEC60",
    ],
)  # fmt: skip
def test_what_can_mean_several_things_is_asked_back(text: str) -> None:
    with pytest.raises(NacreError):
        parse_electrolyte(text)


def test_what_is_assumed_goes_with_the_electrolyte() -> None:
    assert "`3%` read as weight percent." in parse_electrolyte("1M NaPF6 in PC=100% with 3%FEC").remarks
    assert any("moles" in remark for remark in parse_electrolyte("NaFSI:DME 1:2").remarks)
    assert any("(XYZ1)" in remark for remark in parse_electrolyte("1 M NaPF6/diglyme (XYZ1)").remarks)
    assert any("without FEC" in remark for remark in parse_electrolyte("carbonate electrolyte (without FEC)").remarks)
    assert any("solid" in remark for remark in parse_electrolyte("Na3PS4").remarks)


@pytest.mark.parametrize(
    "text",
    [
        "1 M NaPF6 in DME; coating: NaF; host: Cu; 1 mA cm-2 / 1 mAh cm-2 at 25 °C",
        "Na||Na | 1 M NaPF6 in DME | artificial SEI: NaF | current collector: Cu | 1 mA/cm2, 1 mAh/cm2, 25 °C",
        "Na‖Na symmetric cell: electrolyte: 1M NaPF6/DME, coating: NaF, host: Cu, 1 mA cm-2 (1 mAh cm-2), 25 °C",
        "host: Cu | coating: NaF | 1 M NaPF6 in DME | 1 mA cm-2 | 1 mAh cm-2 | 25 degrees",
        "1 M NaPF6 in DME (1 mA cm-2, 1 mAh cm-2, 25 °C) | coating: NaF | 3D host: Cu foam",
        "Na/1 M NaPF6 in DME | coating: NaF | host: Cu | 1 mA/cm2, 1 mAh/cm2, 25 °C/Na",
    ],
)
def test_cells_as_people_join_their_parts(text: str) -> None:
    assert parse_cell(text) == parse_cell("1 M NaPF6 in DME | coating: NaF | host: Cu | 1 mA/cm2, 1 mAh/cm2, 25 °C")


@given(st.permutations(["EC", "DEC", "PC", "EMC"]), st.permutations([1, 2, 3, 4]))
def test_the_order_of_solvents_does_not_matter(names: list[str], parts: list[int]) -> None:
    share = dict(zip(names, parts, strict=True))
    text = f"1M NaPF6 in {':'.join(names)}={':'.join(map(str, parts))} Vol%"
    plain = ":".join(str(share[name]) for name in ("EC", "DEC", "PC", "EMC"))
    assert parse_electrolyte(text) == parse_electrolyte(f"1 M NaPF6 in EC/DEC/PC/EMC ({plain} v/v)")


_PIECES = st.sampled_from(
    ["1 M", "NaPF6", "in", "EC", "/", ":", "DEC", "(1:1)", "=1:1 Vol%", "+", "5%", "FEC", "with", ",", "wt%", "(", ")",
     "[COC]", "[", "|", "coating:", "NaF", "1 mA/cm2", "1C", "PEO20NaTFSI", "µ", " ", "Na||Na", "and", "100%"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=14).map(" ".join) | st.text(string.printable, max_size=40))
def test_nothing_but_a_clear_error_leaves_the_parser(text: str) -> None:
    try:
        cell = parse_cell(text)
    except NacreError:
        return
    assert parse_cell(str(cell)) == cell


@pytest.mark.parametrize(
    "text",
    ["1 M NaPF6 in " + "EC/" * 1200 + "DEC", "(" * 4000, "1 M NaPF6 in EC (1" + " " * 4000 + ":1)", "µ" * 4000,
     "1 M NaPF6 in DME | " + "at " * 1500 + "1 mA/cm2", "EC:" * 1500 + "=1:1", "5% " * 1500],
)  # fmt: skip
def test_long_texts_are_read_or_refused_in_a_few_steps(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking names up is the slow part: their number grows with the length of the text and no faster."""
    from nacre.data.notation import loose

    asked = []
    known = loose._known.__wrapped__
    monkeypatch.setattr(loose, "_known", lambda name: (asked.append(name), known(name))[1])
    with pytest.raises(NacreError):
        parse_cell(text)
    assert len(asked) <= 16 * len(text)
