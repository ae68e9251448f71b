"""JSON in bodies: counted whatever the Content-Type says, bounded in memory, read in a thread where it is large."""

import gzip
import json
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx
import pydantic_core
import pytest
from fastapi.routing import APIRoute

from app.routes.routers import ROUTERS
from app.server import json_bodies
from tests.helpers.drawings import SEVEN
from tests.soak.attackers import INFER, JSON, PACKED, large_bodies, tensors

SIZE = 300_000  # bytes
MOST_MEMORY = 40 << 20
NAMES = large_bodies(SIZE)["names"]
BATCH = {"instances": [{"strokes": SEVEN}] * 1000}


def ask(client: httpx.Client, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, int, str]:
    """Status, the most memory that was taken meanwhile, and what was said."""
    tracemalloc.start()
    try:
        answer = client.post(path, content=body, headers=headers)
        return answer.status_code, tracemalloc.get_traced_memory()[1], answer.text[:300]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("shape", tensors(5000))
def test_no_list_of_what_is_no_number_reaches_numpy(client: httpx.Client, shape: str) -> None:
    status, memory, said = ask(client, INFER, gzip.compress(tensors(SIZE)[shape]), PACKED)
    assert status in {400, 413}, said
    assert memory < MOST_MEMORY


@pytest.mark.parametrize(
    ("data", "shape", "right"),
    [
        ([0.5] * 784, [1, 784], True),
        ([1] + [0] * 783, [1, 784], True),
        ([[0.5] * 784], [1, 784], True),
        ([[0.5] * 784], [1, 28, 28], False),
        ([[[0.5] * 28] * 28], [1, 28, 28], True),
        ([[[0.5] * 28] * 27 + [[0.5] * 27]], [1, 28, 28], False),
        ([[0.5] * 784] * 2, [1, 784], False),
        ([True] + [0] * 783, [1, 784], False),
        (["0.5"] + [0] * 783, [1, 784], False),
        ([10**400] + [0] * 783, [1, 784], False),
        ([[0.5] * 783 + [[0.5]]], [1, 784], False),
        ([0.5] * 783 + [[0.5]], [1, 784], False),
        ([None] * 784, [1, 784], False),
        ([{}] * 784, [1, 784], False),
        ([], [1, 784], False),
    ],
)
def test_data_are_numbers_in_one_row_or_nested_as_the_shape_says(
    client: httpx.Client, data: list[Any], shape: list[int], right: bool
) -> None:
    tensor = {"name": "pixels", "shape": shape, "datatype": "FP32", "data": data}
    answer = client.post(INFER, json={"inputs": [tensor]})
    assert answer.status_code == (200 if right else 400), answer.text


@pytest.mark.parametrize("path", ["/predict", "/explain", "/feedback", "/admin/session"])
@pytest.mark.parametrize(
    "kind", ["application/json", "APPLICATION/JSON", "application/vnd.api+json", "Application/json;x"]
)
def test_names_are_counted_whatever_the_content_type_says(client: httpx.Client, path: str, kind: str) -> None:
    answer = client.post(path, content=NAMES, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large"), answer.text


@pytest.mark.parametrize("path", ["/predict", "/explain", "/feedback", INFER])
@pytest.mark.parametrize("shape", large_bodies(5000))
def test_no_shape_of_json_takes_many_times_its_bytes(client: httpx.Client, path: str, shape: str) -> None:
    status, memory, said = ask(client, path, large_bodies(SIZE)[shape], JSON)
    assert 400 <= status < 500 or (shape in {"blanks", "strokes"} and status == 200), said
    assert memory < MOST_MEMORY


def test_more_lists_than_any_batch_needs_are_refused_before_they_are_read(client: httpx.Client) -> None:
    answer = client.post("/predict", content=b'{"strokes":[' + b"[]," * 200_000 + b"[]]}", headers=JSON)
    assert answer.status_code == 413 and "points, lists and objects" in answer.json()["detail"]


def test_a_large_body_is_answered_as_a_small_one_is(client: httpx.Client) -> None:
    single = client.post("/predict", json={"strokes": SEVEN}).json()
    large = client.post("/predict", json=BATCH)
    assert len(large.request.content) > json_bodies.SMALL_BYTES
    assert large.json()["predictions"][999]["label"] == single["label"]
    wrong = BATCH["instances"] + [{"strokes": [[[0, "x"]]]}]
    few, many = (client.post("/predict", json={"instances": wrong[-count:]}).json()["detail"] for count in (2, 1001))
    assert many == few.replace("instances[1]", "instances[1000]")
    assert client.post("/predict", content=large.request.content[:-9], headers=JSON).json()["error"] == "malformed_json"
    assert client.post("/predict", content=large.request.content).json()["error"] == "invalid_request"  # without a type


def test_large_bodies_are_read_in_a_thread_and_one_at_a_time(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, seen = threading.Semaphore(), set()

    def slow(body: bytes) -> Any:
        assert reading.acquire(blocking=False), "two at once"
        time.sleep(0.05)
        seen.add(threading.current_thread().name)
        reading.release()
        return pydantic_core.from_json(body)

    monkeypatch.setattr(json_bodies, "from_json", slow)
    body = json.dumps(BATCH).encode()
    with ThreadPoolExecutor(4) as clients:
        ask = partial(httpx.post, f"{server}/predict", content=body, headers=JSON, timeout=60)
        asked = [clients.submit(ask) for _ in range(4)]
    assert [each.result().status_code for each in asked] == [200] * 4
    assert all("AnyIO" in name for name in seen), seen


def test_every_route_with_a_body_reads_it_so() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    assert {type(route) for route in routes if route.body_field is not None} == {json_bodies.JsonRoute}
