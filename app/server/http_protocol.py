"""A connection that keeps moving: who sends or reads too slowly has to go, and makes room for others.

uvicorn waits for ever: for a head that never ends, for a body that comes byte by byte, for somebody who asked and does
not read the answer. Each of these costs memory, and a place that others wait for. So every `patience_seconds` a
connection looks back:

    a request is on its way     at least SLOWEST bytes of it must have come in each second, or it is told 408
    an answer is on its way     some of it must have been taken, or the connection is cut

And a head of more than LARGEST_HEAD bytes is told 431. Between two requests uvicorn's own keep-alive counts.

What goes out goes out together: an answer's head waits for its body, which saves both sides a system call.
"""

import asyncio
import json
import socket
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .middleware import RAW_HEADERS

SLOWEST = 500  # bytes a second; the slowest telephone line is faster
LARGEST_HEAD = 65_536  # bytes
KEPT = 131_072  # bytes of an answer that the system keeps for its client
SMALL = 4096  # bytes; an answer's head is smaller
TOO_SLOW = "The request did not arrive: hardly anything came of it for {:g} seconds. Send it again."
TOO_LARGE = f"The head of a request may have at most {LARGEST_HEAD} bytes; send fewer or shorter headers."
NOT_HTTP = "This is not HTTP/1.1 as it can be read; check the request line, the headers and the length of the body."


class CoalescingTransport:
    """A transport that keeps a small write back until the next one, or until the event loop has been round."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held = b""
        self.written = 0  # bytes, all told

    def write(self, data: bytes) -> None:
        """Sends `data`, or holds it, unless there is nobody left to send it to."""
        if self._transport.is_closing():
            return
        if not self._held and len(data) < SMALL:
            self._held = data
            self._loop.call_soon(self._let_go)
        else:
            held, self._held = self._held, b""
            self._pass_on(held + data)

    def close(self) -> None:
        """Closes when everything has been sent."""
        self._let_go()
        self._transport.close()

    def _let_go(self) -> None:
        if self._held:
            held, self._held = self._held, b""
            self._pass_on(held)

    def _pass_on(self, data: bytes) -> None:
        self.written += len(data)
        self._transport.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class TimeoutHttpProtocol(HttpToolsProtocol):
    """One client's connection. Its limits are those of `settings` in the state that the application's start gives."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to look back now and then."""
        super().connection_made(transport)
        # As much as the system likes to keep would be megabytes, and a client that reads them would seem not to read.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KEPT)
        self.transport: Any = CoalescingTransport(transport, self.loop)
        self._patience = self.app_state["settings"].patience_seconds
        self._most = 2 * self.app_state["settings"].max_body_bytes + LARGEST_HEAD
        self._arriving_since: float | None = self.loop.time()  # None between a request's end and the next one's begin
        self._head_bytes: int | None = None  # None outside of a head
        self._of_request = self._received = 0  # bytes: of this request, and since the last look
        self._written = self._left = 0  # bytes at the last look: written till then, and of these not yet taken
        self._timer = self.loop.call_later(self._patience, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Looks no more."""
        self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Counts what comes."""
        self._received += len(data)
        self._of_request += len(data)
        super().data_received(data)
        if self._head_bytes is not None:
            self._head_bytes += len(data)
            if self._head_bytes > LARGEST_HEAD:
                self._refuse(431, "head_too_large", TOO_LARGE)
        elif self._of_request > self._most:  # it was told long ago that this is too much
            self.transport.abort()

    def on_message_begin(self) -> None:
        """A request's first byte is there."""
        super().on_message_begin()
        self._arriving_since, self._head_bytes = self.loop.time(), 0

    def on_headers_complete(self) -> None:
        """Its head is whole."""
        self._head_bytes = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of it is there."""
        self._arriving_since, self._of_request = None, 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Tells that no request could be read."""
        self._refuse(400, "malformed_request", NOT_HTTP)

    def _look(self) -> None:
        self._timer = self.loop.call_later(self._patience, self._look)
        left, written = self.transport.get_write_buffer_size(), self.transport.written
        if self._left and left == self._left + written - self._written:  # nothing of it was taken
            self.transport.abort()
            return
        if self._is_late():
            self._refuse(408, "too_slow", TOO_SLOW.format(self._patience))
        self._received, self._left, self._written = 0, left, written

    def _is_late(self) -> bool:
        """Whether a request is on its way, for long enough to tell, and hardly moves though nobody holds it up."""
        since = self._arriving_since
        if since is None or self.loop.time() - since < self._patience or self.flow.read_paused:
            return False
        return bool(self._received < SLOWEST * self._patience)

    def _refuse(self, status: int, code: str, detail: str) -> None:
        """Answers in the server's stead, and closes. Who has not sent a byte, or is being answered, is told nothing."""
        if self.transport.is_closing():
            return
        under_way = self.cycle is not None and not self.cycle.response_complete
        if (under_way and self.cycle.response_started) or not self._of_request:
            self.transport.abort()
            return
        if under_way:
            self.cycle.disconnected = True  # the answer is this one
        body = json.dumps({"error": code, "detail": detail}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)), *RAW_HEADERS]
        lines = [b"HTTP/1.1 %d %s" % (status, HTTPStatus(status).phrase.encode()), b"connection: close"]
        lines += [name + b": " + value for name, value in headers]
        self.transport.write(b"\r\n".join([*lines, b"", body]))
        self.transport.close()
