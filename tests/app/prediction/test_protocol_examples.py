"""Requests as the Open Inference Protocol's own specification writes them, about our tensors instead of its own.

Source: https://github.com/kserve/open-inference-protocol, "Inference Request Examples" and "Tensor Data".
"""

from typing import Any

import httpx
import numpy as np
import pytest

from model.data.dataset import load_mnist_test
from model.preprocessing.framing import to_inputs

PIXELS = to_inputs(load_mnist_test().images[:2])
NESTED, ROW = PIXELS.tolist(), PIXELS.ravel().tolist()
SQUARES = PIXELS.reshape(2, 28, 28).tolist()


def asked(data: list[Any], shape: list[int]) -> dict[str, Any]:
    tensor = {"name": "pixels", "shape": shape, "datatype": "FP32", "data": data}
    return {"id": "42", "inputs": [tensor], "outputs": [{"name": "label"}]}


@pytest.mark.parametrize(
    ("data", "shape"),
    [(ROW, [2, 784]), (NESTED, [2, 784]), (ROW, [2, 28, 28]), (SQUARES, [2, 28, 28])],
    ids=["in one row", "nested", "squares in one row", "nested squares"],
)
def test_an_inference_answers_with_its_id_and_the_outputs_that_were_asked_for(
    client: httpx.Client, data: list[Any], shape: list[int]
) -> None:
    answer = client.post("/v2/models/inkling/infer", json=asked(data, shape))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == {
        "model_name": "inkling",
        "model_version": "v0001",
        "id": "42",
        "outputs": [{"name": "label", "shape": [2], "datatype": "INT64", "data": [7, 2]}],
    }


def test_without_outputs_all_are_sent_and_in_the_order_asked_for_otherwise(client: httpx.Client) -> None:
    body = asked(NESTED, [2, 784])
    everything = client.post("/v2/models/inkling/versions/v0001/infer", json={"inputs": body["inputs"]}).json()
    assert "id" not in everything
    assert [(each["name"], each["shape"]) for each in everything["outputs"]] == [
        ("probabilities", [2, 10]),
        ("label", [2]),
    ]
    assert np.reshape(everything["outputs"][0]["data"], (2, 10)).sum(axis=1) == pytest.approx(1)
    turned = client.post(
        "/v2/models/inkling/infer", json=body | {"outputs": [{"name": "label"}, {"name": "probabilities"}]}
    ).json()
    assert [each["name"] for each in turned["outputs"]] == ["label", "probabilities"]


def test_a_failed_inference_answers_with_an_error_alone(client: httpx.Client) -> None:
    answer = client.post("/v2/models/inkling/infer", json=asked([1, 2, 4, 5], [2, 2]))
    assert answer.status_code == 400
    assert answer.json() == {"error": "pixels must have the shape [n, 784] or [n, 28, 28], not [2, 2]."}


def test_health_and_metadata_have_the_paths_and_names_of_the_specification(client: httpx.Client) -> None:
    assert client.get("/v2/health/live").json() == {"live": True}
    assert client.get("/v2/health/ready").json() == {"ready": True}
    assert client.get("/v2/models/inkling/ready").json() == {"ready": True, "name": "inkling"}
    assert set(client.get("/v2").json()) == {"name", "version", "extensions"}
    assert set(client.get("/v2/models/inkling").json()) == {"name", "versions", "platform", "inputs", "outputs"}
