"""Draws the packages from the import contract, and lists what each package imports: `make docs-architecture`.

The picture shows the levels of `[tool.importlinter]` in pyproject.toml and the packages as they describe themselves.
The table of ARCHITECTURE.md shows the imports that are there (read by grimp, as import-linter does).
"""

from __future__ import annotations

import argparse
import ast
import re
import shutil
import sys
import tempfile
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import grimp

ROOT = Path(__file__).parents[2]
PICTURE = Path("docs/images/architecture.svg")
PAGE = Path("ARCHITECTURE.md")
#: Between these lines the page holds the table that `table` writes.
BEGIN, END = "<!-- imports: written by `make docs-architecture` -->", "<!-- end of imports -->"

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
#: Folder of each room, by the dotted name of its package.
_FOLDERS: dict[str, str] = _PROJECT["setuptools"]["package-dir"]
_COLOURS = {
    "app": "#fde9d9", "pipelines": "#fdf3c8", "models": "#e3f1dc", "features": "#dcecf7", "data": "#ebe4f5",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A sub-package or a file of a room; `inside` are the packages of a sub-package."""

    name: str
    is_package: bool
    says: str
    inside: tuple[str, ...]


@dataclass(frozen=True)
class Room:
    """A room: its folder, what it says of itself, its levels from those that use to those that are used."""

    name: str
    package: str
    says: str
    levels: tuple[tuple[Part, ...], ...]


# -- what the contract and the packages say -------------------------------------------------------------------------


def rooms() -> list[Room]:
    """The rooms from top to bottom, as the contracts order them."""
    contracts = [c for c in _PROJECT["importlinter"]["contracts"] if c["type"] == "layers"]
    inside = {c["containers"][0]: c["layers"] for c in contracts if "containers" in c}
    order = next(c["layers"] for c in contracts if "containers" not in c)
    faces = [layer.removeprefix("nacre.") for layer in order if layer not in _FOLDERS]
    named = {"nacre": faces} | {layer: inside[layer] for layer in order if layer in _FOLDERS}
    return [_room(package, levels) for package, levels in named.items()]


def _room(package: str, levels: list[str]) -> Room:
    folder = _FOLDERS[package]
    parts = tuple(tuple(_part(folder, name.strip()) for name in level.split("|")) for level in levels)
    return Room(folder, package, _first_sentence(ROOT / folder / "__init__.py"), parts)


def _part(folder: str, name: str) -> Part:
    place = ROOT / folder / name
    if not place.is_dir():
        return Part(name, is_package=False, says="", inside=())
    inside = tuple(sorted(path.parent.name for path in place.glob("*/__init__.py")))
    return Part(name, is_package=True, says=_first_sentence(place / "__init__.py"), inside=inside)


def _first_sentence(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return text.split("\n")[0].replace("`", "").removeprefix("nacre: ").rstrip(".")


# -- the imports that are there -------------------------------------------------------------------------------------


def imports() -> dict[str, list[str]]:
    """What each part of a room imports, both as `room/part`, in the order of the picture."""
    parts = [f"{room.package}.{part.name}" for room in rooms() for level in room.levels for part in level]
    label = {part: f"{_FOLDERS[part.rpartition('.')[0]]}/{part.rpartition('.')[2]}" for part in parts}
    with tempfile.TemporaryDirectory() as folder:
        for package, source in _FOLDERS.items():
            target = Path(folder, *package.split("."))
            shutil.copytree(ROOT / source, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        sys.path.insert(0, folder)
        graph = grimp.build_graph("nacre", cache_dir=None)
        sys.path.remove(folder)
    found: dict[str, set[str]] = {part: set() for part in parts}
    for module in graph.modules:
        for target in graph.find_modules_directly_imported_by(module):
            one, other = _owner(module, parts), _owner(target, parts)
            if one and other and one != other:
                found[one].add(other)
    return {label[part]: [label[target] for target in parts if target in found[part]] for part in parts}


def _owner(module: str, parts: list[str]) -> str | None:
    return next((part for part in parts if module == part or module.startswith(f"{part}.")), None)


def table() -> str:
    """The imports as Markdown: a row for each part, a column for each room; what all may use is left out."""
    names = [room.name for room in rooms()]
    common = {f"data/{part.name}" for part in rooms()[-1].levels[-1]}
    lines = [f"| | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    for part, found in imports().items():
        targets = [target for target in found if target not in common]
        cells = [", ".join(t.partition("/")[2] for t in targets if t.startswith(f"{name}/")) for name in names]
        if targets:
            lines.append(f"| **{part}** | {' | '.join(cells)} |")
    return "\n".join(lines)


def page(text: str) -> str:
    """The page of the architecture with a fresh table."""
    pattern = rf"(?<={re.escape(BEGIN)}\n).*?(?={re.escape(END)})"
    return re.sub(pattern, lambda _: f"\n{table()}\n\n", text, count=1, flags=re.DOTALL)


# -- the picture ----------------------------------------------------------------------------------------------------

_WIDTH, _MARGIN, _GAP = 1120, 16, 30
_HEAD, _LINE, _PAD = 34, 16, 9


def picture() -> str:
    """The picture as SVG: a band for each room, its levels from left to right."""
    drawn: list[str] = []
    y = float(_MARGIN)
    bands = []
    for room in rooms():
        height = _HEAD + max(_level_height(level, _column(room)) for level in room.levels) + 12
        bands.append((y, height))
        drawn += _band(room, y, height)
        y += height + 26
    for (top, height), (below, _) in pairwise(bands):
        drawn.append(_arrow(_WIDTH / 2, top + height + 3, _WIDTH / 2, below - 4))
    height = y + 8
    note = "Imports go right and down only: from a level to those on its right, from a room to the rooms below it."
    drawn.append(_text(_MARGIN, y - 2, note, "small"))
    return "\n".join([_head(height), *drawn, "</svg>", ""])


def _head(height: float) -> str:
    return textwrap.dedent(f"""\
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:g}" role="img"
             font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" fill="#222">
        <title>The packages of nacre and the levels of their import contract</title>
        <style>.room{{font-size:17px;font-weight:700}} .name{{font-size:14px;font-weight:600}}
        .small{{font-size:12px;fill:#444}} .inside{{font-size:12px;fill:#444;font-style:italic}}</style>
        <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
        <path d="M0 0 8 4 0 8z" fill="#555"/></marker></defs>
        <rect width="{_WIDTH}" height="{height:g}" rx="8" fill="#fff"/>""")


def _band(room: Room, y: float, height: float) -> Iterator[str]:
    size = f'width="{_WIDTH - 2 * _MARGIN}" height="{height:g}"'
    yield f'<rect x="{_MARGIN}" y="{y:g}" {size} rx="8" fill="{_COLOURS[room.name]}"/>'
    yield _text(_MARGIN + 12, y + 22, f"{room.name}/", "room")
    yield _text(_MARGIN + 120, y + 22, f"{room.package} · {room.says}", "small")
    width = _column(room)
    middle = y + _HEAD + (height - _HEAD - 12) / 2
    for place, level in enumerate(room.levels):
        x = _MARGIN + 12 + place * (width + _GAP)
        yield from _level(level, x, middle - _level_height(level, width) / 2, width)
        if place:
            yield _arrow(x - _GAP + 4, middle, x - 4, middle)


def _column(room: Room) -> float:
    n = len(room.levels)
    return (_WIDTH - 2 * _MARGIN - 24 - (n - 1) * _GAP) / n


def _level(level: tuple[Part, ...], x: float, y: float, width: float) -> Iterator[str]:
    for is_package, texts in _boxes(level, width):
        height = _box_height(texts)
        fill = "#fff" if is_package else "none"
        yield f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="5" fill="{fill}" stroke="#888"/>'
        for number, (text, kind) in enumerate(texts):
            yield _text(x + 10, y + _PAD + 12 + number * _LINE, text, kind)
        y += height + 8


def _boxes(level: tuple[Part, ...], width: float) -> list[tuple[bool, list[tuple[str, str]]]]:
    """Boxes of a level: a white one for each package, an outlined one for its files together."""
    room = int((width - 16) / 6.7)
    found = []
    for part in level:
        if part.is_package:
            says = [(line, "small") for line in textwrap.wrap(part.says, room)]
            inside = [(line, "inside") for line in textwrap.wrap(f"with {', '.join(part.inside)}", room)]
            found.append((True, [(f"{part.name}/", "name"), *says, *(inside if part.inside else [])]))
    files = [(f"{part.name}.py", "name") for part in level if not part.is_package]
    return [*found, (False, files)] if files else found


def _box_height(texts: list[tuple[str, str]]) -> float:
    return len(texts) * _LINE + 2 * _PAD - 2


def _level_height(level: tuple[Part, ...], width: float) -> float:
    return sum(_box_height(texts) + 8 for _, texts in _boxes(level, width)) - 8


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{kind}">{escape(text)}</text>'


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}" stroke="#555" stroke-width="1.6" marker-end="url(#tip)"/>'


def main() -> None:
    """Write picture and table into a checkout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=ROOT, help="folder of the checkout")
    folder = parser.parse_args().output
    (folder / PICTURE).parent.mkdir(parents=True, exist_ok=True)
    (folder / PICTURE).write_text(picture(), encoding="utf-8")
    (folder / PAGE).write_text(page((ROOT / PAGE).read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
