"""Columns hold what records hold, in any order and number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.batch.cells import BASES, STATES, UNITS, CellBatch, MaterialColumn, Pool, Ragged
from nacre.data.cell import Basis, Cell, Dose, State, Unit
from nacre.data.errors import TableError
from nacre.data.measured.tables import as_batch
from nacre.data.notation.parse import parse_cell

from ..strategies import cells

doses = st.builds(
    Dose, st.sampled_from(["FEC", "VC", "SbF3"]), st.floats(0.1, 5), st.sampled_from([Unit.MOLAR, Unit.WEIGHT_PERCENT])
)
lists = st.lists(st.lists(doses, max_size=3), min_size=1, max_size=6)


@given(lists, st.data())
def test_taking_rows_is_building_from_those_rows(items: list[list[Dose]], data: st.DataObject) -> None:
    pool = Pool()
    whole = Ragged.from_lists(items, pool)
    rows = data.draw(st.lists(st.integers(0, len(items) - 1), max_size=8))
    taken = whole.take(np.array(rows, dtype=np.int64))
    built = Ragged.from_lists([items[row] for row in rows], pool)
    for name in ("indptr", "species", "amount", "unit"):
        np.testing.assert_array_equal(getattr(taken, name), getattr(built, name))
    assert len(taken) == len(rows)


@given(st.lists(cells, min_size=1, max_size=5))
def test_one_cell_is_its_row_of_a_batch(many: list[Cell]) -> None:
    batch = CellBatch.from_cells(many)
    for row, cell in enumerate(many):
        alone, taken = CellBatch.from_cells([cell]), batch.take(np.array([row]))
        np.testing.assert_array_equal(alone.composition.na_per_solvent, taken.composition.na_per_solvent)
        np.testing.assert_array_equal(alone.current_density_mA_cm2, taken.current_density_mA_cm2)
        assert alone.coating.lists[0] == taken.coating.lists[taken.coating.codes[0]]
        assert [alone.pool[i] for i in alone.solvents.species] == [taken.pool[i] for i in taken.solvents.species]


def test_columns_of_a_cell() -> None:
    cell = parse_cell("1 M NaPF6 in EC/PC (1:2 w/w) + 5 wt% FEC | coating: NaF + PVDF | 2 mA/cm2")
    batch = CellBatch.from_cells([cell])
    assert batch.pool == ("NaPF6", "EC", "PC", "FEC")
    assert batch.solvents.amount.tolist() == [1.0, 2.0]
    assert BASES[batch.basis[0]] is Basis.WEIGHT
    assert STATES[batch.state[0]] is State.LIQUID
    assert UNITS[batch.additives.unit[0]] is Unit.WEIGHT_PERCENT
    assert batch.coating.lists == (("NaF", "PVDF"),)
    assert np.isnan(batch.temperature_C[0])
    assert len(batch) == 1


def test_material_lists_are_numbered_once() -> None:
    column = MaterialColumn.from_lists([(), ("NaF",), (), ("NaF",)])
    assert column.lists == ((), ("NaF",))
    assert column.codes.tolist() == [0, 1, 0, 1]


def test_no_cells_are_an_empty_batch() -> None:
    batch = CellBatch.from_cells([])
    assert len(batch) == 0
    assert batch.composition.solvent.shape == (0, 0)


def test_a_frame_of_columns_of_notation_and_of_records_are_the_same_batch() -> None:
    text = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 2 mAh/cm2"
    columns = pd.DataFrame(
        {
            "electrolyte": ["1 M NaPF6 in diglyme", "carbonate electrolyte"],
            "coating": ["NaF", None],
            "current_density_mA_cm2": [1, np.nan],
            "areal_capacity_mAh_cm2": [2.0, np.nan],
        },
        index=[7, 3],
    )
    wanted = CellBatch.from_cells([parse_cell(text), parse_cell("carbonate electrolyte")])
    for frame in (
        columns,
        pd.DataFrame({"cell": [text, "carbonate electrolyte"]}),
        pd.DataFrame({"cell": [parse_cell(text), parse_cell("carbonate electrolyte")]}),
    ):
        found = as_batch(frame)
        assert found.pool == wanted.pool
        assert found.coating.lists == wanted.coating.lists
        np.testing.assert_array_equal(found.current_density_mA_cm2, wanted.current_density_mA_cm2)
        np.testing.assert_array_equal(found.composition.na_molality_mol_kg, wanted.composition.na_molality_mol_kg)


def test_a_frame_that_cannot_be_read_names_every_row() -> None:
    with pytest.raises(TableError) as caught:
        as_batch(pd.DataFrame({"cell": ["NaFSI in DME", "NaFSI in DMEE", "nonsense here"]}))
    assert [issue.row for issue in caught.value.issues] == [3, 4]
    with pytest.raises(TableError, match="row 2, column current_density_mA_cm2: '0'"):
        as_batch(pd.DataFrame({"electrolyte": ["NaFSI in DME"], "current_density_mA_cm2": [0]}))
    with pytest.raises(TableError, match="neither a column 'cell'"):
        as_batch(pd.DataFrame({"solvent": ["EC"]}))
