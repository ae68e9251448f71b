"""How long will it take? A training is so many multiplications, and so many pictures made; a machine does each so fast.

    one step     = step + batch * multiply_adds * multiply_add + parameters * update[optimizer] + batch * units * unit
    one epoch's pictures = digits * deform + styled digits * style + (no digits + people's drawings) * ink
    all epochs   = epochs * ((pictures + steps) / (1 + GAIN * (processes - 1)) + measuring)

Several processes share both, and each further one adds a little less than the first.

The speeds are measured by training a few small networks for a few steps, and fitted to the formula; that takes about
a second. multiply_adds are the weights: each multiplies one number in a forward pass, and twice on the way back.
"""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ..arrays import CLASSES, INPUTS
from ..augmentation.epoch_loader import EpochLoader, inkings_per_epoch
from ..augmentation.writing_styles import STYLES
from ..config import OptimizerName, TrainingConfig
from ..data.dataset import Dataset, Examples
from ..progress import StepReport
from .recipe import Recipe, start_training

FIXED_SECONDS = 1.5
"""What comes before the first epoch and after the last: starting, reading MNIST, measuring, calibrating, saving."""

GAIN = 0.75
"""What each further process adds, relative to the first: all want the same memory, and wait for the slowest."""

START_SECONDS = 0.6  # of further processes
MEETING_SECONDS = 0.0001  # two a step
LEAST_PART = 32  # examples: with fewer a product mostly waits for the weights
TYPICAL = {"multiply_add": 3e-11, "update": 2e-9, "picture": 4e-5}  # seconds on a processor of 2025, roughly

SHAPES: tuple[tuple[int, ...], ...] = ((16,), (128, 64), (512, 256), (1200, 800))
BATCH_SIZES = (32, 128, 512)
UPDATE_CASE = ((512, 256), 32)
OTHER_OPTIMIZERS: tuple[OptimizerName, ...] = ("sgd", "momentum")
STEPS = 5
DIGITS = 1024

DEFORMATIONS = ("rotation_degrees", "scaling", "shear", "shift_pixels", "elastic_pixels", "thickness")
STILL = dict.fromkeys([*DEFORMATIONS, "styles", "not_digits"], 0.0)


@dataclass(frozen=True, kw_only=True)
class Speed:
    """Seconds that each kind of work takes on this machine; `update` for a parameter, by optimizer."""

    step: float
    multiply_add: float
    unit: float
    update: Mapping[str, float]
    move: float
    bend: float
    thicken: float
    style: float
    ink: float


def measure_speed(dataset: Dataset) -> Speed:
    """Learns a little, and makes a few pictures, against the clock."""
    step, multiply_add, unit, adam = _learning_rates(dataset)
    known = step, multiply_add, unit
    update = {"adam": adam} | {name: _update_rate(dataset, known, name) for name in OTHER_OPTIMIZERS}
    making = _making_rates(dataset.training.take(slice(DIGITS)))
    return Speed(step=step, multiply_add=multiply_add, unit=unit, update=update, **making)


def training_seconds(recipe: Recipe, speed: Speed, digits: int, drawings: int = 0) -> tuple[float, float]:
    """(in all, for one epoch): how long a recipe takes with these numbers of training digits and people's drawings."""
    config = recipe.training
    size, inked, others = _pictures(recipe, digits, drawings)
    pictures = size + inked + others
    work = pictures * _deforming(config, speed) + (others + inked) * speed.ink
    work += size * config.styles * len(STYLES) / 10 * speed.style
    work += math.ceil(pictures / config.batch_size) * _step_seconds(recipe, speed)
    measuring = config.validation_size / config.batch_size * _step_seconds(recipe, speed) / 4  # no way back, no update
    epoch = work / (1 + GAIN * (recipe.processes - 1)) + measuring
    epochs = min(config.epochs * epoch, config.max_seconds or math.inf)
    return FIXED_SECONDS + START_SECONDS * (recipe.processes > 1) + epochs, epoch


