"""From what somebody wants to try to a plan: every trial's settings, and how long whom to train."""

import uuid
from collections.abc import Mapping
from typing import Any

from ..checkpoints.checkpoint import now
from ..errors import ConfigError
from .record import Plan
from .search_space import Space, candidates, varied
from .successive_halving import rungs


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
    settings = candidates(space, fixed, random, draw_seed)
    if "epochs" in varied(space):
        raise ConfigError("epochs can't be tried: how long each trial trains is what the sweep decides.")
    if committee > 1 and not all(each["hidden_sizes"] for each in settings):
        raise ConfigError("Networks without a hidden layer make no committee.")
    ladder = rungs(len(settings), settings[0]["epochs"], halving, first_epochs)
    return Plan(uuid.uuid4().hex[:12], now(), settings, varied(space), ladder, committee)
