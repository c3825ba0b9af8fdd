"""Docstrings of rooms that are held to it: examples run, public functions state what goes in and what comes out."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

#: Room → from how many arguments on a function must state them.
ROOMS = {"nacre.features": 1, "nacre.models": 2}


def modules() -> Iterator[tuple[ModuleType, int]]:
    for room, least in ROOMS.items():
        for one in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if not one.ispkg:
                yield importlib.import_module(one.name), least


MODULES = list(modules())


def functions(module: ModuleType) -> list[tuple[str, Any]]:
    return [
        (name, value)
        for name, value in vars(module).items()
        if not name.startswith("_")
        and inspect.isfunction(inspect.unwrap(value))
        and value.__module__ == module.__name__
    ]


@pytest.mark.parametrize("module", [module for module, _ in MODULES], ids=lambda module: module.__name__)
def test_examples_run(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("room", ROOMS)
def test_functions_are_found(room: str) -> None:
    assert sum(len(functions(module)) for module, _ in MODULES if module.__name__.startswith(f"{room}.")) > 40


@pytest.mark.parametrize(("module", "least"), MODULES, ids=[module.__name__ for module, _ in MODULES])
def test_functions_with_arguments_explain_them_and_their_result(module: ModuleType, least: int) -> None:
    for name, function in functions(module):
        text, signature = inspect.getdoc(function) or "", inspect.signature(function)
        if len(signature.parameters) < least:
            continue
        section = text.partition("Parameters\n----------\n")[2].partition("\n\n")[0]
        stated = {word.strip() for line in section.splitlines() for word in line.partition(" : ")[0].split(",")}
        assert set(signature.parameters) <= stated, f"{name} lacks Parameters"
        gives = "Yields\n------\n" if inspect.isgeneratorfunction(function) else "Returns\n-------\n"
        assert signature.return_annotation == "None" or gives in text, f"{name} lacks what it gives"
