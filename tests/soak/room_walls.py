"""The servers, rooms and walls of `tests.soak.rooms`."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from app.settings import ROOT
from tests.soak.trainings import free_port

TOKEN = "a-token-for-tests-only"
FAILED = (httpx.TransportError, httpx.StreamError)


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
            server = servers[turn % len(servers)]
            with suppress(*FAILED):
                async with httpx.AsyncClient(base_url=server.address, timeout=20) as client:
                    headers = {"Authorization": f"Bearer {room.key}", "Last-Event-ID": self.last}
                    async with client.stream("GET", f"/rooms/{room.code}/events", headers=headers) as answer:
                        await self._read(answer.aiter_lines())
            turn += 1
            await asyncio.sleep(0.05)

    async def _read(self, lines: AsyncIterator[str]) -> None:
        name = number = ""
        async for line in lines:
            kind, _, value = line.partition(": ")
            if kind == "event":
                name, number = value, ""
            elif kind == "id":
                number = value
            elif kind == "data":
                self.last = number or self.last
                if name == "drawing":
                    drawing = json.loads(value)["id"]
                    self.came[drawing] += 1
                    self.at.setdefault(drawing, time.monotonic())
