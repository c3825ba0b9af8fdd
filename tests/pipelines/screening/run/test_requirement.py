"""What a prediction must reach is read, or refused with what to write instead."""

from __future__ import annotations

import pytest

from nacre.data.errors import SpaceError
from nacre.data.quantity import QUANTITIES
from nacre.data.space.read import make_space
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.screening.run.requirement import read_requirement
from nacre.pipelines.screening.run.settings import ScreenSettings
from nacre.pipelines.screening.screen import screen

RANKED = tuple(own for own in QUANTITIES if own.name in ("lifetime", "overpotential"))
SPACE = {"salts": ["1 M NaPF6"], "solvents": {"names": ["EC", "DME", "diglyme"]}, "coatings": ["none", "NaF"]}


@pytest.mark.parametrize("text", ["lifetime >= 500", "lifetime≥500", " lifetime>=5e2 "])
def test_a_requirement_is_read_however_it_is_spaced(text: str) -> None:
    found = read_requirement(text, RANKED)
    assert (found.loss, found.words) == (-500.0, "lifetime worse than 500 h")


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("500 h", "is no requirement", "lifetime >= 500"),
        ("lifetime >= long", "is no requirement", "lifetime >= 500"),
        ("lifetime >= nan", "is no requirement", "lifetime >= 500"),
        ("price <= 3", "not ranked on 'price'", "lifetime, overpotential"),
        ("lifetime <= 500", "of lifetime more is better", "'lifetime >= 500'"),
        ("overpotential >= 5", "of overpotential less is better", "'overpotential <= 5'"),
    ],
)
def test_what_is_none_is_refused_with_what_to_write(text: str, words: str, hint: str) -> None:
    with pytest.raises(SpaceError) as error:
        read_requirement(text, RANKED)
    assert words in str(error.value)
    assert hint in str(error.value.hint)


def test_what_is_predicted_worse_is_left_out_and_counted(predictor: CellPredictor) -> None:
    space = make_space(SPACE)
    everything = screen(space, predictor, ScreenSettings(guards=False, allow_out=True))
    median = float(everything.top["lifetime_h"].median())
    found = screen(space, predictor, ScreenSettings(guards=False, allow_out=True, require=(f"lifetime >= {median}",)))
    left = everything.top[everything.top["lifetime_h"] >= median]
    assert found.top["cell"].tolist() == left["cell"].tolist()
    assert list(found.worse) == [f"lifetime worse than {median:g} h"]
    assert sum(found.worse.values()) == len(everything.top) - len(left)
    assert found.size == everything.size == space.size


@pytest.mark.parametrize("exact", [False, True])
def test_where_nothing_is_as_good_the_requirement_is_named(predictor: CellPredictor, exact: bool) -> None:
    found = screen(make_space(SPACE), predictor, ScreenSettings(exact=exact, require=("lifetime >= 1e6",)))
    assert found.top.empty
    assert "left out is lifetime worse than 1e+06 h" in found.why_empty
