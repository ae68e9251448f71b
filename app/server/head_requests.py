"""HEAD: whatever has a GET answers HEAD with the same head, and no body (RFC 9110, 9.3.2)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadRequests:
    """Middleware that has `app` answer a HEAD as if it were a GET, and ends the answer after its head."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Drops the body; a stream takes the answer's end for a reader who has left, and ends, too."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self.app(scope, receive, send)

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body"})

        as_get = {**scope, "method": "GET"}
        await self.app(as_get, receive, send_head)
        scope["route"] = as_get.get("route")  # for the request log
