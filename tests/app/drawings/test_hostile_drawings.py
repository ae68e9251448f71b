"""Hostile drawings - impossible numbers, damaged pictures, nonsense - are answered with a digit or a 4xx."""

import base64
import gzip
import io
import json
import math
import time
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.app.conftest import make_settings
from tests.helpers.drawings import SEVEN, data_url, picture
from tests.helpers.server import running_server

SETTINGS = settings(
    max_examples=60, deadline=10_000, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
JSON = {"Content-Type": "application/json"}

anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
coordinates = st.floats(-1e9, 1e9) | st.integers(-(10**9), 10**9)
strokes = st.lists(st.lists(st.tuples(coordinates, coordinates), max_size=12), max_size=5)
impossible = st.sampled_from([math.nan, math.inf, -math.inf, 1e308, -1e308, 1e999, 10**400, 2e9])


def ask(client: httpx.Client, content: bytes) -> httpx.Response:
    """Sends a request and checks that an error has a code and a sentence."""
    answer = client.post("/predict", content=content, headers=JSON)
    assert answer.status_code in {200, 400, 413, 422}, answer.text
    if answer.status_code != 200:
        assert set(answer.json()) == {"error", "detail"} and len(answer.json()["detail"]) < 500
        return answer
    for prediction in answer.json().get("predictions", [answer.json()]):
        assert sum(prediction["probabilities"]) == pytest.approx(1, abs=1e-4)
        assert prediction["verdict"] == "blank" or prediction["label"] in range(10)
    return answer


@SETTINGS
@given(fields=st.dictionaries(st.sampled_from(["strokes", "image", "pixels", "instances", "include"]), anything))
def test_nonsense_of_any_kind(client: httpx.Client, fields: dict[str, Any]) -> None:
    ask(client, json.dumps(fields).encode())


@SETTINGS
@given(strokes)
def test_strokes_of_any_size_and_place_are_answered(client: httpx.Client, drawn: Any) -> None:
    assert ask(client, json.dumps({"strokes": drawn}).encode()).status_code == 200


@SETTINGS
@given(strokes, impossible, st.integers(0, 1))
def test_one_impossible_number_is_refused(client: httpx.Client, drawn: Any, number: float, axis: int) -> None:
    point = [1.0, 1.0]
    point[axis] = number
    assert ask(client, json.dumps({"strokes": [*drawn, [point]]}).encode()).status_code in {400, 422}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")
def test_a_file_that_ends_in_its_head(client: httpx.Client, kind: str) -> None:
    exif = Image.Exif()
    exif[274] = 6  # gives a WebP its longer head
    file = io.BytesIO()
    picture(SEVEN).save(file, kind, exif=exif)
    for end in range(64):
        url = "data:image/png;base64," + base64.b64encode(file.getvalue()[:end]).decode()
        assert ask(client, json.dumps({"image": url}).encode()).status_code == 422


@SETTINGS
@given(
    st.sampled_from(["PNG", "JPEG", "WEBP"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8),
    st.floats(0, 1),
)
@pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")
def test_a_damaged_picture(client: httpx.Client, kind: str, changes: list[tuple[float, int]], kept: float) -> None:
    buffer = io.BytesIO()
    picture(SEVEN, size=70, scale=0.5, at=(5, 5), brush=6).save(buffer, kind)
    content = bytearray(buffer.getvalue())
    for place, value in changes:
        content[int(place * len(content))] = value
    url = f"data:image/{kind.lower()};base64,{base64.b64encode(content[: round(kept * len(content))]).decode()}"
    ask(client, json.dumps({"image": url}).encode())


@SETTINGS
@given(
    st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA"]),
    st.integers(1, 90),
    st.integers(1, 90),
    st.integers(0, 9),
)
def test_noise_of_any_shape_is_answered(client: httpx.Client, mode: str, width: int, height: int, seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)
    assert ask(client, as_png(Image.fromarray(noise).convert(mode))).status_code == 200


@SETTINGS
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 9))
def test_16_bits_are_answered_as_their_upper_8(client: httpx.Client, width: int, height: int, seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 65536, (height, width), np.uint16)
    deep, flat = (ask(client, as_png(Image.fromarray(each))) for each in (noise, (noise >> 8).astype(np.uint8)))
    assert deep.status_code == 200
    assert deep.json() == flat.json()


