"""The page of the catalogue is current and complete."""

from __future__ import annotations

from pathlib import Path

from nacre.features.catalogue import CAUSES
from nacre.features.catalogue_page import page
from nacre.features.cell import feature_names

ROOT = Path(__file__).parents[2]


def test_the_shipped_page_is_what_the_catalogue_says() -> None:
    shipped = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    assert shipped == page(), "run `make features-page`"


def test_the_page_has_a_line_for_every_feature_with_its_cause() -> None:
    lines = [line for line in page().splitlines() if line.startswith("| `")]
    assert len(lines) == len(feature_names())
    assert all(any(words in line for words in CAUSES.values()) for line in lines)
