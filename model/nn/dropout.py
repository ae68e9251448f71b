"""Dropout: while training, each unit is silenced at random, so that no unit can lean on one particular other.

    mask = 0 with probability dropout_rate, else 1 / (1 - dropout_rate)
    outputs = inputs * mask

Dividing by the share that stays ("inverted" dropout) keeps each unit's expected output the same, so that in use, when
nothing is dropped, the layer does nothing at all. Source: Srivastava et al., "Dropout", 2014.
"""

import numpy as np

from ..arrays import Array
from ..errors import ConfigError
from .layer import Layer, LayerTrace


class Dropout(Layer):
    """Zeroes units with probability `dropout_rate` while training; passes everything on in use.

    Raises ConfigError unless 0 <= dropout_rate < 1.
    """

    def __init__(self, dropout_rate: float) -> None:
        if not 0.0 <= dropout_rate < 1.0:
            raise ConfigError(f"dropout_rate must be at least 0 and less than 1, not {dropout_rate}.")
        self.dropout_rate = dropout_rate

    def forward(self, inputs: Array, *, training: bool = False, rng: np.random.Generator | None = None) -> LayerTrace:
        """(batch, units) -> trace with outputs (batch, units) and, while training, the mask that made them.

        Raises ConfigError when it trains without an `rng`: hidden randomness could not be repeated.
        """
        if not training or self.dropout_rate == 0.0:
            return LayerTrace(inputs, inputs)
        if rng is None:
            raise ConfigError(
                "Dropout needs a random generator while training: pass rng=numpy.random.default_rng(seed)."
            )
        kept = (
            rng.random(inputs.shape, np.float32) >= self.dropout_rate
        )  # float32 is enough for a coin and twice as fast
        mask: Array = kept.astype(inputs.dtype) / inputs.dtype.type(1.0 - self.dropout_rate)
        return LayerTrace(inputs, inputs * mask, mask)

    def grad_inputs(self, trace: LayerTrace, grad_outputs: Array) -> Array:
        """A silenced unit had no say, so it gets no blame: the gradient goes through the same mask."""
        return grad_outputs if trace.mask is None else grad_outputs * trace.mask
