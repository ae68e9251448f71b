"""The smallest change that flips the answer: how little ink would have to be missing, or to be there?

    gain[i] = d (logits[other] - logits[label]) / d input[i] * room[i]

with room the ink that can be taken from a pixel, or that still fits on it. A few of the pixels that gain most are
changed in full, the gradient is asked again, since a network bends, until the answer flips. At last each changed pixel
is put back where the answer stays flipped without it. Ink is only added where it joins the ink that is there, as a pen
would: single dots far off could fool the network with less, but nobody writes like that.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from ..arrays import Array, IntArray
from ..nn.backpropagation import backward_deltas
from ..nn.dense import Dense
from ..nn.network import ForwardTrace, Network
from ..preprocessing.framing import IMAGE_SIZE

WIDE = IMAGE_SIZE + 1  # with a margin
BoolArray: TypeAlias = npt.NDArray[np.bool_]
MIN_INK = 0.1  # less is the rim of a stroke
PIXELS_CHUNK = 3  # pixels changed between two looks at the gradient
MAX_PIXELS = 90  # more is another drawing
MIN_LEAD = 1e-4  # a lead in logits that isn't float32's rounding


@dataclass(frozen=True)
class Counterfactual:
    """The drawing with `pixels` (their indices) erased or inked in full, and what it is read as then."""

    pixels: IntArray
    changed: Array  # (features,)
    label: int


def smallest_counterfactual(
    network: Network, inputs: Array, kind: Literal["erase", "add"], towards: int | None = None
) -> Counterfactual | None:
    """The fewest pixels, as far as greed finds them, that flip the answer, to any digit or `towards` that one.

    None if MAX_PIXELS aren't enough.
    """
    target = 0.0 if kind == "erase" else 1.0
    changed = inputs.copy()
    trace = network.forward(changed)
    label = int(trace.outputs.argmax())
    pixels: list[int] = []
    while len(pixels) < MAX_PIXELS:
        gain = lead_gradient(network, trace, label, towards) * (target - changed[0])
        gain[~_reachable(changed[0], kind)] = -np.inf
        best = np.argsort(-gain, kind="stable")[:PIXELS_CHUNK]
        best = best[gain[best] > 0]
        if best.size == 0:
            return None
        changed[0, best] = target
        pixels += best.tolist()
        trace = network.forward(changed)
        if _leads(trace.outputs, label, towards)[0] > 0:
            return _pruned(network, inputs, np.array(pixels), target, label, towards)
    return None


def lead_gradient(network: Network, trace: ForwardTrace, label: int, other: int | None = None) -> Array:
    """How the lead of another digit over `label` changes with each input (features,): d lead / d input.

    The other is the best of the others, unless it is named; then it has to catch up with whoever leads.
    """
    logits = trace.outputs[0].copy()
    logits[label if other is None else other] = -np.inf
    best = int(logits.argmax())
    ahead, behind = (best, label) if other is None else (other, best)
    lead = np.zeros_like(trace.outputs)  # d (logits[ahead] - logits[behind]) / d logits
    lead[0, ahead], lead[0, behind] = 1, -1
    gradient: Array = backward_deltas(network, trace, lead, to_inputs=True)[0][0]
    return gradient


def _reachable(ink: Array, kind: Literal["erase", "add"]) -> BoolArray:
    """Which pixels (features,) may be changed: inked ones, or those that touch ink and are not full yet."""
    if kind == "erase":
        return ink > MIN_INK
    wide = np.pad(ink.reshape(IMAGE_SIZE, IMAGE_SIZE) > MIN_INK, 1)
    near = np.zeros((IMAGE_SIZE, IMAGE_SIZE), bool)
    for down in range(3):
        for across in range(3):
            near |= wide[down : down + IMAGE_SIZE, across : across + IMAGE_SIZE]
    return near.ravel() & (ink < 0.9)


def _joined(pixels: int, ink: int) -> bool:
    """Whether a pen gets from the ink to each of `pixels` over nothing but them; both as in `_bits`."""
    reached = grown = ink
    while True:
        grown |= grown << 1 | grown >> 1
        grown |= grown << WIDE | grown >> WIDE
        grown &= ink | pixels
        if grown == reached:
            return not pixels & ~reached
        reached = grown


def _bits(pixels: IntArray) -> int:
    """A set of pixels as the bits of one number, in rows with a margin, so that a shift moves them all at once."""
    row, column = np.divmod(pixels, IMAGE_SIZE)
    return sum(1 << bit for bit in (row * WIDE + column).tolist())


def _pruned(
    network: Network, inputs: Array, pixels: IntArray, target: float, label: int, towards: int | None
) -> Counterfactual:
    """Puts back, again and again, the pixels that matter least, as long as the answer stays flipped."""
    while True:
        changed = _change(inputs, pixels, target)
        without = np.repeat(changed, len(pixels), axis=0)
        without[np.arange(len(pixels)), pixels] = inputs[0, pixels]
        leads = _leads(_logits(network, without), label, towards)
        needless = np.argsort(-leads, kind="stable")[: int((leads > MIN_LEAD).sum())]
        few = _removable(pixels, needless, inputs[0]) if target else needless[: (needless.size + 1) // 2]
        if len(few) == 0:
            return Counterfactual(np.sort(pixels), changed[0], int(network.forward(changed).outputs.argmax()))
        # Half of those that could each be put back, if they can be together; else the one that matters least.
        half = np.delete(pixels, few)
        together = _leads(_logits(network, _change(inputs, half, target)), label, towards)[0] > MIN_LEAD
        pixels = half if together else np.delete(pixels, few[0])


def _removable(pixels: IntArray, needless: IntArray, ink: Array) -> list[int]:
    """Half of the needless ones, such that what stays of `pixels` is joined to the ink."""
    few: list[int] = []
    stays, inked = _bits(pixels), _bits(np.flatnonzero(ink > MIN_INK))
    for index in needless.tolist():
        fewer = stays & ~_bits(pixels[index : index + 1])
        if 2 * len(few) < needless.size and _joined(fewer, inked):
            few.append(index)
            stays = fewer
    return few


def _change(inputs: Array, pixels: IntArray, target: float) -> Array:
    changed = inputs.copy()
    changed[0, pixels] = target
    return changed


def _leads(logits: Array, label: int, towards: int | None) -> Array:
    """By how much the best of the others is ahead of `label`, or `towards` ahead of all others, row by row."""
    alone = label if towards is None else towards
    leads: Array = np.delete(logits, alone, axis=1).max(axis=1) - logits[:, alone]
    return leads if towards is None else -leads


def _logits(network: Network, inputs: Array) -> Array:
    """The logits of some drawings that are nearly alike, (n, features) -> (n, classes).

    A unit that is 0 for all of them needs no multiplication: with ReLU that is most of them.
    """
    activations = inputs
    for layer in network.layers:
        if isinstance(layer, Dense):
            active = np.flatnonzero(activations.any(axis=0))
            activations = activations[:, active] @ layer.weights[active] + layer.bias
        else:
            activations = layer.forward(activations).outputs
    return activations
