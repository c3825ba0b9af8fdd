"""Reading a SMILES into the one molecule that is calculated."""

from __future__ import annotations

import pytest

from nacre.features.xtb.structure import StructureError, read_structure


@pytest.mark.parametrize(
    ("text", "canonical", "flags"),
    [
        ("C1COC(=O)O1", "O=C1OCCO1", ()),
        ("*OCC*", "CCCOC", ("capped",)),
        ("[*]CC(F)(F)[*]", "CCC(C)(F)F", ("capped",)),
        ("[Na+].[Na+].[O-]C(=O)[O-]", "O=C([O-])[O-]", ("fragment",)),
        ("CCn1cc[n+](C)c1.O=S(=O)(F)[N-]S(=O)(=O)F", "O=S(=O)(F)[N-]S(=O)(=O)F", ("fragment",)),
        ("C[CH2]", "[CH2]C", ("radical",)),
        ("Cl[Sn]Cl", "[Cl][Sn][Cl]", ("low_confidence",)),
        ("C" * 50, "C" * 50, ("not_optimised",)),
    ],
)
def test_what_stands_for_a_smiles(text: str, canonical: str, flags: tuple[str, ...]) -> None:
    found = read_structure(text)
    assert (found.smiles, found.flags) == (canonical, flags)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("COCCOC DME", "blank"),
        ("C1CC", "cannot read"),
        ("C" * 130, "repeat unit"),
        ("C" * 5000, "repeat unit"),
        ("[U]", "parameters for U"),
        ("**", "attachment points only"),
        ("C*C", "inside the molecule"),
        ("COCCOC.O=C1OCCO1", "several different fragments"),
        ("[Na+].[Na+]", "several different fragments"),
    ],
)
def test_what_cannot_be_calculated_says_why(text: str, reason: str) -> None:
    with pytest.raises(StructureError, match=reason):
        read_structure(text)
