"""PNG: a picture as a file that every browser shows, written with nothing but zlib.

    signature, then chunks: length, name, content, CRC-32 of name and content
    IHDR    width, height, 8 bits, colour type 0 (grey) or 2 (red, green, blue)
    IDAT    the rows, each after a 0 ("not filtered"), packed by zlib
    IEND    nothing

Source: W3C, "Portable Network Graphics (PNG) Specification", third edition.
"""

import base64
import struct
import zlib

import numpy as np

from ..arrays import ImageArray
from ..errors import ShapeError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, COLOR = 0, 2


def png(image: ImageArray) -> bytes:
    """A picture (height, width) or (height, width, 3), uint8 -> the bytes of its PNG file."""
    color = image.ndim == 3
    if image.dtype != np.uint8 or image.ndim not in (2, 3) or (color and image.shape[2] != 3) or not image.size:
        raise ShapeError(f"A picture must be (height, width[, 3]) of uint8, not {image.shape} of {image.dtype}.")
    height, width = image.shape[:2]
    rows = np.pad(image.reshape(height, -1), ((0, 0), (1, 0)))  # (height, 1 + width * channels)
    header = struct.pack(">IIBBBBB", width, height, 8, COLOR if color else GREY, 0, 0, 0)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows.tobytes())) + _chunk(b"IEND", b"")


def png_url(image: ImageArray) -> str:
    """The picture as an address that holds it whole: data:image/png;base64,..."""
    return f"data:image/png;base64,{base64.b64encode(png(image)).decode()}"


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
