"""Load shedding: beyond its limits the server answers 503 at once instead of queueing.

There are three limits on what is answered at the same time: `max_requests`; `max_large_requests`, since the numbers of
a large request take many times its bytes; and `max_streams`, event streams, which cost little but never end by
themselves. A slot is free again when the answer has left the server, not when it was computed: a large answer goes out
in pieces, each once the client has taken the one before (http_protocol.py cuts clients that don't).
"""

from dataclasses import dataclass

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..settings import Settings

ALWAYS_ADMITTED = frozenset({"/livez", "/readyz", "/metrics", "/v2/health/live", "/v2/health/ready"})
"""The routes of monitoring, which matter most when the server is busy."""
LARGE_BYTES = 262_144  # some fifty drawings as pixels, or a good photo
PIECE_BYTES = 65_536  # of an answer, handed to the connection at a time; the rest waits here


@dataclass
class Slots:
    """How many requests of one kind may be answered at the same time, and how many are."""

    limit: int
    taken: int = 0


class ConcurrencyLimit:
    """Middleware that admits a request if a slot of its kind is free."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._requests, self._large = Slots(settings.max_requests), Slots(settings.max_large_requests)
        self._streams = Slots(settings.max_streams)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 503 when no slot is free."""
        if scope["type"] != "http" or scope["path"] in ALWAYS_ADMITTED:
            return await self.app(scope, receive, send)
        slots = self._slots_for(scope)
        if slots.taken >= slots.limit:
            return await _busy(scope["path"])(scope, receive, send)
        slots.taken += 1
        try:
            await self.app(scope, receive, _in_pieces(send))
        finally:
            slots.taken -= 1

    def _slots_for(self, scope: Scope) -> Slots:
        if scope["path"] == "/races" or scope["path"].endswith("/events"):
            return self._streams
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"0")
        is_small = length.isdigit() and int(length) <= LARGE_BYTES and b"transfer-encoding" not in headers
        return self._requests if is_small else self._large


def _in_pieces(send: Send) -> Send:
    async def send_pieces(message: Message) -> None:
        body = message.get("body", b"")
        if len(body) <= PIECE_BYTES:
            return await send(message)
        last = len(body) - PIECE_BYTES
        for start in range(0, last, PIECE_BYTES):
            await send({"type": "http.response.body", "body": body[start : start + PIECE_BYTES], "more_body": True})
        await send({**message, "body": body[-(-last // PIECE_BYTES) * PIECE_BYTES :]})

    return send_pieces


def _busy(path: str) -> JSONResponse:
    detail = "The server is busy; try again in a second."
    content = {"error": detail} if path.startswith("/v2") else {"error": "busy", "detail": detail}
    return JSONResponse(content, 503, {"Retry-After": "1"})
