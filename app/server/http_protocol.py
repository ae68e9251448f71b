"""Time-outs for slow requests and slow readers, which uvicorn lacks (its issue #157 was closed without them).

uvicorn waits forever for a head that never ends, for a body that comes byte by byte, and for a client that doesn't read
its answer. Each of them holds memory and one of the server's slots. So each connection is checked every
`patience_seconds`:

    a request is arriving      fewer than MIN_BYTES_PER_SECOND of it came: 408
    an answer is being sent    the client has taken nothing of it: the connection is cut

A head of more than MAX_HEAD_BYTES is answered 431. Between two requests uvicorn's own keep-alive time-out applies.

The class leans on two private attributes of uvicorn's protocol: `cycle`, the request being answered, and `flow`.
"""

import asyncio
import socket
from http import HTTPStatus
from typing import Any

from starlette.types import Message, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .answer_head import error_answer
from .open_files import Connections

MIN_BYTES_PER_SECOND = 500  # the slowest telephone line is faster
MAX_HEAD_BYTES = 65_536
SEND_BUFFER_BYTES = 131_072  # by default the kernel would buffer megabytes, and a steady reader would look idle
TOO_SLOW = "The request did not arrive: hardly anything came of it for {:g} seconds. Send it again."
HEAD_TOO_LARGE = f"The head of a request may have at most {MAX_HEAD_BYTES} bytes; send fewer or shorter headers."
NOT_HTTP = "This is not HTTP/1.1 as it can be read; check the request line, the headers and the length of the body."


class CountingTransport:
    """A transport that counts the bytes written to it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.written = 0

    def write(self, data: bytes) -> None:
        """Writes `data`."""
        self.written += len(data)
        self._transport.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


def _in_one_piece(cycle: Any) -> Send:
    """A cycle's `send` for a client that knows no chunks: a body of unknown length ends when the connection does."""
    send, has_length = cycle.send, True

    async def send_without_chunks(message: Message) -> None:
        nonlocal has_length
        if message["type"] == "http.response.start":
            has_length = any(name == b"content-length" for name, _ in message["headers"])
        if not has_length:  # whatever comes is as long as it should be
            cycle.chunked_encoding, cycle.expected_content_length = False, len(message.get("body", b""))
        await send(message)

    return send_without_chunks


class TimeoutHttpProtocol(HttpToolsProtocol):
    """One client's connection, with time-outs and size limits from the `settings` in the lifespan's state."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Starts the periodic check."""
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        self.transport: Any = CountingTransport(transport)
        self._patience = self.app_state["settings"].patience_seconds
        self._max_bytes = 2 * self.app_state["settings"].max_body_bytes + MAX_HEAD_BYTES
        self._arriving_since: float | None = self.loop.time()  # None from a request's end to the next one's first byte
        self._head_bytes: int | None = None  # None outside of a head
        self._request_bytes = 0  # of the request that is arriving
        self._received = 0  # bytes since the last check
        self._written = self._unsent = 0  # bytes at the last check: written in all, and of these still in the buffer
        self._timer = self.loop.call_later(self._patience, self._check)
        self._others: Connections = self.app_state["connections"]
        self._others.opened(self)

    def cut(self) -> None:
        """Closes the connection at once, to make room for another."""
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stops the periodic check."""
        self._timer.cancel()
        self._others.closed(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Counts the bytes, and cuts a connection that sends more than a request may have."""
        self._received += len(data)
        self._request_bytes += len(data)
        super().data_received(data)
        if self._head_bytes is not None:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._refuse(431, "head_too_large", HEAD_TOO_LARGE)
        elif self._request_bytes > self._max_bytes:  # it was answered 413 at half of that, and goes on sending
            self.transport.abort()

    def on_message_begin(self) -> None:
        """The parser's callback for a request's first byte."""
        super().on_message_begin()
        self._arriving_since, self._head_bytes = self.loop.time(), 0

    def on_headers_complete(self) -> None:
        """The parser's callback for the end of a request's head."""
        self._head_bytes = None
        super().on_headers_complete()
        if self.scope["http_version"] < "1.1":
            cycle: Any = self.cycle
            cycle.send = _in_one_piece(cycle)

    def on_message_complete(self) -> None:
        """The parser's callback for a request's last byte."""
        self._arriving_since, self._request_bytes = None, 0
        self._others.is_answered(self)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The application's callback for an answer's last byte."""
        if not self.pipeline and not self.transport.is_closing():
            self._others.waits(self)
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Answers bytes that can't be parsed as HTTP."""
        self._refuse(400, "malformed_request", NOT_HTTP)

    def _check(self) -> None:
        self._timer = self.loop.call_later(self._patience, self._check)
        unsent, written = self.transport.get_write_buffer_size(), self.transport.written
        if self._unsent and unsent == self._unsent + written - self._written:  # the client took nothing
            self.transport.abort()
            return
        if self._is_late() and not self._request_bytes:
            self.transport.abort()
        elif self._is_late():
            self._refuse(408, "too_slow", TOO_SLOW.format(self._patience))
        self._received, self._unsent, self._written = 0, unsent, written

    def _is_late(self) -> bool:
        """Whether a request arrives too slowly, after a full period, and not because we stopped reading it."""
        since = self._arriving_since
        if since is None or self.loop.time() - since < self._patience or self.flow.read_paused:
            return False
        return bool(self._received < MIN_BYTES_PER_SECOND * self._patience)

    def _refuse(self, status: int, code: str, detail: str) -> None:
        """Answers in the application's place and closes the connection.

        Without an answer if the application's answer has begun.
        """
        if self.transport.is_closing():
            return
        is_answering = self.cycle is not None and not self.cycle.response_complete
        if is_answering and self.cycle.response_started:
            self.transport.abort()
            return
        if is_answering:
            self.cycle.disconnected = True  # so that the application's own answer is dropped
        headers, body = error_answer(code, detail)
        lines = [b"HTTP/1.1 %d %s" % (status, HTTPStatus(status).phrase.encode()), b"connection: close"]
        lines += [name + b": " + value for name, value in headers]
        self.transport.write(b"\r\n".join([*lines, b"", body]))
        self.transport.close()
