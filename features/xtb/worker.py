"""A worker process: one request a line on standard input, answers as JSON lines on standard output.

`{"smiles": …, "charge": …, "heavy_atoms": …, "task": …}` is answered by one or two lines:
the molecule alone first, so that a slow Na⁺ complex does not cost what is known already.
The worker ends with its input, and on Linux also with its parent.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

_PR_SET_PDEATHSIG, _SIGKILL = 1, 9


def answer_requests() -> None:
    """Answer until standard input ends."""
    _die_with_parent()
    # What libraries print must not mix with the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    from .calculation import bare, frontier_weights, with_sodium
    from .structure import Structure

    def answer(**content: Any) -> None:  # noqa: ANN401
        answers.write(json.dumps(content) + "\n")
        answers.flush()

    answer(ready=True)
    for line in sys.stdin:
        request = json.loads(line)
        structure = Structure(request["smiles"], request["charge"], request["heavy_atoms"], ())
        try:
            if request["task"] == "weights":
                answer(final=True, values=frontier_weights(structure))
                continue
            values, geometry = bare(structure)
            if request["task"] == "bare":
                answer(final=True, values=values)
                continue
            answer(final=False, values=values)
            answer(final=True, values=values | with_sodium(structure, geometry))
        except Exception as error:  # noqa: BLE001 - whatever a library raises is the reason that the parent gives
            lasting = not isinstance(error, (ImportError, OSError, MemoryError))
            answer(final=True, reason=_reason(error), lasting=lasting)


def _reason(error: Exception) -> str:
    text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return text[:160]


def _die_with_parent() -> None:
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL)


if __name__ == "__main__":
    answer_requests()
