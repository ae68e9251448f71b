"""Capacity: a server that takes more than it can do does nothing well, so what is too much is told to come back.

Requests beyond `max_requests` at once are answered 503 on the spot, and so are event streams beyond `max_streams`:
those cost next to nothing, but must not be endless. A place is free again when the answer has left, not when it was
made: a large one goes out piece by piece, each when the client has taken the one before (connection.py: who dawdles).
"""

from dataclasses import dataclass

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .settings import Settings

ALWAYS = frozenset({"/livez", "/readyz", "/metrics", "/v2/health/live", "/v2/health/ready"})
"""Whoever watches a server asks these most when it is busy."""
PIECE = 65_536  # bytes; so many wait in the connection for the client, and the rest waits here


@dataclass
class Room:
    """So many at once."""

    most: int
    taken: int = 0


class Capacity:
    """Lets in as many requests as there is room for."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._requests, self._streams = Room(settings.max_requests), Room(settings.max_streams)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 503 when it is full."""
        if scope["type"] != "http" or scope["path"] in ALWAYS:
            return await self.app(scope, receive, send)
        room = self._streams if _is_stream(scope["path"]) else self._requests
        if room.taken >= room.most:
            return await _busy(scope["path"])(scope, receive, send)
        room.taken += 1
        try:
            await self.app(scope, receive, _in_pieces(send))
        finally:
            room.taken -= 1


def _in_pieces(send: Send) -> Send:
    async def send_pieces(message: Message) -> None:
        body = message.get("body", b"")
        if len(body) <= PIECE:
            return await send(message)
        last = len(body) - PIECE
        for start in range(0, last, PIECE):
            await send({"type": "http.response.body", "body": body[start : start + PIECE], "more_body": True})
        await send({**message, "body": body[-(-last // PIECE) * PIECE :]})

    return send_pieces


def _is_stream(path: str) -> bool:
    return path == "/races" or path.endswith("/events")


def _busy(path: str) -> JSONResponse:
    detail = "The server is busy; try again in a second."
    content = {"error": detail} if path.startswith("/v2") else {"error": "busy", "detail": detail}
    return JSONResponse(content, 503, {"Retry-After": "1"})
