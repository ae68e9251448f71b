"""Calibration: of all answers given with 90 % confidence, nine in ten should be right.

    probabilities = softmax(logits / temperature)

One number, fitted on examples that the network has not learned from, cools it down when it boasts (temperature > 1) or
warms it up when it is too modest. It changes no answer, only how sure it sounds. Since the logits are linear in the
last layer's weights and bias, dividing those by the temperature does the same, once and for all.

Source: Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", 2017.
"""

import numpy as np

from ..arrays import FLOAT, Array, IntArray
from ..data.batches import one_hot
from ..nn.losses import SoftmaxCrossEntropy
from ..nn.network import Network

TEMPERATURES = np.geomspace(0.25, 4.0, 241)  # steps of 1.2 %: finer than a few thousand examples can tell apart


def best_temperature(logits: Array, labels: IntArray) -> float:
    """The temperature at which the cross-entropy of logits (n, classes) with the labels (n,) is least."""
    loss, targets = SoftmaxCrossEntropy(), one_hot(labels, logits.shape[1])
    losses = [loss.value(logits / FLOAT(temperature), targets) for temperature in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def apply_temperature(network: Network, temperature: float) -> None:
    """Divides the network's logits by `temperature`, in place, in its last layer."""
    for parameter in network.dense_layers[-1].parameters:
        parameter /= FLOAT(temperature)
