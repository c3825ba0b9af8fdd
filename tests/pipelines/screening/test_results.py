"""Results of a screen read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from nacre.data.space.read import read_space
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.screening.results import FILES, Results, molecules_in, read_results
from nacre.pipelines.screening.screen import screen

SPACE = (
    "salts: [1 M NaPF6]\nsolvents: {names: [DME, '[CCOC(=O)OCC(F)(F)F]'], mix: [1, 2]}\nadditives: [none, 1 wt% FEC]\n"
)


@pytest.fixture(scope="module")
def results(predictor: CellPredictor, tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("results")
    screen(read_space(SPACE), predictor, output=folder)
    return read_results(folder)


def test_all_files_are_offered_and_no_text_is_missing(results: Results) -> None:
    assert tuple(results.files) == tuple(name for name in FILES if name != "certificate.json")  # nothing was proved
    assert all(isinstance(text, str) for text in results.shortlist["domain_reasons"])
    assert set(results.shortlist["candidate"]) <= set(results.front["candidate"]) | set(results.top["candidate"])


def test_a_screen_that_has_not_finished_has_no_results(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_results(tmp_path)


def test_molecules_of_a_cell_in_notation() -> None:
    assert molecules_in("1 M NaPF6 in EC/DMC (1:1) + 1 wt% FEC | coating: NaF") == ["NaPF6", "EC", "DMC", "FEC"]
