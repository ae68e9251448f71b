"""An answer's head: what every one has, and a limit on its size.

nginx takes a server whose heads are longer than 4 kB for a broken one, and for ten seconds sends nobody to it. So no
visitor may make a head grow, by whatever it is that the head repeats.
"""

import json
import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

MAX_HEAD_BYTES = 2000
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
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

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on. Should its answer's head be too long, the visitor gets a short error instead."""
        is_refused = False

        async def send_completed(message: Message) -> None:
            nonlocal is_refused
            if message["type"] == "http.response.start":
                headers = completed(scope["path"], message.get("headers", []))
                size = _WRITTEN_BY_UVICORN + sum(len(name) + len(value) + 4 for name, value in headers)
                if is_refused := size > MAX_HEAD_BYTES:
                    logger.error("the head of an answer would have had %d bytes", size)
                    return await _send_error(send)
                message["headers"] = headers
            if not is_refused:
                await send(message)

        await self.app(scope, receive, send_completed)


def completed(path: str, headers: RawHeaders) -> RawHeaders:
    """The headers of an answer, with those that every answer from this path has."""
    if path.startswith("/static/"):
        return [*headers, *_OF_FILES]
    if path in {"/admin", "/metrics"} or path.startswith("/admin/"):
        headers = [*(field for field in headers if field[0].lower() != b"cache-control"), _NO_STORE]
    return [*headers, *_SECURITY]


def error_answer(code: str, detail: str) -> tuple[RawHeaders, bytes]:
    """The headers and the body of an error that no handler of FastAPI's answers."""
    body = json.dumps({"error": code, "detail": detail}).encode()
    return completed("", [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]), body


async def _send_error(send: Send) -> None:
    headers, body = error_answer("internal_error", "The answer's head would be too long; shorten the request's.")
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})
