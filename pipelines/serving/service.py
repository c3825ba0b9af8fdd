"""What `nacre serve` answers: predictions, its health and its figures, as an ASGI application of few parts.

No request is trusted: its size, its time and its sender have limits, and errors tell what is wrong in nacre's words.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...data.errors import NacreError
from ...data.measured.schema import schema
from ...data.version import __version__
from .bodies import NUMBERS, TEXTS, Fields, Options, RequestError, read_body
from .callers import CallerError, Callers
from .champions import Served
from .gathering import FairQueue, Records
from .limits import Limits

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

#: What a message says of a request at most.
_MOST_WORDS = 1500
#: Bodies from here on leave the process's memory to the system again.
_LARGE_BYTES = 2**20
_log = logging.getLogger("nacre.serving")


class Service:
    """An ASGI application.

    Parameters
    ----------
    current : callable
        The predictor that answers at this moment.
    limits : Limits
    host : str
        Address that is listened at.
    names : iterable of str
        Further names by which the server may be called, such as that of a proxy.
    """

    def __init__(
        self, current: Callable[[], Served], limits: Limits | None = None, *, host: str = "127.0.0.1",
        names: Iterable[str] = (),
    ) -> None:  # fmt: skip
        self.current = current
        self.limits = limits or Limits()
        self.callers = Callers(host, names)
        self.queue = FairQueue(_answer)
        self.held_bytes = 0
        self.under_way: Counter[str] = Counter()
        self.answered: Counter[int] = Counter()
        self.cells = 0
        self.began = time.time()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return
        served = self.current()
        try:
            status, kind, text = await self._answered(scope, receive, served)
        except RequestError as error:
            status, kind, text = error.status, "application/json", _error(str(error))
        except NacreError as error:
            status, kind, text = 400, "application/json", _error(str(error))
        except Exception:  # noqa: BLE001 - the last guard before a stranger
            _log.exception("a request failed")
            status, kind, text = (
                500,
                "application/json",
                _error("The server failed on this request; its log tells why."),
            )
        self.answered[status] += 1
        with suppress(TimeoutError):  # who does not take the answer is given up
            async with asyncio.timeout(self.limits.body_seconds):
                await self._send(send, status, kind, text, served.version, close=status in {408, 413, 503})

    async def _answered(
        self, scope: MutableMapping[str, Any], receive: Receive, served: Served
    ) -> tuple[int, str, str]:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            self.callers.check(headers)
        except CallerError as error:
            raise RequestError(403, error.message, hint=error.hint) from None
        path, method = scope["path"], scope["method"]
        if path != "/invocations":
            return self._told(path, method, served)
        if method != "POST":
            raise RequestError(405, "Cells are sent by POST.", hint="See docs/serving.md.")
        client = str((scope.get("client") or ("",))[0])
        if self.under_way[client] >= self.limits.requests:
            raise RequestError(
                503, f"More than {self.limits.requests} requests of this address are under way.", hint=_LATER
            )
        self.under_way[client] += 1
        held = [0]
        try:
            body = await self._body(headers, receive, held)
            kind = headers.get("content-type", "")
            return 200, "application/json", await self._predictions(body, kind, served)
        finally:
            self.held_bytes -= held[0]
            self.under_way -= Counter({client: 1})
            if held[0] >= _LARGE_BYTES:
                await asyncio.to_thread(_give_back)

    # -- what is asked -------------------------------------------------------------------------------------------

    def _told(self, path: str, method: str, served: Served) -> tuple[int, str, str]:
        if method not in {"GET", "HEAD"}:
            raise RequestError(404 if path not in _PATHS else 405, "Nothing is answered here.", hint=_WHERE)
        if path in {"/health", "/ping"}:
            told = {"status": "ok", "nacre": __version__, "version": served.version}
            return 200, "application/json", json.dumps(told)
        if path == "/version":
            return 200, "application/json", json.dumps({"nacre": __version__, "version": served.version})
        if path == "/metrics":
            return 200, "text/plain; version=0.0.4", self.metrics(served)
        raise RequestError(404, "Nothing is answered here.", hint=_WHERE)

    def metrics(self, served: Served) -> str:
        """Figures for an operator, in Prometheus' text form."""
        lines = [
            f'nacre_requests_total{{status="{status}"}} {count}' for status, count in sorted(self.answered.items())
        ]
        lines += [
            f"nacre_cells_total {self.cells}",
            f"nacre_requests_under_way {sum(self.under_way.values())}",
            f"nacre_cells_waiting {self.queue.cells_waiting}",
            f"nacre_held_bytes {self.held_bytes}",
            f"nacre_up_seconds {time.time() - self.began:.0f}",
            f'nacre_model_info{{nacre="{__version__}",version="{served.version}"}} 1',
        ]
        lines += [f"nacre_resident_bytes {resident}"] if (resident := _resident_bytes()) else []
        return "\n".join(lines) + "\n"

    async def _body(self, headers: dict[str, str], receive: Receive, held: list[int]) -> bytes:
        """The whole body, within the limits of length, time and memory; a false length does not help."""
        told = headers.get("content-length", "")
        if told.isascii() and told.isdigit():
            self._hold(int(told[:20]), held)
        parts, size = [], 0
        try:
            async with asyncio.timeout(self.limits.body_seconds):
                while True:
                    message = await receive()
                    parts.append(message.get("body", b""))
                    size += len(parts[-1])
                    if size > held[0]:
                        self._hold(size - held[0], held)
                    if message["type"] != "http.request" or not message.get("more_body"):
                        return b"".join(parts)
        except TimeoutError:
            raise RequestError(
                408, f"The body did not come within {self.limits.body_seconds:g} s.", hint="Send it at once."
            ) from None

    def _hold(self, more: int, held: list[int]) -> None:
        if held[0] + more > self.limits.request_bytes:
            raise RequestError(
                413, f"The request has more than {self.limits.request_bytes:,} bytes.", hint="Send fewer cells at once."
            )
        if self.held_bytes + more > self.limits.held_bytes:
            raise RequestError(503, f"More than {self.limits.held_bytes:,} bytes of requests are held.", hint=_LATER)
        held[0] += more
        self.held_bytes += more

    async def _predictions(self, body: bytes, kind: str, served: Served) -> str:
        further = served.predictor.predictor.columns.further
        fields = Fields(
            (*TEXTS, *(one.column for one in further if one.categories)),
            (*NUMBERS, *(one.column for one in further if not one.categories)),
            frozenset(schema("cells").columns),
        )
        frame, options = await asyncio.to_thread(read_body, body, kind, fields, self.limits)
        del body
        future = self.queue.submit(frame, (served.predictor, options))
        try:
            async with asyncio.timeout(self.limits.seconds):
                records: Records = await asyncio.wrap_future(future)
        except TimeoutError:
            future.cancel()
            raise RequestError(
                503, f"The answer takes longer than {self.limits.seconds:g} s.",
                hint="Send fewer cells. A molecule that was never calculated is kept when it is done: ask again later.",
            ) from None  # fmt: skip
        self.cells += len(records)
        if len(records) < 100:
            return json.dumps({"predictions": records})
        return await asyncio.to_thread(json.dumps, {"predictions": records})

    async def _send(self, send: Send, status: int, kind: str, text: str, version: str, *, close: bool) -> None:
        content = text.encode("utf-8", errors="replace")
        headers = [
            (b"content-type", kind.encode()), (b"content-length", str(len(content)).encode()),
            (b"x-nacre-version", __version__.encode()), (b"x-nacre-champion", version.encode()),
            (b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"),
        ]  # fmt: skip
        headers += [(b"connection", b"close")] if close else []
        headers += [(b"retry-after", b"5")] if status == 503 else []
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})


_PATHS = frozenset({"/health", "/ping", "/version", "/metrics", "/invocations"})
_WHERE = "Cells go to /invocations by POST; /health, /version and /metrics tell of the server."
_LATER = "Ask again in some seconds."


def _answer(frame: Any, options: tuple[Any, Options], may_calculate: bool) -> Records:  # noqa: ANN401 - a frame
    predictor, wanted = options
    found: Records = predictor.answer(frame, wanted, may_calculate)
    return found


def limited(limits: Limits | None = None, **values: float | None) -> Limits:
    """Limits of which some are others than usual; None leaves one as it is."""
    given = {name: value for name, value in values.items() if value is not None}
    return replace(limits or Limits(), **given)  # type: ignore[arg-type]


def _error(message: str) -> str:
    plain = "".join(sign if sign.isprintable() or sign == "\n" else "�" for sign in message)
    return json.dumps({"error": plain[:_MOST_WORDS]})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _resident_bytes() -> int:
    """Memory of this process; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
    except (OSError, ValueError, IndexError):
        return 0


def _give_back() -> None:
    """Give memory of a large body back to the system, which glibc would keep."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
