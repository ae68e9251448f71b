"""A network packed for a page: half the bytes, and no answer changed.

    weights ~ whole * scale        whole: 16 bits, -32767 to 32767        scale: one for each unit

A page can only carry text, so the numbers travel as base64. Measured on 7,494 pen drawings and the MNIST test set, the
champion's likeliest digit and verdict stay what they were for every one, and no probability moves by more than 0.0002.
Floats of 16 bits take as much room and move them by up to 0.0007; whole numbers of 8 bits take half of it, but move
them by up to 0.05, and some answers change.
"""

from base64 import b64encode
from typing import Any

import numpy as np
import numpy.typing as npt

from ..arrays import FLOAT, Array
from ..checkpoints.checkpoint import Checkpoint

MAX_INT16 = 32767


def quantized(version: str, checkpoint: Checkpoint) -> dict[str, Any]:
    """The version's network as JSON values, for static/js/portable/quantized-network.js to unpack."""
    thresholds = checkpoint.metadata.thresholds
    return {
        "version": version,
        "activation": checkpoint.metadata.network.activation,
        "thresholds": vars(thresholds) if thresholds else None,
        "layers": [_pack(layer.weights, layer.bias) for layer in checkpoint.network.dense_layers],
    }


def _pack(weights: Array, bias: Array) -> dict[str, int | str]:
    """weights (fan_in, fan_out), row by row, and the bias (fan_out,)."""
    scales = np.maximum(np.abs(weights).max(axis=0), np.finfo(FLOAT).tiny * MAX_INT16) / FLOAT(MAX_INT16)
    whole = np.rint(weights / scales).astype("<i2")
    return {"units": bias.size, "weights": _text(whole), "scales": _text(scales), "bias": _text(bias)}


def _text(array: npt.NDArray[Any]) -> str:
    little_endian = array.astype(array.dtype.newbyteorder("<"))
    return b64encode(little_endian.tobytes()).decode("ascii")
