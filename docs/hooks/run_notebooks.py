"""Runs the notebooks of the documents and stores what they show: `make docs-notebooks`, after a change of the model.

They run in a copy of their folder and in a nacre folder of their own, so that what is stored is what a reader gets from
a first start.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

DOCS = Path(__file__).parents[1]
#: Names of folders that a run makes anew each time.
_MADE = re.compile(r"(?:/[\w.-]+)*/tmp[\w-]{6,10}(?=[/'\" ]|$)")
#: What changes from run to run and tells a reader nothing.
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:\+\d{2}:\d{2})?")

#: Characters that are kept of an output's plain form where it has a richer one.
_PLAIN = 120


def ran(path: Path, folder: Path) -> nbformat.NotebookNode:
    """A notebook after a run from top to bottom.

    Parameters
    ----------
    path : Path
    folder : Path
        An empty folder; the examples are copied into it.
    """
    shutil.copytree(DOCS / "examples", folder / "examples")
    (folder / "notebooks").mkdir()
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=900, resources={"metadata": {"path": str(folder / "notebooks")}}).execute()
    return notebook


def to_store(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without what differs from machine to machine: warnings, folders, times.

    Parameters
    ----------
    notebook : NotebookNode
        After a run.
    """
    notebook.metadata.pop("widgets", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    number = 0
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type != "code":
            continue
        number += 1
        cell.execution_count = number
        cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
        for output in cell.outputs:
            if "execution_count" in output:
                output["execution_count"] = number
            if "text" in output:
                output["text"] = _plain(output["text"])
            data = output.get("data", {})
            for kind, value in data.items():
                if kind.startswith("text/"):
                    data[kind] = _plain(value)
            if "text/html" in data:  # what a reader sees; the plain form of a record is pages long
                data["text/plain"] = data["text/plain"].splitlines()[0][:_PLAIN]
    return notebook


def _plain(text: str) -> str:
    return _DATED.sub("2026-01-01T00:00:00", _MADE.sub("folder", text))


def main() -> None:
    """Run and store all of them."""
    for path in sorted((DOCS / "notebooks").glob("*.ipynb")):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["NACRE_HOME"] = str(Path(folder) / "home")
            nbformat.write(to_store(ran(path, Path(folder))), path)
        print(f"ran {path.name}")


if __name__ == "__main__":
    main()
