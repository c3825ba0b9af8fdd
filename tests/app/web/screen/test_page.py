"""The page Screen without a browser: what it says of a space, and that a run is started as it was chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.background import job as jobs
from nacre.pipelines.background.job import Job, State, Status
from nacre.pipelines.background.screen import ScreenTask, start_screen
from nacre.pipelines.screening.run.settings import ScreenSettings

HUGE = """
salts: {names: [NaPF6, NaFSI, NaTFSI, NaClO4, NaBF4, NaOTf], concentrations: [0.5 M, 1 M, 2 M, 3 M], mix: [1, 2]}
solvents: {query: {family: [ether, fluoroether, carbonate]}, mix: [1, 2, 3, 4], simplex: 20}
additives: {names: [FEC, VC, SbF3, SnCl2, DTD, PS, ES, VEC], doses: [0.5 wt%, 1 wt%, 2 wt%, 5 wt%], mix: [1, 2, 3]}
coatings: [none, NaF, NaCl, NaBr, Na3P, Na3N, Al2O3]
hosts: [none, Cu, carbon cloth, carbon felt, Ni foam]
protocols: ["1 mA/cm2, 1 mAh/cm2", "3 mA/cm2, 1 mAh/cm2", "1 mA/cm2, 3 mAh/cm2", "10 mA/cm2, 1 mAh/cm2"]
"""
SMALL = "salts: [1 M NaPF6]\nsolvents: {names: [DME, diglyme]}\ncoatings: [none, NaF]\n"


def script() -> None:
    from nacre.web.screen import page as screen

    screen.page()


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def page() -> Callable[[], AppTest]:
    def opened() -> AppTest:
        return AppTest.from_function(script, default_timeout=60).run()

    return opened


def written(app: AppTest, text: str) -> AppTest:
    app.text_area("screen_yaml").set_value(text)
    return app.run()


def button(app: AppTest, label: str) -> object:
    return next(one for one in app.button if one.label == label)


def test_menus_write_the_space_and_tell_its_size(page: Callable[[], AppTest], shipped: CellPredictor) -> None:
    app = page()
    assert not app.exception
    assert app.metric[0].value == "3"
    app.multiselect("space_coatings").set_value(["none", "NaF"])
    app.multiselect("space_salts").set_value(["NaPF6", "NaFSI"])
    app.run()
    assert "coatings: [none, NaF]" in app.text_area("screen_yaml").value
    assert app.metric[0].value == "12"


def test_a_text_that_was_edited_is_not_overwritten_by_a_click(
    page: Callable[[], AppTest], shipped: CellPredictor
) -> None:
    app = written(page(), SMALL)
    assert app.metric[0].value == "4"
    app.multiselect("space_hosts").set_value(["none", "Cu"])
    app.run()
    assert app.text_area("screen_yaml").value == SMALL
    assert any("not what the menus say" in one.value for one in app.info)
    button(app, "Take the menus instead").click()
    app.run()
    assert "hosts: [none, Cu]" in app.text_area("screen_yaml").value
    assert not app.info


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SMALL.replace("NaPF6", "NaPF66"), ["Line 1", "salts", "Did you mean NaPF6"]),
        ("salts: [1 M NaPF6]\nsolvent: [DME]\n", ["Line 2", "Unknown key", "solvents"]),
        ("salts: [1 M NaPF6\n", ["is not YAML", "line"]),
        ("", ["holds no choices", "salts"]),
        ("salts: &a [1 M NaPF6]\nsolvents: *a\n", ["alias"]),
        ("salts: [1 M NaPF6]\nsolvents: {file: ../../etc/passwd}\n", ["Line 2", "file beside it"]),
        ("salts: ['<b>1 M</b> NaPF6']\nsolvents: {names: [DME]}\n", ["Line 1", r"\<b\>"]),
    ],
)
def test_a_fault_is_told_as_on_the_command_line(
    page: Callable[[], AppTest], shipped: CellPredictor, text: str, said: list[str]
) -> None:
    app = written(page(), text)
    shown = app.error[0].value
    plain = shown.replace("\\", "")
    for words in said:
        assert words in shown or words in plain
    assert not app.exception
    assert not [one for one in app.button if one.label == "Start the screen"]


def test_a_space_of_ten_to_the_fifteen_says_what_to_do(page: Callable[[], AppTest], shipped: CellPredictor) -> None:
    app = written(page(), HUGE)
    assert float(app.metric[0].value) > 1e15
    assert "random sample" in app.warning[0].value
    ways = next(one for one in app.radio if one.label == "Compute")
    assert "all candidates" not in ways.options
    assert len(ways.options) == 2


def test_before_any_training_the_shipped_model_screens_as_version_1(
    page: Callable[[], AppTest], empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Job, "launch", lambda self: self.report(Status(State.STOPPED, 2, 4)))
    app = written(page(), SMALL)
    button(app, "Start the screen").click()
    app.run()
    assert not app.exception
    assert jobs.jobs("screen")[0].task(ScreenTask).version == "1"


def test_the_run_is_started_as_chosen_and_shown(
    page: Callable[[], AppTest], shipped: CellPredictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Job, "launch", lambda self: self.report(Status(State.STOPPED, 2, 4)))
    app = written(page(), SMALL)
    next(one for one in app.radio if one.label == "Compute").set_value("sample")
    app.run()
    next(one for one in app.number_input if one.label == "Candidates to compute").set_value(3)
    button(app, "Start the screen").click()
    app.run()
    job = jobs.jobs("screen")[0]
    assert job.task(ScreenTask).settings.sample == 3
    assert (job.folder / "space.yaml").read_text() == SMALL
    assert app.query_params["run"] == job.name
    assert "2 of 4 candidates are done" in app.warning[0].value
    assert button(app, "Go on")


def test_another_session_finds_the_run_by_its_address(shipped: CellPredictor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Job, "launch", lambda self: self.report(Status(State.RUNNING, 1, 4)))
    job, newer = start_screen(SMALL, ScreenSettings()), start_screen(SMALL, ScreenSettings())
    monkeypatch.setattr("nacre.pipelines.background.job.is_held", lambda name: True)
    app = AppTest.from_function(script, default_timeout=60)
    app.query_params["run"] = job.name
    app.run()
    assert app.selectbox("screen_chosen").value == job.name
    button(app, "Cancel").click()
    app.run()
    assert job.stop_file.is_file()
    assert not newer.stop_file.exists()


@pytest.mark.parametrize("name", ["../../etc", "screen-20200101T000000000000-000000", "<script>"])
def test_an_address_that_names_no_run_shows_the_newest(
    shipped: CellPredictor, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(Job, "launch", lambda self: self.report(Status(State.LOST)))
    job = start_screen(SMALL, ScreenSettings())
    app = AppTest.from_function(script, default_timeout=60)
    app.query_params["run"] = name
    app.run()
    assert not app.exception
    assert app.selectbox("screen_chosen").value == job.name


def test_a_finished_run_shows_front_shortlist_and_files(
    shipped: CellPredictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nacre.pipelines.background.screen import screen_job

    def launch(job: Job) -> None:
        screen_job(job, lambda done, total: None)
        job.report(Status(State.DONE, 4, 4))

    monkeypatch.setattr("nacre.pipelines.background.screen.record", lambda *a, **k: None)
    monkeypatch.setattr(Job, "launch", launch)
    job = start_screen(SMALL.replace("1 M NaPF6", "1 M NaPF6, 2 M NaPF6"), ScreenSettings())
    app = AppTest.from_function(script, default_timeout=60)
    app.query_params["run"] = job.name
    app.run()
    assert not app.exception
    assert {one.value for one in app.header} >= {"Pareto front", "Shortlist", "What each choice does", "Tables"}
    assert any(one.value.startswith("**1\\. ") or one.value.startswith("**1. ") for one in app.markdown)
    said = " ".join(one.value for one in app.markdown)
    assert ":material/warning:" in said
    assert ":material/science:" in said
    downloads = {one.proto.label for one in app.get("download_button")}
    assert downloads >= {"screen.html", "shortlist.csv", "top.parquet", "front.csv", "space.yaml"}
    # What a concentration does stands beside what components do.
    app.segmented_control(f"choices_{job.name}").set_value("concentration")
    app.run()
    shown = " ".join(one.proto.body for one in app.get("html"))
    assert "2 M NaPF6" in shown
    assert "Concentration: medians of all candidates" in shown


def test_a_full_bar_says_what_is_still_done(shipped: CellPredictor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Job, "launch", lambda self: self.report(Status(State.RUNNING, 4, 4)))
    monkeypatch.setattr("nacre.pipelines.background.job.is_held", lambda name: True)
    job = start_screen(SMALL, ScreenSettings())
    app = AppTest.from_function(script, default_timeout=60)
    app.query_params["run"] = job.name
    app.run()
    assert not app.exception
    told = [one.proto.text for one in app.get("progress")]
    assert told == ["All 4 candidates are done; the results are being written …"]
