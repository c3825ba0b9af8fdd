"""The look that all pages share."""

from __future__ import annotations

import streamlit as st

#: No empty band above a page; headings of a size that leaves the first screen to what was asked. White on the accent
#: of the dark theme is too pale for names that were chosen (WCAG 1.4.3). Why a file was refused is told beside it:
#: Streamlit shows that to a pointer and to screen readers only.
_STYLE = """<style>
[data-testid=stMainBlockContainer] { padding-top: .8rem; padding-bottom: 3rem; }
[data-testid=stHeader] { background: transparent; pointer-events: none; }
[data-testid=stHeader] button { pointer-events: auto; }
.st-key-nacre_links { border-bottom: 1px solid rgba(128, 128, 128, .3); padding-bottom: .2rem; }
[data-testid=stMain] h1 { font-size: 1.5rem; padding: .2rem 0; }
[data-testid=stMain] h2 { font-size: 1.25rem; padding: .6rem 0 .2rem; }
[data-testid=stMain] h3 { font-size: 1.05rem; padding: .4rem 0 .2rem; }
[data-testid=stMetricValue] { font-size: 1.8rem; }
[data-testid=stFileChip][aria-invalid=true] { max-width: none; height: auto; }
[data-testid=stFileChip][aria-invalid=true] [role=alert] { position: static; width: auto; height: auto; clip: auto;
  clip-path: none; overflow: visible; white-space: normal; font-size: .875rem; margin: 0 1.2rem 0 .5rem; padding: 0; }
@media (max-width: 640px) { [data-testid=stMainBlockContainer] { padding-left: 1rem; padding-right: 1rem; } }
@media (prefers-color-scheme: dark) { [data-tag] span, [data-tag] button { color: #06202c !important; } }
</style>"""


def frame() -> None:
    """Set the look of a page."""
    st.html(_STYLE)


def is_dark() -> bool:
    """Whether the reader's theme is dark."""
    return st.context.theme.type == "dark"
