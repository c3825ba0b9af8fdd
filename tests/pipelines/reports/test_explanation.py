"""Reports: self-contained, escaped, the same content in every form."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from nacre.data.errors import NacreError
from nacre.data.notation.parse import parse_cell
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.explanation.explain import explain
from nacre.pipelines.explanation.records import Explanation
from nacre.pipelines.reports.explanation import render_markdown, render_page, write_report
from nacre.pipelines.reports.figures.gallery import write_figures
from nacre.pipelines.reports.pages import FORMATS

from ..explanation.test_explain import CELLS

NASTY = "<script>alert(1)</script>|[x](javascript:alert(1))"
VOID = {"meta", "link", "br", "img"}


class Page(HTMLParser):
    """Collects what a browser would load or run, what a screen reader needs, and checks that tags close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.faults: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.ids += [str(values["id"])] if "id" in values else []
        if values.get("src") or tag == "link":
            self.loaded.append(str(values.get("src") or values.get("href")))
        if tag == "a":
            self.links.append(str(values["href"]))
        if tag == "svg" and not any(one.get("role") == "img" and one.get("aria-label") for _, one in self.open):
            self.faults.append("a picture without words")
        if tag == "th" and "scope" not in values:
            self.faults.append("a table head without scope")
        if values.get("class") == "scroll" and not (values.get("tabindex") and values.get("aria-label")):
            self.faults.append("a region that no key reaches")
        if tag not in VOID:
            self.open.append((tag, values))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [str(value) for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop()[0] != tag:
            self.faults.append(f"{tag} closes what is not open")

    def handle_data(self, data: str) -> None:
        if not any(tag in {"style", "svg"} for tag, _ in self.open):
            self.text += data


@pytest.fixture(scope="module")
def explained(predictor: CellPredictor) -> Explanation:
    return explain(parse_cell(CELLS["six components"]), predictor)


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_page_is_self_contained_and_accessible(predictor: CellPredictor, text: str) -> None:
    content = render_page(explain(parse_cell(text), predictor), predictor)
    page = Page(content)
    assert page.loaded == ["data:,"]
    assert "script" not in page.tags
    assert page.faults == []
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert not re.search(r"\b(nan|inf|None)\b", page.text)
    assert len(content.encode()) < 1_500_000
    headings = [int(tag[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(headings))


def test_page_has_a_table_behind_every_picture(predictor: CellPredictor, explained: Explanation) -> None:
    content = render_page(explained, predictor)
    figures = re.findall(r"<figure>.*?</figure>(.*?)(?=<figure>|</section>)", content, flags=re.DOTALL)
    assert len(figures) == 3 * len(explained.targets) + len(explained.sweeps)
    assert all("<table" in after for after in figures)


def test_what_to_act_on_comes_before_the_reasons(predictor: CellPredictor, explained: Explanation) -> None:
    content = render_page(explained, predictor)
    order = [
        content.index(f'<h2 id="{name}"') for name in ("evidence", "prediction", "whatif", "limits", "why", "cell")
    ]
    assert order == sorted(order)
    markdown = render_markdown(explained)
    order = [markdown.index(f"## {name}") for name in ("Evidence", "Prediction", "What to try", "Limits", "Why")]
    assert order == sorted(order)


def test_page_shows_every_part(predictor: CellPredictor, explained: Explanation) -> None:
    text = Page(render_page(explained, predictor)).text
    for heading in ("Prediction", "The cell as understood", "Why", "What to try", "Evidence", "Limits"):
        assert heading in text
    for name in ("NaPF6", "NaNO3", "EC", "PC", "DEC", "FEC"):
        assert re.search(rf"\b{name}\b", text)
    assert "donor atoms: O1; LUMO: 57 % on C2" in text
    for target in explained.targets.values():
        assert target.features[0].sentence in text
    assert all(change.change in text for change in explained.what_if)
    assert all(limit in text for limit in explained.limits)


def nasty(explained: Explanation) -> Explanation:
    component = replace(explained.components[0], name=NASTY, full_name="<b>&", remark="<u>", kind="<s>")
    known = replace(explained.evidence[0], cell=NASTY, citation=NASTY, doi='10.1/"><i>', contradictions=[NASTY])
    change = replace(explained.what_if[0], change=NASTY, cell=NASTY)
    sweep = replace(explained.sweeps[0], label=NASTY)
    return replace(
        explained, components=[component], cell=NASTY, domain_reasons=["<i>"], evidence=[known], what_if=[change],
        sweeps=[sweep], limits=[NASTY], assumptions=[NASTY], suggestions=[],
    )  # fmt: skip


def test_page_escapes_what_a_user_wrote(predictor: CellPredictor, explained: Explanation) -> None:
    page = Page(render_page(nasty(explained), predictor))
    assert not {"script", "img", "b", "i", "u", "s"} & set(page.tags)
    assert page.loaded == ["data:,"]


def test_markdown_escapes_what_a_user_wrote(explained: Explanation) -> None:
    text = render_markdown(nasty(explained))
    assert "\\<script\\>" in text
    assert not re.search(r"(?<!\\)[<>]|(?<!\\)\]\(", text)


def test_markdown_has_the_same_content(explained: Explanation) -> None:
    text = render_markdown(explained).replace("\\", "")
    assert text.startswith(f"# {explained.cell}")
    for heading in ("## The cell as understood", "## Why", "## What to try", "## Evidence", "## Limits"):
        assert heading in text
    assert explained.targets["lifetime"].sentences()[0] in text
    rows = [line for line in text.splitlines() if line.startswith("| without FEC")]
    assert len(rows) == 1


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_ending_decides_the_form(
    predictor: CellPredictor, explained: Explanation, tmp_path: Path, suffix: str
) -> None:
    content = write_report(explained, predictor, tmp_path / f"report{suffix}").read_bytes()
    starts = {".html": b"<!doctype html>", ".json": b"{", ".md": b"# 0.8 M", ".png": b"\x89PNG", ".svg": b"<?xml"}
    assert content.startswith(starts[suffix])
    assert [path.name for path in tmp_path.iterdir()] == [f"report{suffix}"]


def test_json_is_strict(predictor: CellPredictor, tmp_path: Path) -> None:
    found = explain(parse_cell(CELLS["everything unknown"]), predictor)
    text = write_report(found, predictor, tmp_path / "r.json").read_text(encoding="utf-8")
    assert list(json.loads(text, parse_constant=pytest.fail)["targets"]) == ["lifetime", "overpotential"]


BAD_OUTPUTS = {"r.pdf": "does not end in", "no/such/r.html": "does not exist", "": "does not end in"}


@pytest.mark.parametrize(("name", "wrong"), BAD_OUTPUTS.items())
def test_bad_output_is_refused(
    predictor: CellPredictor, explained: Explanation, tmp_path: Path, name: str, wrong: str
) -> None:
    with pytest.raises(NacreError, match=wrong):
        write_report(explained, predictor, tmp_path / name)


def test_figures_are_files_of_their_own(predictor: CellPredictor, explained: Explanation, tmp_path: Path) -> None:
    short = replace(explained, sweeps=explained.sweeps[:1])
    written = write_figures(short, predictor, tmp_path / "figures")
    parts = ("scale", "components", "causes")
    stems = {f"{name}-{part}" for name in explained.targets for part in parts} | {"curve-1"}
    assert {path.name for path in written} == {f"{stem}{suffix}" for stem in stems for suffix in (".png", ".svg")}
    assert all(path.stat().st_size > 2000 for path in written)


def test_notebook_shows_tables(explained: Explanation) -> None:
    html = explained._repr_html_()
    assert "<table>" in html
    assert "test protocol" in html
    assert "script" not in Page(nasty(explained)._repr_html_()).tags
