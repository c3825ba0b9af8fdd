"""Versions, aliases and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nacre.data.errors import ModelFileError, NacreError, NoChampionError
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.store import versions as registry
from nacre.pipelines.store.champion import load_champion
from nacre.pipelines.store.registering import register
from nacre.pipelines.store.tracking import track
from tests.pipelines.homes import crowned, home_with_champion


@pytest.fixture
def home(tmp_path: Path, predictor: CellPredictor) -> Iterator[Path]:
    with home_with_champion(tmp_path / "home", predictor) as folder:
        yield folder


def champion() -> str:
    (found,) = [one.version for one in registry.versions() if "champion" in one.aliases]
    return found


def test_versions_are_listed_newest_first(home: Path, predictor: CellPredictor) -> None:
    crowned(predictor)
    found = registry.versions()
    assert [one.version for one in found] == ["2", "1"]
    assert found[0].aliases == ("champion",)
    assert found[0].promoted > found[1].promoted
    assert {one.job for one in found} == {"train"}


def test_promoting_and_rolling_back(home: Path, predictor: CellPredictor) -> None:
    crowned(predictor)
    with track("retrain") as run:
        register(run, predictor, champion=False)
    registry.challenge("3")
    assert registry.promote("challenger").version == "3"
    assert registry.find("3").aliases == ("champion",)
    assert registry.rollback().version == champion() == "2"
    assert registry.rollback().version == champion() == "1"
    with pytest.raises(NacreError, match="No version was champion before version 1"):
        registry.rollback()
    # What was withdrawn is not the way back from a later champion.
    registry.promote("3")
    assert registry.rollback().version == "1"


def test_a_version_that_was_never_champion_is_no_way_back(home: Path, predictor: CellPredictor) -> None:
    with track("retrain") as run:
        register(run, predictor, champion=False)
    crowned(predictor)
    registry.challenge("2")
    assert registry.rollback().version == "1"
    with pytest.raises(NacreError, match="No version was champion before version 1"):
        registry.rollback()


def test_what_was_promoted_meanwhile_stays(home: Path, predictor: CellPredictor) -> None:
    with track("retrain") as run:
        version = register(run, predictor, champion=False)  # compared with version 1, for an hour
    crowned(predictor)
    with pytest.raises(NacreError, match="Version 3 became champion meanwhile"):
        registry.promote(version, expected="1")
    assert champion() == "3"
    assert registry.promote(version, expected="3").version == champion() == version


def test_a_version_with_damaged_files_cannot_be_promoted(home: Path, predictor: CellPredictor) -> None:
    with track("train") as run:
        version = register(run, predictor, champion=False)
    (path,) = (home / "artifacts").glob(f"{run.run_id}/**/booster-0.json")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelFileError, match=r"booster-0\.json"):
        registry.promote(version)
    assert champion() == "1"
    load_champion()
    assert not list((home / "models").glob(f"{version}-*"))


@pytest.mark.parametrize("name", ["9", "../1", "/etc/passwd", "1' or '1'='1", "%2e%2e%2f1", "", "champio", "٣"])
def test_a_name_that_is_none_says_so(home: Path, name: str) -> None:
    with pytest.raises(NacreError, match="There is no version"):
        registry.find(name)


def test_an_empty_registry_has_no_champion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    assert registry.versions() == []
    with pytest.raises(NoChampionError, match="nacre train"):
        registry.find("champion")
    with pytest.raises(NoChampionError, match="hours_of_sleep"):
        registry.champion_files("hours_of_sleep")


def test_a_lab_target_has_versions_of_its_own(home: Path, predictor: CellPredictor) -> None:
    from nacre.pipelines.store.client import model_name

    with track("train") as run:
        register(run, predictor, names=[model_name("ce_percent")])
    assert [one.version for one in registry.versions("ce_percent")] == ["1"]
    assert registry.promote("1", "ce_percent").aliases == ("champion",)
    assert champion() == "1"
