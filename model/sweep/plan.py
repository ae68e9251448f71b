"""The plan of a sweep: every trial's settings, and by successive halving how many trials train for how long.

Every trial trains a little, the better ones go on, and only the best train to the end. With 27 trials, a factor of 3
and 27 epochs: all 27 train for 1 epoch, the best 9 up to 3, 3 up to 9, and one for 27.

Source: K. Jamieson and A. Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter Optimization, 2016.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from ..checkpoints.checkpoint import now
from ..config import NetworkConfig
from ..errors import ConfigError
from .committee import united_config
from .search_space import Space, candidates, varied


@dataclass(frozen=True)
class Rung:
    """A step of the ladder: up to which epoch is trained, and how many trials of the rung below go on to it."""

    epochs: int
    trials: int


@dataclass(frozen=True)
class Plan:
    """Which settings are tried, how long, and how many networks with the best ones make the committee."""

    id: str
    created_at: str
    trials: list[dict[str, Any]]
    varied: list[str]
    rungs: list[Rung]
    committee: int = 1

    def is_like(self, other: "Plan") -> bool:
        """Whether the plans differ in nothing but their id and creation time."""
        one, two = (json.dumps(asdict(replace(plan, id="", created_at=""))) for plan in (self, other))
        return one == two  # as text, in which a tuple is a list


def make_plan(
    space: Space,
    fixed: Mapping[str, Any],
    *,
    random: int | None = None,
    draw_seed: int = 1,
    halving: int = 3,
    first_epochs: int = 1,
    committee: int = 1,
) -> Plan:
    """The plan of a sweep over `space`, the rest of the settings `fixed`. Raises ConfigError for an impossible one."""
    trials = candidates(space, fixed, random, draw_seed)
    if "epochs" in varied(space):
        raise ConfigError("epochs can't be tried: how long each trial trains is what the sweep decides.")
    if committee > 1:
        for settings in trials:
            united_config(NetworkConfig.from_mapping(settings), committee)  # which checks its bounds
    ladder = rungs(len(trials), trials[0]["epochs"], halving, first_epochs)
    return Plan(uuid.uuid4().hex[:12], now(), trials, varied(space), ladder, committee)


def rungs(trials: int, epochs: int, factor: int, first: int) -> list[Rung]:
    """The ladder: the first rung has all trials and `first` epochs or more; each next one `factor` times the epochs.

    A factor of 1 stops no trial early: one rung, to the end.
    """
    ladder = [Rung(epochs, trials)]
    while factor > 1 and ladder[0].epochs > first and trials >= factor ** len(ladder):
        ladder.insert(0, Rung(max(first, ladder[0].epochs // factor), trials))
    remaining = trials
    for number, rung in enumerate(ladder):
        ladder[number] = Rung(rung.epochs, remaining)
        remaining = max(1, remaining // factor)
    return ladder
