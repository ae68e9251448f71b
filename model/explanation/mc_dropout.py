"""Draws: the same drawing answered again and again while dropout silences other units each time.

    for each draw    mask ~ dropout_rate    probabilities = softmax(network with this mask)

While it learns, a network with dropout is a crowd of thinned-out networks that share their weights. In use nothing is
silenced; because dropout makes the units that stay speak louder, each unit then says what it would say on average, and
the whole answers nearly what the crowd would agree on. How far the draws spread tells how much the answer hangs on
single units. Source: Gal and Ghahramani, "Dropout as a Bayesian approximation", 2016.
"""

import numpy as np

from ..arrays import Array
from ..nn.activations import softmax
from ..nn.network import Network, with_dropout


def mc_dropout_probabilities(
    network: Network, inputs: Array, dropout_rate: float, count: int, rng: np.random.Generator
) -> Array:
    """One example, inputs (1, features) -> its probabilities in `count` draws, (count, classes)."""
    again = np.repeat(inputs, count, axis=0)
    return softmax(with_dropout(network, dropout_rate).forward(again, training=True, rng=rng).outputs)
