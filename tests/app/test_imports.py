"""Starting up stays light: the heavy libraries are imported by those who use them."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("xgboost", "rdkit", "shap", "pandas", "mlflow", "sklearn", "matplotlib", "pandera", "scipy")


def loaded(code: str) -> set[str]:
    check = f"{code}\nimport sys; print(' '.join(m for m in {HEAVY!r} if m in sys.modules))"
    found = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    return set(found.stdout.split("\n")[-2].split())


@pytest.mark.parametrize(
    "code",
    [
        "import nacre",
        "import sys; sys.argv = ['nacre', '--help']\nimport nacre.cli\ntry: nacre.cli.app()\nexcept SystemExit: pass",
        "import nacre; nacre.parse_cell('1 M NaPF6 in EC/PC (1:1) + 5 wt% FEC | coating: NaF | 1 mA/cm2')",
    ],
    ids=["import nacre", "nacre --help", "parse_cell"],
)
def test_nothing_heavy_is_imported(code: str) -> None:
    assert loaded(code) == set()


def test_python_dash_m_is_the_command() -> None:
    one = subprocess.run([sys.executable, "-m", "nacre", "--help"], capture_output=True, text=True, check=True)
    assert one.stdout.startswith("Usage:")
