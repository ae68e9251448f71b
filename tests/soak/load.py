"""Asks for twice what the server can do, and is as unpleasant about it as clients get.

    python -m tests.soak.load [SECONDS] [PART]        300 unless told; PART 10 has a tenth of everything

All at once: clients enough to fill the server's room twice, who ask again as soon as they are answered or told to come
back; some that send a byte a second, some that begin a request and never end it, some that hardly read their answers;
and 500 that watch a training which is paused. Meanwhile its memory is measured, and whether it says that it lives. When
they are gone it must be as fast as before within two seconds, and when it is told to stop it must first answer
everybody whom it let in.
"""

import asyncio
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import httpx
import psutil

from app.settings import ROOT
from tests.benchmarks.servers import STROKES
from tests.helpers.raw_http import Client
from tests.soak.trainings import free_port

TOKEN = "a-token-for-tests-only"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
PART = int(sys.argv[2]) if len(sys.argv) > 2 else 1
ROOM = 256 // PART  # what the server is told to take at once
CLIENTS, WATCHERS = 2 * ROOM, 500 // PART
DRIBBLERS = SILENT = HARDLY_READING = 30 // PART
PATIENCE = 2
MOST_MEMORY = 400 << 20  # bytes
LONG = 60  # seconds; in a shorter run, beside other tests, speeds say nothing
AT_ONCE = 8  # how many ask together before, and after
BARS = "▁▂▃▄▅▆▇█"

ONE = json.dumps({"strokes": STROKES}).encode()
SOME, MANY = (
    json.dumps({"instances": [{"strokes": STROKES}] * count, "include": ["image"]}).encode() for count in (50, 500)
)


class Storm:
    """All of them, and what they were told."""

    def __init__(self, port: int, server: psutil.Process) -> None:
        self.port, self.server = port, server
        self.told: Counter[str] = Counter()
        self.events = 0
        self.memory: list[int] = []

    async def eager(self) -> None:
        """Asks for as long as it may; when told to come back, it does so when it was told to."""
        async with Client(self.port, TOKEN) as client:
            while True:
                client.send("POST", "/predict", ONE)
                status, headers = await client.answer()
                self.told[f"eager {status}"] += 1
                assert status in {200, 429, 503}, status
                if status != 200:
                    await asyncio.sleep(float(headers["retry-after"]))

    async def dribbler(self) -> None:
        """Sends a byte a second."""
        while True:
            async with Client(self.port, TOKEN) as client:
                client.send("POST", "/predict", ONE)  # one that is whole, so that it is known
                await self._count("dribbling", client)
                head = f"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: {len(ONE)}\r\n\r\n"
                for byte in (*[head.encode()], *(bytes([each]) for each in ONE)):
                    client.writer.write(byte)
                    await asyncio.sleep(1)
                    if client.reader.at_eof():
                        break

    async def silent(self) -> None:
        """Announces a body and never sends it."""
        while True:
            async with Client(self.port, TOKEN) as client:
                client.writer.write(b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
                await self._count("silent", client)

    async def hardly_reading(self) -> None:
        """Asks for half a megabyte and reads a kilobyte a second."""
        while True:
            async with Client(self.port, TOKEN) as client:
                client.writer.transport.get_extra_info("socket").setsockopt(6, 10, 1024)  # TCP_WINDOW_CLAMP
                client.send("POST", "/predict", MANY)
                status = (await client.reader.read(1024))[9:12].decode()
                for _ in range(3 * PATIENCE):
                    await asyncio.sleep(1)
                    with suppress(TimeoutError, ConnectionError):  # it may have been sent away by now
                        async with asyncio.timeout(0.1):
                            await client.reader.read(1024)
            self.told[f"hardly reading {status}"] += 1

    async def watcher(self, path: str) -> None:
        """Listens to a training."""
        async with Client(self.port, TOKEN) as client:
            client.send("GET", path)
            status, _ = await client.answer()
            assert status == 200, status
            while await client.reader.read(1 << 16):
                self.events += 1
        raise AssertionError("a watcher was sent away")

    async def observer(self) -> None:
        """Measures the memory, and asks whether it lives."""
        while True:
            async with Client(self.port, TOKEN) as client, asyncio.timeout(20):
                for path in ("/livez", "/readyz"):
                    client.send("GET", path)
                    assert (await client.answer())[0] == 200, path
                    self.told["lives and is ready"] += 1
            self.memory.append(self.server.memory_info().rss)
            await asyncio.sleep(1)

    async def _count(self, who: str, client: Client) -> None:
        try:
            status, _ = await client.answer()
            self.told[f"{who} {status}"] += 1
            assert status in {200, 408, 429, 503}, status
        except (asyncio.IncompleteReadError, ConnectionError):
            self.told[f"{who} closed"] += 1

    async def rage(self, seconds: float, training: str) -> None:
        """Lets them all loose."""
        watchers = [asyncio.create_task(self.watcher(training), name="a watcher") for _ in range(WATCHERS)]
        await asyncio.sleep(1)
        kinds = [(self.eager, CLIENTS), (self.dribbler, DRIBBLERS), (self.silent, SILENT)]
        kinds += [(self.hardly_reading, HARDLY_READING), (self.observer, 1)]
        tasks = [asyncio.create_task(kind(), name=kind.__name__) for kind, count in kinds for _ in range(count)]
        done, _ = await asyncio.wait([*watchers, *tasks], timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        for task in (*watchers, *tasks):
            task.cancel()
        await asyncio.gather(*watchers, *tasks, return_exceptions=True)
        for task in done:
            if (error := task.exception()) is not None:
                raise AssertionError(f"{task.get_name()}: {error!r}") from error


async def rate(port: int, seconds: float) -> float:
    """Answers a second to a few clients at once."""
    answered, until = 0, time.perf_counter() + seconds

    async def ask() -> None:
        nonlocal answered
        async with Client(port, TOKEN) as client:
            while time.perf_counter() < until:
                client.send("POST", "/predict", ONE)
                assert (await client.answer())[0] == 200
                answered += 1

    await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    return answered / seconds


async def stop(port: int, server: subprocess.Popen[bytes]) -> int:
    """Tells the server to stop while requests are under way; returns how many it answered first."""
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(port, TOKEN)) for _ in range(AT_ONCE)]
        for client in clients:
            client.send("POST", "/predict", ONE)
            await client.answer()
            client.send("POST", "/predict", SOME)
        await asyncio.sleep(0.3)  # they have arrived
        server.send_signal(signal.SIGTERM)
        answers = await asyncio.gather(*(client.answer() for client in clients))
    assert {status for status, _ in answers} == {200}, answers
    return len(answers)


