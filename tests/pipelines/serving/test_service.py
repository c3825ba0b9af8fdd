"""The service without a network: limits of length, time, memory and clients, and what a stranger learns of a fault."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from nacre.data.errors import ModelFileError, NacreError
from nacre.pipelines.serving.champions import Follower, Served
from nacre.pipelines.serving.gathering import Records, TakesLong
from nacre.pipelines.serving.service import Service, limited

BODY = json.dumps({"inputs": {"cell": ["1 M NaPF6 in DME"]}}).encode()


class Predictor:
    """Answers every cell with 1, or as it is told."""

    def __init__(self, answer: Callable[[bool], Records] | None = None) -> None:
        self.predictor = SimpleNamespace(columns=SimpleNamespace(further=()))
        self._answer = answer

    def answer(self, frame: pd.DataFrame, _: object, may_calculate: bool) -> Records:
        if self._answer is not None:
            return self._answer(may_calculate)
        return [{"lifetime_h": 1.0}] * len(frame)


def service(answer: Callable[[bool], Records] | None = None, **limits: float) -> Service:
    served = Served(Predictor(answer), "7")  # type: ignore[arg-type]
    return Service(lambda: served, limited(**limits))


async def ask(
    service: Service, parts: list[bytes], *, client: str = "127.0.0.1", hold: asyncio.Event | None = None,
    **headers: str,
) -> tuple[int, dict[str, Any], dict[str, str]]:  # fmt: skip
    """Send a body in parts, the last one when `hold` is set; status, content and headers of the answer."""
    sent: list[Any] = []
    waiting = list(parts)

    async def receive() -> dict[str, Any]:
        if len(waiting) == 1 and hold is not None:
            await hold.wait()
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: Any) -> None:
        sent.append(message)

    told = {"host": "localhost", "content-type": "application/json"} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }
    scope = {
        "type": "http", "method": "POST", "path": "/invocations", "client": (client, 1),
        "headers": [(name.encode(), value.encode()) for name, value in told.items()],
    }  # fmt: skip
    await service(scope, receive, send)
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], json.loads(sent[1]["body"]), found


def test_a_request_is_answered_with_its_version() -> None:
    status, told, headers = asyncio.run(ask(service(), [BODY[:5], BODY[5:]]))
    assert (status, told, headers["x-nacre-champion"]) == (200, {"predictions": [{"lifetime_h": 1.0}]}, "7")


def test_a_length_that_lies_does_not_help() -> None:
    one = service(request_bytes=1000)
    status, told, _ = asyncio.run(ask(one, [b"x" * 600, b"x" * 600, b""], content_length="5"))
    assert (status, "1,000 bytes" in told["error"]) == (413, True)
    assert asyncio.run(ask(one, [b"x"], content_length="1001"))[0] == 413
    assert one.held_bytes == 0


def test_held_bodies_have_a_limit_and_come_back() -> None:
    async def run() -> list[int]:
        one = service(request_bytes=1000, held_bytes=2500)
        hold = asyncio.Event()
        held = [asyncio.create_task(ask(one, [b"x" * 900, b""], hold=hold)) for _ in range(2)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        third, told, headers = await ask(one, [b"x" * 900, b""])
        assert "held" in told["error"]
        assert headers["retry-after"]
        hold.set()
        await asyncio.gather(*held)
        return [third, one.held_bytes, (await ask(one, [BODY]))[0]]

    assert asyncio.run(run()) == [503, 0, 200]


def test_an_address_has_a_limit_and_others_go_on() -> None:
    async def run() -> list[int]:
        one = service(requests=2)
        hold = asyncio.Event()
        held = [asyncio.create_task(ask(one, [BODY, b""], hold=hold)) for _ in range(2)]
        await asyncio.sleep(0)
        same, other = await ask(one, [BODY]), await ask(one, [BODY], client="127.0.0.2")
        hold.set()
        await asyncio.gather(*held)
        return [same[0], other[0], (await ask(one, [BODY]))[0]]

    assert asyncio.run(run()) == [503, 200, 200]


def test_a_body_that_does_not_come_is_given_up() -> None:
    async def run() -> int:
        return (await ask(service(body_seconds=0.05), [b"x", b""], hold=asyncio.Event()))[0]

    assert asyncio.run(run()) == 408


def test_a_calculation_is_given_up_in_time_while_others_are_answered() -> None:
    release = threading.Event()

    def answer(may_calculate: bool) -> Records:
        if not may_calculate:
            raise TakesLong
        release.wait(60)
        return [{"lifetime_h": 1.0}]

    async def run() -> tuple[int, dict[str, Any]]:
        status, told, _ = await ask(service(answer, seconds=0.1), [BODY])
        return status, told

    status, told = asyncio.run(run())
    release.set()
    assert status == 503
    assert "longer than 0.1 s" in told["error"]


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("secret place"), 500), (NacreError("No such solvent."), 400)]
)
def test_a_fault_of_ours_tells_a_stranger_nothing(error: Exception, status: int) -> None:
    def answer(_: bool) -> Records:
        raise error

    found, told, _ = asyncio.run(ask(service(answer), [BODY]))
    assert found == status
    assert "secret" not in told["error"]


def test_a_promotion_is_followed(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    folders = [tmp_path / "1-a", tmp_path / "2-b", tmp_path / "3-damaged"]

    def of(folder: Any) -> Served:
        if "damaged" in folder.name:
            raise ModelFileError("damaged")
        return Served(Predictor(), folder.name[0])  # type: ignore[arg-type]

    monkeypatch.setattr(Served, "of", of)
    present = [folders[0]]
    follower = Follower(lambda: present[0], folders[0])
    assert (follower.look(), follower.served.version) == (False, "1")
    present[0] = folders[1]
    assert (follower.look(), follower.served.version) == (True, "2")
    present[0] = folders[2]  # what cannot be loaded does not take the place of what can
    assert (follower.look(), follower.served.version) == (False, "2")
    thread = follower.follow(0.01)
    present[0] = folders[0]
    for _ in range(1000):
        if follower.served.version == "1":
            break
        thread.join(0.01)
    follower.end()
    thread.join(60)
    assert follower.served.version == "1"
    assert not thread.is_alive()
