"""Texts of users stay texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from nacre.web.shared.markup import Link, plain, table


@given(st.text(alphabet="ab1[](){}<>*_`#!|~$:&\\.+-/ \n\t=", max_size=60))
def test_markdown_shows_the_very_characters(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(f"x {plain(text)} x")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    shown = "".join(child.content for child in tokens[1].children or [])
    assert shown == f"x {' '.join(text.split())} x"


def test_a_table_escapes_everything() -> None:
    found = table(["<a>"], [["<script>alert(1)</script>"], [Link("10.1/x", "a & b")]], '"quoted"')
    assert "<script>" not in found
    assert "<a>" not in found
    assert 'href="https://doi.org/10.1/x"' in found
    assert "a &amp; b" in found


def test_a_doi_cannot_leave_its_address() -> None:
    assert '"https://doi.org/10.1/%22%20onclick%3Dx"' in Link('10.1/" onclick=x').__html__()
