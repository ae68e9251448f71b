"""The limit on the size of a request's body."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Refuses a body of more than `max_bytes`: by its Content-Length before it is read, else while it is read."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises HTTPException 413 where the body is read: FastAPI passes that one on to the error handlers."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        length, expects = headers.get("content-length", "0"), "expect" in headers
        received = 0

        async def limited_receive() -> Message:
            nonlocal received
            self._check(int(length) if length.isdigit() else 0, expects)
            message = await receive()
            received += len(message.get("body", b""))
            self._check(received, expects)
            return message

        return await self.app(scope, limited_receive, send)

    def _check(self, size: int, expects: bool) -> None:
        # A client that waits for "100 Continue" may send its next request in place of this body, so it is cut.
        headers = {"Connection": "close"} if expects else None
        if size > self.max_bytes:
            detail = f"A request body may have at most {self.max_bytes} bytes; send fewer drawings at a time"
            raise HTTPException(413, detail, headers)
