"""The Open Inference Protocol, version 2: tensors in, tensors out, for clients that speak to any model server.

A tensor's numbers stand in the JSON, nested or in one row, or follow it as bytes; then the header
`Inference-Header-Content-Length` says where the JSON ends.

Sources: https://github.com/kserve/open-inference-protocol, and Triton's extension "binary_tensor_data".
"""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, Field, JsonValue

from model.arrays import FLOAT, Array
from model.preprocessing import IMAGE_SIZE

from .errors import InvalidRequest, TooLarge
from .model_registry import CLASSES
from .schemas import Many, Prediction, example

MODEL = "inkling"
HEADER_LENGTH = "Inference-Header-Content-Length"
PIXELS = IMAGE_SIZE * IMAGE_SIZE
SHAPES = ((PIXELS,), (IMAGE_SIZE, IMAGE_SIZE))
NO_LABEL = -1  # a blank sheet's
OutputName = Literal["probabilities", "label"]
Parameters = dict[str, bool | int | float | str]

_STROKE: list[JsonValue] = [int(4 <= row < 24 and column in {13, 14}) for row in range(28) for column in range(28)]
ONE: JsonValue = {"inputs": [{"name": "pixels", "shape": [1, PIXELS], "datatype": "FP32", "data": _STROKE}]}


class TensorMetadata(BaseModel):
    """What a tensor must look like; -1 is any number of drawings."""

    name: str
    datatype: str
    shape: list[int]


class ServerMetadata(BaseModel):
    """Who answers, and which extensions of the protocol it knows."""

    model_config = example({"name": "inkling", "version": "1", "extensions": ["binary_tensor_data"]})

    name: str = "inkling"
    version: str
    extensions: list[str] = ["binary_tensor_data"]


class ModelMetadata(BaseModel):
    """What goes in and what comes out."""

    model_config = example(
        {
            "name": MODEL,
            "versions": ["v0002", "v0001"],
            "platform": "numpy",
            "inputs": [{"name": "pixels", "datatype": "FP32", "shape": [-1, PIXELS]}],
            "outputs": [{"name": "probabilities", "datatype": "FP32", "shape": [-1, CLASSES]}],
        }
    )

    name: str = MODEL
    versions: list[str]
    platform: str = "numpy"
    inputs: list[TensorMetadata] = [TensorMetadata(name="pixels", datatype="FP32", shape=[-1, PIXELS])]
    outputs: list[TensorMetadata] = [
        TensorMetadata(name="probabilities", datatype="FP32", shape=[-1, CLASSES]),
        TensorMetadata(name="label", datatype="INT64", shape=[-1]),
    ]


class Live(BaseModel):
    """The server lives."""

    model_config = example({"live": True})

    live: bool


class Ready(BaseModel):
    """A network is loaded."""

    model_config = example({"ready": True})

    ready: bool


class ModelReady(Ready):
    """Whether this model, or this version of it, can be asked."""

    model_config = example({"ready": True, "name": MODEL})

    name: str = MODEL


class InputTensor(BaseModel):
    """Pixels as MNIST frames them: 0 = paper, 1 = full ink."""

    name: Literal["pixels"]
    shape: Many[int] = Field(description="[n, 784] or [n, 28, 28].", min_length=2, max_length=3)
    datatype: Literal["FP32"]
    parameters: Parameters = Field({}, description="`binary_data_size`, if the numbers follow the JSON as bytes.")
    data: list[Any] | None = Field(None, description="The numbers, nested as `shape` says or in one row.")


class RequestedOutput(BaseModel):
    """One of the tensors to answer with."""

    name: OutputName
    parameters: Parameters = Field({}, description="`binary_data`: true for bytes instead of JSON.")


class InferRequest(BaseModel):
    """What to infer, and which answers to send."""

    model_config = example(ONE)

    id: str | None = Field(None, description="Comes back with the answer.")
    parameters: Parameters = Field({}, description="`binary_data_output`: true for bytes instead of JSON.")
    inputs: Many[InputTensor] = Field(min_length=1, max_length=1, description="The drawings' pixels.")
    outputs: Many[RequestedOutput] = Field([], max_length=2, description="Both when left out.")


class OutputTensor(BaseModel):
    """One answer for each drawing."""

    name: OutputName
    shape: list[int]
    datatype: Literal["FP32", "INT64"]
    parameters: Parameters | None = None
    data: list[float] | list[int] | None = None


class ProtocolError(BaseModel):
    """The protocol's own shape of an error."""

    error: str


