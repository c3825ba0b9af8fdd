"""The example notebooks run from top to bottom, and are stored without outputs."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from nacre.pipelines.training.train import Trained

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
#: What the cells of each must show besides running.
SHOWN = {
    "explain": ["<code>1 M NaPF6 in EC/PC", "Did you mean diglyme", "average cell", "domain: "],
    "retrain": ["(457, 460)", "nearest cells", "coulombic_efficiency_percent"],
    "screen": ["image/png", "lifetime (h)", "screen.html"],
}


def test_every_notebook_is_known() -> None:
    assert {path.stem for path in NOTEBOOKS} == set(SHOWN)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_stored_without_outputs(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_run(trained: Trained, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Another test of this process may have chosen a way to draw; a kernel chooses its own.
    monkeypatch.delenv("MPLBACKEND", raising=False)
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "examples")
    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path / "notebooks")}})
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    shown = "\n".join(
        str(value) for output in outputs for value in (output.get("text", ""), *output.get("data", {}).items())
    )
    assert [text for text in SHOWN[path.stem] if text not in shown] == []
    warned = [output["text"] for output in outputs if output.get("name") == "stderr"]
    # tqdm, which shap imports, asks for a progress widget that nothing here shows.
    assert [text for text in warned if "TqdmWarning" not in text] == []
