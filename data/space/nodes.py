"""A YAML file as nodes that know their key and line, so that every fault is told with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from ..errors import NacreError, SpaceError

#: A space file longer than this is a mistake, and one nested deeper than its keys go is none.
MAX_YAML_BYTES = 1_000_000
MAX_DEPTH = 20

_Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Node:
    """A value of a space file.

    Attributes
    ----------
    value : object
        Plain value as YAML reads it.
    path : tuple of str and int
        Keys and places that lead to it.
    lines : dict
        Line of each path; empty where the space does not come from a file.
    folder : Path or None
        Where files that the space names may lie.
    """

    value: Any
    path: _Path = ()
    lines: dict[_Path, int] = field(default_factory=dict)
    folder: Path | None = None

    @property
    def key(self) -> str:
        """The dotted key, without places in lists."""
        return ".".join(part for part in self.path if isinstance(part, str))

    def fail(self, message: str, hint: str = "") -> NoReturn:
        """Raise with the line, where it is known."""
        line = next(
            (self.lines[self.path[:n]] for n in range(len(self.path), -1, -1) if self.path[:n] in self.lines), 0
        )
        raise SpaceError(f"Line {line}: {message}" if line else message, hint=hint)

    def fail_from(self, error: NacreError) -> NoReturn:
        """Raise another error with key and line."""
        self.fail(f"`{self.key}`: {error.message}", error.hint)

    def child(self, name: str | int) -> Node:
        """The value under a key, or at a place of a list."""
        return Node(self.value[name], (*self.path, name), self.lines, self.folder)

    def get(self, name: str) -> Node | None:
        """The value under a key, None where it is missing or empty."""
        return self.child(name) if self.value.get(name) is not None else None

    def keys(self, allowed: set[str]) -> Node:
        """The node itself, when it is a mapping with known keys only."""
        shown = ", ".join(sorted(allowed))
        if not isinstance(self.value, dict):
            self.fail(f"`{self.key}` has no keys.", f"Its keys are {shown}.")
        unknown = [name for name in self.value if name not in allowed]
        if unknown:
            key = f"`{self.key}.{unknown[0]}`" if self.path else repr(unknown[0])
            self.child(unknown[0]).fail(f"Unknown key {key}.", f"Keys are {shown}.")
        return self

    def items(self) -> list[Node]:
        """The entries of a list with at least one."""
        name = self.path[-1] if self.path else ""
        if not isinstance(self.value, list) or not self.value:
            self.fail(f"`{self.key}` is not a list with entries.", f"Write e.g. `{name}: [a, b]`.")
        return [self.child(place) for place in range(len(self.value))]

    def text(self) -> str:
        """A single text; a number is read as it was written, nothing as an empty text."""
        if isinstance(self.value, bool):
            self.fail(f"`{self.key}`: YAML reads an entry as true or false.", 'Quote it: `"NO"`.')
        if not isinstance(self.value, str | int | float | None):
            self.fail(f"`{self.key}` has an entry that is no text.", "Write one text an entry.")
        return "" if self.value is None else str(self.value)

    def texts(self) -> list[tuple[str, Node]]:
        """Different texts with their nodes."""
        nodes: dict[str, Node] = {}
        for node in self.items():
            text = node.text()
            if text in nodes:
                node.fail(f"`{self.key}` has {text!r} twice.", "Each choice stands once.")
            nodes[text] = node
        return list(nodes.items())

    def number(self) -> float:
        """A finite number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float) or not abs(self.value) < 1e300:
            self.fail(f"`{self.key}` is not a number.", f"Write e.g. `{self.path[-1]}: 3`.")
        return float(self.value)

    def sizes(self, low: int, high: int, default: list[int]) -> list[int]:
        """Different whole numbers of a list, ascending, between low and high."""
        if self.value is None:
            return default
        good = isinstance(self.value, list) and self.value
        if not good or not all(type(k) is int and low <= k <= high for k in self.value):
            self.fail(f"`{self.key}` is not a list of numbers from {low} to {high}.", "Write e.g. `mix: [1, 2]`.")
        return sorted(set(self.value))


def read_yaml(path: Path) -> Node:
    """The content of a space file.

    Raises
    ------
    SpaceError
        Where the file is missing, too large, not UTF-8, not plain YAML, has a key twice or an alias.
    """
    if not path.is_file():
        raise SpaceError(f"There is no file {path.name!r}.", hint="Write a space; see `nacre screen --help`.")
    if path.stat().st_size > MAX_YAML_BYTES:
        raise _too_large(path.name)
    return read_yaml_bytes(path.read_bytes(), path.name, path.parent)


def read_yaml_bytes(content: bytes, name: str, folder: Path | None = None) -> Node:
    """The content of a space that is at hand as bytes; `name` is what errors call it. Raises as `read_yaml`.

    Parameters
    ----------
    content : bytes
    name : str
    folder : path, optional
        Where the names of its files start; the current folder where it is left out.
    """
    import yaml

    if len(content) > MAX_YAML_BYTES:
        raise _too_large(name)
    # The reader in C where PyYAML has one: the other takes seconds for a long file.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        text = content.decode("utf-8")
        _check_depth(text, name, loader)
        root = yaml.compose(text, Loader=loader)
        values = None if root is None else yaml.SafeLoader("").construct_document(root)
    except UnicodeDecodeError:
        raise SpaceError(f"{name} is not UTF-8.", hint="Save it as UTF-8.") from None
    except yaml.YAMLError as error:
        raise SpaceError(f"{name} is not YAML: {str(error).splitlines()[0]}.", hint=_place(error)) from None
    except (RecursionError, ValueError, TypeError):
        raise SpaceError(f"{name} cannot be read: it nests too deeply or holds an odd date.") from None
    lines: dict[_Path, int] = {}
    if root is not None:
        _walk(root, (), lines)
    return Node(values, (), {key: line for key, line in lines.items() if key}, folder)


def _check_depth(text: str, name: str, loader: Any) -> None:  # noqa: ANN401 - a class of PyYAML
    """Refuse a text that nests deeper than a space, before anything is built of it, and aliases, which can multiply."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1 if event.start_mark else 0
        if depth > MAX_DEPTH:
            raise SpaceError(
                f"Line {line}: {name} nests too deeply.", hint="A space has a few levels; see docs/space.md."
            )
        if isinstance(event, yaml.AliasEvent):
            raise SpaceError(f"Line {line}: an alias (`*name`) is not read.", hint="Write the value again.")


def _too_large(name: str) -> SpaceError:
    return SpaceError(f"{name} is larger than 1 MB.", hint="List choices, not candidates.")


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"Look at line {mark.line + 1}, column {mark.column + 1}." if mark else ""


def _walk(node: Any, path: _Path, lines: dict[_Path, int]) -> None:  # noqa: ANN401 - yaml has no types
    """Note the line of every value; refuse what would be read in silence as something else."""
    lines[path] = node.start_mark.line + 1
    if isinstance(node.value, str):
        return
    for place, entry in enumerate(node.value):
        if isinstance(entry, tuple):
            name = entry[0].value
            if (*path, name) in lines:
                line = entry[0].start_mark.line + 1
                raise SpaceError(f"Line {line}: the key {name!r} stands twice.", hint="Keep one of them.")
            _walk(entry[1], (*path, name), lines)
        else:
            _walk(entry, (*path, place), lines)
