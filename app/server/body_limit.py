"""The limit on the size of a request's body."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEAD_LENGTH = "inference-header-content-length"  # bytes of JSON at the start of the body; binary numbers follow


class BodyLimit:
    """Refuses a body of more than `max_bytes`: by its Content-Length before it is read, else while it is read.

    Also refuses JSON with more than `max_names` strings: an unknown field takes the validator a thousand times as long,
    and as much memory, as a number.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, max_names: int) -> None:
        self.app = app
        self.max_bytes, self.max_names = max_bytes, max_names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises HTTPException 413 where the body is read: FastAPI passes that one on to the error handlers."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        length, expects = headers.get("content-length", "0"), "expect" in headers
        is_json = headers.get("content-type", "").startswith("application/json") and HEAD_LENGTH not in headers
        received = quotes = 0

        async def limited_receive() -> Message:
            nonlocal received, quotes
            self._check(int(length) if length.isdigit() else 0, 0, expects)
            message = await receive()
            body = message.get("body", b"")
            received += len(body)
            quotes += body.count(b'"') if is_json else 0
            self._check(received, quotes // 2, expects)
            return message

        return await self.app(scope, limited_receive, send)

    def _check(self, size: int, names: int, expects: bool) -> None:
        # A client that waits for "100 Continue" may send its next request in place of this body, so it is cut.
        headers = {"Connection": "close"} if expects else None
        if size > self.max_bytes:
            detail = f"A request body may have at most {self.max_bytes} bytes; send fewer drawings at a time"
            raise HTTPException(413, detail, headers)
        if names > self.max_names:
            detail = f"A request body may have at most {self.max_names} names and texts; send fewer drawings at a time"
            raise HTTPException(413, detail, headers)
