"""The root path: a server that others reach under a path of its host, such as /inkling, behind a proxy.

All that is inside knows no such path. What comes in loses it here, where the proxy hasn't taken it off; what goes out
gets it in one place for each kind of address: `Location` and cookies here, links in pages in pages/rendering.py, what
scripts ask for in static/js/common/addresses.js.
"""

import re
from collections.abc import Iterable

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OF_COOKIE = re.compile(rb"(;\s*path=/)(?=;|$)", re.IGNORECASE)
_OF_PAGE = re.compile(r'\b(href|src|action)="/(?!/)')


class RootPath:
    """Middleware that does what nginx's proxy_pass, proxy_redirect and proxy_cookie_path do with a path."""

    def __init__(self, app: ASGIApp, root: str) -> None:
        self.app = app
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on as if it had been asked for at the root of the host."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        path: str = scope["path"]
        if f"{path}/".startswith(f"{self._root}/"):
            path = path.removeprefix(self._root) or "/"

        async def send_under_root(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = list(self._under_root(message.get("headers", [])))
            await send(message)

        # Starlette's `base_url`, of which root_of() reads, begins with "app_root_path".
        await self.app({**scope, "path": path, "app_root_path": self._root}, receive, send_under_root)

    def _under_root(self, headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
        root = self._root.encode()
        for name, value in headers:
            if name.lower() == b"location" and value.startswith(b"/"):
                yield name, root + value
            elif name.lower() == b"set-cookie":
                yield name, _OF_COOKIE.sub(rb"; path=" + root + b"/", value)
            else:
                yield name, value


def root_of(request: HTTPConnection) -> str:
    """The root path of the server that was asked: "/inkling", or nothing."""
    return request.base_url.path.rstrip("/")


def page_under_root(html: str, root: str) -> str:
    """A page with the root path before every address of this server; text in a page can't look like an attribute."""
    return _OF_PAGE.sub(rf'\1="{root}/', html) if root else html
