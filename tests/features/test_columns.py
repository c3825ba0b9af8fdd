"""Which columns a predictor sees, and what a lab's further columns become."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.errors import NacreError
from nacre.data.notation.parse import parse_cell
from nacre.features.columns import CATALOGUE, Columns, Further
from nacre.features.matrix import feature_names, featurize

BATCH = CellBatch.from_cells([parse_cell("1 M NaPF6 in DME"), parse_cell("1 M LiPF6 in EC/PC")])
FRAME = pd.DataFrame({"separator": ["Celgard", "paper"], "pressure_kPa": [20.0, np.nan]})
WORDS = Further.of(pd.Series(["Celgard", "glass fibre", ""], name="separator"))
NUMBER = Further.of(pd.Series([10.0, 50.0, np.nan], name="pressure_kPa"))
LAB = Columns(sodium=False, formulation=True, components=("DME", "EC"), bins=8, further=(WORDS, NUMBER))


def test_the_catalogue_is_the_default() -> None:
    assert CATALOGUE.names == feature_names()
    np.testing.assert_array_equal(CATALOGUE.matrix(BATCH), featurize(BATCH))


def test_every_column_has_an_entry_and_a_block() -> None:
    found = LAB.matrix(BATCH, FRAME)
    assert found.shape == (2, len(LAB.names)) == (2, len(LAB.blocks))
    assert found.dtype == np.float32
    assert len(set(LAB.names)) == len(LAB.names)
    assert not {"solvent", "salt"} & {entry.group for entry in LAB.entries}
    assert LAB.entry("lab.separator=Celgard").label == "separator is Celgard"


def test_without_sodium_no_orbital_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("orbitals were asked for")

    monkeypatch.setattr("nacre.features.molecules.properties._calculate", refuse)
    drawn = CellBatch.from_cells([parse_cell("1 M LiPF6 in [CCOCCSC]")])
    found = Columns(sodium=False).matrix(drawn)
    assert found.shape == (1, len(Columns(sodium=False).names))


def test_words_become_flags_and_an_unknown_word_is_unknown() -> None:
    found = WORDS.values(FRAME, 2)
    np.testing.assert_array_equal(found, [[1.0, 0.0], [np.nan, np.nan]])
    np.testing.assert_array_equal(NUMBER.values(FRAME, 2)[:, 0], [20.0, np.nan])
    assert np.isnan(NUMBER.values(None, 2)).all()


def test_what_further_columns_lack_is_told() -> None:
    assert LAB.reasons(FRAME, 2) == [
        [],
        ["the separator 'paper' was not in training", "the pressure_kPa is not stated"],
    ]
    assert "beyond training" in NUMBER.reason(80.0)
    assert "not a number" in NUMBER.reason("high")
    assert CATALOGUE.reasons(None, 2) == [[], []]


def test_round_trip_as_json() -> None:
    assert Columns.from_dict(json.loads(json.dumps(LAB.to_dict()))) == LAB


@pytest.mark.parametrize("broken", [{}, {"sodium": True}, LAB.to_dict() | {"further": [{"column": "x"}]}])
def test_damaged_columns_are_refused(broken: dict[str, object]) -> None:
    with pytest.raises(NacreError, match="cannot be read"):
        Columns.from_dict(broken)
