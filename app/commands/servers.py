"""`nacre ui` and `nacre serve`: MLflow's page and MLflow's scoring server, on the loopback address."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..data.errors import NacreError
from .options import OwnTarget


def ui(
    port: Annotated[int, typer.Option(min=1024, max=65535, help="Port on the loopback address.")] = 5000,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
) -> None:
    """Open MLflow's page on nacre's runs; Ctrl-C ends it."""
    from ..pipelines.tracking_page import show_runs

    show_runs(port, browser=browser, say=typer.echo)


def serve(
    port: Annotated[int, typer.Option(min=1024, max=65535, help="Port to listen at.")] = 5001,
    address: Annotated[
        str, typer.Option(help="Address to listen at. There are no passwords: beyond loopback put a proxy before it.")
    ] = "127.0.0.1",
    max_megabytes: Annotated[float, typer.Option(min=0.001, max=1024, help="Longest request that is read.")] = 16,
    model: Annotated[Path | None, typer.Option(help="Folder of a saved predictor; without it the champion.")] = None,
    target: OwnTarget = None,
) -> None:
    """Answer requests for predictions over HTTP as MLflow's scoring server does; Ctrl-C ends it."""
    from ..pipelines.champion import champion_folder
    from ..pipelines.ports import check_free
    from ..pipelines.serving import serve as run

    if model is not None and target is not None:
        raise NacreError("--model and --target name two models.", hint="Give one of them.")
    folder = model or champion_folder(target)
    check_free(address, port)
    typer.echo(f"predictions at http://{address}:{port}/invocations (see docs/serving.md)", err=True)
    run(folder, host=address, port=port, most_bytes=round(max_megabytes * 2**20))
