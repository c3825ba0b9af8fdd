"""What `nacre web` starts: the pages, each under its own address without detours.

Streamlit looks for its server below the address of a page before it looks at the root; a page opened by its own
address would meet errors 404 on the way. The pages' HTML therefore says where the root is.
"""

from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit.starlette import App

#: Addresses of the pages below the root; `main.py` has the pages.
PAGES = ("predict", "compare", "screen", "data")
_ROOT = """<script>
  {
    const root = location.origin + location.pathname.replace(/(predict|compare|screen|data)\\/?$/, "");
    window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: root, MAIN_PAGE_BASE_URL: root };
  }
</script>"""


def _html(request: Request) -> HTMLResponse:
    """Streamlit's own HTML, which knows the root."""
    del request
    text = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return HTMLResponse(text.replace("<head>", f"<head>\n{_ROOT}", 1), headers={"Cache-Control": "no-cache"})


app = App(Path(__file__).with_name("main.py"), routes=[Route(f"/{page}", _html) for page in PAGES])
