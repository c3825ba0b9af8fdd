"""Dask workers in processes of their own: the same bytes, also when a worker dies; a lost scheduler is told."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nacre.data.errors import SpaceError
from nacre.data.space.read import Space, make_space
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.screening.run.checkpoint import NAME
from nacre.pipelines.screening.run.cluster import ClusterError, Dask, task_size
from nacre.pipelines.screening.run.evaluation import Evaluation
from nacre.pipelines.screening.run.settings import ScreenSettings
from nacre.pipelines.screening.screen import screen

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

# Two workers in processes of their own, and a scheduler in a third; each line read ends the process that it names.
SERVER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        pids = [worker.process.pid for worker in cluster.workers.values()]
        print(cluster.scheduler_address, *pids, flush=True)
        sys.stdin.read()
"""
CHUNK = 200
CHUNKED = ScreenSettings(chunk=CHUNK)


@pytest.fixture(scope="module")
def space() -> Space:
    return make_space(
        {
            "salts": ["1 M NaPF6", "2 M NaFSI"],
            "solvents": {"names": ["EC", "PC", "DME", "diglyme", "TTE"], "mix": [1, 2, 3], "simplex": 5},
            "additives": {"names": ["FEC", "SbF3"], "doses": ["1 wt%", "5 wt%"]},
            "coatings": ["none", "NaF"],
            "protocols": ["1 mA/cm2, 1 mAh/cm2"],
        }
    )


@pytest.fixture(scope="module")
def alone(space: Space, predictor: CellPredictor, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process writes."""
    folder = tmp_path_factory.mktemp("alone")
    screen(space, predictor, CHUNKED, output=folder)
    return contents(folder)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str, list[int]]]:
    script = tmp_path / "server.py"
    script.write_text(SERVER, encoding="utf-8")
    server = subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout
    assert server.stdin
    address, *pids = server.stdout.readline().split()
    yield server, address, [int(pid) for pid in pids]
    server.stdin.close()
    server.wait(60)
    server.stdout.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_two_workers_write_the_same_bytes_even_if_one_is_killed(
    space: Space,
    predictor: CellPredictor,
    alone: dict[str, bytes],
    cluster: tuple[subprocess.Popen[str], str, list[int]],
    tmp_path: Path,
) -> None:
    _, address, workers = cluster
    engine = Dask(address, chunks_per_task=2)
    screen(space, predictor, CHUNKED, output=tmp_path / "two", engine=engine)
    assert contents(tmp_path / "two") == alone

    def kill(done: int, _: int) -> None:
        if done >= 2 * CHUNK and workers:
            os.kill(workers.pop(), signal.SIGKILL)
            workers.clear()

    screen(space, predictor, CHUNKED, output=tmp_path / "killed", engine=engine, progress=kill)
    assert not workers
    assert contents(tmp_path / "killed") == alone


def test_a_proof_on_two_workers_writes_the_same_bytes(
    space: Space,
    predictor: CellPredictor,
    cluster: tuple[subprocess.Popen[str], str, list[int]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nacre.pipelines.screening.run.evaluation.SAMPLE", 200)
    monkeypatch.setattr("nacre.pipelines.screening.exact.prove._TIMES", 0)
    _, address, _ = cluster
    proof = ScreenSettings(exact=True)
    screen(space, predictor, proof, output=tmp_path / "alone")
    found = screen(space, predictor, proof, output=tmp_path / "two", engine=Dask(address))
    assert found.certificate is not None
    assert found.certificate.rounds > 0
    assert contents(tmp_path / "two") == contents(tmp_path / "alone")


def test_a_lost_scheduler_is_told_and_the_run_goes_on_elsewhere(
    space: Space,
    predictor: CellPredictor,
    alone: dict[str, bytes],
    cluster: tuple[subprocess.Popen[str], str, list[int]],
    tmp_path: Path,
) -> None:
    server, address, workers = cluster

    def lose(done: int, _: int) -> None:
        if done == CHUNK:
            for pid in (server.pid, *workers):
                os.kill(pid, signal.SIGKILL)

    engine = Dask(address, chunks_per_task=1)
    with pytest.raises(ClusterError, match=r"The scheduler was lost.*--resume"):
        screen(space, predictor, CHUNKED, output=tmp_path / "lost", engine=engine, progress=lose)
    assert (tmp_path / "lost" / NAME).is_file()
    seen: list[int] = []
    screen(space, predictor, CHUNKED, output=tmp_path / "lost", resume=True, progress=lambda done, _: seen.append(done))
    assert seen[0] >= CHUNK
    assert contents(tmp_path / "lost") == alone


def test_a_scheduler_that_is_not_there_is_told(
    space: Space, predictor: CellPredictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nacre.pipelines.screening.run.cluster._CONNECT", "1s")
    with pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:1 cannot be reached"):
        screen(space, predictor, engine=Dask("tcp://127.0.0.1:1"))
    with pytest.raises(ClusterError, match="cannot be reached"):
        screen(space, predictor, engine=Dask("nonsense://"))
    with pytest.raises(SpaceError, match="1 to 1024"):
        screen(space, predictor, engine=Dask(workers=0))


@pytest.mark.parametrize(
    ("chunks", "threads", "size"), [(1, 2, 1), (31, 2, 1), (306, 2, 4), (30_518, 2, 64), (30_518, 100, 10)]
)
def test_tasks_are_long_where_chunks_or_threads_are_many(chunks: int, threads: int, size: int) -> None:
    assert task_size(chunks, threads) == size


def test_what_is_sent_holds_no_computed_lists(space: Space, predictor: CellPredictor) -> None:
    job = Evaluation(space, predictor)
    before = len(pickle.dumps(job.bare()))
    job.prepare()
    bare, whole = len(pickle.dumps(job.bare())), len(pickle.dumps(job))
    assert bare - before < 0.2 * (whole - before)
