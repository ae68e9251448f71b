"""Golden drawings: what the original makes of them travels with each page, which checks itself by them when opened.

A page frames drawings and answers in another language, in a browser that nobody has tried. If it reckons otherwise
than Inkling, it must be the first to know.
"""

from typing import Any

import numpy as np

from ..arrays import Array
from ..checkpoints.checkpoint import Checkpoint
from ..evaluation.verdict import judge
from ..nn.activations import softmax
from ..preprocessing.framing import frame_strokes
from ..preprocessing.strokes import parse_grid, rounded

# In the notation of parse_grid: ten digits, then two drawings that are none.
GOLDEN = {
    "0": "~40 10 03 07 38 58 75 72 50 30", "1": "22 40 48", "2": "~12 30 60 63 25 08, 08 78",
    "3": "~01 30 62 44 24, ~24 54 76 58 28 06", "4": "40 05 75, 51 58", "5": "60 10 03, ~03 43 75 68 28 06",
    "6": "~50 12 05 18 58 65 34 06", "7": "00 70 28, 24 64", "8": "~61 20 02 54 77 48 18 06 44 62 50",
    "9": "~72 40 12 24 64 71 78", "dot": "44", "scribble": "~03 81 18 60 05 88 30 17 84 01 58 22",
}  # fmt: skip
SHEET = 1000  # golden drawings lie on a sheet this wide, as the pad's do


def golden(checkpoint: Checkpoint) -> list[dict[str, Any]]:
    """Each drawing with its picture, the ten probabilities, the likeliest digit and the verdict."""
    drawings = [_placed(text, place) for place, text in enumerate(GOLDEN.values())]
    pictures = np.stack([frame_strokes(strokes) for strokes in drawings])
    logits = checkpoint.network.forward(pictures.reshape(len(pictures), -1)).outputs
    verdicts = judge(logits, checkpoint.metadata.thresholds)
    return [
        {
            "strokes": [stroke.tolist() for stroke in strokes],
            "pixels": picture.ravel().round(5).tolist(),
            "probabilities": probabilities.tolist(),
            "label": int(probabilities.argmax()),
            "verdict": verdict,
        }
        for strokes, picture, probabilities, verdict in zip(drawings, pictures, softmax(logits), verdicts, strict=True)
    ]


def _placed(text: str, place: int) -> list[Array]:
    """A drawing's strokes on the sheet: each of another size, in another corner, and leaning another way."""
    size, slant = 35 + 10 * (place % 5), 0.08 * (place % 4 - 1)
    corner = np.array([60 + 40 * (place % 3), 50 + 60 * (place % 2)])
    bend = np.array([[1.0, slant], [0.0, 1.0]]) * size
    strokes = [rounded(grid).astype(float) if is_round else grid for grid, is_round in parse_grid(text)]
    return [(stroke @ bend.T + corner).round(1) for stroke in strokes]
