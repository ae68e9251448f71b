"""The attacks of one who is patient, or shares an address with others; each returns what must not be."""

import asyncio
import json
import sqlite3
import time
from contextlib import closing, suppress

from tests.benchmarks.servers import SEVEN
from tests.soak.attackers import (
    BEARER,
    INFER,
    JSON,
    LARGEST,
    MOST_SECONDS,
    Attackers,
    Complaint,
    allowed_bodies,
    attack,
    head,
    large_bodies,
)

VERSIONS = 6
RACE = "/races?lane=relu,cross_entropy,0.1,0&steps=100"


@attack
async def silent_bodies(server: Attackers) -> Complaint:
    chunked, announced = head("POST", "/predict", None, JSON), head("POST", "/predict", LARGEST, JSON)
    silent = [server.hold(chunked, 6) for _ in range(9)]
    dripping = [server.hold(announced, 6, drip=b" " * 700) for _ in range(9)]
    await asyncio.gather(*silent, *dripping)
    return None


@attack
async def large_json(server: Attackers) -> Complaint:
    bodies = large_bodies().values()
    await server.flood(2, 10, *(("POST", path, body, JSON) for body in bodies for path in ("/predict", "/feedback")))
    return None


@attack
async def as_much_json_as_is_allowed(server: Attackers) -> Complaint:
    paths = ("/predict", "/explain", "/feedback", INFER)
    await server.flood(2, 6, *(("POST", path, body, JSON) for body in allowed_bodies() for path in paths))
    return None


@attack
async def large_json_to_explain(server: Attackers) -> Complaint:
    bodies = large_bodies().values()
    await server.flood(2, 10, *(("POST", path, body, JSON) for body in bodies for path in ("/explain", INFER)))
    return None


@attack
async def versions_loaded_by_whoever_asks(server: Attackers) -> Complaint:
    paths = [f"/v2/models/inkling/versions/v{number:04}/ready" for number in range(1, VERSIONS + 1)]
    await server.flood(20, 4, *(("GET", path, b"", {}) for path in paths * 20))
    return None


@attack
async def races_of_one_address(server: Attackers) -> Complaint:
    racing = head("GET", RACE, 0, {})
    held = asyncio.create_task(server.come(120, 2, lambda each: server.hold(racing, MOST_SECONDS, each % 3)))
    await asyncio.sleep(3)
    event = b""
    with suppress(TimeoutError, OSError, asyncio.IncompleteReadError):
        async with asyncio.timeout(12), server.connected(9) as (reader, writer):
            writer.write(head("GET", RACE, 0, {}))
            while b"started" not in event:
                event = await reader.readuntil(b"\n")
    held.cancel()
    await asyncio.gather(held, return_exceptions=True)
    return None if b"started" in event else "another visitor's race never began"


@attack
async def races_begun_and_left(server: Attackers) -> Complaint:
    await server.come(100, 5, lambda number: server.hold(head("GET", RACE, 0, {}), 0.1, number % 7))
    return None


@attack
async def a_full_inbox(server: Attackers) -> Complaint:
    def send(number: int) -> int:
        body = json.dumps(
            {"label": 7, "strokes": [[[x + number % 30, y + number // 30] for x, y in SEVEN[0]], SEVEN[1]]}
        )
        return asyncio.run_coroutine_threadsafe(
            server.ask("POST", "/feedback", body.encode(), JSON, source=100 + number), loop
        ).result()

    def fill() -> Complaint:
        with server.admin as admin:
            statuses = [send(number) for number in range(60)]
            ids = [each["id"] for each in admin.get("/admin/corrections").json()["corrections"]]
            admin.post("/admin/corrections/decisions", json={"ids": ids, "state": "rejected"}).raise_for_status()
        if 409 not in statuses:
            return f"it never filled: {sorted(set(statuses))}"
        return None if send(500) == 201 else "all are rejected, and still it is full"

    loop = asyncio.get_running_loop()
    return await asyncio.to_thread(fill)


@attack
async def a_wrong_import(server: Attackers) -> Complaint:
    lines = (b"junk\n" * (LARGEST // 5), b"\n" * LARGEST, b'{"label":7}\n' * (LARGEST // 12))
    await server.flood(1, 0, *(("POST", "/admin/corrections/import", each, BEARER) for each in lines))
    return None


@attack
async def a_database_that_stands_still(server: Attackers) -> Complaint:
    feedback = json.dumps({"label": 7, "strokes": SEVEN}).encode()
    with closing(sqlite3.connect(server.folder / "data" / "inkling.sqlite3")) as database:
        database.execute("BEGIN EXCLUSIVE")
        asked = [asyncio.create_task(server.ask("POST", "/feedback", feedback, JSON, 20 + each)) for each in range(60)]
        await asyncio.sleep(1)
        began = time.monotonic()
        status = await server.ask("GET", "/", source=1)
        waited = time.monotonic() - began
        statuses = {await each for each in asked}
    if status != 200 or waited > 2:
        return f"the page: {status} after {waited:.1f} s"
    return f"/feedback: {statuses}" if statuses - {503, 429} else None


def paused_training(server: Attackers) -> str:
    """Where the events of a training are that has nothing to tell for a long time."""
    settings = {"epochs": 100, "training_size": 2000, "hidden_sizes": [8]}
    with server.admin as admin:
        path = admin.post("/admin/retrain", json=settings).raise_for_status().headers["location"]
        for state in ("running", "paused"):
            while admin.get(path).json()["state"] != state:
                time.sleep(0.2)
            admin.post(f"{path}/pause").raise_for_status()
    return f"{path}/events"


@attack
async def watchers(server: Attackers) -> Complaint:
    path = await asyncio.to_thread(paused_training, server)
    await server.come(900, 4, lambda each: server.hold(head("GET", path, 0, BEARER), 3, each % 7))
    with server.admin as admin:
        admin.post(path.removesuffix("/events") + "/cancel").raise_for_status()
    return None


@attack
async def malformed_requests(server: Attackers) -> Complaint:
    broken = [b"\0\1\2 not HTTP\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"]
    for _ in range(20):
        await asyncio.gather(*(server.hold(broken[each % 3] * 3, 0, each % 50) for each in range(50)))
    return None


@attack
async def many_addresses(server: Attackers) -> Complaint:
    wrong = {"Authorization": "Bearer " + "wrong" * 5}
    for start in range(0, 6800, 40):
        await asyncio.gather(*(server.ask("GET", "/admin/models", b"", wrong, start + each) for each in range(40)))
    return None


@attack
async def another_host(server: Attackers) -> Complaint:
    request = b"GET /admin HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    async with server.connected() as (reader, writer):
        writer.write(request)
        status = int((await reader.readuntil(b"\r\n\r\n")).split()[1])
    return None if status in {400, 403, 421} else f"obeyed: {status}"


@attack
async def forwarded_from_here(server: Attackers) -> Complaint:
    wrong = {"Authorization": "Bearer " + "wrong" * 5}
    forwarded = [wrong | {"X-Forwarded-For": f"198.51.100.{each}"} for each in range(40)]
    statuses = [await server.ask("GET", "/admin/models", b"", each, 200_000) for each in forwarded]
    return None if statuses[-1] == 429 else f"never slowed: {statuses[-1]}"
