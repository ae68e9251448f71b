"""Validation errors as sentences, in terms of the request's own fields."""

import gzip
import json

import httpx
import pytest

from tests.app.conftest import BEARER

NAN_BODY = b'{"pixels": [' + b"NaN," * 783 + b"0]}"


INK = "ink goes from 0 to 1, so divide tones of 0 to 255 by 255."


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"pixels": [0] * 200 + [84, 185] + [0] * 582}, f"pixels[200] must be less than or equal to 1: {INK}"),
        ({"pixels": [[0] * 28] * 3 + [[0, 84] * 14] * 25}, f"pixels[3][1] must be less than or equal to 1: {INK}"),
        ({"pixels": [0] * 9 + [-1]}, f"pixels[9] must be greater than or equal to 0: {INK}"),
        ({"pixels": [0] * 9 + ["1"]}, "pixels[9] must be a valid number."),
        ({"pixels": [[0] * 28, 0]}, "pixels[1] must be a list."),
        ({"pixels": "none"}, "pixels must be a list."),
        ({"instances": [{"pixels": [0] * 9 + [84]}]}, f"instances[0].pixels[9] must be less than or equal to 1: {INK}"),
        ({"strokes": [[[1, 2], 3]]}, "strokes[0][1] must be [x, y]."),
        ({"strokes": [[[1, 2], [3]]]}, "strokes[0][1] must be [x, y]."),
        ({"strokes": [[[20, 20, 0]]]}, "strokes[0][0] must be [x, y], not 3 numbers."),
        ({"strokes": [[{"x": 1, "y": 2}]]}, "strokes[0][0] must be [x, y]."),
        ({"strokes": [[1, 2]]}, "strokes[0][0] must be [x, y]."),
        ({"instances": [[[1, 2]]]}, "instances[0] must be an object."),
        ({"image": 7}, "image must be a text."),
        ({"strokes": [], "include": "image"}, "include must be a list."),
    ],
    ids=range(15),
)
def test_one_mistake_gets_one_sentence_in_words_of_json(
    client: httpx.Client, body: dict[str, object], detail: str
) -> None:
    answer = client.post("/predict", json=body)
    assert (answer.status_code, answer.json()["detail"]) == (422, detail)


@pytest.mark.parametrize(
    ("path", "body", "detail"),
    [
        ("retrain", {"hidden_sizes": None}, "hidden_sizes must be a list."),
        ("retrain", {"hidden_sizes": 32}, "hidden_sizes must be a list."),
        ("sweeps", {"try": {"seed": [1]}, "settings": None}, "settings must be an object."),
    ],
)
def test_the_studios_too(client: httpx.Client, path: str, body: dict[str, object], detail: str) -> None:
    answer = client.post(f"/admin/{path}", json=body, headers=BEARER)
    assert (answer.status_code, answer.json()["detail"]) == (422, detail)


@pytest.mark.parametrize(
    ("content", "status", "code", "hint"),
    [
        (b"{", 400, "malformed_json", "not valid JSON"),
        ('{"é": 1}'.encode("latin-1"), 400, "malformed_json", "in UTF-8"),
        (gzip.compress(b'{"strokes": []}', mtime=0), 400, "malformed_json", "not compressed"),
        (b'{"pixels": [' + b"1" * 5000 + b"]}", 400, "malformed_json", "not valid JSON"),
        (b"", 422, "invalid_request", "Send a JSON object"),
        (b"{}", 422, "invalid_request", "exactly one of strokes, image, pixels, instances"),
        (b'{"strokes": [], "pixels": []}', 422, "invalid_request", "this has strokes and pixels"),
        (b'{"strokes": [[[1]]]}', 422, "invalid_request", "strokes[0][0]"),
        (b'{"strokes": [[["1", 2]]]}', 422, "invalid_request", "valid number"),
        (b'{"strokes": [[[1e308, 2]]]}', 422, "invalid_request", "1000000000"),
        (b'{"strokes": [[[1e999, 2]]]}', 422, "invalid_request", "strokes[0][0][0]"),
        (b'{"pixels": [0.5]}', 422, "invalid_request", "784 numbers"),
        (b'{"pixels": [[0, 1], [0]]}', 422, "invalid_request", "784 numbers"),
        (json.dumps({"pixels": [2.0] * 784}).encode(), 422, "invalid_request", "pixels[0] must be less than or equal"),
        (b'{"pixels": [[0, 7]]}', 422, "invalid_request", "pixels[0][1] must be less than or equal to 1: ink goes"),
        (
            b'{"instances": [{"pixels": ["x"]}]}',
            422,
            "invalid_request",
            "instances[0].pixels[0] must be a valid number.",
        ),
        (NAN_BODY, 422, "invalid_request", "pixels"),
        (b'{"image": "hello"}', 422, "invalid_request", "data URL"),
        (b'{"image": "data:image/png;base64,!!!"}', 422, "invalid_request", "base64"),
        (b'{"image": "data:image/png;base64,aGVsbG8="}', 422, "invalid_request", "send it as PNG, JPEG or WebP"),
        (b'{"instances": []}', 422, "invalid_request", "at least 1"),
        (b'{"strokes": [], "colour": 1}', 422, "invalid_request", "colour is not known."),
        (b'{"strokes": [], "include": ["cat"]}', 422, "invalid_request", "include[0]"),
    ],
)
def test_bad_requests_get_a_sentence(client: httpx.Client, content: bytes, status: int, code: str, hint: str) -> None:
    answer = client.post("/predict", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"error", "detail"}
    assert body["error"] == code
    assert hint in body["detail"]
    assert len(body["detail"]) < 500
