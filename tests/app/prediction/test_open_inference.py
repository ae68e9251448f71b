"""The Open Inference Protocol, spoken by Triton's own client and by hand."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from model.checkpoints.checkpoint import load_checkpoint
from model.data.dataset import load_mnist_test
from model.preprocessing.framing import to_inputs
from tests.app.conftest import BEARER, make_settings
from tests.helpers.server import running_server

triton = pytest.importorskip("tritonclient.http", reason="pip install 'tritonclient[http]' to run these tests")
from tritonclient.utils import InferenceServerException  # noqa: E402

EXPECTED = {"name": "inkling", "platform": "numpy", "versions": ["v0002", "v0001"]}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, shipped_weights: Path) -> Iterator[str]:
    """A server with two versions that answer differently; v0001 is the champion."""
    folder = tmp_path_factory.mktemp("protocol")
    shutil.copytree(shipped_weights, folder / "weights")
    shutil.copytree(shipped_weights.parent / "weights" / "v0001", folder / "weights" / "v0002")
    path = folder / "weights" / "v0002" / "parameters.npz"
    arrays = dict(np.load(path))
    arrays["bias_3"] = arrays["bias_3"] + np.arange(10, dtype=np.float32)
    np.savez(path, **arrays)
    with running_server(make_settings(folder, folder / "weights", max_batch=300)) as url:
        yield url


@pytest.fixture
def client(address: str) -> Iterator[Any]:
    with triton.InferenceServerClient(address.removeprefix("http://")) as client:
        yield client


@pytest.fixture
def raw(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def pixels() -> np.ndarray[Any, Any]:
    return to_inputs(load_mnist_test().images[:200])


def test_tritons_client_finds_its_way(client: Any) -> None:
    assert client.is_server_live() and client.is_server_ready()
    assert client.is_model_ready("inkling") and client.is_model_ready("inkling", "v0002")
    assert not client.is_model_ready("inkling", "v0099") and not client.is_model_ready("another")
    assert client.get_server_metadata()["extensions"] == ["binary_tensor_data"]
    metadata = client.get_model_metadata("inkling")
    assert metadata | EXPECTED == metadata
    assert metadata["inputs"] == [{"name": "pixels", "datatype": "FP32", "shape": [-1, 784]}]
    assert [(each["name"], each["datatype"], each["shape"]) for each in metadata["outputs"]] == [
        ("probabilities", "FP32", [-1, 10]),
        ("label", "INT64", [-1]),
    ]
    assert client.get_model_metadata("inkling", "v0002")["versions"] == ["v0002"]


@pytest.mark.parametrize("sent_as_bytes", [False, True])
@pytest.mark.parametrize("returned_as_bytes", [False, True, None])
@pytest.mark.parametrize("version", ["", "v0002"])
@pytest.mark.parametrize("square", [False, True])
def test_tritons_client_infers(
    client: Any,
    shipped_weights: Path,
    pixels: np.ndarray[Any, Any],
    sent_as_bytes: bool,
    returned_as_bytes: bool | None,
    version: str,
    square: bool,
) -> None:
    tensor = triton.InferInput("pixels", [200, 28, 28] if square else [200, 784], "FP32")
    tensor.set_data_from_numpy(pixels.reshape(tensor.shape()), binary_data=sent_as_bytes)
    names = ["label", "probabilities"]
    outputs = [triton.InferRequestedOutput(name, binary_data=returned_as_bytes) for name in names]
    answer = client.infer(
        "inkling", [tensor], version, None if returned_as_bytes is None else outputs, request_id="this one"
    )
    assert answer.get_response()["id"] == "this one"
    assert answer.get_response()["model_version"] == (version or "v0001")
    network = load_checkpoint(shipped_weights / "v0001").network
    logits = network.forward(pixels).outputs + (np.arange(10, dtype=np.float32) if version else 0)
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    expected = shifted / shifted.sum(axis=1, keepdims=True)
    assert np.abs(answer.as_numpy("probabilities") - expected).max() < 1e-5
    assert answer.as_numpy("label").dtype == np.int64
    assert (answer.as_numpy("label") == expected.argmax(axis=1)).all()


def test_a_blank_sheet_has_no_label(client: Any) -> None:
    tensor = triton.InferInput("pixels", [1, 784], "FP32").set_data_from_numpy(np.zeros((1, 784), np.float32))
    answer = client.infer("inkling", [tensor])
    assert answer.as_numpy("label").tolist() == [-1]
    assert answer.as_numpy("probabilities") == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("shape", "values", "hint"),
    [
        ([1, 783], 0.5, "must have the shape"),
        ([301, 784], 0.5, "at most 300"),
        ([1, 784], np.nan, "from 0"),
        ([1, 784], 255.0, "from 0"),
    ],
)
@pytest.mark.parametrize("binary", [False, True])
def test_what_is_wrong_is_said_in_the_protocols_own_shape(
    client: Any, shape: list[int], values: float, hint: str, binary: bool
) -> None:
    tensor = triton.InferInput("pixels", shape, "FP32")
    tensor.set_data_from_numpy(np.full(shape, values, np.float32), binary_data=binary)
    if np.isnan(values) and not binary:
        return  # its client sends none as JSON
    with pytest.raises(InferenceServerException, match=hint) as refused:
        client.infer("inkling", [tensor])
    assert refused.value.status() in {"400", "413"}


SIZES = (3136, 3132, 0, None, "3136", True)
LABEL = {"name": "label"}
ONE = {"name": "pixels", "shape": [1, 784], "datatype": "FP32", "data": [0.5] * 784}


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (b"{", "JSON"),
        (b"", "JSON"),
        ({}, "inputs is required"),
        ({"inputs": [ONE, ONE]}, "inputs"),
        ({"inputs": [ONE | {"name": "image"}]}, "inputs[0].name"),
        ({"inputs": [ONE | {"datatype": "INT8"}]}, "inputs[0].datatype"),
        ({"inputs": [ONE | {"shape": [-1, 784]}]}, "shape"),
        ({"inputs": [ONE | {"shape": [1, 7, 112]}]}, "shape"),
        ({"inputs": [ONE | {"data": [0.5] * 783}]}, "783 numbers"),
        ({"inputs": [ONE | {"data": [["0.5"] * 784]}]}, "must be numbers"),
        ({"inputs": [ONE | {"data": [[0.5], [0.5, 0.5]]}]}, "must be numbers"),
        ({"inputs": [ONE | {"data": [True] * 784}]}, "must be numbers"),
        ({"inputs": [ONE | {"data": None}]}, "needs either data"),
        ({"inputs": [ONE | {"data": [True, *[0.5] * 783]}]}, "must be numbers"),
        ({"inputs": [ONE | {"data": [[0.5]] * 784}]}, "nested as the shape says"),
        ({"inputs": [ONE | {"shape": ["1", "784"]}]}, "inputs[0].shape[0]"),
        (json.dumps({"inputs": [ONE | {"data": [np.nan, *[0.5] * 783]}]}).encode(), "from 0 (paper)"),
        ({"inputs": [ONE | {"parameters": {"binary_data_size": 3136}}]}, "either data, or binary_data_size"),
        ({"inputs": [ONE], "outputs": [LABEL | {"parameters": {"binary_data": "false"}}]}, "binary_data must be"),
        ({"inputs": [ONE], "parameters": {"binary_data_output": 1}}, "binary_data_output must be"),
        ({"inputs": [ONE], "outputs": [LABEL | {"parameters": {"classification": 2}}]}, "Leave out class_count"),
        ({"inputs": [ONE], "outputs": [{"name": "logits"}]}, "outputs[0].name"),
    ],
)
def test_bad_requests_get_a_sentence(raw: httpx.Client, body: Any, hint: str) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = raw.post("/v2/models/inkling/infer", content=content)
    assert (answer.status_code, list(answer.json())) == (400, ["error"]), answer.text
    assert hint in answer.json()["error"]


@pytest.mark.parametrize(
    ("length", "size"),
    [
        ("-1", 3136),
        ("x", 3136),
        ("99999999", 3136),
        ("10", 3136),
        ("1" * 5000, 3136),
        *[(None, size) for size in SIZES],
    ],
    ids=lambda value: str(value)[:9],
)
def test_bytes_that_are_not_where_the_header_says_are_refused(raw: httpx.Client, length: str | None, size: Any) -> None:
    head = json.dumps({"inputs": [ONE | {"data": None, "parameters": {"binary_data_size": size}}]}).encode()
    headers = {"Inference-Header-Content-Length": length or str(len(head))}
    answer = raw.post("/v2/models/inkling/infer", content=head + bytes(3136), headers=headers)
    if size == 3136 and length is None:
        assert answer.status_code == 200, "this one is right"
    else:
        assert (answer.status_code, list(answer.json())) == (400, ["error"]), answer.text


def test_a_length_before_no_bytes_at_all_is_no_mistake(raw: httpx.Client) -> None:
    body = json.dumps({"inputs": [ONE]}).encode()
    headers = {"Inference-Header-Content-Length": str(len(body))}
    raw.post("/v2/models/inkling/infer", content=body, headers=headers).raise_for_status()


def test_what_is_not_there_is_said_to_be(raw: httpx.Client) -> None:
    for path in (
        "/v2/models/inkling/versions/v0099",
        "/v2/models/inkling/versions/%2e%2e%2fx",
        "/v2/models/other",
        "/v2/x",
    ):
        answer = raw.get(path)
        assert (answer.status_code, list(answer.json())) == (404, ["error"])
        if path.endswith("v0099"):
            assert "GET /v2/models/inkling lists them" in answer.json()["error"]
    assert raw.get("/v2/models/inkling/infer").status_code == 405


def test_the_example_of_the_document_is_a_one(raw: httpx.Client) -> None:
    operation = raw.get("/openapi.json").json()["paths"]["/v2/models/inkling/infer"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    answer = raw.post("/v2/models/inkling/infer", json=schema["examples"][0]).raise_for_status().json()
    assert answer["outputs"][1] == {"name": "label", "shape": [1], "datatype": "INT64", "data": [1]}


def test_without_a_champion_it_is_live_and_not_ready(tmp_path: Path) -> None:
    with (
        running_server(make_settings(tmp_path, tmp_path / "empty")) as address,
        triton.InferenceServerClient(address.removeprefix("http://")) as client,
    ):
        assert client.is_server_live()
        assert not client.is_server_ready()
        assert not client.is_model_ready("inkling")


def test_answers_are_counted(raw: httpx.Client) -> None:
    raw.post("/v2/models/inkling/infer", json={"inputs": [ONE | {"data": [0] * 784}]}).raise_for_status()
    told = raw.get("/metrics", headers=BEARER).text
    assert 'inkling_predictions_total{label="none",model_version="v0001",verdict="blank"}' in told
