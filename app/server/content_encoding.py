"""A request's body that came packed, as Triton's clients send it when they are asked to."""

import zlib

from ..errors import InvalidRequest, TooLarge

PACKED = ("gzip", "deflate")
EITHER = zlib.MAX_WBITS | 32  # zlib's word for: look for yourself which of the two it is


def unpacked(body: bytes, coding: str | None, most: int) -> bytes:
    """The body as it was before it was packed by `coding`, the header Content-Encoding.

    Of a body that would have more than `most` bytes no more is unpacked: a thousand bytes can be made to hold a
    million. Raises TooLarge then, and InvalidRequest for what can't be unpacked.
    """
    if coding is None or coding.lower() == "identity":
        return body
    if coding.lower() not in PACKED:
        raise InvalidRequest(f"Content-Encoding must be {' or '.join(PACKED)}, not {coding}; or send it unpacked.")
    unpacker = zlib.decompressobj(EITHER)
    try:
        content = unpacker.decompress(body, most + 1)
    except zlib.error as error:
        raise InvalidRequest(f"The body is not packed by {coding}, as its Content-Encoding says.") from error
    if len(content) > most:
        raise TooLarge(f"A request body may have at most {most} bytes, unpacked; send fewer drawings at a time.")
    if not unpacker.eof or unpacker.unused_data:
        raise InvalidRequest(f"The body packed by {coding} is cut short, or something follows it.")
    return content
