"""Makes a page of each notebook when the site is built: text, code, what it showed, and the notebook to download."""

from __future__ import annotations

import nbformat
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

_WORDS = "The plot that this cell draws; the tables beside it hold its numbers"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a page beside each notebook."""
    for file in list(files):
        if file.src_uri.endswith(".ipynb") and file.abs_src_path:
            page = File.generated(config, file.src_uri.replace(".ipynb", ".md"), content=page_of(file.abs_src_path))
            files.append(page)
    return files


def page_of(path: str) -> str:
    """The cells of a notebook as Markdown; the link to it stands under the title."""
    title, *cells = nbformat.read(path, as_version=4).cells
    name = path.replace("\\", "/").rsplit("/", 1)[1]
    head, _, rest = title.source.partition("\n")
    link = f"[Download the notebook]({name}){{ .md-button download }}"
    parts = [head, link, rest.strip()]
    for cell in cells:
        parts.append(cell.source if cell.cell_type == "markdown" else f"```python\n{cell.source}\n```")
        parts += [_shown(output) for output in cell.get("outputs", [])]
    return "\n\n".join(parts) + "\n"


def _shown(output: nbformat.NotebookNode) -> str:
    """An output as Markdown: its richest form that a page can show."""
    data = output.get("data", {"text/plain": output.get("text", "")})
    if "image/png" in data:
        image = f"data:image/png;base64,{data['image/png'].strip()}"
        return f'<div class="output" tabindex="0"><img alt="{_WORDS}" src="{image}"></div>'
    if "text/html" in data:
        # An empty line would end the block of HTML.
        whole = "\n".join(line for line in data["text/html"].splitlines() if line.strip())
        return f'<div class="output" tabindex="0">{whole}</div>'
    return f"```text\n{data['text/plain'].rstrip()}\n```"
