"""The card of a version of the model and its validation table."""

from __future__ import annotations

import re
from itertools import groupby

import streamlit as st

from ...pipelines.reports.model_card import headings, validation_rows
from ...pipelines.store import versions as registry
from ...pipelines.store.model_files import ModelFiles, model_files
from ..shared.markup import table

_FIGURE = re.compile(r"!\[([\w ]+)\]\(([\w-]+\.png)\)")
_BAR = re.compile(r"(?<!\\)\|")


def card() -> None:
    """Choose a version and read its card."""
    versions = registry.versions()
    if not versions:
        st.info(
            "The model that ships with nacre predicts; a full training under “Versions” writes a card of the first "
            "version.",
            icon=":material/info:",
        )
        return
    numbers = [one.version for one in versions]
    champion = next((place for place, one in enumerate(versions) if "champion" in one.aliases), 0)
    number = st.selectbox("Version of the card", numbers, index=champion, key="card_version")
    files = _files(number, versions[numbers.index(number)].run_id)
    if files.validation is not None:
        st.header("Validation", anchor=False)
        for target in dict.fromkeys(files.validation.index.get_level_values(0)):
            rows = validation_rows(files.validation, str(target))
            brackets = (
                "; in brackets 95 % intervals over papers" if any("[" in text for row in rows for text in row) else ""
            )
            caption = f"{target}, whole papers left out{brackets}"
            st.html(table(("model", *headings(files.validation, str(target))), rows, caption))
    if not files.card:
        st.info("This version was trained quickly: no card was written, and the usual models were not judged.")
        return
    st.download_button("model-card.md", files.card, f"model-card-{number}.md", "text/markdown", on_click="ignore")
    _show(files)


@st.cache_data(max_entries=8, show_spinner="Fetching the card …")
def _files(version: str, run_id: str) -> ModelFiles:
    del run_id  # part of the key: another store may have a version of the same number
    return model_files(registry.find(version))


def _show(files: ModelFiles) -> None:
    """The card's Markdown; its own figures are drawn, and nothing else becomes an image or a link."""
    text = files.card
    at = 0
    for figure in _FIGURE.finditer(text):
        _text(text[at : figure.start()])
        if figure[2] in files.figures:
            st.image(files.figures[figure[2]], alt=figure[1])
        at = figure.end()
    _text(text[at:])


def _text(text: str) -> None:
    """Tables as those of the other pages, which scroll by themselves; the rest as Markdown."""
    heading = "Model"
    for is_table, lines in groupby(text.splitlines(), key=lambda line: line.startswith("|")):
        block = list(lines)
        if is_table:
            head, rows = _cells(block[0]), [_cells(line) for line in block[2:]]
            st.html(table(head, rows, heading))
            continue
        heading = next((line.lstrip("# ") for line in reversed(block) if line.startswith("## ")), heading)
        kept = "\n".join(line for line in block if line != "# Model card")
        st.markdown(kept.replace("](", "]\\(").replace("![", "!\\[").replace("$", "\\$"))


def _cells(line: str) -> list[str]:
    """The cells of a row, where a bar inside a cell is written with a backslash."""
    return [cell.strip().replace("\\|", "|").strip("`") for cell in _BAR.split(line.strip())[1:-1]]
