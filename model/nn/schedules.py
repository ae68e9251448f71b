"""A schedule says how long the step is at each moment of training: step number in, learning rate out.

    constant   learning_rate
    step       learning_rate * factor ** (step // every)
    cosine     rises straight from 0 over the warm-up, then falls along half a cosine to 0

Early on, long steps make headway; near the end, short ones settle into the valley (Loshchilov and Hutter, "SGDR",
2017). Warm-up keeps the first steps short, while Adam's averages still rest on a handful of gradients.

They return Python floats: a NumPy float64 scalar would silently turn every float32 array it touches into float64.
"""

import math
from collections.abc import Callable
from typing import TypeAlias

Schedule: TypeAlias = Callable[[float], float]


def constant(learning_rate: float) -> Schedule:
    """`learning_rate` at every step."""
    return lambda _step: learning_rate


def step_decay(learning_rate: float, every: int, factor: float) -> Schedule:
    """A staircase: after each `every` steps the learning rate is multiplied by `factor`."""
    return lambda step: learning_rate * factor ** (step // every)


def cosine_with_warmup(learning_rate: float, warmup_steps: int, total_steps: int) -> Schedule:
    """Up a ramp for `warmup_steps`, then down half a cosine that reaches 0 at `total_steps`."""

    def rate(step: float) -> float:
        if step < warmup_steps:
            return learning_rate * (step + 1) / warmup_steps
        progress = (step - warmup_steps) / max(1, total_steps - warmup_steps)
        return learning_rate * 0.5 * (1.0 + math.cos(math.pi * min(1.0, progress)))

    return rate
