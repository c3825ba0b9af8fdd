"""Words for "not stated": nothing is known there, and a layer that is not stated is not a layer that is missing."""

from __future__ import annotations

import pandas as pd
import pytest

from nacre.data.measured.missing import read_missing

KNOWN = ("electrolyte", "coating", "host", "lifetime_h", "notes")


@pytest.mark.parametrize("word", ["NA", "n/a", "nan", "None", "-", "not reported", "k. A."])
def test_a_figure_that_is_not_stated_is_empty_and_a_layer_unknown(word: str) -> None:
    table = pd.DataFrame({"electrolyte": ["NaFSI in DME"], "coating": [word], "lifetime_h": [word]})
    found, warnings = read_missing(table, "cells.csv", KNOWN)
    # Something may be on that sodium; as `none` the cell would count as a bare one.
    assert found["coating"].tolist() == ["unknown"]
    assert found["lifetime_h"].tolist() == [""]
    assert [(one.column, one.row) for one in warnings] == [("coating", 1)]


@pytest.mark.parametrize("word", ["none", "Na", "NaF", "nickel"])
def test_chemistry_is_no_word_for_not_stated(word: str) -> None:
    table = pd.DataFrame({"coating": [word]})
    found, warnings = read_missing(table, "cells.csv", KNOWN)
    assert (found["coating"].tolist(), warnings) == ([word], [])


def test_free_words_and_columns_that_nobody_reads_stay() -> None:
    table = pd.DataFrame({"notes": ["-"], "operator": ["NA"], "host": ["?"]})
    found, _ = read_missing(table, "cells.csv", KNOWN)
    assert found.iloc[0].to_dict() == {"notes": "-", "operator": "NA", "host": "unknown"}
