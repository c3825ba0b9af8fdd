"""The JSON Schema: what the reports hold, and what the docs ship."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nacre.data.notation.parse import parse_cell
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.explanation.compare import compare
from nacre.pipelines.explanation.explain import explain
from nacre.pipelines.explanation.overall import overall
from nacre.pipelines.reports.pages import to_json
from nacre.pipelines.reports.schema import schema

from ..explanation.test_explain import CELLS

PAGE = Path(__file__).parents[3] / "docs" / "explanation.schema.json"
MAKE: dict[str, Callable[[CellPredictor], dict[str, Any]]] = {
    **{name: lambda p, t=text: explain(parse_cell(t), p).to_dict() for name, text in CELLS.items()},
    "pair": lambda p: compare(parse_cell(CELLS["bare control"]), parse_cell(CELLS["solid"]), p).to_dict(),
    "global": lambda p: overall(p).to_dict(),
}


@pytest.mark.parametrize("name", MAKE)
def test_reports_fit_the_schema(predictor: CellPredictor, name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(json.loads(to_json(MAKE[name](predictor))), schema())


def test_the_schema_refuses_another_key(predictor: CellPredictor) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    found = json.loads(to_json(MAKE["bare control"](predictor)))
    for changed in ({**found, "extra": 1}, {k: v for k, v in found.items() if k != "limits"}, found | {"level": "x"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(changed, schema())


def test_a_bound_that_does_not_exist_is_null(predictor: CellPredictor) -> None:
    found = explain(parse_cell(CELLS["bare control"]), predictor)
    target = replace(found.targets["lifetime"], bounds={"lower": float("nan")})
    told = json.loads(to_json(replace(found, targets={"lifetime": target}).to_dict()))
    assert told["targets"]["lifetime"]["bounds"] == {"lower": None}


def test_the_docs_ship_this_schema() -> None:
    assert json.loads(PAGE.read_text(encoding="utf-8")) == schema()


def test_every_key_of_a_report_is_told() -> None:
    """Each record of the schema says what it is, and the page on explanations names the keys of the report."""
    found = schema()
    assert all(one["description"] for one in found["$defs"].values())
    text = (PAGE.parent / "explanation.md").read_text(encoding="utf-8")
    for key in found["$defs"]["Explanation"]["properties"]:
        assert f"`{key}`" in text, key
