"""Real servers for tests, on the loopback address and ended with the test."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE_S = 120.0


def free_port() -> int:
    """A port that nobody holds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers."""
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE_S:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text()[-2000:]}")
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.1)
    raise RuntimeError(f"no answer from {address}: {log.read_text()[-2000:]}")


@contextmanager
def running(command: Sequence[str], health: str, folder: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server process, with everything that it starts ended afterwards."""
    log = folder / f"server-{free_port()}.log"
    # MLflow calls uvicorn by its name.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"MLFLOW_LOGGING_LEVEL": "ERROR", "PATH": path} | variables
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env=environment, cwd=folder, start_new_session=True
        )
        try:
            wait_for(health, process, log)
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of Debian's with a database of its own; yields its address for SQLAlchemy."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not programs:
        raise RuntimeError("PostgreSQL is not installed: run `make debian`")
    tools, port = programs[-1].parent, free_port()
    # The server refuses to run as root, and another user may not enter pytest's folder.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    data = Path(tempfile.mkdtemp(prefix="nacre-postgresql-"))
    if as_user:
        shutil.chown(data, "postgres", "postgres")
    _run([*as_user, str(tools / "initdb"), "-D", str(data), "-U", "nacre", "-A", "trust", "-N"])
    options = f"-p {port} -h 127.0.0.1 -k {data} -c fsync=off"
    control = [*as_user, str(tools / "pg_ctl"), "-D", str(data), "-w"]
    _run([*control, "-l", str(data / "log"), "-o", options, "start"])
    try:
        _run([str(tools / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "nacre", "mlflow"])
        yield f"postgresql+psycopg2://nacre@127.0.0.1:{port}/mlflow"
    finally:
        _run([*control, "-m", "immediate", "stop"])
        shutil.rmtree(data)


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)


@contextmanager
def mlflow_server(store: str, folder: Path, port: int | None = None) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """MLflow's tracking server that also keeps the artifacts."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    command = [
        sys.executable, "-m", "mlflow", "server", "--backend-store-uri", store, "--host", "127.0.0.1", "--port",
        str(port), "--artifacts-destination", str(folder / "artifacts"), "--workers", "1",
    ]  # fmt: skip
    with running(command, f"{address}/health", folder) as process:
        yield address, process
