"""How many requests a second `nacre serve` answers on this machine, and whether it stays well under bad ones.

    python benchmarks/serving.py [--json] [--seconds 10] [--soak 600]

Serves the shipped model from a folder of its own on the loopback address, asks from processes of their own with
connections kept open. A soak mixes good requests with bad ones of many kinds from eight clients, half of the time while
molecules that nobody has calculated yet are asked for, and watches the memory of the server: a good request must be
answered, a bad one refused as the fault of the client, and the memory stay.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

CLIENTS = 8
HEADERS = {"Content-Type": "application/json"}
_CELL = b'{"dataframe_records": [{"cell": "1 M NaPF6 in diglyme"}]'
#: Bad requests: body, and headers that take the place of the usual ones.
BAD: tuple[tuple[bytes, dict[str, str]], ...] = (
    (b"{", {}),
    (b"", {}),
    (b"[1]", {}),
    (b'{"dataframe_records": [{"cell": "1 M NaPF6 in diglime"}]}', {}),
    (b'{"dataframe_records": [{"cell": "' + b"1 M NaPF6 in diglyme + " * 400 + b'"}]}', {}),
    (b'{"dataframe_records": [{"cell": "1 M NaPF6 in diglyme", "current": 1}]}', {}),
    (b'{"dataframe_records": ' + b"[" * 5000 + b"]" * 5000 + b"}", {}),
    (_CELL + b', "params": {"level": 1' + b"0" * 5000 + b"}}", {}),
    (_CELL + b', "params": {"level": "\xff"}}', {}),
    (_CELL + b"}", {"Content-Type": "text/html"}),
    (_CELL + b"}", {"Host": "attacker.example"}),
    (_CELL + b"}", {"Origin": "http://attacker.example"}),
    (b'cell,cell\n"1 M NaPF6 in DME",x\n', {"Content-Type": "text/csv"}),
    (b"x" * (17 * 2**20), {}),
)


def body(number: int, cells: int = 1) -> bytes:
    """A request whose cells no other request has."""
    texts = [
        f"{0.5 + 1e-6 * (number * cells + i):.6f} M NaPF6 in diglyme/DOL ({1 + i % 7}:1 v/v) + {1 + i % 5} wt% FEC "
        f"| coating: NaF | {1 + i % 3} mA/cm2, 1 mAh/cm2"
        for i in range(cells)
    ]
    return json.dumps({"dataframe_records": [{"cell": text} for text in texts]}).encode()


def ask(connection: http.client.HTTPConnection, content: bytes, headers: dict[str, str] | None = None) -> int:
    """Send one request; its status."""
    connection.request("POST", "/invocations", content, HEADERS | (headers or {}))
    answer = connection.getresponse()
    answer.read()
    return answer.status


@dataclass
class Told:
    """What clients were told: milliseconds of good requests, and how often each status came for good and bad ones."""

    times: list[float] = field(default_factory=list)
    good: Counter[int] = field(default_factory=Counter)
    bad: Counter[int] = field(default_factory=Counter)

    def __add__(self, other: Told) -> Told:
        return Told(self.times + other.times, self.good + other.good, self.bad + other.bad)

    @property
    def errors(self) -> int:
        """Good requests without an answer, and bad ones that are not refused as the client's fault."""
        return sum(self.good.values()) - self.good[200] + sum(n for one, n in self.bad.items() if not 400 <= one < 500)

    @property
    def p99_ms(self) -> float:
        """What one good request in a hundred takes longer than."""
        return statistics.quantiles(self.times, n=100)[98]


