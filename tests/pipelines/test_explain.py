"""Explanations: exact, complete for every system of the review, and honest about what is not known."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from nacre.data.errors import NacreError
from nacre.data.notation import parse_cell
from nacre.data.registry import read_table
from nacre.models.predictor import CellPredictor
from nacre.pipelines.explain import explain, summary_lines
from nacre.pipelines.report import write_report

CELLS = {
    "six components": "0.8 M NaPF6 + 0.2 M NaNO3 in EC/PC/DEC (1:1:1 v/v) + 5 wt% FEC | 1 mA/cm2, 1 mAh/cm2",
    "bare control": "1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2",
    "composite on a MXene": "1 M NaPF6 in diglyme | coating: NaF + PVDF | host: Ti3C2 + carbon nanotube | 1 mA/cm2",
    "everything unknown": "unknown | coating: unknown | host: unknown",
    "out of domain": "1 M NaPF6 in [CCOC(=O)OCC(F)(F)F] | 500 mA/cm2, 1 mAh/cm2",
    "solid": "Na3Zr2Si2PO12 (solid) | host: SiO2 | 0.1 mA/cm2",
}


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_factors_multiply_up_to_the_prediction(predictor: CellPredictor, text: str) -> None:
    found = explain(parse_cell(text), predictor)
    row = predictor.predict(parse_cell(text)).iloc[0]
    for target in (found.lifetime, found.overpotential):
        product = target.base * np.prod(list(target.factors.values()))
        assert product == pytest.approx(target.median, rel=1e-4)
    assert found.lifetime.median == row["lifetime_h"]
    assert found.overpotential.median == row["overpotential_mV"]


@pytest.mark.parametrize("row", read_table("review_systems"), ids=lambda row: row["system"])
def test_every_system_of_the_review_is_explained(predictor: CellPredictor, row: dict[str, str]) -> None:
    found = explain(parse_cell(row["notation"]), predictor)
    assert found.lifetime.median > 0
    assert found.overpotential.median > 0
    assert len(found.evidence) == 5
    assert len(summary_lines(found)) == 5


def test_what_if_is_a_real_prediction(predictor: CellPredictor) -> None:
    found = explain(parse_cell(CELLS["six components"]), predictor)
    changes = {change.change: change for change in found.what_if}
    without = changes["without FEC"]
    again = predictor.predict(parse_cell(without.cell)).iloc[0]
    assert "FEC" not in without.cell
    assert without.lifetime_h == again["lifetime_h"]
    assert without.lifetime_factor == pytest.approx(again["lifetime_h"] / found.lifetime.median)
    assert "at twice the current (2 mA/cm²)" in changes


@pytest.mark.parametrize("text", ["NaFSI in [C3mpyr]FSI | 0.1 mA/cm2", *CELLS.values()])
def test_changed_cells_read_back_as_predicted(predictor: CellPredictor, text: str) -> None:
    for change in explain(parse_cell(text), predictor).what_if:
        again = predictor.predict(change.cell).iloc[0]
        assert again["lifetime_h"] == change.lifetime_h, change.change
        assert again["overpotential_mV"] == change.overpotential_mV


def test_components_carry_amounts_and_mole_fractions(predictor: CellPredictor) -> None:
    found = explain(parse_cell("1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC"), predictor)
    shares = [c.mole_fraction for c in found.components]
    assert sum(share for share in shares if share is not None) == pytest.approx(1.0)
    assert [(c.role, c.name, c.amount) for c in found.components] == [
        ("salt", "NaPF6", "1 M"),
        ("solvent", "EC", "1 part"),
        ("solvent", "PC", "1 part"),
        ("additive", "FEC", "5 wt%"),
    ]


def test_what_was_assumed_is_told(predictor: CellPredictor) -> None:
    told = " ".join(explain(parse_cell("NaBH4 in TEGDME/EC + FEC"), predictor).assumptions)
    for words in (
        "tetraglyme",
        "concentration is not stated",
        "equal volumes",
        "25 °C",
        "current density",
        "amount is not",
    ):
        assert words in told
    told = " ".join(explain(parse_cell("unknown salt in EC/PC (1:1)"), predictor).assumptions)
    assert "volumes are assumed" in told
    assert "salt is not stated" in told


def test_limits_name_the_domain(predictor: CellPredictor) -> None:
    found = explain(parse_cell(CELLS["out of domain"]), predictor)
    assert found.domain == "out"
    assert "current 500 mA/cm² is beyond the published 50" in " ".join(found.limits)


class _Page(HTMLParser):
    """Collects what a browser would load or run, and checks that tags close."""

    VOID = ("meta", "link", "br", "img", "path", "rect", "use", "line", "ellipse", "circle", "stop", "polygon")

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        self.loaded += [str(values[n]) for n in ("src",) if values.get(n)]
        if tag == "link":
            self.loaded.append(str(values.get("href")))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_page_is_self_contained(predictor: CellPredictor, text: str, tmp_path: Path) -> None:
    path = write_report(explain(parse_cell(text), predictor), predictor, tmp_path / "report.html")
    page = _Page()
    content = path.read_text(encoding="utf-8")
    page.feed(content)
    assert page.loaded == ["data:,"]
    assert "script" not in page.tags
    assert content.count("<svg") == content.count("</svg>") >= 4
    assert "nan" not in page.text.lower().replace("nanotube", "").replace("nano", "").split()
    assert len(content) < 1_500_000
    for heading in ("Prediction", "The cell as understood", "Why", "What if", "Evidence", "Limits"):
        assert heading in page.text


def test_report_escapes_text(predictor: CellPredictor, tmp_path: Path) -> None:
    from dataclasses import replace

    found = explain(parse_cell(CELLS["bare control"]), predictor)
    component = replace(found.components[0], name="<script>alert(1)</script>", full_name="<b>&")
    nasty = replace(found, components=[component], cell="<img src=x onerror=alert(1)>", domain_reasons=["<i>"])
    page = _Page()
    page.feed(write_report(nasty, predictor, tmp_path / "r.html").read_text(encoding="utf-8"))
    assert not {"script", "img", "b", "i"} & set(page.tags)


def test_json_report_is_strict_json(predictor: CellPredictor, tmp_path: Path) -> None:
    path = write_report(explain(parse_cell(CELLS["everything unknown"]), predictor), predictor, tmp_path / "r.json")
    found = json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert found["lifetime"]["factors"].keys() == found["overpotential"]["factors"].keys()


def test_markdown_report_has_the_same_content(predictor: CellPredictor, tmp_path: Path) -> None:
    found = explain(parse_cell(CELLS["six components"]), predictor)
    text = write_report(found, predictor, tmp_path / "r.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {found.cell}")
    for heading in ("## The cell as understood", "## Why", "## What if", "## Evidence", "## Limits"):
        assert heading in text
    assert found.lifetime.sentences[0] in text


BAD_OUTPUTS = {"r.pdf": "does not end in", "no/such/r.html": "does not exist", "": "does not end in"}


@pytest.mark.parametrize(("name", "wrong"), BAD_OUTPUTS.items())
def test_bad_output_is_refused(predictor: CellPredictor, tmp_path: Path, name: str, wrong: str) -> None:
    with pytest.raises(NacreError, match=wrong):
        write_report(explain(parse_cell(CELLS["bare control"]), predictor), predictor, tmp_path / name)


def test_notebook_shows_a_table(predictor: CellPredictor) -> None:
    html = explain(parse_cell(CELLS["bare control"]), predictor)._repr_html_()
    assert "<table>" in html
    assert "test protocol" in html
