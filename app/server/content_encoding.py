"""Content-Encoding: gzip or deflate bodies of requests, gzip answers for clients that accept them."""

import gzip
import zlib

from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

from ..content_negotiation import accepts_gzip
from ..errors import InvalidRequest, TooLarge

RawHeaders = list[tuple[bytes, bytes]]

ENCODINGS = ("gzip", "deflate")
DETECT_FORMAT = zlib.MAX_WBITS | 32  # zlib tells the two apart by the header
MIN_SIZE = 1000  # bytes of an answer that is worth compressing
LEVEL = 3  # of 9: nearly as small as at 9, in a fraction of the time


def decompress(body: bytes, encoding: str | None, max_bytes: int) -> bytes:
    """The body without its `encoding`, the value of the header Content-Encoding.

    Decompression stops after half of `max_bytes`, since a thousand bytes can stand for a million. Raises TooLarge then,
    and InvalidRequest for a body that can't be decompressed.
    """
    if encoding is None or encoding.lower() == "identity":
        return body
    if encoding.lower() not in ENCODINGS:
        raise InvalidRequest(f"Content-Encoding must be {' or '.join(ENCODINGS)}, not {encoding}; or send it unpacked.")
    max_bytes //= 2
    decompressor = zlib.decompressobj(DETECT_FORMAT)
    try:
        content = decompressor.decompress(body, max_bytes + 1)
    except zlib.error as error:
        raise InvalidRequest(f"The body is not packed by {encoding}, as its Content-Encoding says.") from error
    if len(content) > max_bytes:
        raise TooLarge(f"A request body may have at most {max_bytes} bytes, unpacked; send fewer drawings at a time.")
    if not decompressor.eof or decompressor.unused_data:
        raise InvalidRequest(f"The body packed by {encoding} is cut short, or something follows it.")
    return content


class PackedAnswers(GZipMiddleware):
    """Packs answers for clients that accept it; Starlette looks for the word gzip, so it is shown what is meant."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, with "gzip" or "identity" in place of its Accept-Encoding."""
        if scope["type"] == "http":
            headers = MutableHeaders(scope=scope)
            accepted = ", ".join(headers.getlist("accept-encoding"))
            headers["accept-encoding"] = "gzip" if accepts_gzip(accepted) else "identity"
        await super().__call__(scope, receive, send)


def compress(content: bytes, asked: RawHeaders) -> tuple[bytes, RawHeaders]:
    """An answer's body for a client that sent the headers `asked`, and the headers that say how it is encoded.

    The same as PackedAnswers makes it, for answers that don't pass through that.
    """
    if len(content) < MIN_SIZE:
        return content, []
    vary = (b"vary", b"Accept-Encoding")
    accepted = b",".join(value for name, value in asked if name == b"accept-encoding")
    if not accepts_gzip(accepted.decode("latin-1")):
        return content, [vary]
    return gzip.compress(content, LEVEL, mtime=0), [(b"content-encoding", b"gzip"), vary]
