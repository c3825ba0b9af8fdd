"""The champion over HTTP: nacre's own small service behind uvicorn, which drops connections that send nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from .champions import Follower, Served
from .limits import Limits
from .service import Service

#: Threads that read bodies; predictions have one of their own.
_THREADS = 4


def serve(
    folder: Path, *, host: str, port: int, limits: Limits | None = None, names: Iterable[str] = (),
    find: Callable[[], Path] | None = None,
) -> None:  # fmt: skip
    """Serve the predictor of a folder until interrupted.

    Parameters
    ----------
    folder : path
        A saved predictor.
    host : str
    port : int
    limits : Limits, optional
    names : iterable of str
        Further names by which the server may be called.
    find : callable, optional
        The folder of the present champion, which is then followed; without it `folder` stays.
    """
    import uvicorn

    limits = limits or Limits()
    if find is None:
        fixed = Served.of(folder)
        service = Service(lambda: fixed, limits, host=host, names=names)
    else:
        follower = Follower(find, folder)
        follower.follow()
        service = Service(lambda: follower.served, limits, host=host, names=names)
    config = uvicorn.Config(
        service, host=host, port=port, log_level="warning", server_header=False, http=_patient(limits), ws="none",
        timeout_keep_alive=round(limits.header_seconds), timeout_graceful_shutdown=10, proxy_headers=False,
    )  # fmt: skip
    server = uvicorn.Server(config)

    async def run() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS, "nacre-bodies"))
        await server.serve()

    asyncio.run(run())


def _patient(limits: Limits) -> Any:  # noqa: ANN401 - a class of uvicorn's protocols
    """Uvicorn's protocol with limits on open connections and on the time until a request's headers are there."""
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Patient(H11Protocol):
        """Closes a connection whose next request does not come in time."""

        _watch: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:  # noqa: ANN401
            super().connection_made(transport)
            if len(self.connections) > limits.connections:
                transport.close()
                return
            self._wait()

        def _wait(self) -> None:
            self._watch = self.loop.call_later(limits.header_seconds, self._look)

        def _look(self) -> None:
            """Between requests nothing may take longer than the headers should."""
            if self.transport.is_closing():
                return
            if self.cycle is None or (self.cycle.response_complete and self.timeout_keep_alive_task is None):
                self.transport.close()
                return
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            if self._watch is not None:
                self._watch.cancel()
            super().connection_lost(exc)

    return Patient
