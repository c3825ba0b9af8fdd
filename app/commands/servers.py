"""`nacre serve`, `nacre ui` and `nacre web`: predictions over HTTP, MLflow's page on the runs, nacre's own page."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from ..data.errors import NacreError
from .shared.options import OwnTarget

#: Largest upload (MB) of the page: the largest table that is read.
UPLOAD_MB = 20

Address = Annotated[
    str,
    typer.Option(help="Address to listen at. There are no passwords: for other machines put a proxy before it."),
]
AllowHost = Annotated[
    list[str] | None,
    typer.Option(help="A further name by which the server may be called, e.g. that of a proxy; once for each."),
]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")]


def serve(
    port: Annotated[int, typer.Option(min=1024, max=65535, help="Port to listen at.")] = 5001,
    address: Address = "127.0.0.1",
    max_megabytes: Annotated[float, typer.Option(min=0.001, max=1024, help="Longest request that is read, MB.")] = 16,
    max_cells: Annotated[int, typer.Option(min=1, max=1_000_000, help="Most cells of a request.")] = 10_000,
    max_seconds: Annotated[float, typer.Option(min=0.1, max=3600, help="Longest time of an answer, s.")] = 60,
    allow_host: AllowHost = None,
    model: Annotated[Path | None, typer.Option(help="Folder of a saved predictor; without it the champion.")] = None,
    target: OwnTarget = None,
) -> None:
    """Answer requests for predictions over HTTP, in the form of MLflow's scoring server; Ctrl-C ends it."""
    from ..pipelines.serving.ports import check_free
    from ..pipelines.serving.server import serve as run
    from ..pipelines.serving.service import limited
    from ..pipelines.store.champion import champion_folder

    if model is not None and target is not None:
        raise NacreError(f"`--model {model}` and `--target {target}` name two models.", hint="Give one of them.")
    folder = model or champion_folder(target)
    check_free(address, port)
    typer.echo(f"predictions at http://{address}:{port}/invocations (see docs/serving.md)", err=True)
    request_bytes = round(max_megabytes * 2**20)
    limits = limited(
        request_bytes=request_bytes, held_bytes=max(4 * request_bytes, 2**20), cells=max_cells, seconds=max_seconds
    )
    find = None if model is not None else lambda: champion_folder(target)
    run(folder, host=address, port=port, limits=limits, names=allow_host or (), find=find)


def ui(
    port: Annotated[int, typer.Option(min=1024, max=65535, help="Port on this machine.")] = 5000,
    browser: Browser = True,
) -> None:
    """Open MLflow's page on nacre's runs; Ctrl-C ends it."""
    from ..pipelines.store.tracking_page import show_runs

    show_runs(port, browser=browser, say=typer.echo)


def web(
    port: Annotated[int, typer.Option(min=1024, max=65535, help="Port to listen at.")] = 8501,
    address: Address = "127.0.0.1",
    allow_host: AllowHost = None,
    browser: Browser = True,
) -> None:
    """Open nacre's page in a browser: predict, compare, screen, data and model; Ctrl-C ends it."""
    if importlib.util.find_spec("streamlit") is None:
        raise NacreError("The page needs Streamlit.", hint="Install it: pip install 'nacre[web]'.")
    from ..pipelines.serving.callers import PAGE_NAMES
    from ..pipelines.serving.guardian import guarded
    from ..pipelines.serving.ports import check_free

    check_free(address, port)
    typer.echo(f"nacre's page is at http://{address}:{port} (Ctrl-C ends it)", err=True)
    script = Path(__file__).parent.parent / "web" / "server.py"
    command = [sys.executable, "-m", "streamlit", "run", str(script), *page_options(address, port, browser=browser)]
    environment = os.environ | {PAGE_NAMES: " ".join(allow_host or ())}
    with guarded(command, environment=environment) as server:
        server.wait()


def page_options(address: str, port: int, *, browser: bool) -> list[str]:
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
