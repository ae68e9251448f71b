"""Before and after: the champion and the room's own version, asked the digits of pupils from whom neither learned."""

import json
from collections.abc import Collection, Sequence

import numpy as np

from model.arrays import FLOAT, IntArray
from model.evaluation.significance import wilson_interval
from model.nn.network import Network
from model.preprocessing.framing import frame_drawings

from ..registry.model_registry import ModelRegistry
from .result_schemas import Comparison, Standing
from .tables import DrawingRow


def compare(
    registry: ModelRegistry, before: str, after: str, drawings: Sequence[DrawingRow], teachers: Collection[int]
) -> Comparison:
    """Both versions on the examiners' drawings. Raises NotFound or Conflict for a version that can't be read."""
    asked = [drawing for drawing in drawings if drawing.pupil not in teachers]
    meant = np.array([drawing.meant for drawing in asked], np.int64)
    right_before, right_after = (
        answers(registry.servable(version).checkpoint.network, asked) == meant for version in (before, after)
    )
    ids = np.array([drawing.id for drawing in asked], np.int64)
    return Comparison(
        before=_standing(before, right_before),
        after=_standing(after, right_after),
        won=ids[right_after & ~right_before].tolist(),
        lost=ids[right_before & ~right_after].tolist(),
        examiners=sorted({drawing.pupil for drawing in asked}),
        teachers=sorted(teachers),
    )


def answers(network: Network, drawings: Sequence[DrawingRow]) -> IntArray:
    """What a network reads: (n,) digits."""
    if not drawings:
        return np.zeros(0, np.int64)
    strokes = [[np.array(stroke, np.float64) for stroke in json.loads(drawing.strokes)] for drawing in drawings]
    pictures = frame_drawings(strokes).astype(FLOAT)
    read: IntArray = network.forward(pictures.reshape(len(pictures), -1)).outputs.argmax(axis=1)
    return read


def _standing(version: str, right: IntArray) -> Standing:
    count, of = int(right.sum()), len(right)
    low, high = wilson_interval(count, of)
    return Standing(version=version, right=count, of=of, accuracy=count / of if of else 0.0, low=low, high=high)
