"""Tables computed anew: rows of the shipped form, reasons where nothing comes out, an old table kept on failure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from nacre.data.chemistry.molecules import molecules
from nacre.data.shipped import read_table
from nacre.features.molecules.orbitals import is_available
from nacre.features.recompute.lumo_table import lumo_rows
from nacre.features.recompute.orbital_table import orbital_rows
from nacre.features.recompute.writing import write_table

#: Names of the registry: one without a structure, and small ones.
WITHOUT = next(name for name, one in molecules().items() if not one.smiles)


@pytest.mark.skipif(not is_available(), reason="xTB is not installed here")
def test_rows_of_orbitals_have_the_columns_of_the_table_and_a_reason_without_structure() -> None:
    shipped = {row["name"]: row for row in read_table("orbitals")}
    small, missing = orbital_rows([molecules()["AN"], molecules()[WITHOUT]])
    assert set(small) == set(shipped["AN"])
    assert float(small["lumo_gfn1_eV"]) == pytest.approx(float(shipped["AN"]["lumo_gfn1_eV"]), abs=2e-3)
    assert (missing["status"], missing["lumo_gfn1_eV"], missing["smiles"]) == ("no structure is known", "", "")


@pytest.mark.skipif(not is_available(), reason="xTB is not installed here")
def test_rows_of_the_lumo_map_leave_out_what_has_no_structure_and_state_each_molecule_once() -> None:
    rows = lumo_rows([molecules()[WITHOUT], molecules()["AN"], molecules()["AN"]])
    assert [row["smiles"] for row in rows] == ["CC#N"]
    assert sum(map(float, rows[0]["shares"].split())) == pytest.approx(1.0, abs=0.002)


def write(path: Path, rows: Iterable[Mapping[str, object]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["table", "-o", str(path)])
    write_table("A table.", ("a", "b"), lambda: rows)


def test_a_table_is_written_as_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "table.csv", [{"a": 1, "b": "x,y"}, {"b": "", "a": "²"}], monkeypatch)
    assert (tmp_path / "table.csv").read_bytes().decode() == 'a,b\n1,"x,y"\n²,\n'


def test_the_old_table_stays_where_the_computation_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "table.csv").write_text("old")

    def rows() -> Iterable[Mapping[str, object]]:
        yield {"a": 1, "b": 2}
        raise RuntimeError("no convergence")

    with pytest.raises(RuntimeError):
        write(tmp_path / "table.csv", rows(), monkeypatch)
    assert (tmp_path / "table.csv").read_text() == "old"
