"""The fast path and the general one are the same to whoever asks: byte for byte, right or wrong."""

import gzip
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from prometheus_client.parser import text_string_to_metric_families

from model.data.dataset import load_mnist_test
from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import FOUR, ONE, SEVEN, THREE, ZERO, Strokes, data_url, picture
from tests.helpers.server import running_server

JSON = {"Content-Type": "application/json"}
GENERAL = JSON | {"Transfer-Encoding": "chunked"}  # without an announced length, FastAPI reads it


def asked(client: httpx.Client, body: object, headers: dict[str, str]) -> tuple[int, bytes]:
    """The status and the body of an answer, with nothing of it unpacked."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = iter([content]) if "Transfer-Encoding" in headers else content
    answer = client.post("/predict", content=sent, headers=headers | {"Accept-Encoding": "identity"})
    return answer.status_code, answer.content


def moved(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """The same digit by another hand: unsteady, leaning, of another size, perhaps with a lone dot."""
    size, lean = rng.uniform(0.01, 30), rng.uniform(-0.3, 0.3)
    turned = np.array([[size, 0], [lean, size]])
    points = [((stroke + rng.normal(0, 1, np.shape(stroke))) @ turned).tolist() for stroke in strokes]
    return [*points, [points[0][0]]] if rng.random() < 0.2 else points


def drawings() -> Iterator[dict[str, Any]]:
    """Drawings of all kinds."""
    rng = np.random.default_rng(7)
    for strokes in (ZERO, ONE, THREE, FOUR, SEVEN):
        yield from ({"strokes": moved(strokes, rng)} for _ in range(12))
        yield {"image": data_url(picture(strokes))}
    yield from ({"pixels": (image.ravel() / 255).round(4).tolist()} for image in load_mnist_test().images[:40])
    yield from ({"strokes": []}, {"strokes": [[]]}, {"strokes": [[[3, 3]]]}, {"pixels": [[0.03125] * 28] * 28})


@pytest.mark.parametrize("include", [{}, {"include": []}, {"include": ["image"]}], ids=str)
def test_both_ways_answer_the_same_bytes(client: httpx.Client, include: dict[str, Any]) -> None:
    for drawing in drawings():
        quick, general = (asked(client, drawing | include, headers) for headers in (JSON, GENERAL))
        assert quick == general
        assert quick[0] == 200


def test_an_image_is_compressed_for_those_who_accept_it(client: httpx.Client) -> None:
    body = {"strokes": SEVEN, "include": ["image"]}
    with client.stream("POST", "/predict", json=body, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(raw) == asked(client, body, JSON)[1]
    assert len(raw) < 1000


MISTAKES: list[Any] = [
    b"{",
    b"[]",
    b'"strokes"',
    b'\xff{"strokes": []}',
    {},
    {"strokes": None},
    {"strokes": [[[1]]]},
    {"strokes": [[[1, 2, 3]]]},
    {"strokes": [[["1", 2]]]},
    {"strokes": [[[1, 1e10]]]},
    b'{"strokes": [[[1, NaN]]]}',
    {"pixels": [0.5] * 783},
    {"pixels": [1.5] * 784},
    {"pixels": [[0.5] * 28] * 27 + [[0.5] * 27]},
    {"image": "data:image/png;base64,"},
    {"image": data_url(picture(SEVEN))[:400]},
    {"image": data_url(picture([], size=5000))},
    {"strokes": SEVEN, "pixels": [0.0] * 784},
    {"strokes": SEVEN, "instances": []},
    {"strokes": SEVEN, "colour": "red"},
    {"strokes": [[[0, n] for n in range(10_001)]]},
]


@pytest.mark.parametrize("body", MISTAKES, ids=lambda body: str(body)[:40])
@pytest.mark.parametrize("include", [{}, {"include": ["image"]}, {"include": ["images"]}], ids=str)
def test_mistakes_are_told_by_fastapi(client: httpx.Client, body: Any, include: dict[str, Any]) -> None:
    sent = body if isinstance(body, bytes) else body | include
    quick, general = (asked(client, sent, headers) for headers in (JSON, GENERAL))
    assert quick == general
    assert quick[0] in {400, 413, 422}


def count(address: str) -> float:
    """How many predictions /metrics says were made."""
    text = httpx.get(f"{address}/metrics", headers=BEARER).text
    families = text_string_to_metric_families(text)
    return sum(each.value for family in families for each in family.samples if each.name == "inkling_predictions_total")


PIXELS = [0.5] * 784


@pytest.mark.parametrize(
    ("path", "body", "predictions"),
    [
        ("/predict", {"strokes": SEVEN}, 1),
        ("/predict", {"strokes": SEVEN, "include": ["image"]}, 1),
        ("/predict", {"strokes": [[[n % 60, n // 60] for n in range(2000)]]}, 1),
        ("/predict", {"image": data_url(picture(SEVEN, size=900, scale=7))}, 1),
        ("/predict", {"instances": [{"strokes": SEVEN}, {"pixels": PIXELS}, {"strokes": []}]}, 3),
        ("/predict", {"instances": [{"strokes": SEVEN}, {"pixels": [2.0] * 784}]}, 0),
        ("/predict", {"strokes": "seven"}, 0),
        ("/v2/models/inkling/infer", 1, 1),
        ("/v2/models/inkling/infer", 3, 3),
        ("/v2/models/inkling/versions/v0001/infer", 1, 1),
        ("/explain", {"strokes": SEVEN}, 0),
    ],
    ids=str,
)
def test_each_drawing_is_counted_once_by_whichever_way_it_came(
    client: httpx.Client, server: str, path: str, body: Any, predictions: int
) -> None:
    if isinstance(body, int):
        tensor = {"name": "pixels", "shape": [body, 784], "datatype": "FP32", "data": PIXELS * body}
        body = {"inputs": [tensor]}
    before = count(server)
    client.post(path, json=body)
    assert count(server) - before == predictions


def test_many_at_once_are_answered_as_one_by_one_and_mistakes_among_them_fail_alone(client: httpx.Client) -> None:
    mistakes = [{"strokes": [[[1]]]}, {"pixels": [0.5] * 783}, {"strokes": SEVEN, "include": ["images"]}]
    right = [{**body, "include": ["image"]} for body in drawings()]
    bodies = [body for three in zip(right, right[::-1], cycle(mistakes), strict=False) for body in three]
    alone = [asked(client, body, GENERAL) for body in bodies]
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(lambda body: asked(client, body, JSON), bodies))
    for (status, one), (also_status, among_others) in zip(alone, together, strict=True):
        assert status == also_status
        if status == 200:
            first, second = json.loads(one), json.loads(among_others)
            assert first["image"] == second["image"]
            assert first["probabilities"] == pytest.approx(second["probabilities"], abs=1e-5)
        else:
            assert one == among_others


def test_the_fast_path_keeps_to_the_settings(tmp_path: Path, shipped_weights: Path) -> None:
    limits = {"max_points": 5, "max_image_pixels": 10_000, "max_batch_pixels": 10_000}
    with running_server(make_settings(tmp_path, shipped_weights, **limits)) as address:
        for body in ({"strokes": ZERO}, {"image": data_url(picture(SEVEN))}):
            refused = httpx.post(f"{address}/predict", json=body)
            assert (refused.status_code, refused.json()["error"]) == (413, "too_large")
        assert httpx.post(f"{address}/predict", json={"strokes": [ONE[0][:5]]}).status_code == 200


@pytest.mark.parametrize("kind", ["application/jsonp", "application/json-seq", "text/json"])
def test_what_is_no_json_to_the_routes_is_none_here(client: httpx.Client, kind: str) -> None:
    answer = client.post("/predict", content=json.dumps({"strokes": SEVEN}), headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_request")
