"""Docstrings of the room: their examples run, and public functions state what goes in and what comes out."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from types import ModuleType

import pytest

import nacre.features

MODULES = [
    importlib.import_module(one.name)
    for one in pkgutil.walk_packages(nacre.features.__path__, "nacre.features.")
    if not one.ispkg
]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_run(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def functions(module: ModuleType) -> list[tuple[str, object]]:
    return [
        (name, value)
        for name, value in vars(module).items()
        if not name.startswith("_")
        and inspect.isfunction(inspect.unwrap(value))
        and value.__module__ == module.__name__
    ]


def test_functions_are_found() -> None:
    assert sum(len(functions(module)) for module in MODULES) > 40


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_functions_with_arguments_explain_them_and_their_result(module: ModuleType) -> None:
    for name, function in functions(module):
        text, signature = inspect.getdoc(function) or "", inspect.signature(function)
        if len(signature.parameters) > 0:
            section = text.partition("Parameters\n----------\n")[2].partition("\n\n")[0]
            stated = {word.strip() for line in section.splitlines() for word in line.partition(" : ")[0].split(",")}
            assert set(signature.parameters) <= stated, f"{name} lacks Parameters"
            assert signature.return_annotation == "None" or "Returns\n-------\n" in text, f"{name} lacks Returns"
