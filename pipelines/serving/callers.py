"""Who may ask a server on this machine: not a page of another site, and not a name that was pointed here.

A browser sends requests to a loopback address for any page that it shows. Such a page says where it is from (`Origin`,
`Sec-Fetch-Site`); one that had its own name pointed to this machine ("DNS rebinding") says that name (`Host`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

from ...data.errors import NacreError

#: Variable in which the page's server finds the further names by which it may be called, with spaces between.
PAGE_NAMES = "NACRE_PAGE_NAMES"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class CallerError(NacreError):
    """Somebody asks who may not."""


class Callers:
    """Who may ask.

    Parameters
    ----------
    host : str
        Address that is listened at.
    names : iterable of str
        Further names by which the server may be called, such as that of a proxy.
    """

    def __init__(self, host: str, names: Iterable[str] = ()) -> None:
        self.host = host.lower()
        self.given = frozenset(name.lower() for name in names)
        self.names = _LOOPBACK | {self.host} | self.given

    def check(self, headers: Mapping[str, str], *, may_visit: bool = False) -> None:
        """Refuse what a page of another site, or a name that was pointed here, makes a browser send.

        Parameters
        ----------
        headers : mapping of str to str
            By small letters.
        may_visit : bool
            Whether a link on another site may lead here: a page is opened by links, nothing is sent by them.

        Raises
        ------
        CallerError
            No message repeats what was sent.
        """
        host = headers.get("host", "")
        if not self._is_ours(_name(host)):
            raise CallerError("The server is not called by this name.", hint="Name it with --allow-host.")
        origin = headers.get("origin")
        if origin is not None and not self._is_same(origin, host):
            raise _other_site()
        visits = may_visit and headers.get("sec-fetch-mode") == "navigate"
        if headers.get("sec-fetch-site", "none") == "cross-site" and not visits:
            raise _other_site()

    def _is_same(self, origin: str, host: str) -> bool:
        """Whether a page that asks is one of ours; a proxy may have another name for us than the browser has."""
        with suppress(ValueError):
            place = urlsplit(origin).netloc.lower()
            return place == host.lower() or _name(place) in self.given
        return False

    def _is_ours(self, name: str) -> bool:
        if name in self.names:
            return True
        if self.host in _LOOPBACK:
            return False
        with suppress(ValueError):  # an address cannot be pointed elsewhere, a name can
            return bool(ip_address(name))
        return False


def _other_site() -> CallerError:
    return CallerError("A page of another site may not ask.", hint="Ask from the same address.")


def _name(host: str) -> str:
    """The name in a header `Host`, without its port."""
    plain = host.strip().lower()
    return plain[1:].partition("]")[0] if plain.startswith("[") else plain.partition(":")[0]
