"""Image files: of a PNG, JPEG or WebP, only the parts that make up its first picture are given to a decoder.

All three are lists of parts: chunks, or segments. A decoder reads all of them, and some make a small file ask for a lot
of work: thousands of scans of a progressive JPEG, each over all pixels; a million empty chunks; metadata that points at
itself; the frames of an animation. Here the parts are counted, the ones that hold no pixels left out, and the one thing
is read that metadata says about the picture: which way up it is.

Sources: ISO 15948 (PNG), ITU T.81 (JPEG), RFC 9649 (WebP), TIFF 6.0 (orientation).
"""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..errors import TooLarge

MAX_PARTS = 5000  # of a file; twice as many as the largest PNG has that is written in chunks of 8 KiB
MAX_SCANS = 100  # of a JPEG; ten are usual
MAX_TAGS = 200  # of EXIF, that are looked through for the orientation

_PNG_PARTS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_WEBP_PARTS = (b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L")
_WEBP_PIXELS = (b"ANMF", b"VP8 ", b"VP8L")
_WEBP_METADATA = 0x20 | 0x08 | 0x04  # flags of VP8X: a colour profile, EXIF and XMP are there
_JPEG_METADATA = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})  # APP1 to APP13, APP15, comments; not JFIF, not Adobe
_JPEG_EXIF, _JPEG_SCAN, _JPEG_END = 0xE1, 0xDA, 0xD9
_JPEG_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")  # no restart within a scan, no escaped ff, no fill byte
_ORIENTATION = 274  # a tag of TIFF
_ORIENTATION_IN_XMP = re.compile(rb'tiff:Orientation(?:="|>)([1-8])')

Parts = Iterator[tuple[bool, bytes | memoryview, bytes | memoryview]]
"""Of each part: whether it is needed, all of it, and, of metadata, what may hold the orientation."""


@dataclass(frozen=True)
class ImageFile:
    """A file that holds nothing but a picture, and the picture's `orientation` in EXIF, 1 to 8; 1 is upright."""

    content: bytes
    orientation: int


def only_picture(content: bytes) -> ImageFile | None:
    """The file without all that is no picture; None if it is neither PNG nor JPEG nor WebP.

    A file that is cut short is cut where it is. Raises TooLarge if it asks for more work than any picture needs.
    """
    walk = next((walk for signature, walk in _WALKS.items() if content.startswith(signature)), None)
    if walk is None:
        return None
    kept, orientation = [], 1
    for number, (needed, part, metadata) in enumerate(walk(memoryview(content))):
        if number > MAX_PARTS:
            raise TooLarge(f"A picture's file may have at most {MAX_PARTS} parts; save it anew as PNG, JPEG or WebP.")
        if needed:
            kept.append(part)
        orientation = _orientation(metadata) if orientation == 1 and metadata else orientation
    picture = b"".join(kept)
    if walk is _webp and len(picture) > 8:  # its head says how long the rest is
        picture = b"RIFF" + struct.pack("<I", len(picture) - 8) + picture[8:]
    return ImageFile(picture, orientation)


def _png(content: memoryview) -> Parts:
    """Chunks: length, name, data, checksum."""
    yield True, content[:8], b""
    place = 8
    while place + 8 <= len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        end = place + 12 + length
        exif = content[place + 8 : end - 4] if name == b"eXIf" else b""
        yield name in _PNG_PARTS, content[place:end], exif
        place = end


def _webp(content: memoryview) -> Parts:
    """Chunks: name, length, data, and a byte to make it even. An animation ends with its first frame."""
    yield True, content[:12], b""
    place, pixels = 12, False
    while place + 8 <= len(content):
        name, length = struct.unpack_from("<4sI", content, place)
        end = place + 8 + length + length % 2
        part: bytes | memoryview = content[place:end]
        if name == b"VP8X" and len(part) > 8:
            part = bytes(part[:8]) + bytes([part[8] & ~_WEBP_METADATA]) + bytes(part[9:])
        yield name in _WEBP_PARTS and not pixels, part, content[place + 8 : end] if name in (b"EXIF", b"XMP ") else b""
        pixels |= name in _WEBP_PIXELS
        place = end


def _jpeg(content: memoryview) -> Parts:
    """Segments: ff, a marker, a length that counts itself, data; after a scan's segment its entropy-coded pixels."""
    yield True, content[:2], b""
    place, scans = 2, 0
    while found := _JPEG_MARKER.search(content, place):
        marker, start = found[1][0], found.start()
        if marker == _JPEG_END or start + 4 > len(content):
            yield True, content[start : start + 2], b""
            return
        place = start + 2 + int.from_bytes(content[start + 2 : start + 4], "big")
        metadata = content[start + 4 : place] if marker == _JPEG_EXIF else b""
        if marker == _JPEG_SCAN:
            scans += 1
            if scans > MAX_SCANS:
                raise TooLarge(f"A JPEG may have at most {MAX_SCANS} scans; save it anew, best as not progressive.")
            following = _JPEG_MARKER.search(content, place)
            place = following.start() if following else len(content)
        yield marker not in _JPEG_METADATA, content[start:place], metadata


_WALKS: dict[bytes, Callable[[memoryview], Parts]] = {
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8\xff": _jpeg,
    b"RIFF": _webp,
}


def _orientation(metadata: bytes | memoryview) -> int:
    """The orientation that EXIF or XMP names, 1 to 8; 1 if there is none, or if the data are damaged."""
    text = bytes(metadata[: 1 << 16]).removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(text[:2])
    if order is None:
        named = _ORIENTATION_IN_XMP.search(text)
        return int(named[1]) if named else 1
    try:
        (first,) = struct.unpack_from(order + "I", text, 4)
        (tags,) = struct.unpack_from(order + "H", text, first)
        for number in range(min(tags, MAX_TAGS)):
            tag, kind, _, value = struct.unpack_from(order + "HHIH", text, first + 2 + 12 * number)
            if (tag, kind) == (_ORIENTATION, 3):
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1
