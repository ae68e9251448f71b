"""Files that hold a picture: as any data URL, and made to take long."""

import base64
import io
import struct
import time
import zlib
from urllib.parse import quote

import httpx
import pytest
from PIL import Image

from app.drawings.data_urls import content_of
from tests.helpers.drawings import SEVEN, picture


def png() -> bytes:
    buffer = io.BytesIO()
    picture(SEVEN, size=140, scale=1.1, at=(10, 8), brush=9).save(buffer, "PNG")
    return buffer.getvalue()


TEXT = base64.b64encode(png()).decode()


@pytest.mark.parametrize(
    "url",
    [
        f"data:;base64,{TEXT}",
        f"DATA:Image/PNG;BASE64,{TEXT}",
        f"data:image/png;charset=utf-8 ;  base64,{TEXT}",
        f"  data:image/png;base64,{TEXT}\n",
        f"data:image/png;base64,{base64.encodebytes(png()).decode()}",
        f"data:image/png;base64, {TEXT[:40]}\r\n\f {TEXT[40:]}",
        f"data:image/png;base64,{TEXT.rstrip('=')}",
        f"data:image/png;base64,{TEXT.replace('=', '%3D').replace('+', '%2b').replace('/', '%2F')}",
        f"data:image/png;base64,{TEXT}#digit",
        "data:image/png," + quote(png()),
        "data:," + "".join(f"%{byte:02x}" for byte in png()),
        f"data:image/jpeg;base64,{TEXT}",
    ],
    ids=range(12),
)
def test_whatever_a_browser_takes_for_a_data_url_is_read(client: httpx.Client, url: str) -> None:
    assert client.post("/predict", json={"image": url}).json().get("label") == 7


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        (TEXT, "data URL"),
        (f"data:image/png;base64 {TEXT}", "data URL"),
        (f"http:image/png;base64,{TEXT}", "data URL"),
        ("data:image/png;base64,A", "base64"),
        (f"data:image/png;base64,={TEXT}", "base64"),
        (f"data:image/png;base64,{TEXT[:8]}-_{TEXT[8:]}", "base64"),
        (f"data:image/png,{TEXT}", "send it as PNG, JPEG or WebP"),
        (f"data:image/png;base64x,{TEXT}", "send it as PNG, JPEG or WebP"),
        ("data:,%", "send it as PNG, JPEG or WebP"),
    ],
    ids=range(9),
)
def test_what_is_no_data_url_is_refused(client: httpx.Client, url: str, hint: str) -> None:
    answer = client.post("/predict", json={"image": url})
    assert answer.status_code == 422
    assert hint in answer.json()["detail"]


def test_a_type_without_an_end_is_looked_through_once() -> None:
    started = time.thread_time()
    assert content_of("data:" + "; " * 4_000_000 + ",") == b""
    assert time.thread_time() - started < 0.05


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def with_chunks(count: int, name: bytes, data: bytes) -> bytes:
    """A PNG with as many chunks before its last one."""
    content = png()
    return content[:-12] + chunk(name, data) * count + content[-12:]


def with_scans(count: int) -> bytes:
    """A progressive JPEG of 4000 x 4000 with as many empty scans more than it needs."""
    buffer = io.BytesIO()
    Image.new("L", (4000, 4000), 255).save(buffer, "JPEG", progressive=True)
    content = buffer.getvalue()
    refinement = content.rindex(b"\xff\xda")
    return content[:-2] + content[refinement:-2] * count + content[-2:]


def with_fill(count: int) -> bytes:
    """A JPEG whose scan has as many fill bytes before the marker of its end."""
    buffer = io.BytesIO()
    picture(SEVEN).save(buffer, "JPEG")
    content = buffer.getvalue()
    return content[:-2] + b"\xff" * count + content[-2:]


def with_tags(count: int) -> bytes:
    """A JPEG whose EXIF data say so many times that a tag's value is most of the file."""
    tags = b"".join(struct.pack("<HHII", 0x9286, 7, 50_000, 8) for _ in range(count))
    exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", count) + tags
    buffer = io.BytesIO()
    picture(SEVEN).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (with_chunks(1000, b"tEXt", b"a\0b"), 200),
        (with_chunks(20, b"zTXt", b"a\0\0" + zlib.compress(bytes(1 << 20))), 200),
        (with_chunks(100_000, b"tEXt", b"a\0b"), 413),
        (with_chunks(100_000, b"IDAT", b""), 413),
        (with_scans(5000), 413),
        (with_tags(5000), 200),
        (with_fill(200_000), 200),
        (b"\xff\xd8" + b"\xff" * 200_000, 422),
    ],
    ids=[
        "chunks",
        "packed texts",
        "100,000 chunks",
        "100,000 empty chunks of pixels",
        "scans",
        "tags",
        "fill bytes",
        "fill bytes alone",
    ],
)
def test_a_file_made_to_take_long_takes_no_longer_than_others(
    client: httpx.Client, content: bytes, status: int
) -> None:
    kind = "png" if content.startswith(b"\x89PNG") else "jpeg"
    started = time.monotonic()
    answer = client.post("/predict", json={"image": f"data:image/{kind};base64,{base64.b64encode(content).decode()}"})
    assert answer.status_code == status, answer.text
    assert time.monotonic() - started < 2
