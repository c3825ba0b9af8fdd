"""What `nacre web` starts: the pages, each under its own address without detours, and only for who may ask.

Streamlit looks for its server below the address of a page before it looks at the root; a page opened by its own
address would meet errors 404 on the way. The pages' HTML therefore says where the root is.
"""

import os
from functools import cached_property
from pathlib import Path

import streamlit
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose
from streamlit.starlette import App

from nacre.pipelines.serving.callers import PAGE_NAMES, CallerError, Callers

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


class OwnCallers:
    """Refuses requests and connections of other sites and of names that were pointed here, before anything is done.

    Streamlit looks at the origin of a connection only, and lets any name call it; a name that was pointed to this
    machine is its own origin.

    Parameters
    ----------
    app : callable
        What answers the others (ASGI).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    @cached_property
    def callers(self) -> Callers:
        """Known when the first one asks: Streamlit reads its settings after this file."""
        address = str(streamlit.get_option("server.address") or "0.0.0.0")  # noqa: S104 - Streamlit's own default
        return Callers(address, os.environ.get(PAGE_NAMES, "").split())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at who asks (ASGI)."""
        if scope["type"] in {"http", "websocket"}:
            try:
                self.callers.check(HTTPConnection(scope).headers, may_visit=scope.get("method") == "GET")
            except CallerError as error:
                refusal = PlainTextResponse(f"{error}\n", 403) if scope["type"] == "http" else WebSocketClose(1008)
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)


app = App(
    Path(__file__).with_name("main.py"),
    routes=[Route(f"/{page}", _html) for page in PAGES],
    middleware=[Middleware(OwnCallers)],
)