def error_content(sentence: str) -> dict[str, JsonValue]:
    """An error as the OpenAPI document shows it."""
    return {"application/json": {"example": {"error": sentence}}}


class InferResponse(BaseModel):
    """The answers, in one row each."""

    model_config = example(
        {
            "model_name": MODEL,
            "model_version": "v0001",
            "outputs": [
                {"name": "probabilities", "shape": [1, 10], "datatype": "FP32", "data": [0.0, 1.0, *[0.0] * 8]},
                {"name": "label", "shape": [1], "datatype": "INT64", "data": [1]},
            ],
        }
    )

    model_name: str
    model_version: str
    id: str | None = None
    outputs: list[OutputTensor]


def decode(body: bytes, header_length: str | None, max_batch: int) -> tuple[InferRequest, Array]:
    """A request's body -> what is asked, and pictures (n, 28, 28).

    Raises ValidationError, InvalidRequest or TooLarge with a sentence.
    """
    end = len(body) if header_length is None else _length(header_length)
    if not 0 <= end <= len(body):
        raise InvalidRequest(f"{HEADER_LENGTH} must say how many of the {len(body)} bytes are JSON.")
    asked = InferRequest.model_validate_json(body[:end])
    tensor = asked.inputs[0]
    count = tensor.shape[0]
    if tuple(tensor.shape[1:]) not in SHAPES or count < 1:
        raise InvalidRequest(f"pixels must have the shape [n, 784] or [n, 28, 28], not {tensor.shape}.")
    if count > max_batch:
        raise TooLarge(f"A batch may have at most {max_batch} drawings; this one has {count}.")
    numbers = _numbers(tensor) if header_length is None else _from_bytes(tensor, body[end:])
    if numbers.size != math.prod(tensor.shape):
        raise InvalidRequest(f"pixels has {numbers.size} numbers; its shape {tensor.shape} needs another count.")
    if not ((numbers >= 0) & (numbers <= 1)).all():  # which is false for NaN, too
        raise InvalidRequest("pixels must be numbers from 0 (paper) to 1 (full ink).")
    return asked, numbers.astype(FLOAT, copy=False).reshape(count, IMAGE_SIZE, IMAGE_SIZE)


def _length(text: str) -> int:
    """A header's number, or -1 for none; more digits than any body's length has are none, and too many for `int`."""
    return int(text) if text.isdecimal() and len(text) < 20 else -1


def _numbers(tensor: InputTensor) -> npt.NDArray[Any]:
    try:
        numbers = np.array(tensor.data)
    except ValueError:  # rows of different lengths
        numbers = np.array(None)
    if numbers.dtype.kind not in "fiu":
        raise InvalidRequest("data must be numbers, nested as the shape says or in one row.")
    return numbers


def _from_bytes(tensor: InputTensor, content: bytes) -> npt.NDArray[Any]:
    size = tensor.parameters.get("binary_data_size")
    if tensor.data is not None or size != len(content) or len(content) % 4:
        raise InvalidRequest(f"binary_data_size must be the number of bytes after the JSON, {len(content)}; no data.")
    return np.frombuffer(content, "<f4")


def encode(asked: InferRequest, predictions: Sequence[Prediction], version: str) -> tuple[bytes, Mapping[str, str]]:
    """The answer's body, and the headers that say how to read it."""
    tensors: dict[str, npt.NDArray[Any]] = {
        "probabilities": np.array([each.probabilities for each in predictions], "<f4"),
        "label": np.array([NO_LABEL if each.label is None else each.label for each in predictions], "<i8"),
    }
    outputs, tails = [], []
    for output in asked.outputs or [RequestedOutput(name="probabilities"), RequestedOutput(name="label")]:
        tensor = tensors[output.name]
        told: dict[str, Any] = {
            "name": output.name,
            "shape": tensor.shape,
            "datatype": "FP32" if tensor.dtype.kind == "f" else "INT64",
        }
        if output.parameters.get("binary_data", asked.parameters.get("binary_data_output", False)):
            tails.append(tensor.tobytes())
            told["parameters"] = {"binary_data_size": tensor.nbytes}
        else:
            told["data"] = tensor.ravel().tolist()
        outputs.append(told)
    answer: dict[str, Any] = {"model_name": MODEL, "model_version": version, "outputs": outputs}
    if asked.id is not None:
        answer["id"] = asked.id
    head = json.dumps(answer).encode()
    if not tails:
        return head, {"Content-Type": "application/json"}
    return b"".join([head, *tails]), {"Content-Type": "application/octet-stream", HEADER_LENGTH: str(len(head))}
