"""The networks that can be explained: the champion, four classroom networks, one of these as it grew, and snapshots.

The classroom networks are small enough to draw every unit. They are shipped with the page and never retrained.
"""

from dataclasses import dataclass
from functools import cache

from model.checkpoints.checkpoint import load_checkpoint
from model.checkpoints.growth import Growth, load_growth
from model.config import NetworkConfig
from model.nn.network import Network
from model.project import SHIPPED

from ..errors import NotFound
from ..prediction.predictor import Predictor
from ..training.jobs import TrainingJobs
from .request import NetworkName

GROWTH = "classroom-growth"
"""The shipped network whose whole training can be watched; classroom-growth@430 is how it was after 430 batches."""


@dataclass(frozen=True)
class Subject:
    """The network to explain, as it is served."""

    name: NetworkName
    version: str
    network: Network
    config: NetworkConfig


def is_snapshot(name: NetworkName) -> bool:
    """Whether the name is that of a training's snapshot, which visitors may explain only if the admin lets them."""
    return "@" in name and not name.startswith(GROWTH)


def subject(name: NetworkName, predictor: Predictor, jobs: TrainingJobs) -> Subject:
    """The network with this name. Raises NotReady without a champion, NotFound for an unknown snapshot."""
    if is_snapshot(name):
        training_id, _, epoch = name.partition("@")
        checkpoint = jobs.snapshot(training_id, int(epoch))
        return Subject(name, name, checkpoint.network, checkpoint.metadata.network)
    if name.startswith(GROWTH):
        return _grown(name)
    if name != "champion":
        return classroom(name)
    champion = predictor.champion()
    return Subject(name, champion.version, champion.network, champion.config)


@cache
def classroom(name: NetworkName) -> Subject:
    """One of the shipped small networks."""
    checkpoint = load_checkpoint(SHIPPED / "weights" / name)
    return Subject(name, name, checkpoint.network, checkpoint.metadata.network)


@cache
def growth() -> Growth:
    """The shipped growth."""
    return load_growth(SHIPPED / "weights" / GROWTH)


def _grown(name: NetworkName) -> Subject:
    batches = int(name.partition("@")[2])
    for moment, network in zip(growth().record.moments, growth().networks, strict=True):
        if moment.batches == batches:
            return Subject(name, name, network, growth().record.network)
    kept = ", ".join(str(moment.batches) for moment in growth().record.moments)
    raise NotFound(f"{GROWTH} has no network of batch {batches}; take one of {kept}.")
