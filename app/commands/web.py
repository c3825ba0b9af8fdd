"""`nacre web`: the page, on the loopback address."""

from __future__ import annotations

import importlib.util
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from ..data.errors import NacreError

#: Largest upload (MB): the largest table that is read.
UPLOAD_MB = 20


def web(
    port: Annotated[int, typer.Option(min=1024, max=65535, help="Port to listen at.")] = 8501,
    address: Annotated[
        str, typer.Option(help="Address to listen at. There are no passwords: beyond loopback put a proxy before it.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
) -> None:
    """Open nacre's page in a browser: predict, compare, screen, data and model. Ctrl-C ends it."""
    if importlib.util.find_spec("streamlit") is None:
        raise NacreError("The page needs Streamlit.", hint="Install it: pip install 'nacre[web]'.")
    from ..pipelines.ports import check_free

    check_free(address, port)
    typer.echo(f"nacre's page is at http://{address}:{port} (Ctrl-C ends it)", err=True)
    script = Path(__file__).parent.parent / "web" / "main.py"
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options(address, port, browser=browser)]
    server = subprocess.Popen(command)  # noqa: S603
    # A service manager's SIGTERM would otherwise end this process only, and the port would stay taken.
    before = signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait()
    finally:
        signal.signal(signal.SIGTERM, before)


def options(address: str, port: int, *, browser: bool) -> list[str]:
    """Streamlit's settings: nothing leaves the machine, and no stack trace reaches a page."""
    settings = {
        "server.address": address,
        "server.port": port,
        "server.headless": not browser,
        "server.maxUploadSize": UPLOAD_MB,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "browser.gatherUsageStats": False,
        "browser.serverAddress": address,
        "client.showErrorDetails": "none",
        "client.toolbarMode": "minimal",
        "theme.light.primaryColor": "#0b6e99",
        # Captions are the text's colour at 60 %; Streamlit's own grey is too pale for small print (WCAG 1.4.3).
        "theme.light.textColor": "#0b0d10",
        "theme.dark.primaryColor": "#4fb3dd",
    }
    return [f"--{name}={str(value).lower() if isinstance(value, bool) else value}" for name, value in settings.items()]