def best_processes(recipe: Recipe, digits: int, most: int) -> int:
    """How many processes are worth while, of `most`: one where they would mostly start, or mostly wait.

    It depends on nothing that is measured: the same recipe gets the same number where there are as many processors.
    """
    config = recipe.training
    *_, parameters = _work(recipe.network.hidden_sizes, 1)
    image = 3 * parameters * TYPICAL["multiply_add"] + config.deforms * TYPICAL["picture"]
    step = config.batch_size * image + parameters * TYPICAL["update"]
    steps = config.epochs * sum(_pictures(recipe, digits, 0)) / config.batch_size
    worth = step > 5 * MEETING_SECONDS and steps * step > 5 * START_SECONDS
    return max(1, min(most, config.batch_size // LEAST_PART)) if worth else 1


def _pictures(recipe: Recipe, digits: int, drawings: int) -> tuple[int, int, int]:
    """In one epoch: training digits, people's drawings, and what is no digit."""
    config = recipe.training
    size = min(config.training_size or digits, max(1, digits - config.validation_size))
    inked = inkings_per_epoch(config, size, drawings)
    return size, inked, round(config.not_digits * (size + inked))


def _step_seconds(recipe: Recipe, speed: Speed) -> float:
    work = _work(recipe.network.hidden_sizes, recipe.training.batch_size)
    rates = (speed.step, speed.multiply_add, speed.unit, speed.update[recipe.training.optimizer])
    return sum(amount * rate for amount, rate in zip(work, rates, strict=True))


def _work(hidden_sizes: Sequence[int], batch_size: int) -> tuple[float, ...]:
    """Of one step: layers, multiply-adds, units, parameters."""
    sizes = [INPUTS, *hidden_sizes, CLASSES]
    weights = sum(fan_in * fan_out for fan_in, fan_out in pairwise(sizes))
    return len(sizes), batch_size * weights, batch_size * sum(sizes), weights


def _learning_rates(dataset: Dataset) -> list[float]:
    """Of Speed the step, multiply_add, unit, and Adam's update that fit a few networks' steps best, each relatively."""
    cases = [(shape, size) for shape in SHAPES for size in BATCH_SIZES]
    work = np.array([_work(*case) for case in cases])
    took = np.array([_time_step(dataset, *case, "adam") for case in cases])
    return _fit(work / took[:, None])


def _update_rate(dataset: Dataset, known: tuple[float, ...], optimizer: OptimizerName) -> float:
    """What is left of a step with few examples, to each parameter."""
    *work, parameters = _work(*UPDATE_CASE)
    rest = sum(amount * rate for amount, rate in zip(work, known, strict=True))
    return max(0.0, (_time_step(dataset, *UPDATE_CASE, optimizer) - rest) / parameters)


def _fit(work: npt.NDArray[np.float64]) -> list[float]:
    """Rates for which each row adds up to 1, or nearly; a rate below 0 makes no sense and counts as 0."""
    used = list(range(work.shape[1]))
    while True:
        found = np.linalg.lstsq(work[:, used], np.ones(len(work)), rcond=None)[0]
        if (found >= 0).all():
            return [float(found[used.index(column)]) if column in used else 0.0 for column in range(work.shape[1])]
        used.pop(int(found.argmin()))


def _time_step(dataset: Dataset, hidden_sizes: Sequence[int], batch_size: int, optimizer: OptimizerName) -> float:
    settings = {"hidden_sizes": hidden_sizes, "batch_size": batch_size, "optimizer": optimizer, "epochs": 1}
    size = min(STEPS * batch_size, len(dataset.training) // 2)
    recipe = Recipe.from_settings(STILL | settings | {"training_size": size, "validation_size": 1})
    return min(_durations(start_training(recipe, dataset).run()))


def _durations(reports: Iterator[object]) -> list[float]:
    """How long each step took, but the first, which waits for the pictures and warms up."""
    times = [time.perf_counter() for report in reports if isinstance(report, StepReport)]
    return [later - earlier for earlier, later in pairwise(times)]


def _making_rates(digits: Examples) -> dict[str, float]:
    """What each change of a picture adds."""
    moved = _time_making(digits, rotation_degrees=12.0, shift_pixels=1.5)
    bent = _time_making(digits, rotation_degrees=12.0, elastic_pixels=0.25)
    thick = _time_making(digits, rotation_degrees=12.0, thickness=0.5)
    styled = int(np.isin(digits.labels, list(STYLES)).sum())
    return {
        "move": moved / len(digits),
        "bend": max(0.0, bent - moved) / len(digits),
        "thicken": max(0.0, thick - moved) / len(digits),
        "style": _time_making(digits, styles=1.0) / styled,
        "ink": _time_making(digits, not_digits=0.5) / (len(digits) / 2),
    }


def _time_making(digits: Examples, **settings: float) -> float:
    examples = EpochLoader(TrainingConfig.from_mapping(STILL | settings), digits)
    return min(_clock(lambda: examples.load(1)) for _ in range(2))


def _clock(task: Callable[[], object]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def _deforming(config: TrainingConfig, speed: Speed) -> float:
    """Seconds to deform one picture."""
    if not config.deforms:
        return 0.0
    return speed.move + bool(config.elastic_pixels) * speed.bend + bool(config.thickness) * speed.thicken
