"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

#: Called with the number of finished steps and the number of all steps.
Progress = Callable[[int, int], None]
