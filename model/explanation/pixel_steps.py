"""Down to the pixels: back-propagation need not stop at the first layer; it can go on to the drawing itself.

    d lead / d pixel        if there were a little more ink here, how much would another digit catch up?

Training holds the picture and changes the weights; here the weights are held and the picture is changed, by the same
rule. `fool` paints or blanks the pixel that helps most, again and again, until the answer is another: how few it takes
shows how much the network leans on each. `dream` lets all pixels follow the gradient at once, uphill to a digit: what
comes is what the network likes best, and often no digit to us.
Sources: Papernot et al., "The limitations of deep learning in adversarial settings", 2016; Simonyan, Vedaldi and
Zisserman, "Deep inside convolutional networks", 2014.
"""

from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from ..nn.backpropagation import backward_deltas
from ..nn.network import ForwardTrace, Network
from ..preprocessing.framing import IMAGE_SIZE
from .counterfactual import lead_gradient

MOST_PIXELS = 36  # to fool it with; more is another drawing
SMALL = 100_000  # parameters: such a network is asked for its gradient again after each pixel, a larger one after three
DREAM_STEPS = 12
DREAM_RATE = 0.3  # the ink that the steepest pixel gains in the first step
MOMENTUM = 0.5  # of the last step that is kept
FADING = 0.93  # of the ink stays in each step, so that only what is asked for again and again is left
KERNEL = (0.25, 0.5, 0.25)  # each way, twice: strokes as thick as a pen's, and no dust


@dataclass(frozen=True)
class PixelChange:
    """One pixel painted (1) or blanked (0), and the logits (classes,) from then on."""

    pixel: int
    ink: float
    logits: Array


@dataclass(frozen=True)
class DreamStep:
    """The picture (features,) after a step, and its logits (classes,)."""

    picture: Array
    logits: Array


def fool(network: Network, inputs: Array) -> list[PixelChange]:
    """The pixels of inputs (1, features) to change, in order, until another digit is read.

    The last one flips the answer. Empty if MOST_PIXELS are not enough.
    """
    picture, trace = inputs.copy(), network.forward(inputs)
    label, changes = int(trace.outputs.argmax()), list[PixelChange]()
    at_once = 1 if network.parameter_count <= SMALL else 3
    while len(changes) < MOST_PIXELS:
        gradient = lead_gradient(network, trace, label)
        ink = (gradient > 0).astype(picture.dtype)
        gain = gradient * (ink - picture[0])
        gain[[change.pixel for change in changes]] = -np.inf  # each once, or more are counted than differ
        for pixel in np.argsort(-gain, kind="stable")[:at_once].tolist():
            picture[0, pixel] = ink[pixel]
            trace = network.forward(picture)
            changes.append(PixelChange(pixel, float(ink[pixel]), trace.outputs[0]))
            if int(trace.outputs.argmax()) != label:
                return changes
    return []


def dream(network: Network, start: Array, label: int) -> list[DreamStep]:
    """Climbs from a picture (1, features) to `label`: the start, and the picture after each of DREAM_STEPS.

    Where no pixel has a slope, as for many a blank sheet, it stays.
    """
    picture, trace, speed = start.copy(), network.forward(start), np.zeros_like(start[0])
    steps = [DreamStep(picture[0], trace.outputs[0])]
    for _ in range(DREAM_STEPS):
        uphill = _smooth(_smooth(liking_gradient(network, trace, label)))
        speed = MOMENTUM * speed + uphill / (np.abs(uphill).max() or 1)
        picture = np.clip(FADING * picture + DREAM_RATE * speed, 0, 1)
        trace = network.forward(picture)
        steps.append(DreamStep(picture[0], trace.outputs[0]))
    return steps


def liking_gradient(network: Network, trace: ForwardTrace, label: int) -> Array:
    """How the lead of `label`'s logit over the mean of the others changes with each input (features,)."""
    lead = np.full_like(trace.outputs, -1 / (network.classes - 1))
    lead[0, label] = 1
    gradient: Array = backward_deltas(network, trace, lead, to_inputs=True)[0][0]
    return gradient


def _smooth(pixels: Array) -> Array:
    """(features,) -> each pixel mixed with its neighbours."""
    wide = np.pad(pixels.reshape(IMAGE_SIZE, IMAGE_SIZE), 1)
    low, middle, high = KERNEL
    rows = low * wide[:-2] + middle * wide[1:-1] + high * wide[2:]
    smooth: Array = low * rows[:, :-2] + middle * rows[:, 1:-1] + high * rows[:, 2:]
    return smooth.ravel()
