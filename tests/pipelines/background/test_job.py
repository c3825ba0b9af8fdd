"""Jobs in processes of their own: found by folder, watched, stopped, gone on with, never run twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nacre.data.errors import NacreError, SpaceError
from nacre.data.quantity import QUANTITIES
from nacre.data.space.read import read_space
from nacre.pipelines.background import job as jobs
from nacre.pipelines.background import process as job_process
from nacre.pipelines.background.job import Job, State, Status, find_job
from nacre.pipelines.background.screen import ScreenTask, start_screen
from nacre.pipelines.background.tasks import RetrainTask
from nacre.pipelines.screening.run.settings import ScreenSettings
from nacre.pipelines.screening.screen import screen
from nacre.pipelines.store.locks import is_held, only_one
from nacre.pipelines.training.train import Trained

SPACE = """
salts: [1 M NaPF6]
solvents: {names: [DME, diglyme, EC], mix: [1, 2]}
coatings: [none, NaF]
"""
Work = Callable[[Job, Callable[[int, int], None]], None]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def unlaunched(home: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job whose process was never started."""
    monkeypatch.setattr(Job, "launch", lambda self: None)
    return jobs.start(
        "screen", ScreenTask("x", "7", ScreenSettings(top=3, shortlist=2)), {"space.yaml": SPACE.encode()}
    )


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
    job = start_screen(SPACE, ScreenSettings(top=5))
    status = ended(job)
    assert (status.state, status.done, status.total) == (State.DONE, 12, 12), (job.folder / "log.txt").read_text()
    assert not is_held(job.lock)
    screen(read_space(SPACE), trained.predictor, ScreenSettings(top=5), output=tmp_path)
    for name in ("top.csv", "front.csv", "shortlist.csv"):
        assert (job.results / name).read_bytes() == (tmp_path / name).read_bytes()
    assert job in jobs.jobs("screen")
    assert find_job(job.name, "screen") == job
    assert job.label == "all of 12 candidates"


def test_a_space_with_a_fault_starts_nothing(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    before = jobs.jobs("screen")
    with pytest.raises(SpaceError, match=r"Line 2: .*`salts`"):
        start_screen(SPACE.replace("NaPF6", "NaPF66"), ScreenSettings())
    assert jobs.jobs("screen") == before


def test_all_of_a_space_too_large_is_refused_and_a_sample_is_not(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Job, "launch", lambda self: None)
    monkeypatch.setattr("nacre.pipelines.screening.run.plan.MAX_CANDIDATES", 10)
    with pytest.raises(SpaceError, match="at most"):
        start_screen(SPACE, ScreenSettings())
    assert start_screen(SPACE, ScreenSettings(sample=5)).task(ScreenTask).settings.sample == 5


def test_a_stopped_job_says_how_far_it_was(unlaunched: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(job: Job, progress: Callable[[int, int], None]) -> None:
        progress(3, 10)
        job.stop()
        time.sleep(30)

    status = ran(unlaunched, work, monkeypatch)
    assert (status.state, status.done, status.total) == (State.STOPPED, 3, 10)
    assert not status.is_alive


def test_a_fault_is_told_with_what_to_do(unlaunched: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(job: Job, progress: Callable[[int, int], None]) -> None:
        raise NacreError("The salt is wet.", hint="Dry it.")

    status = ran(unlaunched, work, monkeypatch)
    assert (status.state, status.message, status.hint) == (State.FAILED, "The salt is wet.", "Dry it.")


def test_a_fault_of_its_own_leaves_its_traceback_in_the_log_only(
    unlaunched: Job, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(job: Job, progress: Callable[[int, int], None]) -> None:
        raise ZeroDivisionError("by zero")

    status = ran(unlaunched, work, monkeypatch)
    assert status.state == State.FAILED
    assert "ZeroDivisionError: by zero" in status.message
    assert "Traceback" not in status.message + status.hint
    assert "Traceback" in capsys.readouterr().err


def test_a_job_at_work_is_not_started_twice(unlaunched: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def work(job: Job, progress: Callable[[int, int], None]) -> None:
        calls.append(job.status().state)

    with only_one(unlaunched.lock):
        unlaunched.report(Status(State.RUNNING, 1, 2))
        assert unlaunched.status().state == State.RUNNING
        monkeypatch.setattr(job_process, "only_one", lambda name, patience_s: only_one(name, patience_s=0.1))
        monkeypatch.setitem(job_process.KINDS, "screen", work)
        assert job_process.main(unlaunched.name) == 1
    assert calls == []


def test_a_job_whose_process_is_gone_is_lost(unlaunched: Job) -> None:
    unlaunched.report(Status(State.RUNNING, 5, 10))
    status = unlaunched.status()
    assert (status.state, status.done, status.total) == (State.LOST, 5, 10)
    unlaunched.report(Status(State.STARTING, updated_s=time.time() - 1000))
    assert unlaunched.status().state == State.LOST
    unlaunched.report(Status(State.STARTING, updated_s=time.time()))
    assert unlaunched.status().state == State.STARTING
    (unlaunched.folder / "status.json").write_text("{")
    assert unlaunched.status().state == State.LOST


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
    task = RetrainTask("new.csv", quick=True, dry_run=False)
    job = jobs.start("retrain", task, {"../../new.csv": b"x"})
    assert (job.folder / "new.csv").read_bytes() == b"x"
    assert job.task(RetrainTask) == task


def test_the_task_of_another_version_is_refused(unlaunched: Job) -> None:
    (unlaunched.folder / "task.json").write_text('{"how": "all", "label": "all of 12 candidates"}')
    assert unlaunched.label == "all of 12 candidates"
    with pytest.raises(NacreError, match="another version"):
        unlaunched.task(ScreenTask)


def test_rate_and_time_left_come_from_this_process_alone() -> None:
    status = Status(State.RUNNING, done=300, total=900, first=100, first_s=10.0, updated_s=20.0)
    assert status.rate_per_s == 20.0
    assert status.left_s == 30.0
    assert Status(State.RUNNING).rate_per_s != Status(State.RUNNING).rate_per_s


def test_a_run_goes_on_with_the_model_that_it_began_with(
    unlaunched: Job, trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(
        "nacre.pipelines.background.screen.registry.load", lambda version: asked.append(version) or trained.predictor
    )
    monkeypatch.setattr("nacre.pipelines.background.screen.record", lambda *a, **k: None)
    from nacre.pipelines.background.screen import objectives, screen_job

    steps = []
    screen_job(unlaunched, lambda done, total: steps.append((done, total)))
    assert asked == ["7"]
    assert objectives(unlaunched) == QUANTITIES
    assert steps == [(12, 12)]