def start_training(address: str) -> str:
    """A training that is paused: there is nothing to see for a long time. Returns where its events are."""
    patient = httpx.HTTPTransport(retries=30)
    with httpx.Client(base_url=address, headers=BEARER, timeout=30, transport=patient) as admin:
        admin.get("/readyz").raise_for_status()
        settings = {"epochs": 100, "training_size": 2000, "hidden_sizes": [8]}
        path = admin.post("/admin/retrain", json=settings).raise_for_status().headers["location"]
        while admin.get(path).json()["state"] != "running":
            time.sleep(0.2)
        admin.post(f"{path}/pause").raise_for_status()
        while admin.get(path).json()["state"] != "paused":
            time.sleep(0.2)
    return f"{path}/events"


def curve(memory: list[int]) -> str:
    """Sixty columns at most."""
    step = -(-len(memory) // 60)
    columns = [max(memory[start : start + step]) for start in range(0, len(memory), step)]
    return "".join(BARS[min(7, 8 * size // MOST_MEMORY)] for size in columns)


def soak(seconds: float, folder: Path) -> list[str]:
    """Runs it; returns what was found. Raises AssertionError for what must not be."""
    shutil.copytree(ROOT / "weights" / "v0001", folder / "weights" / "v0001")
    (folder / "weights" / "champion.json").write_text('{"version": "v0001"}')
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    port = free_port()
    settings = {"port": port, "admin_token": TOKEN, "max_requests": ROOM, "patience_seconds": PATIENCE}
    settings |= {"weights_dir": folder / "weights", "data_dir": folder / "data"}
    environment = os.environ | {f"INKLING_{name.upper()}": str(value) for name, value in settings.items()}
    server = subprocess.Popen([sys.executable, "-m", "app"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        training = start_training(f"http://127.0.0.1:{port}")
        asyncio.run(rate(port, 1))
        before = asyncio.run(rate(port, 3))
        storm = Storm(port, psutil.Process(server.pid))
        first = storm.server.memory_info().rss
        asyncio.run(storm.rage(seconds, training))
        time.sleep(2)
        after = asyncio.run(rate(port, 3))
        last = storm.server.memory_info().rss
        httpx.post(f"http://127.0.0.1:{port}{training.removesuffix('/events')}/cancel", headers=BEARER)
        answered = asyncio.run(stop(port, server))
        assert server.wait(20) in {0, -signal.SIGTERM}
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()
    assert max(storm.memory) < MOST_MEMORY and (after > before / 2 or seconds < LONG), (storm.memory, before, after)
    assert storm.told["eager 200"] > 0 and storm.told["eager 503"] > 0
    assert storm.told["silent 408"] + storm.told["silent 503"] > 0
    told = ", ".join(f"{count:,} x {what}" for what, count in sorted(storm.told.items()))
    slow, in_storm = DRIBBLERS + SILENT + HARDLY_READING, storm.told["eager 200"] / seconds
    return [
        f"{seconds:.0f} seconds of {CLIENTS} clients, {WATCHERS} watchers and {slow} slow ones",
        f"told: {told}",
        f"answers a second: {before:.0f} before, {in_storm:.0f} in the storm, {after:.0f} after",
        f"memory: {first >> 20} MiB before, {max(storm.memory) >> 20} at most, {last >> 20} after",
        f"{curve(storm.memory)}  (full height: {MOST_MEMORY >> 20} MiB)",
        f"asked to stop, it answered {answered} of {AT_ONCE} first",
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print("\n".join(soak(float(sys.argv[1]) if len(sys.argv) > 1 else 300, Path(place))))
