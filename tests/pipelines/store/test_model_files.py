"""What a training left for readers comes back from the store."""

from __future__ import annotations

from nacre.pipelines.reports.model_card import headings, validation_rows
from nacre.pipelines.store import versions as registry
from nacre.pipelines.store.model_files import model_files
from nacre.pipelines.training.train import Trained


def test_card_figures_and_validation_of_a_version(trained: Trained) -> None:
    found = model_files(registry.find(trained.version))
    assert found.card.startswith("# Model card")
    assert {"left-out.png", "coverage.png"} <= set(found.figures)
    assert found.figures["coverage.png"].startswith(b"\x89PNG")
    assert found.validation is not None
    assert found.validation.index.tolist() == trained.validation.index.tolist()
    rows = validation_rows(found.validation, "lifetime")
    assert rows == validation_rows(trained.validation, "lifetime")
    assert all(len(row) == 1 + len(headings(found.validation, "lifetime")) for row in rows)


def test_a_quick_training_has_no_intervals_to_show(trained: Trained) -> None:
    bare = trained.validation[[name for name in trained.validation if not name.endswith(("_low", "_high"))]]
    assert "[" not in "".join(validation_rows(bare, "lifetime")[0])
