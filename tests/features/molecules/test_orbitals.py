"""Orbital proxies: chain of sources, determinism, named reasons, nothing left behind."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import numpy as np
import pytest

from nacre.data.chemistry.molecules import molecules
from nacre.data.shipped import read_table
from nacre.features.molecules import orbitals as module
from nacre.features.molecules.orbitals import RANGES, VALUES, OrbitalWarning, entry_of, orbital_weights, orbitals
from nacre.features.xtb.structure import Structure

from .odd_inputs import KINDS

#: Not in the registry, quick, one of each kind.
NEW = "COCC(F)F"
SPOT = ("EC", "FEC", "DME", "diglyme", "PF6", "FSI", "DMSO", "AN", "EMIM", "SnCl2")


@pytest.fixture
def fresh_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("name", SPOT)
def test_the_shipped_table_is_what_this_code_computes(name: str) -> None:
    row = next(row for row in read_table("orbitals") if row["name"] == name)
    found = _calculated(row["smiles"])
    for column in VALUES:
        if row[column]:
            assert found[column] == pytest.approx(float(row[column]), abs=2e-3), column
        else:
            assert np.isnan(found[column]), column


def _calculated(smiles: str) -> dict[str, float]:
    """A row past the shipped table."""
    structure = module._read(smiles)
    assert isinstance(structure, Structure)
    entries = module._calculated([structure], None, 1, use_cache=False)
    values = entries[structure.smiles]["values"]
    return {name: np.nan if values[name] is None else values[name] for name in VALUES}


def test_every_molecule_of_the_registry_has_a_row_with_values_or_a_reason() -> None:
    rows = {row["name"]: row for row in read_table("orbitals")}
    assert set(rows) == set(molecules())
    for name, row in rows.items():
        if not row["lumo_gfn1_eV"]:
            assert row["status"] != "ok" or "out_of_range" in row["flags"], name
    missing = [name for name, row in rows.items() if not row["lumo_gfn1_eV"]]
    assert len(missing) <= 8


def test_known_molecules_come_from_the_table_by_any_spelling() -> None:
    found = orbitals(["O=C1OCCO1", "C1COC(=O)O1"])
    assert list(found["source"]) == ["table", "table"]
    assert found["lumo_gfn1_eV"][0] == found["lumo_gfn1_eV"][1]


def test_a_new_molecule_is_calculated_once_and_then_remembered(fresh_cache: Path) -> None:
    first = orbitals([NEW])
    assert list(first["source"]) == ["xtb"]
    assert first["status"][0] == "ok"
    assert (fresh_cache / "orbitals.sqlite").is_file()
    second = orbitals([NEW])
    assert list(second["source"]) == ["cache"]
    assert first[list(VALUES)].equals(second[list(VALUES)])


def test_a_calculation_is_bit_identical_in_another_process_and_spelling(fresh_cache: Path) -> None:
    left = orbitals([NEW], use_cache=False)[list(VALUES)].to_numpy(float)
    right = orbitals(["C(OC)C(F)F"], use_cache=False)[list(VALUES)].to_numpy(float)
    np.testing.assert_array_equal(left, right)
    assert not (fresh_cache / "orbitals.sqlite").exists()


def test_rows_come_in_the_order_asked_whatever_their_fate() -> None:
    found = orbitals(["COCCOC", "nonsense", "O=C1OCCO1", "COCCOC"])
    assert list(found["source"]) == ["table", "none", "table", "table"]
    assert found["lumo_gfn1_eV"][0] == found["lumo_gfn1_eV"][3]
    assert np.isnan(found["lumo_gfn1_eV"][1])


def test_fec_is_reduced_before_ec_before_glyme() -> None:
    found = orbitals([molecules()[name].smiles for name in ("FEC", "EC", "DME")])
    assert found["lumo_gfn1_eV"].is_monotonic_increasing
    assert found["electron_affinity_gfn2_eV"].is_monotonic_decreasing


@pytest.mark.parametrize("text", KINDS["invalid"])
def test_what_is_no_molecule_gets_a_reason(text: str) -> None:
    row = orbitals([text]).iloc[0]
    assert row["source"] == "none"
    assert row["status"] not in {"", "ok"}
    assert row[list(VALUES)].isna().all()


#: One of each kind of fate; all three hundred run in `benchmarks/odd_inputs.py`.
ODD = (
    "[Na+]", "[F-]", "[He]", "[H+]", "[Fe]", "[U]", "C", "[OH]", "[CH2]", "O=O", "CC1(C)CCCC(C)(C)N1[O]",
    "[Na+].[Cl-]", "[Na+].O=S(=O)(F)[N-]S(=O)(=O)F", "COCCOC.O=C1OCCO1", "[Na+].COCCOC.COCCOC", "Cl[Sn](Cl)(Cl)Cl",
    "F[Sb-](F)(F)(F)(F)F", "F[Sb](F)(F)(F)F", "FS(F)(F)(F)(F)F", "O=[U+2]=O", "F[Xe]F", "C" * 200, "[BH2]1[H][BH2][H]1",
    "*COC*", "*", "[*]CC([*])C#N", "[2H]OC", "C[N+](C)(C)CC(=O)[O-]", "O=P([O-])([O-])OP(=O)([O-])[O-]", "[H][H]",
)  # fmt: skip


def test_odd_molecules_give_values_or_reasons_and_leave_no_process() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OrbitalWarning)
        found = orbitals(ODD, timeout_s=30, use_cache=False)
    assert len(found) == len(ODD)
    for _, row in found.iterrows():
        has_value = row[list(VALUES)].notna().any()
        assert has_value or row["status"] not in {"", "ok"}, row["smiles"]
    assert _children() == 0


def _children() -> int:
    return len(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


def test_a_calculation_that_takes_too_long_is_stopped_and_not_remembered(
    fresh_cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "nacre"):
        row = orbitals(["CCOCCOCCOCCOCCOCC"], timeout_s=0.2).iloc[0]
    # Who waits is told for what, and what came of it.
    assert [one.getMessage().partition(" of ")[0] for one in caplog.records] == [
        "calculating the orbitals", "the orbitals",
    ]  # fmt: skip
    assert "stopped after 0.2 s" in caplog.text
    assert "stopped after 0.2 s" in row["status"]
    assert _children() == 0
    assert not (fresh_cache / "orbitals.sqlite").exists()


def test_a_salt_is_described_by_its_anion() -> None:
    salt, anion = orbitals(["[Na+].O=S(=O)(F)[N-]S(=O)(=O)F", "O=S(=O)(F)[N-]S(=O)(=O)F"]).itertuples()
    assert salt.lumo_gfn1_eV == anion.lumo_gfn1_eV
    assert salt.flags == ("fragment",)
    assert np.isfinite(anion.pair_lumo_gfn1_eV)
    assert np.isnan(anion.lumo_est_eV)


def test_radicals_metals_and_caps_are_flagged() -> None:
    found = orbitals(["C[CH2]", "Cl[Sn]Cl", "*OCC*"], use_cache=False)
    assert "radical" in found["flags"][0]
    assert "low_confidence" in found["flags"][1]
    assert "capped" in found["flags"][2]


def test_impossible_values_are_taken_as_unknown_with_a_warning() -> None:
    calculated = dict.fromkeys(VALUES) | {"lumo_gfn1_eV": 55.0, "optimised": True}
    with pytest.warns(OrbitalWarning, match="lumo_gfn1_eV of CO"):
        entry = entry_of(Structure("CO", 0, 2, ()), calculated, "")
    assert entry["values"]["lumo_gfn1_eV"] is None
    assert "out_of_range" in entry["flags"]


@pytest.mark.parametrize("charge", [0, -1, 1])
def test_shipped_values_keep_to_their_ranges(charge: int) -> None:
    for row in read_table("orbitals"):
        if int(row["charge"]) == charge:
            for name, (low, high) in RANGES[charge].items():
                assert not row[name] or low <= float(row[name]) <= high, (row["name"], name)


def test_without_xtb_the_surrogate_answers_for_chnof_and_a_reason_for_the_rest(
    fresh_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "is_available", lambda: False)
    found = orbitals([NEW, "CS(=O)(=O)CCC", "O=C1OCCO1"])
    assert list(found["source"]) == ["surrogate", "none", "table"]
    assert found["flags"][0] == ("surrogate",)
    assert -8 < found["lumo_gfn1_eV"][0] < -2
    assert "not available" in found["status"][1]


def test_the_lumo_of_fec_sits_on_its_carbonyl_carbon() -> None:
    lumo, homo = orbital_weights("O=C1OCC(F)O1")
    assert sum(lumo) == pytest.approx(1.0)
    assert sum(homo) == pytest.approx(1.0)
    assert int(np.argmax(lumo)) == 1
    assert orbital_weights("nonsense") == ([], [])


def test_degenerate_orbitals_keep_the_symmetry_of_the_molecule() -> None:
    for weights in orbital_weights("c1ccccc1"):
        np.testing.assert_allclose(weights, 1 / 6, atol=2e-3)


def test_the_carborane_is_found_in_the_table_though_rdkit_refuses_it() -> None:
    assert orbitals([molecules()["HCB11H11"].smiles])["source"][0] == "table"
