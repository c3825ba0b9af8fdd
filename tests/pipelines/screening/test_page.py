"""The page is one file that needs no network, escapes what users wrote and stays small."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from nacre.data.space.read import make_space
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.screening import page as screen_page
from nacre.pipelines.screening.screen import screen
from nacre.pipelines.screening.screened import Screened


@pytest.fixture(scope="module")
def page(predictor: CellPredictor, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Screened]:
    folder = tmp_path_factory.mktemp("page")
    space = make_space(
        {
            "salts": ["1 M NaPF6", "1 M NaFSI"],
            "solvents": {"names": ["EC", "DME", "[CC(=O)OCC#N]"], "mix": [1, 2], "simplex": 6},
            "coatings": ["none", "NaF + PVDF"],
            "protocols": ["1 mA/cm2, 1 mAh/cm2"],
            "limits": {"elements_not": ["Cl"]},
        }
    )
    found = screen(space, predictor, output=folder)
    return (folder / "screen.html").read_text(encoding="utf-8"), found


def points(text: str) -> list[dict[str, object]]:
    match = re.search(r'<script id="points" type="application/json">(.*?)</script>', text, flags=re.DOTALL)
    assert match
    return json.loads(match[1])


def test_nothing_is_fetched(page: tuple[str, Screened]) -> None:
    text, _ = page
    assert not re.search(r'(?:src|href)="(?!#|data:)', text)
    assert "fetch(" not in text
    assert "@import" not in text
    outside = {url for url in re.findall(r"https?://[\w./#-]+", text) if "w3.org" not in url and "rdkit.org" not in url}
    assert not outside


def test_every_point_and_proposal_is_there(page: tuple[str, Screened]) -> None:
    text, found = page
    assert len(points(text)) == len(found.front) == len(set(re.findall(r'href="#front-point-(\d+)"', text)))
    assert text.count('class="pick"') == len(found.shortlist)
    for why in found.shortlist["why"]:
        assert why in text
    for heading in ("Salt", "Solvent", "Coating", "Share of solvent"):
        assert f"<h3>{heading}</h3>" in text
    assert "<h3>Host</h3>" not in text  # one choice has no effect


def test_each_proposal_has_a_warning_and_what_was_left_out_is_listed(page: tuple[str, Screened]) -> None:
    text, found = page
    assert text.count('<span class="tag">beware</span>') == len(found.shortlist)
    assert 0 < text.count('<span class="tag">for it</span>') <= len(found.shortlist)
    listed = re.search(r'<h2 id="left-out">.*?</ul>', text, re.DOTALL)
    assert listed
    assert found.refused
    for name, count in found.refused.items():
        assert f"<li>{count:,}: cannot work: {name}</li>" in listed[0]


def test_user_text_is_escaped(page: tuple[str, Screened]) -> None:
    text, found = page
    data = screen_page._json([{"cell": "</script><b>&"}])
    assert "<" not in data
    assert json.loads(str(data)) == [{"cell": "</script><b>&"}]
    assert "<script>alert" not in text
    assert found.size > 0


def test_a_large_front_is_thinned_and_the_page_stays_small(
    page: tuple[str, Screened], predictor: CellPredictor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen_page, "MAX_POINTS", 5)
    space = make_space(
        {
            "salts": ["1 M NaPF6", "1 M NaFSI"],
            "solvents": {"names": ["EC", "DME", "PC", "diglyme", "THF"], "mix": [1, 2, 3]},
        }
    )
    found = screen(space, predictor, output=tmp_path)
    text = (tmp_path / "screen.html").read_text(encoding="utf-8")
    assert len(found.front) > 5
    assert len(points(text)) == 5
    assert f"5 of {len(found.front)} are drawn" in text
    assert len(page[0]) < 1_500_000
