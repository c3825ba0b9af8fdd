"""The champion behind MLflow's scoring server, with a limit on bodies and errors that tell only what is wrong."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...models.predictor.cell_predictor import CellPredictor
from .pyfunc import ServedPredictor, signature

if TYPE_CHECKING:
    from mlflow.pyfunc import PyFuncModel

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

#: Bytes of a request; 10,000 cells in notation have about 1 MB.
MOST_BYTES = 16 * 2**20
#: Threads that read requests; while one predicts, the others gather the next batch.
THREADS = 32

_log = logging.getLogger("nacre.serving")


def serving_app(predictor: CellPredictor, *, most_bytes: int = MOST_BYTES) -> App:
    """MLflow's scoring application for a predictor that is in memory; nothing of a saved model is executed.

    It answers `/invocations`, `/ping`, `/health` and `/version` as `mlflow models serve` does.
    """
    from mlflow.models import Model
    from mlflow.pyfunc import FLAVOR_NAME, PyFuncModel
    from mlflow.pyfunc.scoring_server import init

    meta = Model(signature=signature(predictor), flavors={FLAVOR_NAME: {"loader_module": "nacre.pipelines.pyfunc"}})
    model = PyFuncModel(model_meta=meta, model_impl=ServedPredictor(predictor))
    return Guard(Scoring(model, init(model)), most_bytes)


def serve(folder: Path, *, host: str, port: int, most_bytes: int = MOST_BYTES) -> None:
    """Serve the predictor of a folder until interrupted.

    Parameters
    ----------
    folder : path
        A saved predictor.
    host : str
    port : int
    most_bytes : int
        Longest request that is read.
    """
    import uvicorn

    app = serving_app(CellPredictor.load(folder), most_bytes=most_bytes)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


class Scoring:
    """MLflow's scoring of a request, without the layers of its web application, which cost as much as a prediction."""

    def __init__(self, model: PyFuncModel, other: App) -> None:
        self.model = model
        self.other = other
        self.schema = model.metadata.get_input_schema()  # type: ignore[no-untyped-call]

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer a request whose body comes in one message; all but `/invocations` is left to MLflow's application."""
        if (scope["type"], scope.get("method"), scope.get("path")) != ("http", "POST", "/invocations"):
            await self.other(scope, receive, send)
            return
        body = (await receive())["body"]
        kind = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
        status, kind, content = await asyncio.to_thread(self._scored, body, kind)
        await _send(send, status, kind, content)

    def _scored(self, body: bytes, kind: str) -> tuple[int, str, str]:
        from mlflow.exceptions import MlflowException
        from mlflow.pyfunc.scoring_server import invocations

        try:
            answer = invocations(body, kind, self.model, self.schema)  # type: ignore[no-untyped-call]
        except MlflowException as error:
            status: int = error.get_http_status_code()  # type: ignore[no-untyped-call]
            return status, "application/json", str(error.serialize_as_json())  # type: ignore[no-untyped-call]
        return answer.status, answer.mimetype, answer.response


class Guard:
    """Refuses bodies over a limit, and answers errors without what a stranger should not see."""

    def __init__(self, app: App, most_bytes: int) -> None:
        self.app = app
        self.most_bytes = most_bytes

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] == "lifespan":
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = await self._body(scope, receive)
        if body is None:
            await _answer(send, 413, f"The request has more than {self.most_bytes:,} bytes. Send fewer cells at once.")
            return
        await self._guarded(scope, _replay(body, receive), send)

    async def _body(self, scope: MutableMapping[str, Any], receive: Receive) -> bytes | None:
        """The whole body, or None where it is too long; a false length does not help."""
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if told.isdigit() and int(told) > self.most_bytes:
            return None
        parts, size = [], 0
        while True:
            message = await receive()
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self.most_bytes:
                return None
            if message["type"] != "http.request" or not message.get("more_body"):
                return b"".join(parts)

    async def _guarded(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        status, error = 200, b""

        async def watched(message: Message) -> None:
            nonlocal status, error
            if message["type"] == "http.response.start":
                status = message["status"]
            if status < 400:
                await send(message)
            elif message["type"] == "http.response.body":
                error += message.get("body", b"")

        try:
            await self.app(scope, receive, watched)
        except Exception:  # noqa: BLE001 - the last guard before a stranger
            _log.exception("a request failed")
            status, error = 500, b""
        if status >= 400:
            await _answer(send, status, _told(status, error))


def _replay(body: bytes, receive: Receive) -> Receive:
    """A receiver that gives the body first."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _told(status: int, error: bytes) -> str:
    """What is wrong, without a stack trace and without the data repeated."""
    if status >= 500:
        return "The server failed on this request; its log tells why."
    try:
        content = json.loads(error)
    except ValueError:
        return error.decode(errors="replace")[:500]
    message = str(content.get("message", content.get("detail", ""))) if isinstance(content, dict) else ""
    if "unexpected error while evaluating" in message:
        return "The request cannot be read as cells."
    return re.sub(r"^Failed to predict data .*?\nError: ", "", message, flags=re.DOTALL)[:2000]


async def _answer(send: Send, status: int, message: str) -> None:
    await _send(send, status, "application/json", json.dumps({"error": message}))


async def _send(send: Send, status: int, kind: str, text: str) -> None:
    content = text.encode()
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
