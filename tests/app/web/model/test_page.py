"""The page Data and model without a browser: filters, an empty registry, what is kept and what is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nacre.data.chemistry import own_names
from nacre.data.errors import NacreError
from nacre.data.measured.versions import known_cells
from nacre.data.notation.parse import parse_cell
from nacre.pipelines.background import job as jobs
from nacre.pipelines.background.job import Job, State, Status
from nacre.pipelines.background.tasks import RetrainTask, TrainTask
from nacre.pipelines.store import versions as registry
from nacre.pipelines.training.train import Trained
from tests.new_cells import rows

TABS = ("Known cells", "Read papers", "Add cells", "Own names", "Versions", "Model card")


def script() -> None:
    from nacre.web.model import page as data

    data.page()


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    return tmp_path


def opened(tab: str = TABS[0]) -> AppTest:
    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["data_view"] = tab
    app.run()
    assert not app.exception
    return app


def button(app: AppTest, label: str) -> object:
    return next(one for one in app.button if one.label.startswith(label))


def html(app: AppTest) -> str:
    return " ".join(one.proto.body for one in app.get("html"))


def test_filters_narrow_the_known_cells(empty_home: Path) -> None:
    app = opened()
    everything = len(known_cells().table)
    assert app.markdown[1].value == f"**{everything:,} cells match.**"
    app.multiselect("known_names").set_value(["NaPF6", "diglyme"])
    app.selectbox("known_kind").set_value("treated")
    app.run()
    found = app.dataframe[0].value
    assert 0 < len(found) < everything
    assert found["electrolyte"].str.contains("NaPF6").all()
    app.text_input("known_words").set_value("no such words anywhere")
    app.run()
    assert "take a filter away" in app.info[0].value


def test_a_cell_in_full_links_to_its_source(empty_home: Path) -> None:
    app = opened()
    frame = known_cells().table.frame
    row = frame[frame["doi"].str.startswith("10.")].iloc[0]
    app.selectbox("known_record").set_value(row["record_id"])
    app.run()
    assert f'href="https://doi.org/{row["doi"]}"' in html(app)
    assert ">nan</td>" not in html(app)


@pytest.mark.parametrize("tab", TABS[4:])
def test_an_empty_registry_offers_a_first_training(empty_home: Path, monkeypatch: pytest.MonkeyPatch, tab: str) -> None:
    app = opened(tab)
    assert "ships with nacre" in app.info[0].value
    if tab == "Versions":
        monkeypatch.setattr(
            Job, "launch", lambda self: self.report(Status(State.FAILED, message="No *room*.", hint="Tidy."))
        )
        button(app, "Train the first model").click()
        app.run()
        assert jobs.jobs("train")[0].task(TrainTask).quick
        assert [one.value for one in app.error] == ["No \\*room\\*\\.\n\nTidy\\."]
        assert button(app, "Try again")


def test_a_store_that_is_away_is_told_in_a_sentence(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    app = opened("Versions")
    assert "cannot be reached" in app.error[0].value


def test_versions_and_card_of_the_champion(trained: Trained) -> None:
    app = opened("Versions")
    assert "champion" in html(app)
    assert not [one for one in app.button if one.label.startswith("Make version")]
    app = opened("Model card")
    assert "Gaussian process" in html(app)
    texts = " ".join(one.value for one in app.markdown)
    assert "Papers left out" in texts
    assert "![" not in texts.replace("!\\[", "")


def test_a_version_is_promoted_only_when_confirmed(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    one = registry.find("champion")
    other = replace(one, version="999", aliases=())
    calls = []

    def promote(version: str, *, expected: str) -> registry.Version:
        calls.append((version, expected))
        return other

    monkeypatch.setattr(registry, "versions", lambda: [other, one])
    monkeypatch.setattr(registry, "promote", promote)
    app = opened("Versions")
    assert button(app, "Make version 999").disabled
    app.checkbox("sure_999").check()
    app.run()
    button(app, "Make version 999").click()
    app.run()
    assert calls == [("999", one.version)]
    assert app.success[0].value == "Version 999 is the champion."


def test_what_a_retraining_found_is_shown(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = {
        "target": "lifetime", "metric": "concordance", "champion": 0.8, "challenger": 0.9, "gain": 0.1, "low": 0.05,
        "high": 0.15, "rows": 100, "papers": 20, "words": "better",
    }  # fmt: skip
    conflict = {"cell": "<b>x</b>", "paper": "p", "column": "lifetime_h", "known": "1", "new": "2", "file": "new.csv"}
    changed = {"added": ["a"], "replaced": [], "known": 3, "set_aside": 0}
    told = {
        "version": "2", "champion": "1", "promoted": True, "reason": "promoted: better on lifetime",
        "rule": "The rule.", "verdicts": {"lifetime": verdict}, "forward": {}, "rows": changed,
        "conflicts": [conflict], "issues": [], "drift": [], "data": {},
    }  # fmt: skip
    monkeypatch.setattr(Job, "launch", lambda self: self.report(Status(State.DONE)))
    job = jobs.start("retrain", RetrainTask("new.csv, tried out", quick=True, dry_run=True), {"new.csv": b"x"})
    (job.results / "report.json").write_text(json.dumps(told))
    app = opened("Add cells")
    assert app.success[-1].value == "Version 2: Promoted\\: better on lifetime\\."
    assert "0.800" in html(app)
    assert "&lt;b&gt;x&lt;/b&gt;" in html(app)
    assert button(app, "Now keep the cells and retrain")


def checked(name: str, content: bytes) -> None:
    from nacre.web.model.new_cells import checked as shown

    shown(name, content)


def test_what_is_doubted_is_let_in_and_shown(empty_home: Path) -> None:
    content = rows(1, 2).assign(lifetime_h=["50000", "800"]).to_csv(index=False).encode()
    app = AppTest.from_function(checked, args=("mine.csv", content), default_timeout=60).run()
    assert not app.exception
    assert app.success[0].value == "2 rows without fault."
    assert "5.7 years" in html(app)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xe4\xf6,b\n1,2\n", "is not UTF-8"),
        (b"PK\x03\x04\x00\x00", "an Excel sheet"),
        (b'a,b\n"1,2\n', "not a CSV table"),
        (b"a,b\n1,2\n", "lacks columns"),
        (b"record_id,record_id\n1,2\n", "twice"),
    ],
)
def test_a_broken_file_is_told_by_its_own_name(empty_home: Path, content: bytes, said: str) -> None:
    app = AppTest.from_function(checked, args=("<i>my</i>.csv", content), default_timeout=60).run()
    assert not app.exception
    shown = app.error[0].value
    assert said in shown.replace("\\", "") or said in html(app)
    assert "upload.csv" not in shown + html(app)
    assert not [one for one in app.button if one.label.startswith("Keep")]


def test_rows_with_formulas_are_set_aside_and_nothing_is_kept(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = rows(3, 3)
    frame.loc[0, "electrolyte"] = '=HYPERLINK("http://example.org")'
    frame.loc[1, "coating"] = "<script>alert(1)</script>"
    app = AppTest.from_function(checked, args=("new.csv", frame.to_csv(index=False).encode()), default_timeout=60).run()
    assert not app.exception
    assert app.success[0].value == "7 rows without fault; 2 set aside, see below."
    assert "&lt;script&gt;" in html(app)
    assert known_cells().version == 0
    monkeypatch.setattr(Job, "launch", lambda self: None)
    button(app, "Keep the cells and retrain").click()
    app.run()
    job = jobs.jobs("retrain")[0]
    assert job.task(RetrainTask) == RetrainTask("new.csv, kept", quick=True, dry_run=False)
    assert (job.folder / "new.csv").read_bytes() == frame.to_csv(index=False).encode()


def test_the_quarantine_file_holds_no_formula() -> None:
    from nacre.data.errors import Issue
    from nacre.web.model.new_cells import _issues_csv

    content = _issues_csv([Issue("new.csv", 1, "electrolyte", "=1+1", "cannot be read", "Write a name")]).decode()
    assert "'=1+1" in content
    assert ",=1+1" not in content


@pytest.fixture
def nameless(empty_home: Path) -> Iterator[Path]:
    """An empty nacre folder, and no name of a former one."""
    own_names.forget()
    yield empty_home
    for kind in ("materials", "molecules"):
        own_names.path_of(kind).unlink(missing_ok=True)
    own_names.forget()


def test_each_fault_of_a_name_is_told_and_nothing_is_kept(nameless: Path) -> None:
    app = opened("Own names")
    app.text_input("own_name_name").set_value("NaF")
    app.text_input("own_name_formula").set_value("NotAFormula1x")
    button(app, "Keep this name").click()
    app.run()
    told = " ".join(one.value.replace("\\", "") for one in app.error)
    assert len(app.error) == 3
    for said in ("'NaF' is known already", "There is no class ''", "is no formula"):
        assert said in told
    assert not (nameless / "my-materials.csv").exists()
    # What was typed is still there.
    assert app.text_input("own_name_formula").value == "NotAFormula1x"


def test_a_molecule_of_ones_own_is_kept_read_and_forgotten(nameless: Path) -> None:
    app = opened("Own names")
    app.segmented_control("own_name_kind").set_value("molecule")
    app.run()
    app.text_input("own_name_name").set_value("pentaglyme")
    app.text_input("own_name_smiles").set_value("COCCOCCOCCOCCOCCOC")
    app.selectbox("own_name_role").set_value("solvent")
    app.text_input("own_name_aliases").set_value("G5")
    button(app, "Keep this name").click()
    app.run()
    assert not app.error
    assert app.success[0].value == "“pentaglyme” is known from now on\\."
    assert ">pentaglyme</td>" in html(app)
    assert str(parse_cell("1 M NaPF6 in G5")).startswith("1 M NaPF6 in pentaglyme")
    button(app, "Forget this name").click()
    app.run()
    assert app.success[0].value == "“pentaglyme” is forgotten\\."
    with pytest.raises(NacreError):
        parse_cell("1 M NaPF6 in G5")
