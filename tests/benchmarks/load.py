"""A load generator: so many connections, each sending its next request when the answer to the last one is there.

    python -m tests.benchmarks.load URL FILE --connections 64 --seconds 3        prints one JSON object

It runs in a process of its own and speaks just enough HTTP/1.1 that it isn't what is measured.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

BROWSER = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    'sec-ch-ua: "Chromium";v="142", "Not_A Brand";v="99"',
    "sec-ch-ua-mobile: ?0",
    'sec-ch-ua-platform: "Linux"',
    "Accept: */*",
    "Origin: http://127.0.0.1",
    "Sec-Fetch-Site: same-origin",
    "Sec-Fetch-Mode: cors",
    "Sec-Fetch-Dest: empty",
    "Referer: http://127.0.0.1/",
    "Accept-Encoding: gzip, deflate, br, zstd",
    "Accept-Language: en-GB,en;q=0.9",
)
"""What Chromium sends with a page's fetch."""


class Connection(asyncio.Protocol):
    """Sends `request` again and again and notes how long each answer took."""

    def __init__(self, request: bytes, until: float) -> None:
        self.request, self.until = request, until
        self.seconds: list[float] = []
        self.failures = 0
        self.done = asyncio.get_running_loop().create_future()
        self._received = b""
        self._missing: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._send()

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        self.transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._missing is None:
            head, blank, _ = self._received.partition(b"\r\n\r\n")
            if not blank:
                return
            lower = head.lower()
            length = lower.index(b"content-length:") + 15
            self._missing = len(head) + 4 + int(lower[length:].split(b"\r\n", 1)[0])
            self.failures += not head.startswith(b"HTTP/1.1 200")
        if len(self._received) < self._missing:
            return
        now = time.perf_counter()
        self.seconds.append(now - self._sent_at)
        self._received, self._missing = b"", None
        if now < self.until:
            self._send()
        else:
            self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(error)


async def load(
    url: str, body: bytes, connections: int, seconds: float, headers: Sequence[str] = ()
) -> dict[str, float]:
    """Requests a second, and the median and 99th percentile of their latency."""
    parts = urlsplit(url)
    lines = [*headers, "Host: " + parts.netloc, "Content-Type: application/json", f"Content-Length: {len(body)}"]
    head = "\r\n".join([f"POST {parts.path} HTTP/1.1", *lines, "", ""])
    until = time.perf_counter() + seconds
    loop = asyncio.get_running_loop()
    made = [
        (await loop.create_connection(lambda: Connection(head.encode() + body, until), parts.hostname, parts.port))[1]
        for _ in range(connections)
    ]
    started = time.perf_counter()
    await asyncio.gather(*(each.done for each in made))
    spent = time.perf_counter() - started
    latencies = sorted(latency for each in made for latency in each.seconds)
    return {
        "requests": len(latencies),
        "per_second": len(latencies) / spent,
        "p50_ms": 1000 * latencies[len(latencies) // 2],
        "p99_ms": 1000 * latencies[int(len(latencies) * 0.99)],
        "failures": sum(each.failures for each in made),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("file", type=Path)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--browser", action="store_true")
    asked = parser.parse_args()
    headers = BROWSER if asked.browser else ()
    print(json.dumps(asyncio.run(load(asked.url, asked.file.read_bytes(), asked.connections, asked.seconds, headers))))
