"""The attacks that a few small requests are enough for; each returns what must not be."""

import asyncio
import time

from tests.soak.attackers import (
    EXPLAIN,
    INFER,
    JSON,
    LARGEST,
    PACKED,
    Attackers,
    Complaint,
    attack,
    empty_scans,
    jpeg_request,
    large_bodies,
    packed_tensors,
)


@attack
async def nobody_attacks(_: Attackers) -> Complaint:
    await asyncio.sleep(4)
    return None


@attack
async def untyped_lists(server: Attackers) -> Complaint:
    bodies = packed_tensors(LARGEST // 2)
    await server.flood(2, 6, *(("POST", INFER, body, PACKED) for body in bodies))
    return None


@attack
async def a_growing_head(server: Attackers) -> Complaint:
    ids = [{"X-Request-ID": "-" * size + "a" * 32} for size in (0, 100, 5000, 60_000)]
    requests = [("GET", path, b"", each) for each in ids for path in ("/livez", "/predict/?" + "a" * 5000, "/no" * 900)]
    requests += [("TRACE", "/" + "%2e" * 900, b"", {"Accept-Language": "zh," * 900, "Origin": "x" * 900})]
    await server.flood(2, 2, *requests)
    return None


@attack
async def packed_bodies(server: Attackers) -> Complaint:
    bodies = packed_tensors(LARGEST) + packed_tensors(1_000_000)
    await server.flood(2, 8, *(("POST", INFER, body, PACKED) for body in bodies))
    return None


@attack
async def names_by_another_content_type(server: Attackers) -> Complaint:
    names = large_bodies()["names"]
    kinds = ["APPLICATION/JSON", "application/vnd.api+json", " application/json", "text/plain", "application/json;x=y"]
    paths = ("/predict", "/explain", "/feedback", INFER)
    kinds_and_paths = [(kind, path) for kind in kinds for path in paths]
    await server.flood(2, 6, *(("POST", path, names, {"Content-Type": kind}) for kind, path in kinds_and_paths))
    return None


@attack
async def pictures_made_to_take_long(server: Attackers) -> Complaint:
    filled = [
        jpeg_request(b"\xff\xd8" + b"\xff" * size) for size in (200_000, 8_000_000)
    ]  # bytes that only stand between parts
    bodies = [empty_scans(4000, 171_000), empty_scans(4000, 12_000_000), *filled]
    await server.flood(2, 6, *(("POST", path, body, JSON) for body in bodies for path in ("/predict", "/explain")))
    return None


async def another_explains(server: Attackers) -> Complaint:
    """Whether another address waits longer than three explanations take."""
    began = time.monotonic()
    status = await server.ask("POST", "/explain", EXPLAIN, JSON, source=1)
    waited = time.monotonic() - began
    return f"another's /explain: {status} after {waited:.1f} s" if status != 200 or waited > 3 else None


@attack
async def hung_up(server: Attackers) -> Complaint:
    await asyncio.gather(*(server.hang_up("/explain", EXPLAIN, 0.02) for _ in range(40)))
    return await another_explains(server)


@attack
async def explanations_for_one_address(server: Attackers) -> Complaint:
    asked = [asyncio.create_task(server.ask("POST", "/explain", EXPLAIN, JSON)) for _ in range(100)]
    await asyncio.sleep(0.5)
    complaint = await another_explains(server)
    for each in asked:
        each.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    return complaint


@attack
async def pages_and_examples(server: Attackers) -> Complaint:
    paths = [
        "/examples?count=100",
        "/docs",
        "/learn",
        "/openapi.json",
        "/v2/models/inkling",
        "/source/nn/dense.py",
        "/nothing",
    ]
    await server.flood(40, 4, *(("GET", path, b"", {}) for path in paths))
    return None


@attack
async def idle_connections(server: Attackers) -> Complaint:
    await server.come(1100, 3, lambda number: server.hold(b"", 4, number % 7))
    return None
