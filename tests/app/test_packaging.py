"""The wheel: complete, typed, and working outside the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
VERSION = PROJECT["version"]


def build(folder: Path, *, umask: int) -> Path:
    """Build into a folder, as `make dist` does."""
    command = [sys.executable, str(ROOT / "tools" / "dist.py"), str(folder)]
    subprocess.run(command, check=True, capture_output=True, umask=umask)
    return folder


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel built from it."""
    return build(tmp_path_factory.mktemp("dist"), umask=0o022)


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    return next(dist.glob("*.whl"))


def test_a_wheel_that_is_built_twice_is_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    # At another time, in another folder, by somebody whose files others may not read.
    again = build(tmp_path / "again", umask=0o077)
    assert next(again.glob("*.whl")).read_bytes() == wheel.read_bytes()


def test_what_is_built_passes_the_checks_of_pypi(dist: Path) -> None:
    files = sorted(str(path) for path in dist.iterdir())
    assert [Path(file).name for file in files] == [f"nacre-{VERSION}-py3-none-any.whl", f"nacre-{VERSION}.tar.gz"]
    command = [sys.executable, "-m", "twine", "check", "--strict", *files]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_metadata_are_those_of_the_project(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(f"nacre-{VERSION}.dist-info/METADATA").decode()
        entry = archive.read(f"nacre-{VERSION}.dist-info/entry_points.txt").decode()
        assert f"nacre-{VERSION}.dist-info/licenses/LICENSE" in archive.namelist()
    assert f"\nVersion: {VERSION}\n" in text
    assert "\nLicense-Expression: MIT\n" in text
    assert set(re.findall(r"^Provides-Extra: (\S+)$", text, re.MULTILINE)) == set(PROJECT["optional-dependencies"])
    assert "nacre = nacre.__main__:main" in entry


def test_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    roots = {name.split("/")[0] for name in names}
    assert {root for root in roots if not root.endswith(".dist-info")} == {"nacre"}
    for needed in (
        "nacre/py.typed", "nacre/data/notation/notation.lark", "nacre/data/README.md", "nacre/data/tables/cells.csv",
        "nacre/models/shipped/manifest.json", "nacre/models/shipped/evidence.parquet",
        "nacre/pipelines/reports/templates/explanation.html.j2", "nacre/pipelines/reports/templates/style.css",
    ):  # fmt: skip
        assert needed in names
    tables = {Path(name).name for name in names if name.startswith("nacre/data/tables/")}
    assert tables == {path.name for path in (ROOT / "data" / "tables").glob("*.csv")}
    assert not [name for name in names if name.endswith((".pyc", ".pkl", ".db"))]


def test_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Unpacked elsewhere and put before the checkout's own: parse, load every table, predict from a saved model."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "import nacre, nacre.data.measured.tables as t, nacre.data.measured.schema as s;"
        "assert nacre.__file__.startswith(r'%s'), nacre.__file__;"
        "[t.load_table(name) for name in s.TABLES];"
        "cell = nacre.parse_cell('1 M NaPF6 in diglyme | coating: NaF');"
        "assert nacre.predict(cell)['lifetime_h'].iloc[0] > 0;"
        "print(cell)" % (tmp_path / "site")
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "NACRE_HOME": str(tmp_path / "home")}
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path, env=environment
    )
    assert found.returncode == 0, found.stderr
    assert found.stdout.strip() == "1 M NaPF6 in diglyme | coating: NaF"


def test_lock_pins_with_hashes_and_names_no_index() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert "index-url" not in text
    assert "find-links" not in text
    assert "://" not in text
    requirements = [block for block in re.split(r"\n(?=\S)", text) if "==" in block]
    assert len(requirements) > 100
    assert all("--hash=sha256:" in block for block in requirements)
    for name in ("scikit-learn", "xgboost", "rdkit", "pandas", "mlflow", "shap", "streamlit", "dask", "galvani"):
        assert re.search(rf"^{name}==", text, re.MULTILINE), name


def test_the_lock_pins_mlflow_past_its_published_advisories() -> None:
    # Code execution at model creation: GHSA-5cvj-7rg6-jggj, fixed in 2.22.4; path traversal: CVE-2023-6909 to
    # CVE-2024-4263, fixed in 2.11 and before. The file store, the door of several, is refused since 3.13.
    found = re.search(r"^mlflow==(\d+)\.(\d+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert found is not None
    assert (int(found[1]), int(found[2])) >= (3, 13)
