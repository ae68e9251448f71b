"""Known hosts: requests that call this server by a name that isn't its own are refused.

That is DNS rebinding: another site's name leads first to that site, which sends a page, and then to 127.0.0.1. For the
browser that page and this server are one site from then on, and it lets the page ask what it likes. But the requests
still say `Host: evil.example`, a name that we don't know. Names that no site can have are known: addresses, names
without a dot, and those that end in .localhost, .local or .internal.
"""

import ipaddress
import socket
from functools import lru_cache

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

ALL = "*"
OF_NO_SITE = (".localhost", ".local", ".internal")
MAX_HOST_BYTES = 300  # a name has 253 at most
UNKNOWN = (
    "This server isn't known by the name that the request's Host header has; its admin can add it to INKLING_HOSTS."
)


def split_host(host: str) -> tuple[str, str]:
    """ "Digits.example.org:8000" -> ("digits.example.org", "8000"); an IPv6 address loses its brackets."""
    name, _, port = host[1:].partition("]") if host.startswith("[") else host.partition(":")
    return name.rstrip(".").lower(), port.removeprefix(":")


def host_of(scope: Scope) -> str:
    """The Host header, or an empty text."""
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")


class KnownHosts:
    """Middleware that admits requests whose Host header has a known name, or none, as of programs of old."""

    def __init__(self, app: ASGIApp, *names: str) -> None:
        self.app = app
        self._names = frozenset([*names, split_host(socket.gethostname())[0]])
        self._is_known_name = lru_cache(1024)(self._look_up)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 403 to the others."""
        if scope["type"] != "http" or all(self._is_known(value) for name, value in scope["headers"] if name == b"host"):
            return await self.app(scope, receive, send)
        content = {"error": UNKNOWN} if scope["path"].startswith("/v2") else {"error": "forbidden", "detail": UNKNOWN}
        return await JSONResponse(content, 403)(scope, receive, send)

    def _is_known(self, host: bytes) -> bool:
        return ALL in self._names or (len(host) <= MAX_HOST_BYTES and self._is_known_name(host))

    def _look_up(self, host: bytes) -> bool:
        name, _ = split_host(host.decode("latin-1"))
        if "." not in name or name.endswith(OF_NO_SITE) or name in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True
