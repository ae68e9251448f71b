"""Data URLs: `data:image/png;base64,...` and every other spelling that browsers read.

Source: the Fetch standard, "data: URL processor", and the URL and Infra standards for what is stripped and decoded.
"""

import base64
import binascii

import numpy as np

from ..errors import InvalidRequest, TooLarge

MAX_ESCAPES = 1_000_000  # percent signs in one URL
_WHITE_SPACE = b"\t\n\x0c\r "
_STRIPPED = "".join(map(chr, range(0x21)))  # from both ends of a URL: control characters and spaces
_HEX = np.full(256, 255, np.uint8)  # a character's code -> its value as a hexadecimal digit, 255 for others
for _digit in "0123456789abcdefABCDEF":
    _HEX[ord(_digit)] = int(_digit, 16)


def content_of(data_url: str) -> bytes:
    """The bytes that a data URL holds, whatever type it says they are of.

    Raises InvalidRequest or TooLarge with a sentence.
    """
    start, _, rest = data_url.lstrip(_STRIPPED).partition(":")
    header, comma, body = rest.partition(",")
    if start.lower() != "data" or not comma:
        raise InvalidRequest("image must be a data URL that begins with data:image/png;base64, (or jpeg, or webp).")
    body = body.partition("#")[0].rstrip(_STRIPPED)
    content = _percent_decoded(body.encode("utf-8", "replace").translate(None, b"\t\n\r"))
    _, semicolon, last = header.strip().rpartition(";")  # "type/subtype;name=value; base64"
    return _forgiving_base64(content) if semicolon and last.lstrip(" ").lower() == "base64" else content


def _forgiving_base64(text: bytes) -> bytes:
    """Base64 with or without padding, white space anywhere. Raises InvalidRequest."""
    text = text.translate(None, _WHITE_SPACE)
    if len(text) % 4 == 0:
        text = text.removesuffix(b"=").removesuffix(b"=")
    try:
        if b"=" in text:
            raise binascii.Error("padding where there should be none")
        return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise InvalidRequest("image is not valid base64.") from error


def _percent_decoded(text: bytes) -> bytes:
    """%41 -> A, all at once, since a loop over so many would take a second. Raises TooLarge."""
    escapes = text.count(b"%")
    if escapes == 0:
        return text
    if escapes > MAX_ESCAPES:
        raise TooLarge(f"image may have at most {MAX_ESCAPES} percent signs; send it in base64.")
    codes = np.frombuffer(text, np.uint8)
    places = np.flatnonzero(codes[:-2] == ord("%"))
    high, low = _HEX[codes[places + 1]], _HEX[codes[places + 2]]
    encoded = (high < 16) & (low < 16)
    places = places[encoded]
    if not places.size:
        return text
    decoded = codes.copy()
    decoded[places] = high[encoded] * 16 + low[encoded]
    kept = np.ones(codes.size, bool)
    kept[places + 1] = kept[places + 2] = False
    return decoded[kept].tobytes()
