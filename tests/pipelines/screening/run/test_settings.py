"""Settings of a screen check themselves, and all of them but the free one are in the fingerprint."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from pydantic import TypeAdapter

from nacre.data.errors import NacreError
from nacre.data.quantity import QUANTITIES
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.screening.run.settings import ScreenSettings

OTHER: dict[str, Any] = {
    "top": 3, "level": 0.8, "sample": 7, "exact": False, "minutes": 3.0, "seed": 1, "chunk": 9, "shortlist": 2,
    "allow_out": True, "guards": False,
    "objectives": ("lifetime",), "explain": True, "require": ("lifetime >= 1",),
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"top": 0}, "`--top 0`: keep at least one"),
        ({"top": 100_001}, "`--top 100001`: at most 100,000"),
        ({"shortlist": 0}, "`--shortlist 0`: keep at least one"),
        ({"sample": 0}, "`--sample 0`: sample at least one"),
        ({"minutes": 0.0}, "`--minutes 0`: a proof takes some time"),
        ({"seed": -1}, "`--seed -1`"),
        ({"chunk": 0}, "`chunk 0`"),
        ({"level": 1.0}, "`--level 1`: a level lies between 0 and 1"),
        ({"level": float("nan")}, "`--level nan`"),
        ({"sample": 5, "exact": True}, "one of both"),
        ({"minutes": 5.0, "exact": False}, "is for a proof"),
        ({"objectives": ("lifetime", "lifetime")}, "`--objective lifetime --objective lifetime`"),
        ({"objectives": ("a", "b", "c", "d")}, "one to 3"),
    ],
    ids=str,
)
def test_what_is_out_of_range_names_option_and_value(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(NacreError) as error:
        ScreenSettings(**wrong)
    assert said in str(error.value)


def test_every_setting_on_which_the_result_depends_changes_the_fingerprint() -> None:
    assert {own.name for own in fields(ScreenSettings)} == set(OTHER)
    plain = ScreenSettings()
    same = {name for name, value in OTHER.items() if replace(plain, **{name: value}).digest() == plain.digest()}
    assert same == {"explain", "minutes"}


def test_settings_travel_as_json() -> None:
    settings, adapter = ScreenSettings(objectives=("overpotential",), sample=5), TypeAdapter(ScreenSettings)
    assert adapter.validate_json(adapter.dump_json(settings)) == settings


def test_objectives_are_those_of_the_predictor_unless_named(predictor: CellPredictor) -> None:
    assert ScreenSettings().quantities(predictor) == QUANTITIES
    assert ScreenSettings(objectives=("overpotential",)).quantities(predictor) == QUANTITIES[1:]
    with pytest.raises(NacreError, match=r"`--objective price`.*lifetime, overpotential"):
        ScreenSettings(objectives=("price",)).quantities(predictor)
