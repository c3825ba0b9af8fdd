"""Build the sdist and the wheel of what is tracked, from a copy whose files all have one mode and one time.

    python tools/dist.py dist

The modes and times of files in a wheel are those of the checkout, and modes follow the umask of whoever cloned it. With
both set, one commit gives one wheel, byte for byte.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def tracked() -> list[str]:
    """Files of the project below `ROOT`: tracked, or new and not ignored."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in told.splitlines() if (ROOT / name).is_file()]


def commit_time() -> int:
    """When the commit was made that is checked out, in seconds since 1970; `SOURCE_DATE_EPOCH` where it is set."""
    if told := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(told)
    command = ["git", "log", "-1", "--format=%ct"]
    return int(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


def build(output: Path) -> None:
    """Build into a folder.

    Parameters
    ----------
    output : path
    """
    seconds = commit_time()
    with tempfile.TemporaryDirectory(prefix="nacre-dist-") as folder:
        source = Path(folder) / "nacre"
        for name in tracked():
            copy = source / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((ROOT / name).read_bytes())
            copy.chmod(0o755 if (ROOT / name).stat().st_mode & 0o100 else 0o644)
            os.utime(copy, (seconds, seconds))
        command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(output.resolve()), str(source)]
        environment = os.environ | {"SOURCE_DATE_EPOCH": str(seconds)}
        subprocess.run(command, check=True, env=environment, umask=0o022)


def main() -> None:
    """Read the arguments."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("output", type=Path)
    build(options.parse_args().output)


if __name__ == "__main__":
    main()
