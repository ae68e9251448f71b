"""Other sites' pages: those that INKLING_ALLOWED_ORIGINS names may ask what any visitor may ask (CORS).

Without this a browser lets no page read the answers of another host. What is the admin's stays closed to them all, and
they never ask with a visitor's cookies.
"""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from .answer_head import is_admins

KEPT_SECONDS = 600  # by a browser, what it was told of what may be asked


class OtherOrigins:
    """Middleware that tells browsers which other sites' pages may read an answer."""

    def __init__(self, app: ASGIApp, origins: list[str]) -> None:
        self._closed = app
        self._open = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=("GET", "POST"),
            allow_headers=("Content-Type", "Content-Encoding", "X-Request-ID"),
            expose_headers=("X-Request-ID", "Retry-After"),
            max_age=KEPT_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; what a browser asks beforehand (OPTIONS) is answered here."""
        closed = scope["type"] != "http" or is_admins(scope["path"])
        await (self._closed if closed else self._open)(scope, receive, send)
