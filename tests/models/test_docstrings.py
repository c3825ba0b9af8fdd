"""Docstrings of the room: their examples run, and functions of several arguments state these and their result."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from types import ModuleType

import pytest

import nacre.models

MODULES = [
    importlib.import_module(one.name)
    for one in pkgutil.walk_packages(nacre.models.__path__, "nacre.models.")
    if not one.ispkg
]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_run(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_functions_of_several_arguments_explain_them_and_their_result(module: ModuleType) -> None:
    for name, function in vars(module).items():
        own = inspect.isfunction(function) and function.__module__ == module.__name__
        if name.startswith("_") or not own or len(inspect.signature(function).parameters) < 2:
            continue
        text, signature = inspect.getdoc(function) or "", inspect.signature(function)
        section = text.partition("Parameters\n----------\n")[2].partition("\n\n")[0]
        stated = {word.strip() for line in section.splitlines() for word in line.partition(" : ")[0].split(",")}
        assert set(signature.parameters) <= stated, f"{name} lacks Parameters"
        assert signature.return_annotation == "None" or "Returns\n-------\n" in text or "Yields" in text, name
