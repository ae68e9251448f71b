"""The servers, rooms and walls of `tests.soak.rooms`."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from app.settings import ROOT
from tests.soak.trainings import free_port

TOKEN = "a-token-for-tests-only"
FAILED = (httpx.TransportError, OSError, EOFError)
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
EVENT, DRAWING = re.compile(rb"event: \w+\nid: (\d+)"), re.compile(rb"event: drawing\n.*\ndata: {\"id\":(\d+)")


class Server:
    """One of the two servers; the second of a pair has another folder, as on another machine."""

    def __init__(self, folder: Path, database: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        settings = {"port": self.port, "admin_token": TOKEN, "data_dir": folder, "database_url": database}
        settings |= {"weights_dir": ROOT / "weights", "room_drawings_per_minute": 1000}
        self._environment = os.environ | {f"INKLING_{name.upper()}": str(value) for name, value in settings.items()}
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app"], cwd=ROOT, env=self._environment, stdout=subprocess.DEVNULL
        )

    async def ready(self) -> None:
        async with httpx.AsyncClient(base_url=self.address) as client, asyncio.timeout(60):
            while self.process.poll() is None:
                with suppress(*FAILED):
                    (await client.get("/readyz")).raise_for_status()
                    return
                await asyncio.sleep(0.05)

    def memory(self) -> int:
        return int(psutil.Process(self.process.pid).memory_info().rss) >> 20

    def kill(self, number: int = signal.SIGKILL) -> None:
        self.process.send_signal(number)
        self.process.wait(40)


class Connection:
    """Just enough HTTP/1.1, since it isn't what is measured."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> "Connection":
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 24)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.transport.abort()

    def send(self, method: str, path: str, key: str, body: bytes = b"", **headers: str) -> None:
        headers |= {"Host": "127.0.0.1", "Authorization": f"Bearer {key}"}
        headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)

    async def head(self) -> tuple[int, int]:
        """The status, and how long the body is."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        return int(head[9:12]), int(length[1]) if length else 0

    async def post(self, path: str, key: str, body: bytes) -> tuple[int, bytes]:
        self.send("POST", path, key, body)
        status, length = await self.head()
        return status, await self.reader.readexactly(length)


@dataclass
class Room:
    """A room, who draws in it, and what was acknowledged: the drawing's id and when it was sent."""

    code: str
    key: str
    sent: dict[int, float] = field(default_factory=dict)
    pupils: list[str] = field(default_factory=list)


@dataclass
class Wall:
    """One watcher: how often each drawing came, and when it first did."""

    came: Counter[int] = field(default_factory=Counter)
    at: dict[int, float] = field(default_factory=dict)
    last: str = "0"

    async def watch(self, servers: list[Server], room: Room) -> None:
        """For ever; goes on at the other server when one is gone."""
        turn = 0
        while True:
            with suppress(*FAILED):
                async with Connection(servers[turn % len(servers)].port) as connection:
                    path = f"/rooms/{room.code}/events"
                    connection.send("GET", path, room.key, **{"Last-Event-ID": self.last})
                    await connection.head()
                    await self._read(connection.reader)
            turn += 1
            await asyncio.sleep(0.05)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        rest = b""
        while size := int(await reader.readuntil(b"\n"), 16):
            *events, rest = (rest + (await reader.readexactly(size + 2))[:-2]).split(b"\n\n")
            for event in events:
                if found := EVENT.match(event):
                    self.last = found[1].decode()
                if found := DRAWING.match(event):
                    self.came[int(found[1])] += 1
                    self.at.setdefault(int(found[1]), time.monotonic())
