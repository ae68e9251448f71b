"""Load shedding: beyond its limits the server answers 503 at once instead of queueing.

Requests beyond `max_requests` at once are answered 503 on the spot. So are large ones beyond `max_large_requests`,
whose numbers take many times their bytes, and event streams beyond `max_streams`, which cost next to nothing, but must
not be endless. A place is free again when the answer has left, not when it was made: a large one goes out piece by
piece, each when the client has taken the one before (connection.py: who dawdles).
"""

from dataclasses import dataclass

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..settings import Settings

ALWAYS = frozenset({"/livez", "/readyz", "/metrics", "/v2/health/live", "/v2/health/ready"})
"""Whoever watches a server asks these most when it is busy."""
LARGE = 262_144  # bytes; some fifty drawings as pixels, or a good photo
PIECE = 65_536  # bytes; so many wait in the connection for the client, and the rest waits here


@dataclass
class Slots:
    """So many at once."""

    most: int
    taken: int = 0


class ConcurrencyLimit:
    """Lets in as many requests as there is room for."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._requests, self._large = Slots(settings.max_requests), Slots(settings.max_large_requests)
        self._streams = Slots(settings.max_streams)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 503 when it is full."""
        if scope["type"] != "http" or scope["path"] in ALWAYS:
            return await self.app(scope, receive, send)
        room = self._room(scope)
        if room.taken >= room.most:
            return await _busy(scope["path"])(scope, receive, send)
        room.taken += 1
        try:
            await self.app(scope, receive, _in_pieces(send))
        finally:
            room.taken -= 1

    def _room(self, scope: Scope) -> Slots:
        if scope["path"] == "/races" or scope["path"].endswith("/events"):
            return self._streams
        headers = dict(scope["headers"])
        announced = headers.get(b"content-length", b"0")
        is_small = announced.isdigit() and int(announced) <= LARGE and b"transfer-encoding" not in headers
        return self._requests if is_small else self._large


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


def _busy(path: str) -> JSONResponse:
    detail = "The server is busy; try again in a second."
    content = {"error": detail} if path.startswith("/v2") else {"error": "busy", "detail": detail}
    return JSONResponse(content, 503, {"Retry-After": "1"})
