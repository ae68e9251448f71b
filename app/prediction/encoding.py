"""Encoding: predictions and their images -> the JSON of POST /predict.

pydantic writes all of it but the images: 784 numbers each, which take it longer than the rest of the answer takes to
make. Rounded to four places they are 10,001 numbers, whose texts are looked up in a table that pydantic wrote.
"""

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
    return _object(predictions[0], None if images is None else images[0])


def encode_batch(predictions: list[Prediction], images: Array | None) -> bytes:
    """The answer to a batch, in its order, with the images (n, 28, 28) if there are any."""
    objects = map(_object, predictions, repeat(None) if images is None else images)
    return b'{"predictions":[' + b",".join(objects) + b"]}"


def _object(prediction: Prediction, image: Array | None) -> bytes:
    """A prediction as `model_dump_json(exclude_unset=True)` writes it, with its image in the field's place."""
    write = prediction.__pydantic_serializer__.to_json
    if image is None:
        return write(prediction, exclude_unset=True)
    parts = [write(prediction, exclude_unset=True, exclude={"neighbours"})[:-1], b'"image":' + _image_json(image)]
    if prediction.neighbours is not None:
        parts.append(b'"neighbours":' + to_json(prediction.neighbours))
    return b",".join(parts) + b"}"


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
