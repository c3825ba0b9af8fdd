"""`nacre tour`: every step runs on shipped files, and a page leads to what they made."""

from __future__ import annotations

import re
from pathlib import Path

from typer.testing import CliRunner

from nacre.cli import app

ROOT = Path(__file__).parents[2]


def test_the_tour_runs_and_its_page_leads_to_files_that_are_there(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["tour", "-o", str(tmp_path / "tour")])
    assert found.exit_code == 0, found.output
    page = (tmp_path / "tour" / "tour.html").read_text("utf-8")
    linked = re.findall(r'(?:href|src)="([\w/.-]+\.(?:html|csv|png))"', page)
    assert {
        "proposed.csv",
        "with-paper/report.html",
        "retrained/report.html",
        "screened/screen.html",
        "explanation.html",
        "plots/coated.png",
    } <= set(linked)
    assert all((tmp_path / "tour" / name).is_file() for name in linked)
    assert "published" in page
    assert "34,800 candidates" in page
    # The paper's rows were let in and learned from, and only nacre's own words stand in the page.
    assert "2 accepted, 0 skipped, 0 open" in page
    assert "2 new cells" in page
    assert "is no column that nacre reads" not in page


def test_its_examples_are_those_of_the_documents() -> None:
    shipped, shown = ROOT / "app" / "examples", ROOT / "docs" / "examples"
    names = [path.relative_to(shipped) for path in shipped.rglob("*") if path.suffix in {".csv", ".yaml"}]
    assert len(names) == 5
    for name in names:
        assert (shipped / name).read_bytes() == (shown / name).read_bytes(), name
    assert (shipped / "kelp.txt").read_text("utf-8") in (ROOT / "docs" / "reading.md").read_text("utf-8")
