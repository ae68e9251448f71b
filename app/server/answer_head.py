"""An answer's head: what every one has, and a limit on its size.

nginx takes a server whose heads are longer than 4 kB for a broken one, and for ten seconds sends nobody to it. So no
visitor may make a head grow, by whatever it is that the head repeats.
"""

import json
import logging
from functools import cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

MAX_HEAD_BYTES = 2000
NO_FRAME = "frame-ancestors 'none'"
FRAMED = frozenset({"/", "/learn"})
"""The pages that other sites' pages may show in a frame, where INKLING_FRAME_ANCESTORS names those."""
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        f"manifest-src 'self'; form-action 'self'; base-uri 'none'; {NO_FRAME}"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
RawHeaders = list[tuple[bytes, bytes]]

_SECURITY = [(name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]
# Scripts and styles need no policy for pages, and it would weigh more than many of them.
_OF_FILES = [(b"x-content-type-options", b"nosniff")]
_NO_STORE = (b"cache-control", b"no-store")
_WRITTEN_BY_UVICORN = 150  # bytes: the status line, Date, Server, Connection, Transfer-Encoding


class AnswerHead:
    """Middleware that completes the heads of all answers: SECURITY_HEADERS, and `no-store` for what is the admin's."""

    def __init__(self, app: ASGIApp, framed_by: str | None = None) -> None:
        self.app = app
        self._framed_by = framed_by

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on. Should its answer's head be too long, the visitor gets a short error instead."""
        is_refused = False

        async def send_completed(message: Message) -> None:
            nonlocal is_refused
            if message["type"] == "http.response.start":
                headers = completed(scope["path"], message.get("headers", []), self._framed_by)
                size = _WRITTEN_BY_UVICORN + sum(len(name) + len(value) + 4 for name, value in headers)
                if is_refused := size > MAX_HEAD_BYTES:
                    logger.error("the head of an answer would have had %d bytes", size)
                    return await _send_error(send)
                message["headers"] = headers
            if not is_refused:
                await send(message)

        await self.app(scope, receive, send_completed)


def is_admins(path: str) -> bool:
    """Whether what lies there is for the admin alone."""
    return path in {"/admin", "/metrics"} or path.startswith("/admin/")


def completed(path: str, headers: RawHeaders, framed_by: str | None = None) -> RawHeaders:
    """The headers of an answer, with those that every answer from this path has."""
    if path.startswith("/static/"):
        return [*headers, *_OF_FILES]
    if is_admins(path):
        headers = [*(field for field in headers if field[0].lower() != b"cache-control"), _NO_STORE]
    return [*headers, *(_in_frames(framed_by) if framed_by and path in FRAMED else _SECURITY)]


@cache
def _in_frames(sites: str) -> RawHeaders:
    """The same policy, but that pages of these sites may show this one in a frame."""
    ours = SECURITY_HEADERS["Content-Security-Policy"].replace(NO_FRAME, f"frame-ancestors {sites.replace(',', ' ')}")
    shown = SECURITY_HEADERS | {"Content-Security-Policy": ours}
    return [(name.lower().encode(), value.encode()) for name, value in shown.items() if name != "X-Frame-Options"]


def error_answer(code: str, detail: str) -> tuple[RawHeaders, bytes]:
    """The headers and the body of an error that no handler of FastAPI's answers."""
    body = json.dumps({"error": code, "detail": detail}).encode()
    return completed("", [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]), body


async def _send_error(send: Send) -> None:
    headers, body = error_answer("internal_error", "The answer's head would be too long; shorten the request's.")
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})
