"""`nacre web`: what it refuses, what it tells Streamlit, and that it leaves no server behind."""

from __future__ import annotations

import http.client
import importlib.util
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from nacre.commands.servers import page_options, web
from nacre.data.errors import NacreError

from .serving import _free_port, _wait


def test_without_streamlit_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(NacreError, match=r"nacre\[web\]"):
        web(port=8501, address="127.0.0.1", browser=False)


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(NacreError, match="Name another --port"):
            web(port=taken.getsockname()[1], address="127.0.0.1", browser=False)


def test_nothing_leaves_the_machine_and_no_stack_trace_reaches_a_page() -> None:
    settings = dict(one.removeprefix("--").split("=") for one in page_options("127.0.0.1", 8600, browser=False))
    assert settings["server.address"] == "127.0.0.1"
    assert settings["server.headless"] == "true"
    assert settings["browser.gatherUsageStats"] == "false"
    assert settings["client.showErrorDetails"] == "none"
    assert float(settings["server.maxUploadSize"]) <= 20
    assert not {"server.enableCORS", "server.enableXsrfProtection"} & settings.keys()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_the_server_ends_with_the_command(sent: signal.Signals, tmp_path: Path) -> None:
    port = _free_port()
    command = [sys.executable, "-m", "nacre", "web", "--port", str(port), "--no-browser"]
    with (tmp_path / "log").open("wb") as log:
        started = subprocess.Popen(
            command, env=os.environ | {"NACRE_HOME": str(tmp_path)}, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    _wait(f"http://127.0.0.1:{port}/_stcore/health", started)
    started.send_signal(sent)
    started.wait(30)
    # The command waits for its server, so the port is free as soon as the command has ended.
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def asked(address: str, path: str, **headers: str) -> tuple[int, str]:
    """Status and text of an answer; headers are sent as they are."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", errors="replace")
    finally:
        connection.close()


def upgraded(address: str, **headers: str) -> int:
    """Status of the answer to a WebSocket's greeting: 101 where the connection is taken."""
    greeting = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
    try:
        connection.request("GET", "/_stcore/stream", headers=greeting | headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_name_that_was_pointed_here_reaches_nothing(nacre_web: str) -> None:
    port = nacre_web.rpartition(":")[2]
    rebound = {"Host": f"attacker.example:{port}", "Origin": f"http://attacker.example:{port}"}
    for path in ("/", "/predict", "/_stcore/health", "/_stcore/host-config", "/static/nothing.js"):
        status, text = asked(nacre_web, path, **rebound)
        assert status == 403, path
        assert "attacker" not in text
    # Streamlit alone takes this connection: the name is its own origin.
    assert upgraded(nacre_web, **rebound) == 403


def test_pages_of_other_sites_reach_nothing_and_links_lead_here(nacre_web: str) -> None:
    other = {"Origin": "http://attacker.example", "Sec-Fetch-Site": "cross-site"}
    assert asked(nacre_web, "/_stcore/health", **other)[0] == 403
    assert upgraded(nacre_web, **other) == 403
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert asked(nacre_web, "/predict", **link)[0] == 200


def test_its_own_pages_are_served_and_connected(nacre_web: str) -> None:
    for host in (nacre_web.removeprefix("http://"), f"localhost:{nacre_web.rpartition(':')[2]}"):
        own = {"Host": host, "Origin": f"http://{host}"}
        assert asked(nacre_web, "/", **own)[0] == 200
        assert upgraded(nacre_web, **own) == 101
