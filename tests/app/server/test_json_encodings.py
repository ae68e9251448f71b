"""JSON is read alike at every door, with a byte-order mark or without, and so are numbers at the edge."""

import json
from typing import Any

import httpx
import pytest

from tests.app.conftest import BEARER
from tests.helpers.drawings import SEVEN

TENSOR = {"name": "pixels", "shape": [1, 784], "datatype": "FP32", "data": [0.0] * 784}
DOORS: dict[str, dict[str, Any]] = {
    "/predict": {"strokes": SEVEN},
    "/explain": {"strokes": SEVEN, "include": ["layers"]},
    "/feedback": {"strokes": SEVEN, "label": 7},
    "/v2/models/inkling/infer": {"inputs": [TENSOR]},
    "/admin/corrections/decisions": {"ids": [2**31 - 1], "state": "accepted"},
    "/admin/corrections/import": {"strokes": SEVEN, "label": 7},
    "/admin/trainings/estimate": {"epochs": 1},
    "/admin/models/v0009/examination": {},
}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("path", DOORS)
def test_every_door_reads_every_encoding(client: httpx.Client, path: str, encoding: str) -> None:
    headers = BEARER | {"Content-Type": "application/json"}
    text = json.dumps(DOORS[path])
    client.post(path, content=text, headers=headers)  # so that a correction is known already
    plain = client.post(path, content=text, headers=headers)
    answer = client.post(path, content=text.encode(encoding), headers=headers)
    assert (answer.status_code, answer.content) == (plain.status_code, plain.content)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/admin/retrain", '{"validation_size": NUMBER}'),
        ("/admin/retrain", '{"learning_rate": NUMBER}'),
        ("/admin/trainings/estimate", '{"epochs": NUMBER}'),
        ("/admin/sweeps", '{"try": {"learning_rate": [NUMBER]}}'),
        ("/admin/sweeps", '{"try": {"learning_rate": [0.1]}, "settings": {"validation_size": NUMBER}}'),
        ("/admin/sweeps", '{"try": {"validation_size": [NUMBER]}}'),
        ("/admin/trainings/estimate", '{"step_epochs": NUMBER}'),
        ("/admin/trainings/estimate", '{"hidden_sizes": [NUMBER]}'),
        ("/admin/corrections/decisions", '{"ids": [NUMBER], "state": "accepted"}'),
        ("/explain", '{"strokes": [], "learning_rate": NUMBER}'),
        ("/explain", '{"strokes": [], "seed": NUMBER}'),
        ("/feedback", '{"strokes": [[[NUMBER, 1]]], "label": 7}'),
        ("/feedback", '{"strokes": [[[1, 1]]], "label": NUMBER}'),
        ("/predict", '{"pixels": [NUMBER]}'),
        (
            "/v2/models/inkling/infer",
            '{"inputs": [{"name": "pixels", "shape": [NUMBER], "datatype": "FP32", "data": []}]}',
        ),
    ],
)
@pytest.mark.parametrize("number", ["1e400", "-1e400", "NaN", "1" + "0" * 400, "9223372036854775808"])
def test_a_number_past_all_bounds_is_refused_with_a_sentence(
    client: httpx.Client, path: str, body: str, number: str
) -> None:
    content = body.replace("NUMBER", number)
    answer = client.post(path, content=content, headers=BEARER | {"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}, answer.text
    assert answer.json().get("detail") or answer.json()["error"]


def test_a_drawing_of_the_smallest_numbers_comes_back_from_its_export(client: httpx.Client) -> None:
    for tiny in (5e-324, 2e-308, 1e-301, 1e-200):
        assert client.post("/feedback", json={"strokes": [[[0, 0], [tiny, tiny]]], "label": 1}).status_code == 201
    lines = client.get("/admin/corrections/export", headers=BEARER).content
    told = client.post("/admin/corrections/import", content=lines, headers=BEARER).json()
    assert told["refused"] == [] and told["known"] == len(lines.splitlines())
    assert all(0 <= number <= 1000 for line in lines.splitlines() for number in numbers(json.loads(line)["strokes"]))


def numbers(value: Any) -> list[float]:
    return [value] if not isinstance(value, list) else [number for inner in value for number in numbers(inner)]


def test_an_import_names_what_is_wrong_in_words_of_json(client: httpx.Client) -> None:
    good = json.dumps({"strokes": SEVEN, "label": 7})
    wrong = [
        '{"label": 7, "strokes": [[[20, 20, 0], [80, 20, 8]]]}',
        '{"label": 7, "strokes": [[20, 20, 80, 20]]}',
        '{"label": 7.9, "strokes": [[[1, 2]]]}',
        "[" * 10_000,
        '{"label": 7, "strokes": []}',
    ]
    content = "\n".join(["\ufeff" + good, "", *wrong, "\ufeff" + good]).encode()
    told = client.post("/admin/corrections/import", content=content, headers=BEARER).json()
    reasons = {refused["line"]: refused["reason"] for refused in told["refused"]}
    assert told["added"] + told["known"] == 2
    assert list(reasons) == [3, 4, 5, 6, 7]
    assert "strokes[0][0] must be [x, y], not 3 numbers" in reasons[3]
    assert "strokes[0][0] must be [x, y]" in reasons[4]
    assert "label must be a whole number" in reasons[5]
    assert "not valid JSON" in reasons[6]
