"""What one request, one client and all of them together may ask of the server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets of `nacre serve`; what is beyond is refused with the limit, and others go on meanwhile.

    Attributes
    ----------
    request_bytes : int
        Longest body that is read; 10,000 cells in notation have about 1 MB.
    cells : int
        Cells of a request.
    seconds : float
        From the whole body to the answer.
    held_bytes : int
        Bodies of all requests that are under way.
    requests : int
        Requests of one address that are under way.
    connections : int
        Open connections of all.
    header_seconds, body_seconds : float
        How long a client may take to send each.
    signs : int
        Brackets, commas and colons of a body: each value takes some sixty bytes of memory, however short it is written.
    """

    request_bytes: int = 16 * 2**20
    cells: int = 10_000
    seconds: float = 60.0
    held_bytes: int = 64 * 2**20
    requests: int = 64
    connections: int = 1000
    header_seconds: float = 10.0
    body_seconds: float = 30.0
    signs: int = 1_500_000
