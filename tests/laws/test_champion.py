"""The champion is never stale: whatever is promoted or asked between the steps of an asking, the next one is right."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import combinations_with_replacement, product
from pathlib import Path

import pytest

from nacre.pipelines.store import champion, versions

#: Steps between which something may happen: each looks at, reads from or writes to a file.
STEPS = 7
EVENTS = ("promote", "ask", "promote within a tick")


class Registry:
    """A registry in a file of SQLite: one number, the champion's, that events change between the steps of an asking."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.file = home / "mlflow.db"
        self.planned: dict[int, list[str]] = {}
        self.step = 0
        self._write("CREATE TABLE champion (version INTEGER)")
        self._write("INSERT INTO champion VALUES (1)")
        self._make(1)

    def _make(self, version: int) -> Path:
        folder = self.home / "models" / f"{version}-run"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _write(self, statement: str) -> None:
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.execute(statement)

    @property
    def version(self) -> int:
        with closing(sqlite3.connect(self.file)) as connection:
            return int(connection.execute("SELECT version FROM champion").fetchone()[0])

    def promote(self, *, within_a_tick: bool = False) -> None:
        before = self.file.stat()
        self._make(self.version + 1)
        self._write("UPDATE champion SET version = version + 1")
        if within_a_tick:
            os.utime(self.file, ns=(before.st_atime_ns, before.st_mtime_ns))

    def champion_files(self, _: str | None = None) -> tuple[str, Path]:
        found = self.version
        return str(found), self._make(found)

    def between(self) -> None:
        """A place between two steps: what is planned for it happens."""
        events, self.step = self.planned.pop(self.step, []), self.step + 1
        for event in events:
            if event == "ask":
                champion.champion_folder()
            else:
                self.promote(within_a_tick="tick" in event)


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Registry]:
    made: list[Registry] = []

    def wrap(module: object, name: str, instead: Callable[..., object] | None = None) -> None:
        original = instead or getattr(module, name)

        def wrapped(*args: object) -> object:
            made[-1].between()
            found = original(*args)
            made[-1].between()
            return found

        monkeypatch.setattr(module, name, wrapped)

    def files(*args: str | None) -> tuple[str, Path]:
        return made[-1].champion_files(*args)

    wrap(champion, "_database_stamp")
    wrap(champion, "replace_file")
    wrap(versions, "champion_files", files)

    def new() -> Registry:
        home = tmp_path / str(len(made))
        home.mkdir()
        monkeypatch.setenv("NACRE_HOME", str(home))
        made.append(Registry(home))
        return made[-1]

    return new


@pytest.mark.parametrize("first", range(STEPS))
def test_no_interleaving_of_promotions_leaves_the_former_champion(registry: Callable[[], Registry], first: int) -> None:
    plans = [{first: [one]} for one in EVENTS]
    for (one, other), place in product(combinations_with_replacement(EVENTS, 2), range(first, STEPS)):
        plans.append({first: [one, other]} if place == first else {first: [one], place: [other]})
    for plan in plans:
        one = registry()
        one.planned = {place: list(events) for place, events in plan.items()}
        champion.champion_folder()
        one.planned = {}
        assert champion.champion_folder().name == f"{one.version}-run", plan
        assert champion.champion_folder().name == f"{one.version}-run", plan


def test_a_write_ahead_log_counts(registry: Callable[[], Registry]) -> None:
    one = registry()
    with closing(sqlite3.connect(one.file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        assert champion.champion_folder().name == "1-run"
        one._make(2)
        with connection:
            connection.execute("UPDATE champion SET version = 2")
        assert champion.champion_folder().name == "2-run"
