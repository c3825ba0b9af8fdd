"""The example notebooks run from top to bottom, and what is stored in them is what a run shows."""

from __future__ import annotations

import re
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


def structure(notebook: nbformat.NotebookNode) -> list[list[tuple[str, list[str], list[str]]]]:
    """For each cell of code what it shows: kinds of output, their forms, and the heads of tables."""
    return [
        [
            (
                output.output_type,
                sorted(output.get("data", {})),
                re.findall(r"<th[^>]*>\s*([A-Za-z_][^<\n]*?)\s*</th>", output.get("data", {}).get("text/html", "")),
            )
            for output in cell.outputs
            if output.get("name") != "stderr"
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_stored_names_no_machine_and_no_warning(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/(?:tmp|home|root|work|Users)/", text)
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [output for cell in code for output in cell.outputs if output.get("name") == "stderr"]
    assert not [output for cell in code for output in cell.outputs if output.output_type == "error"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_run(trained: Trained, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Another test of this process may have chosen a way to draw; a kernel chooses its own.
    monkeypatch.delenv("MPLBACKEND", raising=False)
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "examples")
    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path / "notebooks")}})
    stored = structure(notebook)
    client.execute()
    # `make docs-notebooks` stores them anew.
    assert structure(notebook) == stored
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    shown = "\n".join(
        str(value) for output in outputs for value in (output.get("text", ""), *output.get("data", {}).items())
    )
    assert [text for text in SHOWN[path.stem] if text not in shown] == []
    warned = [output["text"] for output in outputs if output.get("name") == "stderr"]
    # tqdm, which shap imports, asks for a progress widget that nothing here shows.
    assert [text for text in warned if "TqdmWarning" not in text] == []
