"""Jobs in processes of their own: found by folder, watched, stopped, gone on with, never run twice."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nacre.data.errors import NacreError, SpaceError
from nacre.data.space import read_space
from nacre.pipelines import job_process, jobs
from nacre.pipelines.jobs import DONE, FAILED, LOST, RUNNING, STARTING, STOPPED, Job, Status, find_job
from nacre.pipelines.locks import is_held, only_one
from nacre.pipelines.screen import screen
from nacre.pipelines.screen_job import SAMPLE, start_screen
from nacre.pipelines.train import Trained

SPACE = """
salts: [1 M NaPF6]
solvents: {names: [DME, diglyme, EC], mix: [1, 2]}
coatings: [none, NaF]
"""
Work = Callable[[Job, dict[str, Any], Callable[[int, int], None]], None]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def unlaunched(home: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job whose process was never started."""
    monkeypatch.setattr(Job, "launch", lambda self: None)
    return jobs.start("screen", {"how": "all", "label": "x"}, {"space.yaml": SPACE.encode()})


def ran(job: Job, work: Work, monkeypatch: pytest.MonkeyPatch) -> Status:
    monkeypatch.setitem(job_process.KINDS, "screen", work)
    job_process.main(job.name)
    return job.status()


def ended(job: Job) -> Status:
    until = time.monotonic() + 100
    while job.status().is_alive and time.monotonic() < until:
        time.sleep(0.1)
    jobs._started[job.name].wait(60)
    return job.status()


def test_a_screen_in_its_own_process_finds_what_a_screen_finds(trained: Trained, tmp_path: Path) -> None:
    job = start_screen(SPACE, top=5)
    status = ended(job)
    assert (status.state, status.done, status.total) == (DONE, 12, 12), (job.folder / "log.txt").read_text()
    assert not is_held(job.lock)
    screen(read_space(SPACE), trained.predictor, top=5, output=tmp_path)
    for name in ("top.csv", "front.csv", "shortlist.csv"):
        assert (job.results / name).read_bytes() == (tmp_path / name).read_bytes()
    assert job in jobs.jobs("screen")
    assert find_job(job.name, "screen") == job
    assert job.settings()["label"] == "all of 12 candidates"


def test_a_space_with_a_fault_starts_nothing(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    before = jobs.jobs("screen")
    with pytest.raises(SpaceError, match=r"Line 2: .*`salts`"):
        start_screen(SPACE.replace("NaPF6", "NaPF66"))
    assert jobs.jobs("screen") == before


def test_all_of_a_space_too_large_is_refused_and_a_sample_is_not(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Job, "launch", lambda self: None)
    monkeypatch.setattr("nacre.pipelines.plan.MAX_CANDIDATES", 10)
    with pytest.raises(SpaceError, match="at most"):
        start_screen(SPACE)
    assert start_screen(SPACE, how=SAMPLE, number=5).settings()["number"] == 5


def test_a_stopped_job_says_how_far_it_was(unlaunched: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(job: Job, settings: dict[str, Any], progress: Callable[[int, int], None]) -> None:
        progress(3, 10)
        job.stop()
        time.sleep(30)

    status = ran(unlaunched, work, monkeypatch)
    assert (status.state, status.done, status.total) == (STOPPED, 3, 10)
    assert not status.is_alive


def test_a_fault_is_told_with_what_to_do(unlaunched: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(job: Job, settings: dict[str, Any], progress: Callable[[int, int], None]) -> None:
        raise NacreError("The salt is wet.", hint="Dry it.")

    status = ran(unlaunched, work, monkeypatch)
    assert (status.state, status.message, status.hint) == (FAILED, "The salt is wet.", "Dry it.")


def test_a_fault_of_its_own_leaves_its_traceback_in_the_log_only(
    unlaunched: Job, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(job: Job, settings: dict[str, Any], progress: Callable[[int, int], None]) -> None:
        raise ZeroDivisionError("by zero")

    status = ran(unlaunched, work, monkeypatch)
    assert status.state == FAILED
    assert "ZeroDivisionError: by zero" in status.message
    assert "Traceback" not in status.message + status.hint
    assert "Traceback" in capsys.readouterr().err


def test_a_job_at_work_is_not_started_twice(unlaunched: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def work(job: Job, settings: dict[str, Any], progress: Callable[[int, int], None]) -> None:
        calls.append(job.status().state)

    with only_one(unlaunched.lock):
        unlaunched.tell(Status(RUNNING, 1, 2))
        assert unlaunched.status().state == RUNNING
        monkeypatch.setattr(job_process, "only_one", lambda name, patience_s: only_one(name, patience_s=0.1))
        monkeypatch.setitem(job_process.KINDS, "screen", work)
        assert job_process.main(unlaunched.name) == 1
    assert calls == []


def test_a_job_whose_process_is_gone_is_lost(unlaunched: Job) -> None:
    unlaunched.tell(Status(RUNNING, 5, 10))
    status = unlaunched.status()
    assert (status.state, status.done, status.total) == (LOST, 5, 10)
    unlaunched.tell(Status(STARTING, updated_s=time.time() - 1000))
    assert unlaunched.status().state == LOST
    unlaunched.tell(Status(STARTING, updated_s=time.time()))
    assert unlaunched.status().state == STARTING
    (unlaunched.folder / "status.json").write_text("{")
    assert unlaunched.status().state == LOST


@pytest.mark.parametrize("name", ["", "..", "screen", "../jobs", "screen-20260101T000000000000-zzzzzz", "retrain-x"])
def test_only_names_of_jobs_are_found(home: Path, name: str) -> None:
    with pytest.raises(NacreError, match="There is no run"):
        find_job(name, "screen")


def test_another_kind_is_not_found(unlaunched: Job) -> None:
    assert find_job(unlaunched.name, "screen") == unlaunched
    with pytest.raises(NacreError, match="There is no run"):
        find_job(unlaunched.name, "retrain")
    assert jobs.jobs("retrain") == []


def test_a_file_of_a_job_stays_in_its_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Job, "launch", lambda self: None)
    job = jobs.start("retrain", {}, {"../../new.csv": b"x"})
    assert (job.folder / "new.csv").read_bytes() == b"x"
    assert json.loads((job.folder / "task.json").read_text()) == {}


def test_rate_and_time_left_come_from_this_process_alone() -> None:
    status = Status(RUNNING, done=300, total=900, first=100, first_s=10.0, updated_s=20.0)
    assert status.rate_per_s == 20.0
    assert status.left_s == 30.0
    assert Status(RUNNING).rate_per_s != Status(RUNNING).rate_per_s


def test_a_run_goes_on_with_the_model_that_it_began_with(
    unlaunched: Job, trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(
        "nacre.pipelines.screen_job.registry.load", lambda version: asked.append(version) or trained.predictor
    )
    monkeypatch.setattr("nacre.pipelines.screen_job.record", lambda *a, **k: None)
    from nacre.pipelines.screen_job import screen_job

    settings = {"version": "7", "how": "all", "number": 1, "seed": 0, "top": 3, "shortlist": 2, "allow_out": False}
    steps = []
    screen_job(unlaunched, settings | {"level": 0.9}, lambda done, total: steps.append((done, total)))
    assert asked == ["7"]
    assert steps == [(12, 12)]
