"""New cells in, challenger trained, promoted by the rule or kept with the reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from nacre.data.errors import NacreError, StoreError, TableError
from nacre.data.measured.versions import known_cells
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.promotion.contest import Compared
from nacre.models.promotion.own_cells import OwnContest, OwnVerdict
from nacre.models.promotion.rule import Decision, Verdict
from nacre.models.shipped import FOLDER as SHIPPED
from nacre.pipelines.store import versions as registry
from nacre.pipelines.store.champion import load_champion
from nacre.pipelines.store.client import mlflow_client
from nacre.pipelines.training import retrain as module
from nacre.pipelines.training.retrain import compare_versions, retrain
from tests.new_cells import rows, write
from tests.pipelines.homes import QUICK, home_with_champion

CELL = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"


@pytest.fixture
def home(tmp_path: Path, predictor: CellPredictor) -> Iterator[Path]:
    with home_with_champion(tmp_path / "home", predictor) as folder:
        yield folder


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return write(tmp_path / "new.csv", rows(6, 4))


def verdict(gain: float) -> Verdict:
    return Verdict("lifetime", "concordance", 0.7, 0.7 + gain, gain, gain - 0.01, gain + 0.01, rows=90, papers=30)


def own_verdict(gain: float) -> OwnVerdict:
    return OwnVerdict("lifetime", "decades", 0.3, 0.3 - gain, gain, gain - 0.01, gain + 0.01, 24, 8)


@pytest.mark.parametrize(
    ("published", "own", "promoted"), [(0.1, 0.1, True), (0.1, 0.0, True), (0.1, -0.2, False), (-0.1, 0.1, False)]
)
def test_a_model_is_promoted_where_neither_papers_nor_own_cells_say_that_it_is_worse(
    predictor: CellPredictor, published: float, own: float, promoted: bool
) -> None:
    compared = Compared({"lifetime": verdict(published)}, {}, [])
    contest = OwnContest("our lab", [own_verdict(own)], pd.DataFrame(), 8, {}, {})
    decision = module._Job._decision(SimpleNamespace(force=False, champion=predictor), compared, contest)
    assert decision.promote is promoted
    assert ("worse on the lab's own cells (lifetime)" in decision.reason) is (own < 0)


def test_new_cells_make_a_version_a_table_and_a_report(home: Path, new: Path, tmp_path: Path) -> None:
    found = retrain(new, settings=QUICK, output=tmp_path / "out")
    assert (found.version, found.champion) == ("2", "1")
    assert len(found.merged.added) == 24
    champions = [one.version for one in registry.versions() if "champion" in one.aliases]
    assert champions == [found.version if found.decision.promote else "1"]
    assert known_cells().version == 1
    assert len(known_cells().table) == found.data["cells"]
    told = json.loads((tmp_path / "out" / "report.json").read_text())
    assert told["data"]["digest"] == registry.find("2").params["data_sha256"]
    assert told["new_papers"] == [f"lab{i}" for i in range(6)]
    assert {one["group"] for one in told["drift"]} >= {"protocol"}
    page = (tmp_path / "out" / "report.html").read_text()
    assert found.decision.reason[1:] in page
    assert not (tmp_path / "out" / "quarantine.csv").exists()


def test_the_run_holds_data_and_verdicts(home: Path, new: Path) -> None:
    found = retrain(new, settings=QUICK)
    client = mlflow_client()
    run = client.get_run(registry.find(found.version).run_id)
    assert run.info.status == "FINISHED"
    (used,) = run.inputs.dataset_inputs
    assert run.data.params["data_sha256"].startswith(used.dataset.digest)
    assert "cells-0001" in used.dataset.source
    assert json.loads(used.dataset.profile)["num_rows"] == found.data["cells"]
    assert "lifetime.gain" in run.data.metrics
    assert run.data.tags["nacre.xgboost"]
    names = {item.path for item in client.list_artifacts(run.info.run_id)}
    assert {"predictor", "report", "cells.csv", "validation.csv"} <= names


def test_the_same_table_again_teaches_nothing(home: Path, new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "decide", lambda _: Decision(promote=True, reason="promoted: told so"))
    retrain(new, settings=QUICK)
    again = retrain(new, settings=QUICK)
    assert again.version == ""
    assert again.merged.known == 24
    assert "nothing to learn" in again.decision.reason
    assert len(registry.versions()) == 2


def test_a_challenger_that_loses_is_kept_with_the_reason(
    home: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "decide", lambda _: Decision(promote=False, reason="kept as challenger: told so"))
    found = retrain(new, settings=QUICK)
    assert not found.decision.promote
    assert found.decision.reason.startswith("kept as challenger")
    assert registry.find("challenger").version == "2"
    assert registry.find("champion").version == "1"


def test_without_a_champion_the_challenger_meets_the_shipped_predictor(
    tmp_path: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path / "empty"))
    found = retrain(new, settings=QUICK)
    assert (found.version, found.champion) == ("2", "1")
    assert found.compared is not None
    assert registry.load("1").info["data_sha256"] == CellPredictor.load(SHIPPED).info["data_sha256"]


def test_a_dry_run_writes_only_the_report(home: Path, new: Path, tmp_path: Path) -> None:
    found = retrain(new, settings=QUICK, dry_run=True, output=tmp_path / "out")
    assert found.version == ""
    assert found.compared is not None
    assert len(registry.versions()) == 1
    assert known_cells().version == 0
    assert not (home / "retrain").exists()
    assert (tmp_path / "out" / "report.md").exists()


def test_bad_rows_are_set_aside_with_reasons(home: Path, tmp_path: Path) -> None:
    frame = rows(6, 4)
    frame.loc[3, "electrolyte"] = "1 M NaPF6 in watter"
    frame.loc[5, "citation"] = "=cmd|'/c calc'!A1"
    frame.loc[5, "temperature_C"] = "=2+3"
    found = retrain(write(tmp_path / "new.csv", frame), settings=QUICK, output=tmp_path / "out")
    assert len(found.merged.added) == 22
    aside = pd.read_csv(tmp_path / "out" / "quarantine.csv")
    assert set(aside["row"]) == {5, 7}
    assert "water" in " ".join(aside.astype(str).agg(" ".join, axis="columns"))
    # A spreadsheet must not take a field for a formula.
    assert not aside.map(lambda field: str(field).startswith("=")).to_numpy().any()


def test_a_folder_is_read_in_the_order_of_names_and_the_newest_wins(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    write(folder / "2026-01.csv", rows(6, 4))
    write(folder / "2026-02.csv", rows(6, 4).iloc[:1].assign(lifetime_h="4321"))
    (folder / "notes.txt").write_text("not a table")
    found = retrain(folder, settings=QUICK)
    assert (len(found.merged.added), found.merged.replaced) == (24, ["lab0-0"])
    frame = known_cells().table.frame.set_index("record_id")
    assert frame.loc["lab0-0", "lifetime_h"] == 4321


def test_names_with_markup_stay_text(home: Path, tmp_path: Path) -> None:
    frame = rows(6, 4)
    frame.loc[0, "paper"] = "<script>alert(1)</script>"
    frame.loc[1, "lifetime_h"] = "<b>x</b>"
    retrain(write(tmp_path / "new.csv", frame), settings=QUICK, output=tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text()
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x" in page


def test_a_retraining_that_fails_leaves_champion_and_table(
    home: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load_champion().predict(CELL)
    monkeypatch.setattr(module, "register", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        retrain(new, settings=QUICK)
    monkeypatch.undo()
    monkeypatch.setenv("NACRE_HOME", str(home))
    pd.testing.assert_frame_equal(load_champion().predict(CELL), before)
    assert [one.version for one in registry.versions()] == ["1"]
    assert retrain(new, settings=QUICK).version == "2"


def test_a_champion_that_changed_meanwhile_is_not_replaced(
    home: Path, new: Path, predictor: CellPredictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: object) -> Decision:
        from tests.pipelines.homes import crowned

        crowned(predictor)
        return Decision(promote=True, reason="promoted: told so")

    monkeypatch.setattr(module, "decide", meanwhile)
    found = retrain(new, settings=QUICK)
    assert not found.decision.promote
    assert "became champion meanwhile" in found.decision.reason
    assert registry.find("champion").version == "2"
    assert registry.find("challenger").version == found.version == "3"


def test_versions_are_compared_on_the_known_cells(home: Path, new: Path) -> None:
    retrain(new, settings=QUICK)
    found = compare_versions("1", "1", QUICK)
    assert {verdict.words for verdict in found.values()} == {"not worse"}
    one, other = compare_versions("1", "2", QUICK), compare_versions("2", "1", QUICK)
    for target in one:
        assert one[target].champion == pytest.approx(other[target].challenger)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "There is no file"),
        ("", "empty"),
        ("a,b\n1,2\n", "missing"),
        (rows(1, 2).assign(electrolyte="1 M Nonsense in DME").to_csv(index=False), "no row without fault"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(home: Path, tmp_path: Path, content: str | None, words: str) -> None:
    path = tmp_path / "new.csv"
    if content is not None:
        path.write_text(content)
    with pytest.raises(NacreError, match=words):
        retrain(path, settings=QUICK)
    assert [one.version for one in registry.versions()] == ["1"]


def test_an_empty_folder_says_so(home: Path, tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"holds no file that ends in .csv"):
        retrain(tmp_path)


def test_known_cells_that_were_changed_by_hand_are_refused(home: Path, new: Path) -> None:
    retrain(new, settings=QUICK)
    (path,) = (home / "data").glob("cells-*.csv")
    path.write_text(path.read_text().replace("NaPF6", "NaFSI", 1))
    with pytest.raises(StoreError, match="were changed since they were written"):
        retrain(new, settings=QUICK)