def client(port: int, first: int, seconds: float, bad: bool, found: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    """Ask one after the other for some seconds; put what was told. Every fourth request is bad where some should be."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    told = Told()
    until = time.perf_counter() + seconds
    for number in itertools.count(first):
        is_bad = bad and number % 4 == 0
        content, headers = BAD[number // 4 % len(BAD)] if is_bad else (body(number), {})
        start = time.perf_counter()
        if start > until:
            break
        try:
            status = ask(connection, content, headers)
        except (http.client.HTTPException, OSError):
            # Where a long body is refused the server may close before it has been sent.
            status = 413 if len(content) > 2**20 else 599
            connection.close()
        (told.bad if is_bad else told.good)[status] += 1
        if not is_bad:
            told.times.append(1e3 * (time.perf_counter() - start))
    found.put(told)


def chemist(port: int, seconds: float, found: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    """Ask for ethers that nobody has calculated, one after the other; put how many were answered or told to wait."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    chains = itertools.product(range(3, 9), repeat=3)
    until, told = time.perf_counter() + seconds, Told()
    while time.perf_counter() < until:
        ether = "O".join("C" * length for length in next(chains))
        text = f"1 M NaPF6 in [{ether}] | 1 mA/cm2, 1 mAh/cm2"
        try:
            told.good[ask(connection, json.dumps({"dataframe_records": [{"cell": text}]}).encode())] += 1
        except (http.client.HTTPException, OSError):
            told.good[599] += 1
            connection.close()
    found.put(told)


def load(port: int, seconds: float, *, bad: bool = False, calculating: bool = False) -> tuple[Told, Told]:
    """All clients at once: what they were told, and what was told of molecules that are calculated."""
    found: multiprocessing.Queue = multiprocessing.Queue()  # type: ignore[type-arg]
    aside: multiprocessing.Queue = multiprocessing.Queue()  # type: ignore[type-arg]
    people = [
        multiprocessing.Process(target=client, args=(port, 10**6 * i, seconds, bad, found)) for i in range(CLIENTS)
    ]
    people += [multiprocessing.Process(target=chemist, args=(port, seconds, aside))] if calculating else []
    for one in people:
        one.start()
    told = sum((found.get() for _ in range(CLIENTS)), Told())
    calculated = aside.get() if calculating else Told()
    for one in people:
        one.join()
    return told, calculated


def memory_mib(process: int) -> float:
    """Resident memory of the server."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """Port and process of a server with the shipped model."""
    with tempfile.TemporaryDirectory(prefix="nacre-") as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        server = subprocess.Popen(
            [sys.executable, "-m", "nacre", "serve", "--port", str(port)], stderr=subprocess.DEVNULL,
            env=os.environ | {"NACRE_HOME": home},
        )  # fmt: skip
        try:
            for _ in range(600):
                with suppress(OSError):
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                time.sleep(0.1)
            yield port, server.pid
        finally:
            server.terminate()
            server.wait()


def speed(port: int, seconds: float) -> dict[str, float]:
    """Single cells a second, and a request of ten thousand."""
    load(port, min(2.0, seconds))  # warm
    start = time.perf_counter()
    told, _ = load(port, seconds)
    rate = sum(told.good.values()) / (time.perf_counter() - start)
    assert set(told.good) == {200}, told.good
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    content = body(0, 10_000)
    start = time.perf_counter()
    status = ask(connection, content)
    if status != 200:
        print(f"10,000 cells at once: status {status}; the limit of a request's time is 60 s")
    return {
        "requests_per_second": rate,
        "p50_ms": statistics.median(told.times),
        "p99_ms": told.p99_ms,
        "batch_10000_seconds": time.perf_counter() - start if status == 200 else float("nan"),
    }


def soak(port: int, process: int, seconds: float) -> dict[str, float]:
    """Good and bad requests at once: a tenth of the time to warm up, then without and with calculations beside."""
    load(port, seconds / 10, bad=True, calculating=True)
    before = memory_mib(process)
    start = time.perf_counter()
    alone, _ = load(port, seconds * 0.45, bad=True)
    rate = len(alone.times) / (time.perf_counter() - start)
    beside, calculated = load(port, seconds * 0.45, bad=True, calculating=True)
    both = alone + beside
    print("answers to good requests:", dict(both.good), "to bad ones:", dict(both.bad))
    print("answers to molecules that were calculated:", dict(calculated.good))
    # A calculation that takes longer than an answer may is told so with 503, and kept.
    lost = sum(calculated.good.values()) - calculated.good[200] - calculated.good[503]
    after = memory_mib(process)
    return {
        "soak_requests": sum(both.good.values()) + sum(both.bad.values()),
        "soak_errors": both.errors + lost,
        "soak_good_per_second": rate,
        "soak_p99_ms": alone.p99_ms,
        "soak_p99_ms_calculating": beside.p99_ms,
        "soak_molecules": sum(calculated.good.values()),
        "soak_rss_mib_start": before,
        "soak_rss_mib_end": after,
        "soak_rss_growth_percent": 100 * (after / before - 1),
    }


def main() -> None:
    """Print the table and, if asked, one line of figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--json", action="store_true")
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--soak", type=float, default=0.0, help="seconds of mixed good and bad requests")
    chosen = options.parse_args()
    with serving() as (port, process):
        found = speed(port, chosen.seconds)
        found |= soak(port, process, chosen.soak) if chosen.soak else {}
    for name, value in found.items():
        print(f"{name:24} {value:12,.1f}")
    if chosen.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
