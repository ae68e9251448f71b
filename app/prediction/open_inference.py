"""The Open Inference Protocol, version 2: tensors in, tensors out, for clients that speak to any model server.

A tensor's numbers stand in the JSON, nested or in one row, or follow it as bytes; then the header
`Inference-Header-Content-Length` says where the JSON ends.

Sources: https://github.com/kserve/open-inference-protocol, and Triton's extension "binary_tensor_data".
"""

import json
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from model.arrays import FLOAT, Array
from model.preprocessing.framing import IMAGE_SIZE
from model.validation import utf8

from ..errors import InvalidRequest, MalformedJson, TooLarge
from ..server.json_bodies import JsonLimits
from .open_inference_schemas import MODEL, PIXELS, InferRequest, InputTensor, RequestedOutput
from .schemas import Prediction

HEADER_LENGTH = "Inference-Header-Content-Length"
SHAPES = ((PIXELS,), (IMAGE_SIZE, IMAGE_SIZE))
NO_LABEL = -1  # a blank sheet's
MAX_NAMES = 1000  # the protocol knows a dozen


def parse(body: bytes, header_length: str | None, limits: JsonLimits) -> tuple[InferRequest, bytes]:
    """A request's body -> the request, and the bytes after its JSON.

    Raises ValidationError, InvalidRequest, TooLarge, or HTTPException 413, with a sentence.
    """
    end = len(body) if header_length is None else _length(header_length)
    if not 0 <= end <= len(body):
        raise InvalidRequest(f"{HEADER_LENGTH} must say how many of the {len(body)} bytes are JSON.")
    if body.count(b'"', 0, end) > 2 * MAX_NAMES:
        raise TooLarge(f"A request's JSON may have at most {MAX_NAMES} names and texts; leave out parameters.")
    limits.check(body[:end])
    return InferRequest.model_validate_json(_utf8(body[:end])), body[end:]


def pictures_of(request: InferRequest, content: bytes, max_batch: int) -> Array:
    """The pictures (n, 28, 28), from the JSON or the bytes after it. Raises InvalidRequest or TooLarge."""
    tensor = request.inputs[0]
    count = tensor.shape[0]
    if tuple(tensor.shape[1:]) not in SHAPES or count < 1:
        raise InvalidRequest(f"pixels must have the shape [n, 784] or [n, 28, 28], not {tensor.shape}.")
    if count > max_batch:
        raise TooLarge(f"A batch may have at most {max_batch} drawings; this one has {count}.")
    numbers = _numbers(tensor, content)
    if numbers.size != math.prod(tensor.shape):
        raise InvalidRequest(f"pixels has {numbers.size} numbers; its shape {tensor.shape} needs another count.")
    if not ((numbers >= 0) & (numbers <= 1)).all():  # which is false for NaN, too
        raise InvalidRequest("pixels must be numbers from 0 (paper) to 1 (full ink).")
    pictures: Array = numbers.astype(FLOAT, copy=False).reshape(count, IMAGE_SIZE, IMAGE_SIZE)
    return pictures


def _utf8(content: bytes) -> bytes:
    try:
        return utf8(content)
    except UnicodeDecodeError as error:
        raise MalformedJson() from error


def _length(text: str) -> int:
    """A header's number, or -1 for none; more digits than any body's length has are none, and too many for `int`."""
    return int(text) if text.isdecimal() and len(text) < 20 else -1


def _numbers(tensor: InputTensor, content: bytes) -> npt.NDArray[Any]:
    """From the JSON, or from the bytes after it."""
    size = tensor.parameters.binary_data_size
    if tensor.data is not None and size is None and not content:
        return _from_json(tensor.data, tensor.shape)
    if tensor.data is not None or size != len(content) or len(content) % 4:
        raise InvalidRequest(
            f"pixels needs either data, or binary_data_size: the number of bytes after the JSON, {len(content)}."
        )
    return np.frombuffer(content, "<f4")


def _from_json(data: list[Any], shape: list[int]) -> npt.NDArray[Any]:
    """The numbers, nested or not, in one row.

    Shape and types are looked at before NumPy is given anything: of a list of texts it would make each as wide as the
    longest, so that a few kilobytes, packed, would take gigabytes.
    """
    is_nested = bool(data) and type(data[0]) is list
    well_formed = not is_nested or len(data) == shape[0]
    for width in shape[1:] if is_nested else ():
        well_formed = well_formed and all(type(row) is list and len(row) == width for row in data)
        data = list(chain.from_iterable(data)) if well_formed else []
    if well_formed and {*map(type, data)} <= {int, float}:  # bool is neither
        with suppress(OverflowError):  # of an integer beyond all floats
            return np.fromiter(data, np.float64, len(data))
    raise InvalidRequest("data must be numbers, nested as the shape says or in one row.")


def encode(
    request: InferRequest, predictions: Sequence[Prediction], _images: Array | None = None
) -> tuple[bytes, Mapping[str, str]]:
    """The body of the answer of one version, and the headers that say how to read it; the protocol has no images."""
    tensors: dict[str, npt.NDArray[Any]] = {
        "probabilities": np.array([prediction.probabilities for prediction in predictions], "<f4"),
        "label": np.array(
            [NO_LABEL if prediction.label is None else prediction.label for prediction in predictions], "<i8"
        ),
    }
    outputs, tails = [], []
    for output in request.outputs or [RequestedOutput(name="probabilities"), RequestedOutput(name="label")]:
        tensor = tensors[output.name]
        described: dict[str, Any] = {
            "name": output.name,
            "shape": tensor.shape,
            "datatype": "FP32" if tensor.dtype.kind == "f" else "INT64",
        }
        as_bytes = output.parameters.binary_data
        if request.parameters.binary_data_output if as_bytes is None else as_bytes:
            tails.append(tensor.tobytes())
            described["parameters"] = {"binary_data_size": tensor.nbytes}
        else:
            described["data"] = tensor.ravel().tolist()
        outputs.append(described)
    answer: dict[str, Any] = {"model_name": MODEL, "model_version": predictions[0].model_version, "outputs": outputs}
    if request.id is not None:
        answer["id"] = request.id
    head = json.dumps(answer).encode()
    if not tails:
        return head, {"Content-Type": "application/json"}
    return b"".join([head, *tails]), {"Content-Type": "application/octet-stream", HEADER_LENGTH: str(len(head))}
