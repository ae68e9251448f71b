"""Load shedding: beyond its limits the server answers 503 at once instead of queueing.

There are three limits on what is answered at the same time: `max_requests`; `max_large_requests`, since the numbers of
a large request take many times its bytes; and `max_streams`, event streams, which cost little but never end by
themselves. A fourth limits the bytes of all bodies, those that are still arriving included.

A slot is taken when a request's body has come, so that one who sends slowly, or nothing, holds none. It is free again
when the answer has left the server, not when it was computed: a large answer goes out in pieces, each once the client
has taken the one before (http_protocol.py cuts clients that don't).

An address is given something while as much is free as it would then have. So one alone gets half of everything, and
however many ask for all they can get, there is always some left for the next.
"""

import asyncio
from collections import Counter

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..settings import Settings
from .addresses import address_of
from .open_files import max_streams

ALWAYS_ADMITTED = frozenset({"/livez", "/readyz", "/metrics", "/v2/health/live", "/v2/health/ready"})
"""The routes of monitoring, which matter most when the server is busy."""
LARGE_BYTES = 262_144  # some fifty drawings as pixels, or a good photo
PIECE_BYTES = 65_536  # of an answer, handed to the connection at a time; the rest waits here
STREAMS_APART = 0.002  # seconds from one's beginning to the next one's
MAX_BODIES = 4  # times the largest body that is allowed: the bytes of all bodies that are here or arriving


class Busy(HTTPException):
    """Nothing is free; raised while the body is read, FastAPI passes it on to the error handlers."""

    def __init__(self) -> None:
        super().__init__(503, "The server is busy; try again in a second", {"Retry-After": "1"})


class Slots:
    """How much of one kind there is at the same time, how much is taken, and how much of that by each address."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.taken = 0
        self._taken_by: Counter[str] = Counter()

    def take(self, address: str, amount: int = 1) -> "Slots":
        """Takes some for an address. Raises Busy where fewer are free than the address would then have."""
        if self._taken_by[address] + amount > self.limit - self.taken:
            raise Busy
        self.taken += amount
        self._taken_by[address] += amount
        return self

    def give_back(self, address: str, amount: int = 1) -> None:
        """Frees what an address has taken, and forgets the address once it has nothing."""
        self.taken -= amount
        self._taken_by[address] -= amount
        if not self._taken_by[address]:
            del self._taken_by[address]


class ConcurrencyLimit:
    """Middleware that answers a request if a slot of its kind is free once the whole of it has come."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._requests, self._large = Slots(settings.max_requests), Slots(settings.max_large_requests)
        self._streams = Slots(min(settings.max_streams, max_streams()))
        self._bytes = Slots(MAX_BODIES * settings.max_body_bytes)
        self._next_stream = 0.0  # by the event loop's clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 503 when no slot is free."""
        if scope["type"] != "http" or scope["path"] in ALWAYS_ADMITTED:
            return await self.app(scope, receive, send)
        address, size = address_of(scope), 0
        slot: Slots | None = None

        async def limited_receive() -> Message:
            nonlocal size, slot
            message = await receive()
            if message["type"] == "http.request" and slot is None:
                length = len(message["body"])
                self._bytes.take(address, length)
                size += length
                if not message["more_body"]:
                    slot = (self._large if size > LARGE_BYTES else self._requests).take(address)
            return message

        try:
            if _is_stream(scope["path"]):
                slot = self._streams.take(address)
                await self._in_single_file()
            elif not _has_body(scope):
                slot = self._requests.take(address)
            await self.app(scope, limited_receive, _in_pieces(send))
        except Busy:  # before FastAPI, which would have answered it
            await _busy(scope["path"])(scope, receive, send)
        finally:
            self._bytes.give_back(address, size)
            if slot is not None:
                slot.give_back(address)

    async def _in_single_file(self) -> None:
        """Returns at once, or a little after the stream before: a crowd that comes at once would hold up all others."""
        now = asyncio.get_running_loop().time()
        self._next_stream = max(now, self._next_stream + STREAMS_APART)
        if self._next_stream > now:
            await asyncio.sleep(self._next_stream - now)


def _is_stream(path: str) -> bool:
    return path == "/races" or path.endswith("/events")


def _has_body(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    return b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"


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
