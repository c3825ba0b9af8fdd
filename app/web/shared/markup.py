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


#: Width that a column has at least, and a whole table, so that words are not broken on a tablet. On a phone a row is a
#: block: its first field across, then the others with the names of their columns.
_COLUMN_REM, _MOST_REM = 7, 45
_STYLE = (
    "<style>.nacre-table{overflow-x:auto}.nacre-table table{border-collapse:collapse;width:100%}"
    ".nacre-table table{font-size:.875rem;line-height:1.35}"
    ".nacre-table .nacre-note{font-size:.85em;opacity:.8}.nacre-table a{color:inherit}"
    ".nacre-table caption{text-align:left;padding:.2rem 0;opacity:.85}"
    ".nacre-table th,.nacre-table td{text-align:left;vertical-align:top;padding:.3rem .6rem;"
    "border-bottom:1px solid rgba(128,128,128,.35);overflow-wrap:break-word;min-width:3rem}"
    "@media (max-width:640px){.nacre-table table{min-width:0!important}.nacre-table thead{display:none}"
    ".nacre-table tr{display:flex;flex-wrap:wrap;gap:0 .9rem;padding:.35rem 0;"
    "border-bottom:1px solid rgba(128,128,128,.35)}"
    ".nacre-table td{border:0;padding:.05rem 0;min-width:0;max-width:100%;overflow-wrap:anywhere}"
    ".nacre-table td:first-child{flex:0 0 100%;font-weight:600}.nacre-table td:first-child .nacre-note{font-weight:400}"
    ".nacre-table td:not(:first-child)::before{content:attr(data-head) ': ';opacity:.8}"
    ".nacre-table td:not(:first-child):empty{display:none}}</style>"
)


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], caption: str) -> str:
    """A table as HTML for `st.html`, every text escaped; it fits a phone."""
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in columns)
    cell = Markup('<td data-head="{}">{}</td>')
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(cell.format(name, value) for name, value in zip(columns, row, strict=True))
        )
        for row in rows
    )
    return _STYLE + str(
        Markup(
            '<div class="nacre-table" role="region" aria-label="{0}" tabindex="0"><table style="min-width:{3}rem">'
            "<caption>{0}</caption><thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>"
        ).format(caption, head, body, min(_COLUMN_REM * len(columns), _MOST_REM))
    )
