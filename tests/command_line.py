"""A command of nacre run inside the test's process: what it prints, and its exit code.

Everything from the arguments on is what a user's process does; only the start of Python and the imports are spared.
`tests/app/test_cli.py` starts real processes as well.
"""

from __future__ import annotations

import contextlib
import io
import sys
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path

import pytest

from nacre.cli import run


@dataclass(frozen=True)
class Ended:
    """What a command left on the terminal."""

    returncode: int
    stdout: str
    stderr: str


def nacre(*arguments: str, cwd: Path | None = None) -> Ended:
    """Run a command as a user would type it, in the folder `cwd`."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        pytest.MonkeyPatch.context() as patch,
        warnings.catch_warnings(),
        contextlib.chdir(cwd or Path.cwd()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        warnings.resetwarnings()
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", UserWarning)
        patch.setattr(sys, "argv", ["nacre", *arguments])
        patch.setenv("COLUMNS", "200")
        try:
            run()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except Exception:  # noqa: BLE001 - as Python ends: the traceback, and exit 1
            traceback.print_exc()
            code = 1
    return Ended(code, out.getvalue(), err.getvalue())


def fails(tmp_path: Path, *arguments: str) -> str:
    """Run a command that must fail as bad input: exit 2, no traceback, nothing written."""
    before = sorted(tmp_path.rglob("*"))
    ended = nacre(*arguments, cwd=tmp_path)
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""
    assert sorted(tmp_path.rglob("*")) == before
    return ended.stderr
