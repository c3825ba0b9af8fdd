"""The door that registered models name as their loader: `nacre.pipelines.serving.pyfunc` stands behind it."""

from __future__ import annotations

from .serving.pyfunc import _load_pyfunc

__all__ = ["_load_pyfunc"]