def as_png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    url = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    return json.dumps({"image": url}).encode()


TEXT = json.dumps({"strokes": SEVEN})
DEEP = 100_000


@pytest.mark.parametrize(
    ("content", "statuses"),
    [
        (TEXT.encode("utf-16"), {200}),
        (TEXT.encode("utf-32"), {200}),
        (b"\xef\xbb\xbf" + TEXT.encode(), {200, 400}),
        (gzip.compress(TEXT.encode(), mtime=0), {400}),
        (b'{"strokes": "\xff\xfe"}', {400}),
        (b'{"strokes": "\\ud800"}', {400, 422}),
        (TEXT.encode() + b"\0", {400}),
        (TEXT.encode() + TEXT.encode(), {400}),
        (b'{"strokes": [[[1, 2]]], "strokes": 7}', {422}),
        (b'{"strokes": 7, "strokes": [[[1, 2]]]}', {200}),
        (b"[" * DEEP, {400}),
        (b"[" * DEEP + b"]" * DEEP, {400, 422}),
        (b'{"strokes": ' * DEEP, {413}),
        (b'{"strokes": [[[' + b"9" * 5_000 + b", 1]]]}", {400, 422}),
        (b'{"strokes": [[[1e' + b"9" * 5_000 + b", 1]]]}", {400, 422}),
        (json.dumps({"image": "data:image/png;base64," + "A" * 1_000_000}).encode(), {422}),
        (json.dumps({"pixels": [[0.0] * 28] * 27 + [[0.0] * 29]}).encode(), {422}),
    ],
    ids=range(17),
)
def test_wrong_encodings_duplicate_keys_and_deep_nests(
    client: httpx.Client, content: bytes, statuses: set[int]
) -> None:
    assert ask(client, content).status_code in statuses


def test_a_hundred_thousand_points_are_too_many_and_cost_next_to_nothing(client: httpx.Client) -> None:
    points = [[round(50 + 40 * math.sin(n), 2), round(50 + 40 * math.cos(n), 2)] for n in range(100_000)]
    started = time.perf_counter()
    for drawn in ([points], [[point] for point in points]):
        assert ask(client, json.dumps({"strokes": drawn}).encode()).status_code == 413
    assert time.perf_counter() - started < 10


def test_as_many_points_as_are_allowed_are_answered(client: httpx.Client) -> None:
    points = [[50 + 40 * math.sin(n), 50 + 40 * math.cos(n)] for n in range(10_000)]
    for drawn in ([points], [[point] for point in points], [[[5, 5]] * 10_000]):
        assert ask(client, json.dumps({"strokes": drawn}).encode()).status_code == 200


def test_pictures_that_are_too_many_together_are_refused(tmp_path: Path, shipped_weights: Path) -> None:
    canvas = data_url(Image.new("1", (1000, 900), 1))
    with running_server(make_settings(tmp_path, shipped_weights, max_batch_pixels=1_000_000)) as address:
        one = httpx.post(f"{address}/predict", json={"image": canvas})
        two = httpx.post(f"{address}/predict", json={"instances": [{"image": canvas}] * 2})
    assert one.json()["verdict"] == "blank"
    assert (two.status_code, two.json()["error"]) == (413, "too_large")


@pytest.mark.parametrize(
    "body",
    [
        b'{"strokes": [[' + b"0," * 1_500_000 + b"0]]}",
        b'{"pixels": [' + b'"",' * 3000 + b"0," * 1_500_000 + b"0]}",
        b'{"instances": [' + b"0," * 1_500_000 + b"0]}",
        b'{"strokes": [], "include": [' + b"0," * 1_500_000 + b"0]}",
        b'{"strokes": []' + b"".join(b',"k%d":0' % number for number in range(300_000)) + b"}",
    ],
    ids=["strokes", "pixels", "instances", "include", "names"],
)
def test_a_million_mistakes_are_answered_like_one(tmp_path: Path, shipped_weights: Path, body: bytes) -> None:
    # Each reported error takes microseconds and a kilobyte: a million names took 4 seconds and 0.9 GiB.
    with running_server(make_settings(tmp_path, shipped_weights)) as address:
        started = time.monotonic()
        answer = httpx.post(f"{address}/predict", content=body, headers=JSON, timeout=60)
        assert answer.status_code in {413, 422} and answer.json()["detail"]
        assert time.monotonic() - started < 5
