"""Time estimates of sweeps: what all epochs of all trials take, so many trials at once."""

from collections.abc import Callable, Mapping
from typing import Any

from model.sweep.plan import Plan


def sweep_seconds(plan: Plan, seconds_per_epoch: Callable[[Mapping[str, Any]], float], at_once: int) -> float:
    """How long a sweep takes, if its trials are as quick on the average as all of them are before any is given up."""
    per_epoch = sum(map(seconds_per_epoch, plan.trials)) / len(plan.trials)
    seconds, trained = 0.0, 0
    for rung in plan.rungs:
        seconds += (rung.epochs - trained) * per_epoch * rung.trials / min(at_once, rung.trials)
        trained = rung.epochs
    further = plan.committee - 1
    return seconds + (trained * per_epoch * further / min(at_once, further) if further else 0.0)
