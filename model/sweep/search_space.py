"""The search space: which values of which hyperparameters are tried, all combinations or some drawn at random.

Values are written as the options of `train` take them; `0.0005..0.005` is a range to draw from, by its logarithm if it
spans a factor of ten or more.
"""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ..errors import ConfigError
from ..training.options import read_hyperparameter
from ..training.recipe import Recipe

MAX_TRIALS = 1000
RANGE = ".."

Space = Mapping[str, Sequence[str]]
"""Values by name, both as they are typed: {"learning-rate": ["0.001", "0.002"], "dropout-rate": ["0..0.3"]}."""


def space_of(tries: Iterable[tuple[str, Sequence[str]]]) -> Space:
    """The space of these names and values, as they were typed. Raises ConfigError for a name that comes twice."""
    space: dict[str, Sequence[str]] = {}
    for typed, values in tries:
        name = typed.replace("-", "_")
        if name in space:
            raise ConfigError(f"{name} is there twice: give all its values at once.")
        space[name] = values
    return space


def candidates(space: Space, fixed: Mapping[str, Any], random: int | None, seed: int) -> list[dict[str, Any]]:
    """The settings of each trial: all combinations, or `random` of them. Raises ConfigError for impossible ones."""
    if not space or not all(space.values()):
        raise ConfigError("A sweep needs something to try: names with their values, such as learning_rate 0.001 0.002.")
    count = random or math.prod(map(len, space.values()))
    if count > MAX_TRIALS:
        raise ConfigError(f"These are {count} trials, more than {MAX_TRIALS}: try fewer values, or draw fewer.")
    distinct: dict[str, dict[str, Any]] = {}
    for typed in _drawn(space, random, np.random.default_rng(seed)) if random else _grid(space):
        settings = Recipe.from_settings({**fixed, **read_settings(typed)}).settings()  # which checks their bounds
        distinct[repr(settings)] = settings  # two draws of whole numbers may be the same
    return list(distinct.values())


def varied(space: Iterable[str]) -> list[str]:
    """The names of the hyperparameters that differ from trial to trial, as the configs spell them."""
    return [name.replace("-", "_") for name in space]


def read_settings(typed: Mapping[str, str]) -> dict[str, Any]:
    """Typed values -> hyperparameters. Raises ConfigError for a name or a value that `train` wouldn't take."""
    return {name: read_hyperparameter(name, text) for name, text in zip(varied(typed), typed.values(), strict=True)}


def _grid(space: Space) -> Iterator[dict[str, str]]:
    ranges = [name for name, values in space.items() if any(RANGE in value for value in values)]
    if ranges:
        raise ConfigError(f"{ranges[0]} has a range: say how many trials to draw at random, or name its values.")
    for values in itertools.product(*space.values()):
        yield dict(zip(space, values, strict=True))


def _drawn(space: Space, count: int, rng: np.random.Generator) -> Iterator[dict[str, str]]:
    for _ in range(count):
        yield {name: _draw(name, values[int(rng.integers(len(values)))], rng) for name, values in space.items()}


def _draw(name: str, value: str, rng: np.random.Generator) -> str:
    if RANGE not in value:
        return value
    try:
        low, high = (float(end) for end in value.split(RANGE))
    except ValueError:
        low, high = 1.0, 0.0
    if not 0 < high - low < math.inf:  # which is false for NaN, too
        raise ConfigError(f"{name}: {value} is no range; write the smaller number first, like 0.0005..0.005.")
    if low > 0 and high / low >= 10:
        drawn = math.exp(rng.uniform(math.log(low), math.log(high)))
    else:
        drawn = rng.uniform(low, high)
    if all(end.strip().lstrip("-").isdigit() for end in value.split(RANGE)):
        return str(round(drawn))
    return f"{drawn:.4g}"
