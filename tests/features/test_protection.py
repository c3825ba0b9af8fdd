"""What protects the sodium: stated, else read off the cell; the same in any company."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.data.batch.cells import PROTECTIONS, CellBatch
from nacre.data.measured.tables import published_cells
from nacre.data.notation.parse import as_cells, parse_cell
from nacre.features.protection import PROTECTION_PART, protection_of


def kinds(*texts: str) -> list[str]:
    return [str(PROTECTIONS[code]) for code in protection_of(CellBatch.from_cells(as_cells(texts)))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1 M NaPF6 in EC/PC (1:1 v/v)", "nothing"),
        ("1 M NaClO4 in EC/PC + 5 wt% FEC", "nothing"),
        ("1 M NaOTf in diglyme", "nothing"),
        ("Na3Zr2Si2PO12 (solid)", "nothing"),
        ("carbonate electrolyte", "nothing"),
        ("1 M NaPF6 in diglyme + 1 wt% SbF3", "electrolyte"),
        ("4 M NaFSI in DME", "electrolyte"),
        ("2.1 M NaFSI in DME/BTFE (1:2 mol/mol)", "electrolyte"),
        ("1 M NaBH4 in DME", "electrolyte"),
        ("1 M NaTFSI in TMP", "electrolyte"),
        ("0.8 M NaOTf + 0.2 M NaBF4 in diglyme", "electrolyte"),
        ("NaTFSI in PEO (polymer)", "electrolyte"),
        ("4 M NaFSI in DME | coating: NaF", "coating"),
        ("1 M NaPF6 in diglyme | host: carbon cloth", "host"),
        ("1 M NaPF6 in diglyme | separator: carbon nanotube", "interlayer"),
        ("1 M NaPF6 in diglyme | coating: NaF | host: Cu", "several"),
        ("1 M NaPF6 in diglyme | coating: NaF | protection: nothing", "nothing"),
    ],
)
def test_kind_of_a_cell(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


def test_company_and_order_change_nothing() -> None:
    cells = published_cells().cells[::7]
    together = protection_of(CellBatch.from_cells(cells))
    alone = [int(protection_of(CellBatch.from_cells([cell]))[0]) for cell in cells]
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(protection_of(CellBatch.from_cells(cells[::-1]))[::-1], together)


def test_published_controls_are_recognised() -> None:
    """What is read off the cell agrees with what papers call a control in more than nine of ten cells."""
    table = published_cells()
    found = protection_of(CellBatch.from_cells(table.cells)) == PROTECTIONS.index(PROTECTIONS[0])
    assert np.mean(found == (table.frame["is_control"] == 1).to_numpy()) > 0.9


def test_flags_and_phases() -> None:
    batch = CellBatch.from_cells([parse_cell("1 M NaPF6 in diglyme | coating: NaF + PVDF | separator: carbon")])
    columns = {name.partition(".")[2]: float(value[0]) for name, value in PROTECTION_PART.columns(batch).items()}
    assert columns == {
        "nothing": 0.0, "coating": 1.0, "host": 0.0, "interlayer": 1.0, "electrolyte": 0.0, "phases": 3.0,
    }  # fmt: skip
