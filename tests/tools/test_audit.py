"""The audit of the lock: advisories hold for the versions that they name, and silence is never taken for safety."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.scripts import script

audit = script("tools/audit.py")

# MLflow's path traversal of 2023 as OSV tells it, shortened.
TRAVERSAL: dict[str, Any] = {
    "id": "GHSA-wv8q-r932-8hc7",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "MLflow"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.9.2"}]}],
        }
    ],
}


def lock(folder: Path, *pins: str) -> Path:
    path = folder / "requirements.lock"
    path.write_text("".join(f"{pin} \\\n    --hash=sha256:00\n" for pin in pins), encoding="utf-8")
    return path


def archive(folder: Path, *advisories: dict[str, Any]) -> Path:
    path = folder / "all.zip"
    with zipfile.ZipFile(path, "w") as file:
        for one in advisories:
            file.writestr(f"{one['id']}.json", json.dumps(one))
    return path


@pytest.mark.parametrize(("version", "holds"), [("2.9.1", True), ("2.9.2", False), ("2.10.0", False), ("0.1", True)])
def test_an_advisory_holds_below_the_version_that_mends_it(
    tmp_path: Path, version: str, holds: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    code = audit.audit(lock(tmp_path, f"mlflow=={version}", "numpy==2.4.0"), archive(tmp_path, TRAVERSAL))
    said = capsys.readouterr().out
    assert code == (audit.FOUND if holds else 0)
    assert ("GHSA-wv8q-r932-8hc7" in said) is holds
    assert "2 packages looked up" in said


def test_advisories_of_named_versions_of_other_ecosystems_and_withdrawn_ones(tmp_path: Path) -> None:
    named = {"id": "A", "affected": [{"package": {"ecosystem": "PyPI", "name": "ase"}, "versions": ["3.25.0"]}]}
    other = {"id": "B", "affected": [{"package": {"ecosystem": "npm", "name": "ase"}, "versions": ["3.25.0"]}]}
    withdrawn = named | {"id": "C", "withdrawn": "2026-01-01T00:00:00Z"}
    last = {
        "id": "D",
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": "ase"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "3.20"}, {"last_affected": "3.25.0"}]}],
            }
        ],
    }
    pins = audit.locked(lock(tmp_path, "ase==3.25.0", "ase==3.26.0 ; python_full_version >= '3.12'"))
    found = list(audit.from_file(pins, archive(tmp_path, named, other, withdrawn, last)))
    assert [(one.advisory, one.version) for one in found] == [("A", "3.25.0"), ("D", "3.25.0")]


def test_packages_that_no_list_knows_are_not_called_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # An index that mirrors files alone: every package is passed over, and pip-audit ends with 0.
    asked = []

    def service(_: Path, name: str) -> Any:
        asked.append(name)
        return audit.Answer([], 0, ["mlflow"]) if name == "pypi" else None

    monkeypatch.setattr(audit, "from_service", service)
    assert audit.audit(lock(tmp_path, "mlflow==3.14.0"), None) == audit.UNKNOWN
    assert asked == ["pypi", "osv"]
    assert "ADVISORIES=" in capsys.readouterr().err


def test_what_pypi_passes_over_is_asked_of_osv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = audit.Known("mlflow", "2.9.1", "GHSA-wv8q-r932-8hc7", "2.9.2")
    answers = {"pypi": audit.Answer([], 0, ["mlflow"]), "osv": audit.Answer([known], 1, [])}
    monkeypatch.setattr(audit, "from_service", lambda _, name: answers[name])
    assert audit.audit(lock(tmp_path, "mlflow==2.9.1"), None) == audit.FOUND
