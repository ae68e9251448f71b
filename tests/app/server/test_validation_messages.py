"""Validation errors as sentences, in terms of the request's own fields."""

import gzip
import json

import httpx
import pytest

NAN_BODY = b'{"pixels": [' + b"NaN," * 783 + b"0]}"


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
