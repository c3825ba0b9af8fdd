"""Makes a page of each notebook when the site is built: its text, its code, and the notebook itself to download."""

from __future__ import annotations

import nbformat
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files


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
    parts += [c.source if c.cell_type == "markdown" else f"```python\n{c.source}\n```" for c in cells]
    return "\n\n".join(parts) + "\n"
