"""A screening space from a YAML file or plain values; the keys are told in docs/space.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..chemistry.own_checks import known_beside
from .candidates import Space
from .limits import Lists, limited
from .lists import additives_axis, materials, protocols, salts_axis, solvents_axis
from .nodes import Node, read_yaml, read_yaml_bytes

__all__ = ["Space", "load_space", "make_space", "read_space"]

_KEYS = {"salts", "solvents", "additives", "coatings", "hosts", "protocols", "exclude", "limits", "prices"}


def load_space(path: Path | str) -> Space:
    """Read a space from a YAML file.

    Raises
    ------
    SpaceError
        With the line, the key, what is wrong and what to write.
    """
    path = Path(path)
    known_beside(path)
    return _checked(read_yaml(path), path.name)


def read_space(text: str | bytes, name: str = "The space") -> Space:
    """Read a space from the text of a space file, which can name no files.

    Parameters
    ----------
    text : str or bytes
        YAML in UTF-8.
    name : str
        What errors call it.

    Raises
    ------
    SpaceError
        With the line, the key, what is wrong and what to write.
    """
    content = text if isinstance(text, bytes) else text.encode("utf-8", errors="replace")
    return _checked(read_yaml_bytes(content, name), name)


def _checked(node: Node, name: str) -> Space:
    if not isinstance(node.value, dict):
        node.fail(f"{name} holds no choices.", f"Its keys are {', '.join(sorted(_KEYS))}.")
    return _space(node)


def make_space(content: dict[str, Any]) -> Space:
    """Build a space from the keys of a space file, as plain values.

    Parameters
    ----------
    content : dict
        `salts` and `solvents`, and where wanted `additives`, `coatings`, `hosts`, `protocols`, `exclude`, `limits`,
        `prices`, as docs/space.md tells them.

    Raises
    ------
    SpaceError
    """
    return _space(Node(content))


def _space(node: Node) -> Space:
    node.keys(_KEYS)
    for required in ("salts", "solvents"):
        if required not in node.value:
            node.fail(f"The key {required!r} is missing.", "A space needs `salts` and `solvents`.")
    mixtures, basis = solvents_axis(node.child("solvents"))
    lists = Lists(
        salts=salts_axis(node.child("salts")),
        mixtures=mixtures,
        additives=additives_axis(node.get("additives")),
        coatings=materials(node.get("coatings"), "coating"),
        hosts=materials(node.get("hosts"), "host"),
    )
    tests = protocols(node.get("protocols"))
    lists, rules, left_out = limited(lists, node.get("exclude"), node.get("limits"), node.get("prices"))
    return Space(
        salts=lists.salts,
        mixtures=lists.mixtures,
        additives=lists.additives,
        basis=basis,
        coatings=lists.coatings,
        hosts=lists.hosts,
        protocols=tests,
        rules=rules,
        left_out=left_out,
    )
