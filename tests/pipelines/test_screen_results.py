"""Results of a screen read back, and the points of its front with their pictures."""

from __future__ import annotations

import base64
from xml.etree import ElementTree as ET

import pytest

from nacre.data.space import read_space
from nacre.pipelines.figures.cell_picture import picture
from nacre.pipelines.screen import screen
from nacre.pipelines.screen_results import FILES, MAX_POINTS, Results, molecules_in, plot_of, read_results
from nacre.pipelines.train import Trained

SPACE = (
    "salts: [1 M NaPF6]\nsolvents: {names: [DME, '[CCOC(=O)OCC(F)(F)F]'], mix: [1, 2]}\nadditives: [none, 1 wt% FEC]\n"
)


@pytest.fixture(scope="module")
def results(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("results")
    screen(read_space(SPACE), trained.predictor, output=folder)
    return read_results(folder)


def test_all_files_are_offered_and_no_text_is_missing(results: Results) -> None:
    assert tuple(results.files) == FILES
    assert all(isinstance(text, str) for text in results.shortlist["domain_reasons"])
    assert set(results.shortlist["candidate"]) <= set(results.front["candidate"]) | set(results.top["candidate"])


def test_every_point_has_a_picture_of_its_molecules(results: Results) -> None:
    plot = plot_of(results.front)
    assert 0 < len(plot.points) == min(len(results.front), MAX_POINTS)
    for cell, key in zip(plot.points["cell"], plot.points["picture"], strict=True):
        kind, _, content = plot.pictures[key].partition(",")
        assert kind == "data:image/svg+xml;base64"
        svg = base64.b64decode(content).decode()
        assert all(f">{name[:16]}" in svg for name in molecules_in(cell))


def test_axes_say_what_they_are(results: Results) -> None:
    plot = plot_of(results.front)
    assert plot.x_title.startswith("lifetime (h), ")
    assert plot.y_title.startswith("overpotential (mV), ")


def test_a_picture_is_whole_xml_whatever_the_name() -> None:
    root = ET.fromstring(picture(["NaPF6", "EC", "a<b>&'\"", "[CCOC(=O)OCC(F)(F)F]"]))
    texts = [element.text for element in root.iter() if element.tag.endswith("text")]
    assert texts == ["NaPF6", "EC", "a<b>&'\"", "[CCOC(=O)OCC(F)(…"[:16] + "…"]
    assert root.attrib["width"] == "480"
