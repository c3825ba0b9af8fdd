"""Guards: what cannot work is told with its reason, what is published passes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.batch.cells import CellBatch
from nacre.data.chemistry.names import lookup
from nacre.data.measured.tables import published_cells
from nacre.data.notation.parse import as_cells
from nacre.data.shipped import read_table
from nacre.features.guards.guard import GUARDS, guard
from nacre.features.guards.reactions import reaction_of


def told(text: str) -> list[str]:
    return guard(CellBatch.from_cells(as_cells([text]))).reasons(0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 M NaPF6 in H2O", "water gives NaOH"),
        ("1 M NaPF6 in acetonitrile", "nitriles are reduced"),
        ("1 M NaPF6 in EC/acetonitrile (1:1 v/v)", "nitriles are reduced"),
        ("1 M NaPF6 in DMF", "amides such as DMF"),
        ("1 M NaPF6 in [ClCCl]", "Wurtz"),
        ("1 M NaPF6 in [CCO]", "alkoxides"),
        ("1 M NaPF6 in [CC(C)=O]", "pinacols"),
        ("1 M NaPF6 in [CC=O]", "aldehydes"),
        ("1 M NaPF6 in [CC(=O)O]", "acids give salts"),
        ("1 M NaPF6 in [CC[N+](=O)[O-]]", "nitro groups"),
        ("1 M NaFSI in TTE", "TTE binds no Na⁺"),
        ("1 M NaFSI in [c1ccccc1]", "binds no Na⁺"),
        ("NaFSI in DME/TTE (1:1:3 mol/mol)", ""),
        ("1 M NaPF6 in EC | -20 °C", "EC melts at 37.8 °C"),
        ("1 M NaPF6 in DMSO | -20 °C", "DMSO melts"),
        ("1 M NaPF6 in DME | 100 °C", "DME boils at 85 °C"),
        ("1 M NaBOB in EC/DMC (1:1 v/v)", "NaBOB in carbonates, which take 0.1 M (hardly dissolves"),
        ("0.9 M NaPF6 + 0.5 M NaNO3 in PC", "0.5 M NaNO3 in carbonates"),
        ("0.5 M NaBOB in TMP", ""),
        ("1 M NaBOB in TMP", "NaBOB in phosphates, which take 0.6 M"),
        ("0.5 M NaNO3 in EC/diglyme (1:1 v/v)", ""),
    ],
)
def test_what_cannot_work_is_told_with_its_reason(text: str, reason: str) -> None:
    found = told(text)
    assert found if reason else not found
    assert reason in " ".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "1 M NaPF6 in diglyme", "1 M NaPF6 in EC/PC (1:1 v/v)", "1 M NaPF6 in EC", "1 M NaPF6 in EC/DEC | -20 °C",
        "5 M NaFSI in DME", "2.1 M NaFSI in DME/BTFE (1:2 mol/mol)", "1 M NaPF6 in TMP", "0.5 M NaFSI in BMPTFSI",
        "NaTFSI in PEO (polymer)", "NaTFSI in SN (solid)", "1 M NaPF6 in PC + 2 wt% H2O", "unknown",
        "4 M NaFSI in Cl-EMC",        "1 M NaPF6 in diglyme | -40 °C",
    ],
)  # fmt: skip
def test_what_works_passes(text: str) -> None:
    assert told(text) == []


def test_more_salt_than_solvent_is_a_melt_unless_the_solvent_is_one() -> None:
    # Superconcentrated ionic liquids hold more NaFSI than ions of their own; DME holds at most one for each molecule.
    assert told("NaFSI in [C3mpyr]FSI (3:2 mol/mol)") == []
    assert "1.5 Na⁺ for each solvent molecule" in " ".join(told("NaFSI in DME (3:2 mol/mol)"))


def test_no_published_cell_and_no_system_of_the_review_is_refused() -> None:
    cells = [*published_cells().cells, *as_cells(row["notation"] for row in read_table("review_systems"))]
    assert not guard(CellBatch.from_cells(cells)).refused.any()


SOME = [
    "1 M NaPF6 in diglyme", "1 M NaPF6 in acetonitrile", "1 M NaFSI in TTE", "1 M NaPF6 in EC | -20 °C",
    "4 M NaFSI in DME", "1 M NaPF6 in DME | 100 °C", "unknown | coating: NaF",
]  # fmt: skip


@given(st.permutations(range(len(SOME))))
def test_company_and_order_change_nothing(order: list[int]) -> None:
    alone = [bool(told(text)) for text in SOME]
    batch = CellBatch.from_cells(as_cells([SOME[place] for place in order]))
    found = guard(batch)
    assert found.refused.tolist() == [alone[place] for place in order]
    assert [bool(found.reasons(row)) for row in range(len(batch))] == found.refused.tolist()
    assert ((found.first() >= 0) == found.refused).all()


def test_a_drawn_molecule_is_judged_as_its_registered_twin() -> None:
    assert reaction_of(lookup("[CC#N]")) == reaction_of(lookup("AN"))
    assert reaction_of(lookup("diglyme")) is None


def test_each_guard_has_a_source_and_a_column() -> None:
    assert all(one.source for one in GUARDS)
    assert guard(CellBatch.from_cells([])).broken.shape == (0, len(GUARDS))
    assert np.array_equal(guard(CellBatch.from_cells(as_cells(["unknown"]))).first(), [-1])
