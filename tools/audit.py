"""Look up the lock's packages in lists of advisories; what cannot be looked up is never called safe.

    python tools/audit.py requirements.lock [--advisories all.zip]

PyPI's own list is asked first, through pip-audit. An index that only mirrors PyPI's files has none, and pip-audit then
passes over every package with the code 0; so whatever was passed over is asked of OSV, which holds the same advisories.
Where neither answers, a file does: https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip, brought along.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

FOUND, UNKNOWN = 1, 2
_ADVICE = (
    "Bring https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip along, and run "
    "`make audit ADVISORIES=all.zip`."
)


@dataclass(frozen=True, slots=True)
class Known:
    """An advisory that holds for a package of the lock."""

    package: str
    version: str
    advisory: str
    fixed: str


def locked(lock: Path) -> dict[str, list[str]]:
    """Versions by canonical name, for all systems; several where they differ by Python's version."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock.read_text("utf-8"), flags=re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


def from_file(pins: dict[str, list[str]], advisories: Path) -> Iterator[Known]:
    """What a file of OSV says of the pins: one JSON an advisory.

    Parameters
    ----------
    pins : dict of str to list of str
        From `locked`.
    advisories : path
        A zip archive.
    """
    with zipfile.ZipFile(advisories) as archive:
        for name in archive.namelist():
            if not name.endswith(".json"):
                continue
            content = json.loads(archive.read(name))
            if content.get("withdrawn"):
                continue
            for affected in content.get("affected", ()):
                package = affected.get("package", {})
                own = canonicalize_name(package.get("name", ""))
                if package.get("ecosystem") != "PyPI":
                    continue
                for version in pins.get(own, ()):
                    if _holds(affected, version):
                        yield Known(own, version, content["id"], ", ".join(_fixes(affected)))


def _holds(affected: dict[str, Any], pinned: str) -> bool:
    """Whether a version is named, or lies in a range of an advisory."""
    if pinned in affected.get("versions", ()):
        return True
    version = Version(pinned)
    for one in affected.get("ranges", ()):
        if one.get("type") != "ECOSYSTEM":
            continue
        inside = False
        for event in one["events"]:  # in order, as the schema of OSV has it
            ((kind, text),) = event.items()
            edge = _version(text)
            if edge is None:
                continue
            if kind == "introduced" and version >= edge:
                inside = True
            elif (kind == "fixed" and version >= edge) or (kind == "last_affected" and version > edge):
                inside = False
        if inside:
            return True
    return False


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


def _fixes(affected: dict[str, Any]) -> list[str]:
    return [
        event["fixed"]
        for one in affected.get("ranges", ()) if one.get("type") == "ECOSYSTEM"
        for event in one["events"] if "fixed" in event
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What pip-audit found, how many packages it looked up, and which it passed over; it knows those of this system."""

    known: list[Known]
    looked_up: int
    skipped: list[str]


def from_service(lock: Path, service: str) -> Answer | None:
    """Ask one of pip-audit's services; None where it does not answer."""
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    command += ["--format", "json", "--vulnerability-service", service, "--requirement", str(lock)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        told = json.loads(run.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = run.stderr.strip().splitlines()[-1:]
        print(f"{service} does not answer" + (f": {last[0][:200]}" if last else ""), file=sys.stderr)
        return None
    skipped = [one["name"] for one in told if "skip_reason" in one]
    known = [
        Known(one["name"], one["version"], vulnerability["id"], ", ".join(vulnerability["fix_versions"]))
        for one in told
        for vulnerability in one.get("vulns", ())
    ]
    return Answer(known, len(told) - len(skipped), skipped)


def report(known: Iterable[Known], looked_up: int, where: str) -> int:
    """Print what was found; the exit code."""
    found = sorted(set(known), key=lambda one: (one.package, one.version, one.advisory))
    for one in found:
        print(f"{one.package} {one.version}: {one.advisory}" + (f", fixed in {one.fixed}" if one.fixed else ""))
    print(f"{looked_up} packages looked up in {where}: {len(found)} advisories hold")
    return FOUND if found else 0


def audit(lock: Path, advisories: Path | None) -> int:
    """Look up a lock; 0 where nothing is known, 1 where something is, 2 where not everything could be looked up."""
    if advisories is not None:
        pins = locked(lock)
        return report(from_file(pins, advisories), len(pins), advisories.name)
    for service, name in (("pypi", "PyPI's list"), ("osv", "OSV")):
        answer = from_service(lock, service)
        if answer is None:
            continue
        if not answer.skipped:
            return report(answer.known, answer.looked_up, name)
        report(answer.known, answer.looked_up, name)
        print(f"{name} does not know {len(answer.skipped)} packages", file=sys.stderr)
    print(f"Not everything could be looked up, so nothing is said of it. {_ADVICE}", file=sys.stderr)
    return UNKNOWN


def main() -> None:
    """Read the arguments."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("lock", type=Path)
    options.add_argument("--advisories", type=Path, help="all.zip of OSV, for where no list can be asked")
    chosen = options.parse_args()
    raise SystemExit(audit(chosen.lock, chosen.advisories))


if __name__ == "__main__":
    main()
