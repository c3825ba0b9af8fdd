"""Why candidates were left out, and how many: rules, room for solvent, each guard, predictions worse than required."""

from __future__ import annotations

from .screened import Screened


def excluded(screened: Screened) -> list[tuple[str, int]]:
    """Each reason with the number of candidates that it took away; empty where all were kept.

    Parameters
    ----------
    screened : Screened
    """
    reasons = [
        ("against an exclusion or limit", screened.skipped),
        ("no room for solvent", screened.impossible),
        *((f"cannot work: {guard}", count) for guard, count in screened.refused.items()),
        *((f"predicted {words}", count) for words, count in screened.worse.items()),
    ]
    return [(why, count) for why, count in reasons if count]
