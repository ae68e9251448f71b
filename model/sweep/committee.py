"""A committee is one network: its members side by side, each in its own block, and their logits averaged at the end.

    weights = [[A, 0],    for hidden layers: no member hears another
               [0, B]]
    weights = [[A],       for the last: logits = (A's + B's) / 2
               [B]] / 2

So whatever can be done with a network - serve it, explain it, take it home - can be done with a committee.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..arrays import FLOAT, Array
from ..config import NetworkConfig
from ..errors import ConfigError
from ..nn.dense import Dense
from ..nn.network import Network, assemble


def merge_members(members: Sequence[Network], config: NetworkConfig) -> tuple[Network, NetworkConfig]:
    """Networks of the same shape -> the one that averages their logits, and its config."""
    united = united_config(config, len(members))
    layers = [[member.dense_layers[number] for member in members] for number in range(len(config.hidden_sizes) + 1)]
    first, *middle, last = layers
    dense = [
        Dense(np.hstack([layer.weights for layer in first]), np.concatenate([layer.bias for layer in first])),
        *(
            Dense(_blocks([layer.weights for layer in row]), np.concatenate([layer.bias for layer in row]))
            for row in middle
        ),
        Dense(
            np.vstack([layer.weights for layer in last]) / FLOAT(len(members)),
            np.mean([layer.bias for layer in last], axis=0, dtype=FLOAT),
        ),
    ]
    return assemble(united, dense), united


def united_config(config: NetworkConfig, members: int) -> NetworkConfig:
    """The config of a committee of so many networks. Raises ConfigError when there can be none."""
    if not config.hidden_sizes:
        raise ConfigError("Networks without a hidden layer make no committee: their average is one of them.")
    try:
        return replace(config, hidden_sizes=tuple(size * members for size in config.hidden_sizes))
    except ConfigError as error:
        raise ConfigError(f"A committee of {members} is one network with all their units: {error}") from None


def _blocks(weights: Sequence[Array]) -> Array:
    fan_in, fan_out = weights[0].shape
    blocks = np.zeros((fan_in * len(weights), fan_out * len(weights)), FLOAT)
    for number, block in enumerate(weights):
        blocks[number * fan_in : (number + 1) * fan_in, number * fan_out : (number + 1) * fan_out] = block
    return blocks
