"""Who may ask: this machine by its own names, and never a page of another site."""

from __future__ import annotations

import pytest

from nacre.pipelines.serving.callers import CallerError, Callers

LOCAL = Callers("127.0.0.1")
PROXIED = Callers("127.0.0.1", ["nacre.lab.example"])
EVERYWHERE = Callers("0.0.0.0")


@pytest.mark.parametrize(
    ("callers", "headers"),
    [
        (LOCAL, {"host": "127.0.0.1:8501"}),
        (LOCAL, {"host": "localhost:8501", "origin": "http://localhost:8501", "sec-fetch-site": "same-origin"}),
        (LOCAL, {"host": "[::1]:8501"}),
        (PROXIED, {"host": "nacre.lab.example", "origin": "https://nacre.lab.example"}),
        # A proxy that calls us by our address while the browser knows its name.
        (PROXIED, {"host": "127.0.0.1:8501", "origin": "https://nacre.lab.example"}),
        (EVERYWHERE, {"host": "192.0.2.7:8501", "origin": "http://192.0.2.7:8501"}),
    ],
)
def test_its_own_names_and_pages_may_ask(callers: Callers, headers: dict[str, str]) -> None:
    callers.check(headers)


@pytest.mark.parametrize(
    ("callers", "headers"),
    [
        (LOCAL, {}),
        # The attacker's own name, pointed to this machine: the page is of the same origin, the name is not ours.
        (LOCAL, {"host": "attacker.example:8501", "origin": "http://attacker.example:8501"}),
        (EVERYWHERE, {"host": "attacker.example:8501", "origin": "http://attacker.example:8501"}),
        (LOCAL, {"host": "192.0.2.7:8501"}),
        (LOCAL, {"host": "127.0.0.1.attacker.example"}),
        (LOCAL, {"host": "localhost:8501", "origin": "http://attacker.example"}),
        (LOCAL, {"host": "localhost:8501", "origin": "http://localhost:9999"}),
        (LOCAL, {"host": "localhost:8501", "origin": "null"}),
        (LOCAL, {"host": "localhost:8501", "origin": "http://[broken"}),
        (LOCAL, {"host": "localhost:8501", "sec-fetch-site": "cross-site"}),
        (PROXIED, {"host": "nacre.lab.example", "origin": "https://nacre.lab.example.attacker.example"}),
    ],
)
def test_others_may_not(callers: Callers, headers: dict[str, str]) -> None:
    with pytest.raises(CallerError) as refused:
        callers.check(headers)
    assert "attacker" not in str(refused.value)


def test_a_link_may_lead_to_a_page_but_a_script_may_not_ask() -> None:
    link = {"host": "localhost:8501", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    LOCAL.check(link, may_visit=True)
    for headers, may_visit in ((link, False), (link | {"sec-fetch-mode": "no-cors"}, True)):
        with pytest.raises(CallerError):
            LOCAL.check(headers, may_visit=may_visit)
