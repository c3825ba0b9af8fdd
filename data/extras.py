"""Packages of extras: imported where they are used, and asked for in words where they are not there."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .errors import NacreError


def package(name: str, files: str, extra: str) -> Any:  # noqa: ANN401 - a module of an optional package
    """A module of a package that an extra brings.

    Parameters
    ----------
    name : str
        Module.
    files : str
        What needs it, e.g. "PDF files".
    extra : str
        Name of the extra.

    Raises
    ------
    NacreError
        Where it is not installed.
    """
    try:
        return import_module(name)
    except ImportError:
        owner = name.partition(".")[0].replace("_", "-")
        raise NacreError(f"{files} need the package {owner}.", hint=f'Run: pip install "nacre[{extra}]".') from None
