"""What every request and every answer goes through: a limit on the body, and headers that keep the page to itself."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
HEAD_LENGTH = "inference-header-content-length"  # what follows that many bytes of JSON is numbers
RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]
# Scripts and styles are no pages; a hundred times the whole policy would weigh more than many of them.
_OF_FILES = [(b"x-content-type-options", b"nosniff")]


class SecurityHeaders:
    """Adds SECURITY_HEADERS to every answer, and to files as many as concern them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; the headers join when the answer starts."""
        added = _OF_FILES if scope.get("path", "").startswith("/static/") else RAW_HEADERS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        await self.app(scope, receive, send_with_headers)


class BodyLimit:
    """Refuses a body of more than `max_bytes`: by its announced length before reading it, else while reading.

    And JSON with more than `max_names` names and texts: a name that nobody asked for takes a validator a thousand times
    as long, and as much memory, as a number does.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, max_names: int) -> None:
        self.app = app
        self.max_bytes, self.max_names = max_bytes, max_names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises HTTPException 413 in whoever reads the body: FastAPI lets that one pass to the error handlers."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        announced, expects = headers.get("content-length", "0"), "expect" in headers
        is_json = headers.get("content-type", "").startswith("application/json") and HEAD_LENGTH not in headers
        received = quotes = 0

        async def limited_receive() -> Message:
            nonlocal received, quotes
            self._check(int(announced) if announced.isdigit() else 0, 0, expects)
            message = await receive()
            body = message.get("body", b"")
            received += len(body)
            quotes += body.count(b'"') if is_json else 0
            self._check(received, quotes // 2, expects)
            return message

        return await self.app(scope, limited_receive, send)

    def _check(self, size: int, names: int, expects: bool) -> None:
        # Who was told to go on before sending, and wasn't, may send the next request in the body's place.
        headers = {"Connection": "close"} if expects else None
        if size > self.max_bytes:
            detail = f"A request body may have at most {self.max_bytes} bytes; send fewer drawings at a time"
            raise HTTPException(413, detail, headers)
        if names > self.max_names:
            detail = f"A request body may have at most {self.max_names} names and texts; send fewer drawings at a time"
            raise HTTPException(413, detail, headers)
