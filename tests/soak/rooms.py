"""Classes that draw all at once, in rooms on two servers with one PostgreSQL; one wall watches each room on each.

    python -m tests.soak.rooms [SECONDS] [KILLS] [RATE]        30, 50 kills and 100 drawings a second unless told

First 200 pupils in one room, then 20 rooms of 30: how long until a drawing is on the walls, and what is left of the
public /predict. Then servers are killed with SIGKILL while a class draws: pupils whose answer doesn't come send again,
to the other server, and walls go on from their last event. Whatever was acknowledged must be on each wall, and once.
"""

import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from tests.benchmarks.servers import SEVEN, load
from tests.helpers.postgres import running_postgres
from tests.soak.room_walls import FAILED, TOKEN, Connection, Room, Server, Wall

ADMIN = {"Authorization": f"Bearer {TOKEN}"}
FOR_EVER = float("inf")
CONNECTIONS = 8  # that ask /predict meanwhile


async def open_rooms(server: Server, count: int, pupils: int) -> list[Room]:
    """Rooms, each with its pupils."""
    rooms = []
    async with httpx.AsyncClient(base_url=server.address, timeout=60, headers=ADMIN) as client:
        for number in range(count):
            opened = (await client.post("/rooms", json={"title": f"Class {number}"})).raise_for_status().json()
            rooms.append(room := Room(opened["code"], opened["key"]))
            for _ in range(pupils):
                joined = (await client.post(f"/rooms/{room.code}/pupils", json={})).raise_for_status().json()
                room.pupils.append(joined["key"])
    return rooms


async def draw(servers: list[Server], room: Room, key: str, every: float, until: float) -> None:
    """A pupil, who draws now and then; without an answer the same drawing is sent to the other server."""
    turn, path = random.randrange(2), f"/rooms/{room.code}/drawings"  # noqa: S311
    await asyncio.sleep(every * random.random())  # noqa: S311
    body = b""
    while time.monotonic() < until:
        with suppress(*FAILED):
            async with Connection(servers[turn % 2].port) as connection:
                while body or (sent := time.monotonic()) < until:
                    body = body or json.dumps({"strokes": SEVEN, "nonce": os.urandom(8).hex()}).encode()
                    status, answer = await connection.post(path, key, body)
                    if status == 503:
                        break
                    assert status == 201, answer
                    room.sent[json.loads(answer)["id"]], body = sent, b""
                    await asyncio.sleep(max(0.0, sent + every - time.monotonic()))
        turn += 1
        await asyncio.sleep(0.05)


@asynccontextmanager
async def drawing(servers: list[Server], rooms: list[Room], every: float, seconds: float) -> AsyncIterator[None]:
    """Everybody draws for so long, or until the end of the block if that is for ever."""
    end = time.monotonic() + seconds
    tasks = [asyncio.create_task(draw(servers, room, key, every, end)) for room in rooms for key in room.pupils]
    yield
    if seconds == FOR_EVER:
        for task in tasks:
            task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert not (failed := [each for each in ended if isinstance(each, Exception)]), failed[0]


@asynccontextmanager
async def walls(servers: list[Server], rooms: list[Room]) -> AsyncIterator[list[list[Wall]]]:
    """For each room a wall on each server; at the end they have had time to see everything."""
    found = [[Wall() for _ in servers] for _ in rooms]
    tasks = [
        asyncio.create_task(wall.watch(servers[number:] + servers[:number], room))
        for room, pair in zip(rooms, found, strict=True)
        for number, wall in enumerate(pair)
    ]
    yield found
    async with asyncio.timeout(60):
        while any(room.sent.keys() - wall.at for room, pair in zip(rooms, found, strict=True) for wall in pair):
            await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def judge(title: str, rooms: list[Room], found: list[list[Wall]], busy: tuple[float, float] = (0.0, 0.0)) -> str:
    """What the walls have shown, apart from when they were `busy`. Fails where a drawing is missing, or came twice."""
    pairs = [(room, wall) for room, pair in zip(rooms, found, strict=True) for wall in pair]
    for room, wall in pairs:
        assert room.sent, "nobody has drawn"
        assert not room.sent.keys() - wall.at, "a drawing was lost"
        assert set(wall.came.values()) == {1}, "a drawing came twice"
    late: dict[bool, list[float]] = {False: [], True: []}
    for room, wall in pairs:
        for number, sent in room.sent.items():
            late[busy[0] <= sent <= busy[1]].append(wall.at[number] - sent)
    count = sum(len(room.sent) for room in rooms)
    times = [f"{word} {_shares(late[key])}" for key, word in ((False, "after"), (True, "beside /predict")) if late[key]]
    return f"{title}: {count} drawings, all on all walls, once; on the wall {', '.join(times)}"


def _shares(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return " / ".join(f"{1000 * ordered[int(share * (len(ordered) - 1))]:.0f}" for share in (0.5, 0.95, 0.99)) + " ms"


async def crowd(servers: list[Server], count: int, pupils: int, seconds: float, rate: float, body: Path) -> None:
    """Rooms full of pupils, and for a third of the time somebody who asks /predict; prints what came of it."""
    rooms, public = await open_rooms(servers[0], count, pupils), f"{servers[0].address}/predict"
    alone = await asyncio.to_thread(load, public, body, CONNECTIONS, seconds / 3)
    async with walls(servers, rooms) as found, drawing(servers, rooms, count * pupils / rate, seconds):
        await asyncio.sleep(seconds / 2)
        began = time.monotonic()
        beside = await asyncio.to_thread(load, public, body, CONNECTIONS, seconds / 3)
        busy = began - 1, time.monotonic()
    print(judge(f"{count} x {pupils} pupils", rooms, found, busy))
    told = f"{alone['per_second']:.0f} a second alone, {beside['per_second']:.0f} beside the rooms"
    print(f"  /predict: {told}; {max(server.memory() for server in servers)} MiB a server", flush=True)
    for room in rooms:
        httpx.delete(f"{servers[0].address}/rooms/{room.code}", headers=ADMIN, timeout=60).raise_for_status()


async def kills(servers: list[Server], count: int) -> None:
    """A class draws while servers die; prints what was found."""
    rooms = await open_rooms(servers[0], 1, 30)
    async with walls(servers, rooms) as found, drawing(servers, rooms, 1.5, FOR_EVER):
        for _ in range(count):
            await asyncio.sleep(random.uniform(0.1, 1.0))  # noqa: S311
            victim = random.choice(servers)  # noqa: S311
            victim.kill()
            victim.start()
            await victim.ready()
    print(judge(f"{count} kills", rooms, found))


async def soak(seconds: float, killed: int, rate: float, folder: Path, database: str) -> None:
    """Runs all of it."""
    (body := folder / "page.json").write_text(json.dumps({"strokes": SEVEN, "include": ["image"]}))
    servers = [Server(folder / name, database) for name in ("one", "two")]
    try:
        for server in servers:
            await server.ready()
        if seconds:
            await crowd(servers, 1, 200, seconds, rate, body)
            await crowd(servers, 20, 30, seconds, rate, body)
        if killed:
            await kills(servers, killed)
    finally:
        for server in servers:
            server.kill(signal.SIGTERM)


def main(seconds: float = 30, killed: float = 50, rate: float = 100) -> None:
    """With a PostgreSQL of its own."""
    with tempfile.TemporaryDirectory() as folder, running_postgres() as database:
        asyncio.run(soak(seconds, int(killed), rate, Path(folder), database))


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
