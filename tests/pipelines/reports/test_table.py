"""Explained tables: a page each and an index that leads to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from nacre.data.errors import NacreError, TableError
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.reports.table import explain_table

from ..explanation.test_explain import CELLS
from .test_explanation import Page


def test_an_index_leads_to_a_page_each(predictor: CellPredictor, tmp_path: Path) -> None:
    table = tmp_path / "top.csv"
    texts = [CELLS["bare control"], CELLS["everything unknown"]]
    table.write_text("cell\n" + "\n".join(f'"{text}"' for text in texts) + "\n", encoding="utf-8")
    ticks: list[tuple[int, int]] = []
    pages = explain_table(
        table, predictor, tmp_path / "pages", progress=lambda done, total: ticks.append((done, total))
    )
    assert ticks == [(1, 2), (2, 2)]
    assert sorted(p.name for p in (tmp_path / "pages").iterdir()) == ["cell-1.html", "cell-2.html", "index.html"]
    index = Page((tmp_path / "pages" / "index.html").read_text(encoding="utf-8"))
    assert index.faults == []
    assert [link for link in index.links if link != "#content"] == [page.file for page in pages]
    for page, text in zip(pages, texts, strict=True):
        own = Page((tmp_path / "pages" / page.file).read_text(encoding="utf-8"))
        assert page.cell in own.text
        assert "index.html" in own.links
        assert page.outcomes["lifetime"][0] in index.text
        assert str(predictor.predict(text).iloc[0]["domain"]) == page.domain


@pytest.mark.parametrize(("rows", "wrong"), [("nonsense here\n", "1 fault"), ("", "no row")])
def test_a_bad_table_writes_nothing(predictor: CellPredictor, tmp_path: Path, rows: str, wrong: str) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"cell\n{rows}", encoding="utf-8")
    with pytest.raises(TableError, match=wrong):
        explain_table(table, predictor, tmp_path / "pages")
    assert not (tmp_path / "pages").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(predictor: CellPredictor, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("cell\n1 M NaPF6 in diglyme\n", encoding="utf-8")
    with pytest.raises(NacreError, match="is a file"):
        explain_table(table, predictor, table)
