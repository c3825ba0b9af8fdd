"""Writes what the page "Try it" computes with, when the site is built: the shipped predictor and tables."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from nacre.pipelines.reports.browser.data import shipped_script

DATA = "try/data.js"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the data to the scripts of the page."""
    files.append(File.generated(config, DATA, content=shipped_script()))
    return files
