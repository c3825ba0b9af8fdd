"""Writes the page of the command line from the commands themselves, when the site is built."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from typer.core import TyperGroup

from nacre.cli import app

PAGE = "reference/command-line.md"
_HEAD = """# Command line

Written from the commands of this version; `nacre COMMAND --help` tells the same. Every command that gives a result has
`--json`. A wrong input ends with one paragraph and exit code 2, anything unforeseen with one line and exit code 1.
"""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the page to those that are built."""
    files.append(File.generated(config, PAGE, content=page()))
    return files


def page() -> str:
    """The page as Markdown: a section for each command, a table of its arguments and options."""
    command = typer.main.get_command(app)
    return "\n".join([_HEAD, *(_section(name, found) for name, found in _commands(command, "nacre"))])


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - Typer's own click
    yield name, command
    if isinstance(command, TyperGroup):
        for key, child in command.commands.items():
            yield from _commands(child, f"{name} {key}")


def _section(name: str, command: Any) -> str:  # noqa: ANN401
    context = command.make_context(name, [], resilient_parsing=True)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    rows = [_row(record) for p in command.params if (record := p.get_help_record(context)) is not None]
    table = ["| argument or option | meaning |", "|---|---|", *rows] if rows else []
    return "\n".join([f"## {name}", "", (command.help or "").strip(), "", "```text", usage, "```", "", *table, ""])


def _row(record: tuple[str, str]) -> str:
    name, text = (part.replace("|", "\\|") for part in record)
    return f"| `{name}` | {text.replace('<', '&lt;').replace('[', '&#91;')} |"
