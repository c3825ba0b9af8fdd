"""Reports of a lab's own quantities: every format holds them, escaped, with pictures and the schema's keys."""

from __future__ import annotations

import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from nacre.data.notation.parse import parse_cell
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.explanation.compare import Comparison, compare
from nacre.pipelines.explanation.explain import explain
from nacre.pipelines.explanation.overall import Overall, overall
from nacre.pipelines.explanation.records import Explanation
from nacre.pipelines.reports.comparison import write_comparison
from nacre.pipelines.reports.explanation import summary_lines, write_report
from nacre.pipelines.reports.figures.gallery import figures_of
from nacre.pipelines.reports.overall import write_overall
from nacre.pipelines.reports.schema import schema
from nacre.pipelines.reports.table import INDEX, explain_table
from tests.own_quantities import OWN, QUANTITIES, STATED, only, with_own_quantities

from .test_explanation import Page

CELL = "1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC | coating: NaF | 1 mA/cm2, 1 mAh/cm2"
OTHER = "1 M NaFSI in DME | 3 mA/cm2, 1 mAh/cm2"


@pytest.fixture(scope="module")
def several(predictor: CellPredictor) -> CellPredictor:
    return with_own_quantities(predictor)


@pytest.fixture(scope="module")
def explained(several: CellPredictor) -> Explanation:
    return explain(parse_cell(CELL), several, further=STATED)


@pytest.fixture(scope="module")
def compared(several: CellPredictor) -> Comparison:
    return compare(parse_cell(CELL), parse_cell(OTHER), several, further=STATED)


@pytest.fixture(scope="module")
def learned(several: CellPredictor) -> Overall:
    return overall(several)


def ink(content: bytes) -> float:
    """Share of the pixels of a PNG that are not white."""
    import matplotlib.image

    pixels = matplotlib.image.imread(io.BytesIO(content), format="png")
    return float(np.mean(pixels[..., :3].min(axis=2) < 0.99))


def test_the_page_shows_every_quantity(several: CellPredictor, explained: Explanation, tmp_path: Path) -> None:
    page = Page(write_report(explained, several, tmp_path / "r.html").read_text(encoding="utf-8"))
    assert page.faults == []
    assert not {"b", "script"} & set(page.tags)
    for target in explained.targets.values():
        assert target.quantity.text(target.median) in page.text
        assert target.features[0].sentence in page.text
        for part in target.components:
            assert part.text in page.text
    assert page.tags.count("svg") >= 3 * len(QUANTITIES) + len(explained.sweeps)


def test_own_quantities_alone_are_not_called_published(several: CellPredictor, tmp_path: Path) -> None:
    own = only(several, *OWN)
    found = explain(parse_cell(CELL), own, further=STATED)
    page = Page(write_report(found, own, tmp_path / "r.html").read_text(encoding="utf-8"))
    assert "Evidence: what is known" in page.text
    assert "known values" in page.text
    assert "values of the gas_volume" in page.text


def test_markdown_has_a_section_for_every_quantity(
    several: CellPredictor, explained: Explanation, tmp_path: Path
) -> None:
    text = write_report(explained, several, tmp_path / "r.md").read_text(encoding="utf-8").replace("\\", "")
    for name, target in explained.targets.items():
        assert f"### {name[0].upper()}{name[1:]}" in text
        assert f"| this cell | {target.quantity.text(target.median)} |" in text
    assert "| component | factor of the odds |" in text
    assert "| component | difference |" in text


def test_json_fits_the_schema(
    several: CellPredictor, explained: Explanation, compared: Comparison, learned: Overall, tmp_path: Path
) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    written = [
        write_report(explained, several, tmp_path / "e.json"),
        write_comparison(compared, tmp_path / "c.json"),
        write_overall(learned, several, tmp_path / "o.json"),
    ]
    for path in written:
        stored = json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)
        jsonschema.validate(stored, schema())
        assert list(stored["targets"]) == [one.name for one in QUANTITIES]


def test_pictures_are_drawn(
    several: CellPredictor, explained: Explanation, compared: Comparison, tmp_path: Path
) -> None:
    for path in (
        write_report(explained, several, tmp_path / "e.png"),
        write_comparison(compared, tmp_path / "c.png"),
    ):
        assert 0.01 < ink(path.read_bytes()) < 0.9
    for path in (
        write_report(explained, several, tmp_path / "e.svg"),
        write_comparison(compared, tmp_path / "c.svg"),
    ):
        root = ET.parse(path).getroot()
        assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) > 20


def test_every_figure_has_ink(several: CellPredictor, explained: Explanation) -> None:
    from nacre.pipelines.reports.figures.style import file_bytes

    drawn = {name: ink(file_bytes(figure, ".png", dpi=50)) for name, figure in figures_of(explained, several)}
    assert len(drawn) == 3 * len(QUANTITIES) + len(explained.sweeps)
    assert min(drawn.values()) > 0.01


def test_the_page_of_the_model_shows_every_quantity(several: CellPredictor, learned: Overall, tmp_path: Path) -> None:
    page = Page(write_overall(learned, several, tmp_path / "o.html").read_text(encoding="utf-8"))
    assert page.faults == []
    for name in ("Initial efficiency", "Gas_volume", "<b>shift</b>"):
        assert f"{name}: which features are used" in page.text


def test_a_table_brings_its_further_columns(several: CellPredictor, tmp_path: Path) -> None:
    rows = f'cell,separator,volume_uL\n"{CELL}",Celgard,40\n"{CELL}",glass fibre,40\n'
    (tmp_path / "cells.csv").write_text(rows, encoding="utf-8")
    pages = explain_table(tmp_path / "cells.csv", several, tmp_path / "pages")
    assert pages[0].outcomes["initial efficiency"] != pages[1].outcomes["initial efficiency"]
    assert "separator" not in pages[0].domain
    assert Page((tmp_path / "pages" / INDEX).read_text(encoding="utf-8")).faults == []


def test_a_terminal_gets_every_quantity(explained: Explanation) -> None:
    lines = summary_lines(explained)
    for name, target in explained.targets.items():
        assert any(line.startswith(f"{name}: {target.quantity.text(target.median)}") for line in lines)
