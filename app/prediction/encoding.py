"""Encoding: predictions and their images -> the JSON of POST /predict.

pydantic writes all of it but the images: 784 numbers each, which take it longer than the rest of the answer takes to
make. Rounded to four places they are 10,001 numbers, whose texts are looked up in a table that pydantic wrote.
"""

from collections.abc import Iterable
from functools import cache
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic_core import to_json

from model.arrays import Array

from .schemas import Prediction

LEVELS = 10_000  # four decimal places


def encode_one(predictions: list[Prediction], images: Array | None) -> bytes:
    """The answer to a single drawing, with its image (1, 28, 28) if there is one."""
    (content,) = _objects(predictions, images)
    return content


def encode_batch(predictions: list[Prediction], images: Array | None) -> bytes:
    """The answer to a batch, in its order, with the images (n, 28, 28) if there are any."""
    return b'{"predictions":[' + b",".join(_objects(predictions, images)) + b"]}"


def _objects(predictions: list[Prediction], images: Array | None) -> Iterable[bytes]:
    """Each prediction as `model_dump_json(exclude_unset=True)` writes it, with its image in the field's place."""
    for prediction, image in zip(predictions, repeat(None) if images is None else images, strict=False):
        fields = prediction.__pydantic_serializer__.to_json(prediction, exclude_unset=True, exclude={"neighbours"})
        parts = [fields[:-1]]
        if image is not None:
            parts.append(b'"image":' + _image_json(image))
        if prediction.neighbours is not None:
            parts.append(b'"neighbours":' + to_json(prediction.neighbours))
        yield b",".join(parts) + b"}"


def _image_json(image: Array) -> bytes:
    """A picture (28, 28) as rows of numbers; `rint` rounds exactly as Python's `round` to four places does."""
    levels = np.rint(image.astype(np.float64) * LEVELS).astype(np.intp)
    inner, last = _texts()
    texts = inner[levels]
    texts[:, -1] = last[levels[:, -1]]
    return b"[[" + texts.tobytes().translate(None, b"\0").removesuffix(b",[") + b"]"


@cache
def _texts() -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The texts of all levels, before a comma and at the end of a row, padded with NUL to one length."""
    numbers = to_json((np.arange(LEVELS + 1) / LEVELS).tolist())[1:-1].split(b",")
    last = np.array([number + b"],[" for number in numbers])
    return np.array([number + b"," for number in numbers], last.dtype), last
