"""The first layer's weights as pictures: each unit has one weight for each of 784 pixels.

They are sent as signed bytes, since 255 shades are enough to look at: value = most * byte / 127.
"""

import base64
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from model.nn.network import Network

from ..jobs.json_file import read_json, write_json

MAX_PICTURES = 24

EXAMPLE: dict[str, Any] = {
    "epoch": 2,
    "step": 215,
    "units": 512,
    "pictures": [{"most": 0.131, "values": "AAH9fwOB..."}],
}


@dataclass(frozen=True, kw_only=True)
class WeightPicture:
    """One unit's weights, pixel by pixel in rows: base64 of signed bytes, -127 to 127 for -`most` to `most`."""

    most: float
    values: str


@dataclass(frozen=True, kw_only=True)
class WeightPictures:
    """The first units of the first layer, of `units` in all, after that step."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"json_schema_extra": {"examples": [EXAMPLE]}}

    epoch: int = 0
    step: int = 0
    units: int = 0
    pictures: list[WeightPicture]


def picture_weights(network: Network, epoch: int, step: int) -> WeightPictures:
    """The pictures of the first layer as it is now."""
    weights = network.dense_layers[0].weights
    shown = np.nan_to_num(weights[:, :MAX_PICTURES].T)  # (units, pixels)
    largest = np.maximum(np.abs(shown).max(axis=1), np.finfo(np.float32).tiny)
    values = np.rint(shown / largest[:, None] * 127).astype(np.int8)
    pictures = [
        WeightPicture(most=float(limit), values=base64.b64encode(row.tobytes()).decode())
        for limit, row in zip(largest, values, strict=True)
    ]
    return WeightPictures(epoch=epoch, step=step, units=weights.shape[1], pictures=pictures)


def write_pictures(pictures: WeightPictures, path: Path) -> None:
    """Replaces the file."""
    write_json(asdict(pictures), path)


def read_pictures(path: Path) -> WeightPictures:
    """The pictures last written; none when there are none yet."""
    try:
        return read_json(path, WeightPictures)
    except FileNotFoundError:
        return WeightPictures(pictures=[])
