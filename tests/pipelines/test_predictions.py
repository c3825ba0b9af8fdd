"""Tables of predictions: they explain their rows, and never another one's."""

from __future__ import annotations

import pandas as pd
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.errors import NacreError
from nacre.data.notation.parse import parse_cell
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.predictions import Predictions
from nacre.pipelines.reports import notebook  # noqa: F401 - registers what a notebook shows

TEXTS = [
    "1 M NaPF6 in EC/PC (1:1 v/v) | 1 mA/cm2",
    "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2",
    "2 M NaFSI in DME",
]


@pytest.fixture(scope="module")
def found(predictor: CellPredictor) -> Predictions:
    return Predictions.of(TEXTS, predictor)


def test_a_table_is_that_of_the_predictor(predictor: CellPredictor, found: Predictions) -> None:
    pd.testing.assert_frame_equal(pd.DataFrame(found), predictor.predict(TEXTS))
    frame = pd.DataFrame({"cell": TEXTS})
    pd.testing.assert_frame_equal(Predictions.of(frame, predictor), found)


def test_each_row_is_explained(found: Predictions) -> None:
    assert found.explain().cell == TEXTS[0]
    for row, text in enumerate(TEXTS):
        explanation = found.explain(row)
        assert explanation.cell == text
        assert explanation.targets["lifetime"].median == found["lifetime_h"][row]
    assert "<table>" in found.explain(1)._repr_html_()


def test_sorted_and_filtered_tables_keep_their_cells(found: Predictions) -> None:
    ordered = found.sort_values("lifetime_h", ascending=False)
    best = ordered.index[0]
    assert ordered.explain().cell == TEXTS[best]
    assert found[found.index > 0].explain().cell == TEXTS[1]
    assert found.iloc[[2]].explain().cell == TEXTS[2]


def test_labels_that_lead_elsewhere_are_refused(found: Predictions) -> None:
    with pytest.raises(NacreError, match="no longer"):
        found.iloc[[2, 0]].reset_index(drop=True).explain()
    with pytest.raises(NacreError, match="no row 7"):
        found.explain(7)


def test_a_table_without_cells_says_so(predictor: CellPredictor, found: Predictions) -> None:
    batch = CellBatch.from_cells([parse_cell(TEXTS[0])])
    for frame in (Predictions.of(batch, predictor), found.iloc[:0]):
        with pytest.raises(NacreError, match="no cells that could be explained"):
            frame.explain()


def test_a_notebook_shows_cells_bounds_and_domain(predictor: CellPredictor, found: Predictions) -> None:
    shown = found._repr_html_()
    assert shown.count("<tr>") == 1 + len(TEXTS)
    assert "<th>lifetime (h)</th><th>at least, 90 % (h)</th>" in shown
    assert f"<code>{TEXTS[1]}</code>" in shown
    less = found[["lifetime_h", "domain"]].iloc[:1]._repr_html_()
    assert "overpotential" not in less
    assert less.count("<tr>") == 2
    many = Predictions.of([TEXTS[0]] * 60, predictor)._repr_html_()
    assert "and 10 more rows" in many


def test_a_table_that_is_no_longer_one_of_predictions_is_shown_by_pandas(found: Predictions) -> None:
    assert 'class="dataframe"' in found[["lifetime_h"]].describe()._repr_html_()
    assert 'class="dataframe"' in found.set_index("domain")._repr_html_()
    assert 'class="dataframe"' in found[["domain"]]._repr_html_()
    assert 'class="dataframe"' in found.iloc[[2, 0]].reset_index(drop=True)._repr_html_()


def test_nothing_in_a_table_becomes_markup(found: Predictions) -> None:
    told = found.assign(domain_reasons=[["<script>alert(1)</script>"]] * len(found))
    assert "<script>" not in told._repr_html_()
    assert "&lt;script&gt;" in told._repr_html_()
