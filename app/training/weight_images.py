"""The first layer's weights as pictures: each unit of it weighs 784 pixels, which is a picture of what it looks for.

They are sent as bytes, since nobody sees more than 255 shades: value = most * byte / 127, with a sign.
"""

import base64
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from model.nn.network import Network

from ..jobs.json_file import read_json, write_json

MOST_PICTURES = 24

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
    """As they are now."""
    weights = network.dense_layers[0].weights
    shown = np.nan_to_num(weights[:, :MOST_PICTURES].T)  # (units, pixels)
    most = np.maximum(np.abs(shown).max(axis=1), np.finfo(np.float32).tiny)
    values = np.rint(shown / most[:, None] * 127).astype(np.int8)
    pictures = [
        WeightPicture(most=float(size), values=base64.b64encode(row.tobytes()).decode())
        for size, row in zip(most, values, strict=True)
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
