"""The networks that can be explained: the champion, four classroom networks, and trainings' snapshots.

The classroom networks are small enough to draw every unit. They are shipped with the page and never retrained.
"""

from dataclasses import dataclass
from functools import cache

from model.checkpoints.checkpoint import load_checkpoint
from model.config import NetworkConfig
from model.nn.network import Network
from model.project import SHIPPED

from ..prediction.predictor import Predictor
from ..training.jobs import TrainingJobs
from .request import NetworkName


@dataclass(frozen=True)
class Subject:
    """The network to explain, as it is served."""

    name: NetworkName
    version: str
    network: Network
    config: NetworkConfig


def is_snapshot(name: NetworkName) -> bool:
    """Whether the name is that of a training's snapshot, which only the admin may explain."""
    return "@" in name


def subject(name: NetworkName, predictor: Predictor, jobs: TrainingJobs) -> Subject:
    """The network with this name. Raises NotReady without a champion, NotFound for an unknown snapshot."""
    if is_snapshot(name):
        training_id, _, epoch = name.partition("@")
        checkpoint = jobs.snapshot(training_id, int(epoch))
        return Subject(name, name, checkpoint.network, checkpoint.metadata.network)
    if name != "champion":
        return classroom(name)
    champion = predictor.champion()
    return Subject(name, champion.version, champion.network, champion.config)


@cache
def classroom(name: NetworkName) -> Subject:
    """One of the shipped small networks."""
    checkpoint = load_checkpoint(SHIPPED / "weights" / name)
    return Subject(name, name, checkpoint.network, checkpoint.metadata.network)
