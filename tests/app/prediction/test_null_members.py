"""Clients made from a schema send all members of a request, null for those that they don't set."""

import json
from typing import Any

import httpx
import pytest

from app.prediction.open_inference_schemas import ONE

ASKED: dict[str, Any] = dict(ONE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "nulls",
    [
        {"outputs": None},
        {"id": None, "parameters": None, "outputs": None},
        {"parameters": {"binary_data_output": None, "priority": None}},
        {"outputs": [{"name": "label", "parameters": None}, {"name": "probabilities"}]},
        {"outputs": [{"name": "probabilities", "parameters": {"classification": None, "a": None}}]},
    ],
    ids=str,
)
def test_an_optional_member_that_is_null_is_left_out(client: httpx.Client, nulls: dict[str, Any]) -> None:
    tensor = ASKED["inputs"][0] | {"parameters": None}
    answer = client.post("/v2/models/inkling/infer", json=ASKED | nulls | {"inputs": [tensor]})
    assert answer.status_code == 200, answer.text
    without = json.loads(json.dumps(ASKED | nulls), object_pairs_hook=lambda members: {k: v for k, v in members if v})
    assert answer.json() == client.post("/v2/models/inkling/infer", json=without).json()
    assert "id" not in answer.json()


@pytest.mark.parametrize("name", ["inputs", "name", "shape", "datatype"])
def test_a_member_that_is_required_may_not_be_null(client: httpx.Client, name: str) -> None:
    body = {"inputs": None} if name == "inputs" else {"inputs": [ASKED["inputs"][0] | {name: None}]}
    assert client.post("/v2/models/inkling/infer", json=body).status_code == 400
