"""MLflow's page on nacre's runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable

from ...data.errors import StoreError
from ...data.places import home, tracking_uri
from ..serving.ports import check_free

_PATIENCE_S = 60.0


def show_runs(port: int, *, browser: bool, say: Callable[[str], None]) -> None:
    """Open the page of the store: a server's own address, else one started for the local store until interrupted.

    Parameters
    ----------
    port : int
        On the loopback address; not used where the store is a server.
    browser : bool
        Whether a browser is opened.
    say : callable
        Takes the line that names the address.

    Raises
    ------
    NacreError
        Where the port is taken.
    StoreError
        Where MLflow's server does not start.
    """
    uri = tracking_uri()
    if uri.startswith(("http://", "https://")):
        say(f"the runs are at {uri}")
        if browser:
            webbrowser.open(uri)
        return
    check_free("127.0.0.1", port)
    address = f"http://127.0.0.1:{port}"
    command = [
        sys.executable, "-m", "mlflow", "server", "--backend-store-uri", uri, "--host", "127.0.0.1",
        "--port", str(port), "--default-artifact-root", (home() / "artifacts").as_uri(), "--workers", "1",
    ]  # fmt: skip
    environment = os.environ | {"MLFLOW_LOGGING_LEVEL": "ERROR"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603
    # A service manager's SIGTERM would otherwise end this process only, and the port would stay taken.
    before = signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        _wait(server, address)
        say(f"the runs are at {address} (Ctrl-C ends it)")
        if browser:
            webbrowser.open(address)
        server.wait()
    finally:
        signal.signal(signal.SIGTERM, before)
        server.terminate()
        server.wait()


def _wait(server: subprocess.Popen[bytes], address: str) -> None:
    """Wait until the server answers; raises StoreError where it ends or stays silent."""
    started = time.monotonic()
    while time.monotonic() - started < _PATIENCE_S:
        if server.poll() is not None:
            lines = (server.stderr.read() if server.stderr else b"").decode(errors="replace").strip().splitlines()
            raise StoreError(
                f"MLflow's server ended at once: {lines[-1] if lines else 'without a message'}.",
                hint="Try `mlflow server` by hand.",
            )
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):  # noqa: S310 - an address of our own
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise StoreError(f"MLflow's server does not answer at {address}.", hint="Try `mlflow server` by hand.")
