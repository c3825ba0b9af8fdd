"""Claims of the review: each can be judged, and the page tells what this model has learned."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from nacre.data.notation.parse import parse_cell
from nacre.data.shipped import read_table
from nacre.features.matrix import feature_names
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.explanation.claims import CONTRADICTS, LEARNED, NOT_LEARNED, VERDICTS, Judged, judge, summary
from nacre.pipelines.reports.claims import pages

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module")
def judged(predictor: CellPredictor) -> list[Judged]:
    return judge(predictor)


def test_every_claim_of_the_table_can_be_judged(judged: list[Judged]) -> None:
    rows = read_table("claims")
    assert len(judged) == len(rows)
    keys = Counter((row["subject"], row["against"], row["quantity"]) for row in rows)
    assert max(keys.values()) == 1
    for row in rows:
        assert row["source"].startswith("Nanoscale 2023, 15, 11313, ")
        if row["basis"] == "feature":
            assert row["subject"] in feature_names()
        else:
            assert parse_cell(row["subject"]) != parse_cell(row["against"])


def test_a_pair_is_judged_by_predicting_both(predictor: CellPredictor, judged: list[Judged]) -> None:
    for one in [one for one in judged if one.basis == "pair"][::10]:
        rows = predictor.predict([one.subject, one.against])
        column = predictor.targets[one.quantity].quantity.column
        away = float(np.log(rows[column][0] / rows[column][1]))
        assert one.contribution == pytest.approx(away)
        if abs(away) < np.log(1.05):
            assert one.verdict == NOT_LEARNED
        else:
            assert one.verdict == (LEARNED if (away > 0) == (one.direction == "+") else CONTRADICTS)


def test_the_pages_of_the_docs_are_those_of_the_published_model(judged: list[Judged]) -> None:
    """`make docs-claims` was run after the last change; figures may differ in their last digit between machines."""
    fresh = pages(judged)
    stored = {path.relative_to(DOCS).as_posix() for path in [DOCS / "claims.md", *(DOCS / "claims").glob("*.md")]}
    assert stored == set(fresh)
    for name, text in fresh.items():
        kept = (DOCS / name).read_text(encoding="utf-8")
        if name != "claims.md":
            told, now = (re.findall(r"\| (learned|not learned|contradicts) \| Nanoscale", one) for one in (kept, text))
            assert sum(a != b for a, b in zip(told, now, strict=True)) <= 2
        assert [re.sub(r"[\d.+-]+", "", line) for line in text.splitlines()[:10]] == [
            re.sub(r"[\d.+-]+", "", line) for line in kept.splitlines()[:10]
        ]


def test_every_claim_stands_on_one_page_of_a_length_that_is_read(judged: list[Judged]) -> None:
    first, *others = pages(judged).values()
    assert sum(text.count(" | Nanoscale 2023") for text in others) == len(judged)
    assert first.count("| contradicts | Nanoscale") == sum(one.verdict == CONTRADICTS for one in judged)
    assert max(len(text.splitlines()) for text in (first, *others)) <= 80


def test_counts_are_those_of_the_table(judged: list[Judged]) -> None:
    counts = summary(judged)
    assert sum(sum(found.values()) for found in counts.values()) == len(judged)
    assert {verdict for found in counts.values() for verdict in found} <= set(VERDICTS)
    assert {kind for kind, _ in counts} == {"feature", "treated cell against the bare one", "like against like"}


def test_cells_with_bars_keep_the_table_whole(judged: list[Judged]) -> None:
    behind = "\n".join(text for name, text in pages(judged).items() if name != "claims.md")
    rows = [line for line in behind.splitlines() if line.startswith("| ") and "Nanoscale" in line]
    assert len(rows) == len(judged)
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}
