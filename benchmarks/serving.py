"""How many requests a second `nacre serve` answers on this machine, and whether it stays well under bad ones.

    python benchmarks/serving.py [--json] [--seconds 10] [--soak 600]

Trains into a folder of its own, serves on the loopback address, asks from processes of their own with connections kept
open. A soak mixes good requests with bad ones and watches the server's memory.
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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nacre.models.validation.comparison import BOUNDS_ONLY
from nacre.pipelines.training.train import train

CLIENTS = 8
HEADERS = {"Content-Type": "application/json"}
BAD = (b"{", b"", b"[1]", b'{"dataframe_records": [{"cell": "1 M NaPF6 in diglime"}]}', b"x" * (17 * 2**20))


def body(number: int, cells: int = 1) -> bytes:
    """A request whose cells no other request has."""
    texts = [
        f"{0.5 + 1e-6 * (number * cells + i):.6f} M NaPF6 in diglyme/DOL ({1 + i % 7}:1 v/v) + {1 + i % 5} wt% FEC "
        f"| coating: NaF | {1 + i % 3} mA/cm2, 1 mAh/cm2"
        for i in range(cells)
    ]
    return json.dumps({"dataframe_records": [{"cell": text} for text in texts]}).encode()


def ask(connection: http.client.HTTPConnection, content: bytes) -> int:
    """Send one request; its status."""
    connection.request("POST", "/invocations", content, HEADERS)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def client(port: int, first: int, seconds: float, bad: bool, found: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    """Ask one after the other for some seconds; put milliseconds and statuses."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times, statuses = [], []
    until = time.perf_counter() + seconds
    for number in itertools.count(first):
        content = BAD[number // 4 % len(BAD)] if bad and number % 4 == 0 else body(number)
        start = time.perf_counter()
        if start > until:
            break
        try:
            statuses.append(ask(connection, content))
        except (http.client.HTTPException, OSError):
            # Where a body is refused the server may close before it has been sent.
            statuses.append(413 if len(content) > 2**20 else 599)
            connection.close()
        times.append(1e3 * (time.perf_counter() - start))
    found.put((times, statuses))


def load(port: int, seconds: float, *, bad: bool = False) -> tuple[list[float], list[int]]:
    """All clients at once."""
    found: multiprocessing.Queue = multiprocessing.Queue()  # type: ignore[type-arg]
    people = [
        multiprocessing.Process(target=client, args=(port, 10**6 * i, seconds, bad, found)) for i in range(CLIENTS)
    ]
    for one in people:
        one.start()
    told = [found.get() for _ in people]
    for one in people:
        one.join()
    return [ms for times, _ in told for ms in times], [status for _, statuses in told for status in statuses]


def memory_mib(process: int) -> float:
    """Resident memory of the server."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """Port and process of a server with a champion of its own."""
    with tempfile.TemporaryDirectory(prefix="nacre-") as home, socket.socket() as probe:
        os.environ["NACRE_HOME"] = home
        train(settings=BOUNDS_ONLY)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        server = subprocess.Popen(
            [sys.executable, "-m", "nacre", "serve", "--port", str(port)], stderr=subprocess.DEVNULL
        )
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


def measured(port: int, process: int, seconds: float, soak: float) -> dict[str, float]:
    """The figures."""
    load(port, min(2.0, seconds))  # warm
    start = time.perf_counter()
    times, statuses = load(port, seconds)
    rate = len(times) / (time.perf_counter() - start)
    assert set(statuses) == {200}, set(statuses)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    content = body(0, 10_000)
    start = time.perf_counter()
    assert ask(connection, content) == 200
    found = {
        "requests_per_second": rate,
        "p50_ms": statistics.median(times),
        "p99_ms": statistics.quantiles(times, n=100)[98],
        "batch_10000_seconds": time.perf_counter() - start,
    }
    if soak:
        load(port, soak / 10, bad=True)
        before = memory_mib(process)
        _, statuses = load(port, soak * 0.9, bad=True)
        found |= {
            "soak_requests": len(statuses),
            "soak_refused": sum(400 <= status < 500 for status in statuses),
            "soak_errors": sum(status >= 500 for status in statuses),
            "soak_rss_mib_start": before,
            "soak_rss_mib_end": memory_mib(process),
        }
    return found


def main() -> None:
    """Print the table and, if asked, one line of figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--json", action="store_true")
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--soak", type=float, default=0.0, help="seconds of mixed good and bad requests")
    chosen = options.parse_args()
    with serving() as (port, process):
        found = measured(port, process, chosen.seconds, chosen.soak)
    for name, value in found.items():
        print(f"{name:22} {value:12,.1f}")
    if chosen.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
