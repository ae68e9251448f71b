"""What attackers send, and how: requests from any address of the loopback, byte by byte, hung up, or never ended."""

import asyncio
import base64
import gzip
import io
import json
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path

import httpx
from PIL import Image

from tests.benchmarks.servers import SEVEN

TOKEN = "a-token-for-tests-only"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
MOST_SECONDS = 15  # of one attack
MIB = 1 << 20
LARGEST = 16 * MIB - 100  # what the server takes
JSON = {"Content-Type": "application/json"}
PACKED = JSON | {"Content-Encoding": "gzip"}
EXPLAIN = json.dumps({"strokes": SEVEN, "label": 7}).encode()
INFER = "/v2/models/inkling/infer"
Complaint = str | None
Attack = Callable[["Attackers"], Awaitable[Complaint]]
ATTACKS: dict[str, Attack] = {}


def attack(run: Attack) -> Attack:
    """Adds an attack under its function's name."""
    ATTACKS[run.__name__.replace("_", " ")] = run
    return run


def address(number: int) -> str:
    """One of four million addresses of the loopback; not the visitor's."""
    return f"127.{1 + number // 62500}.{1 + number // 250 % 250}.{1 + number % 250}"


@dataclass
class Attackers:
    """Everything that is sent to the server at `port`, and what came back."""

    port: int
    folder: Path
    pid: int
    statuses: Counter[int] = field(default_factory=Counter)
    longest_head: int = 0

    @property
    def admin(self) -> httpx.Client:
        """For what the admin does meanwhile, from an address of its own."""
        transport = httpx.HTTPTransport(local_address="127.0.0.8", retries=3)
        address = f"http://127.0.0.1:{self.port}"
        return httpx.Client(base_url=address, headers=BEARER, transport=transport, timeout=MOST_SECONDS)

    @asynccontextmanager
    async def connected(self, source: int = 0) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """A connection from an address, cut at the end."""
        endpoint = socket.socket()
        endpoint.setblocking(False)
        endpoint.bind((address(source), 0))
        await asyncio.get_running_loop().sock_connect(endpoint, ("127.0.0.1", self.port))
        reader, writer = await asyncio.open_connection(sock=endpoint)
        try:
            yield reader, writer
        finally:
            writer.transport.abort()

    async def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None, source: int = 0
    ) -> int:
        """The status of the answer, or 0 where none came in time."""
        status = 0
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(MOST_SECONDS), self.connected(source) as (reader, writer):
                writer.write(head(method, path, len(body), {"Connection": "close"} | dict(headers or {})) + body)
                answered = await reader.readuntil(b"\r\n\r\n")
                self.longest_head = max(self.longest_head, len(answered))
                status = int(answered.split()[1])
                while await reader.read(MIB):
                    pass
        self.statuses[status] += 1
        return status

    async def flood(self, at_once: int, seconds: float, *requests: tuple[str, str, bytes, Mapping[str, str]]) -> None:
        """Asks these in turn, some at once, for some seconds, each once if there is time."""
        until, turns = time.monotonic() + seconds, count()

        async def ask() -> None:
            while (turn := next(turns)) < len(requests) or time.monotonic() < until:
                method, path, body, headers = requests[turn % len(requests)]
                await self.ask(method, path, body, headers)

        with suppress(TimeoutError):
            async with asyncio.timeout(MOST_SECONDS):
                await asyncio.gather(*(ask() for _ in range(at_once)))

    async def come(self, count: int, seconds: float, visit: Callable[[int], Awaitable[None]]) -> None:
        """So many visits, evenly over so many seconds; waits for the end of all."""
        tasks = []
        for number in range(count):
            tasks.append(asyncio.ensure_future(visit(number)))
            await asyncio.sleep(seconds / count)
        await asyncio.gather(*tasks)

    async def hang_up(self, path: str, body: bytes, seconds: float, source: int = 0) -> None:
        """Asks, and doesn't wait for the answer."""
        with suppress(OSError):
            async with self.connected(source) as (_, writer):
                writer.write(head("POST", path, len(body), JSON) + body)
                await asyncio.sleep(seconds)

    async def hold(self, content: bytes, seconds: float, source: int = 0, *, drip: bytes = b"") -> None:
        """Sends the beginning of something, perhaps a few bytes each second, and nothing more."""
        with suppress(OSError):
            async with self.connected(source) as (_, writer):
                writer.write(content)
                await asyncio.sleep(seconds % 1)
                for _ in range(int(seconds)):
                    await asyncio.sleep(1)
                    writer.write(drip)


