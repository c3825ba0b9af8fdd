"""Texts of users and tables in a page: nothing in them is read as Markdown or HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import streamlit as st
from markupsafe import Markup, escape

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")


def plain(text: object) -> str:
    """A text as Markdown that shows its very characters, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def small(text: object) -> None:
    """Show a text in small letters; Streamlit's own captions have too little contrast."""
    st.markdown(f":small[{plain(text)}]")


@dataclass(frozen=True, slots=True)
class Link:
    """A DOI that is shown as a link, with the words for it."""

    doi: str
    words: str = ""

    def __html__(self) -> Markup:
        words = self.words or self.doi
        if not self.doi:
            return escape(words)
        address = f"https://doi.org/{quote(self.doi, safe='/')}"
        return Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(address, words)


@dataclass(frozen=True, slots=True)
class Noted:
    """A text of a table with small notes below it."""

    text: str
    notes: Sequence[object]

    def __html__(self) -> Markup:
        small = Markup("").join(Markup('<br><span class="nacre-note">{}</span>').format(note) for note in self.notes)
        return escape(self.text) + small


#: Width that a column has at least, so that a phone scrolls sideways instead of breaking words; and of a whole table.
_COLUMN_REM, _MOST_REM = 7, 45
_STYLE = (
    "<style>.nacre-table{overflow-x:auto}.nacre-table table{border-collapse:collapse;width:100%}"
    ".nacre-table table{font-size:.875rem;line-height:1.35}"
    ".nacre-table .nacre-note{font-size:.85em;opacity:.8}.nacre-table a{color:inherit}"
    ".nacre-table caption{text-align:left;padding:.2rem 0;opacity:.85}"
    ".nacre-table th,.nacre-table td{text-align:left;vertical-align:top;padding:.3rem .6rem;"
    "border-bottom:1px solid rgba(128,128,128,.35);overflow-wrap:break-word;min-width:3rem}</style>"
)


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], caption: str) -> str:
    """A table as HTML for `st.html`, every text escaped; it scrolls by itself where the screen is narrow."""
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in columns)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(value) for value in row))
        for row in rows
    )
    return _STYLE + str(
        Markup(
            '<div class="nacre-table" role="region" aria-label="{0}" tabindex="0"><table style="min-width:{3}rem">'
            "<caption>{0}</caption><thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>"
        ).format(caption, head, body, min(_COLUMN_REM * len(columns), _MOST_REM))
    )