def head(method: str, path: str, length: int | None, headers: Mapping[str, str]) -> bytes:
    """A request's head; chunks follow where no length is told."""
    size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        size,
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def filled(start: str, item: str, end: str, size: int = LARGEST) -> bytes:
    """A body of `size` bytes at most, which repeats `item`, between commas, as often as it can."""
    count = (size - len(start) - len(end)) // (len(item) + 1)
    return (start + (item + ",") * (count - 1) + item + end).encode()


@cache
def large_bodies(size: int = LARGEST) -> dict[str, bytes]:
    """JSON of 16 MiB in many shapes."""
    image = base64.b64encode(bytes(3 * size // 4 - 100)).decode()
    names = ",".join(f'"{number}":0' for number in range(size // 12))
    return {
        "points": filled('{"label":7,"strokes":[[', "[0,0]", "]]}", size),
        "strokes": filled('{"label":7,"strokes":[', "[]", "]}", size),
        "strokes in strokes": filled('{"label":7,"strokes":[', "[[]]", "]}", size),
        "pixels": filled('{"pixels":[', "0", "]}", size),
        "rows": filled('{"pixels":[', "[]", "]}", size),
        "drawings": filled('{"instances":[', "{}", "]}", size),
        "names": f"{{{names}}}".encode(),
        "texts": filled('{"include":[', '""', "]}", size),
        "a text": filled('{"image":"', "a" * 1000, '"}', size),
        "escapes": filled('{"image":"', "\\u0000" * 1000, '"}', size),
        "a picture": f'{{"image":"data:image/png;base64,{image}"}}'.encode(),
        "depth": b'{"strokes":' + b"[" * (size // 2) + b"]" * (size // 2 - 20) + b"}",
        "objects": b'{"strokes":' + b'{"a":' * (size // 6) + b"0" + b"}" * (size // 6) + b"}",
        "digits": b'{"pixels":[' + b"1" * (size - 20) + b"]}",
        "blanks": b'{"strokes":[]' + b" " * (size - 20) + b"}",
    }


def allowed_bodies() -> list[bytes]:
    """JSON with nearly as many lists, or numbers, as are allowed by default."""
    points = filled('{"label":7,"strokes":[[', "[0.5,0.25]", "]]}", 165_000 * 11)
    strokes = filled('{"label":7,"strokes":[', "[]", "]}", 165_000 * 3)
    many = filled('{"instances":[', json.dumps({"strokes": SEVEN}, separators=(",", ":")), "]}", 1_500_000)
    pixels = filled('{"instances":[', json.dumps({"pixels": [0.5] * 784}, separators=(",", ":")), "]}", 4_000_000)
    return [points, strokes, many, pixels, pixels.replace(b"]}]}", b'],"x":0}]}')]


def tensors(size: int = LARGEST) -> dict[str, bytes]:
    """Bodies of /v2 that are small when packed."""
    start = '{"inputs":[{"name":"pixels","shape":[1,784],"datatype":"FP32","data":['
    end = "]}]}"
    return {
        "long text": (start + f'"{"a" * (size // 2)}",' + ",".join(['"b"'] * 783) + end).encode(),
        "texts": filled(start, '"a"', end, size),
        "empty lists": filled(start, "[]", end, size),
        "lists in lists": filled(start, "[[]]", end, size),
        "objects": filled(start, "{}", end, size),
        "nulls": filled(start, "null", end, size),
        "numbers": filled(start, "0", end, size),
        "rows": filled(start, "[0]", end, size),
        "large integers": filled(start, "9" * 4000, end, size),
        "depth": filled(start, "[" * (size // 2 - 100) + "]" * (size // 2 - 100), end, size + 100),
        "names": filled(start + '0],"parameters":{', '"a":0', "}}]}", size),
        "outputs": filled('{"inputs":[],"outputs":[', "{}", "]}", size),
    }


@cache
def packed_tensors(size: int = LARGEST) -> list[bytes]:
    """The same as gzip: a few kilobytes each."""
    return [gzip.compress(body, mtime=0) for body in tensors(size).values()]


def prepare() -> None:
    """Makes the bodies that take long to make, so that the attacks themselves leave the processors alone."""
    large_bodies()
    for size in (LARGEST, LARGEST // 2, 1_000_000):
        packed_tensors(size)


def empty_scans(side: int, size: int) -> bytes:
    """A request with a progressive JPEG, of about `size` bytes, whose last scan, of nearly no bytes, is repeated."""
    file = io.BytesIO()
    Image.new("L", (side, side), 200).save(file, "JPEG", progressive=True)
    content = file.getvalue()
    last = content.rindex(b"\xff\xda")
    scan = content[last:-2]
    return jpeg_request(content[:-2] + scan * ((size - len(content)) // len(scan)) + content[-2:])


def jpeg_request(content: bytes) -> bytes:
    """The body of a request with this file."""
    return json.dumps({"image": "data:image/jpeg;base64," + base64.b64encode(content).decode()}).encode()
