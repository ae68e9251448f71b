"""The networks to look into: the champion, three small ones of which every unit can be drawn, and trainings' snapshots.

The classroom networks belong to the page as its texts do: they are shipped with it, and no training replaces them.
"""

from dataclasses import dataclass
from functools import cache

from model.checkpoints.checkpoint import load_checkpoint
from model.config import NetworkConfig
from model.nn.network import Network

from ..prediction.predictor import Predictor
from ..settings import ROOT
from ..training.jobs import TrainingJobs
from .request import NetworkName


@dataclass(frozen=True)
class Subject:
    """A network that is explained."""

    name: NetworkName
    version: str
    network: Network
    config: NetworkConfig


def is_snapshot(name: NetworkName) -> bool:
    """Whether it is a training's network after some epoch: those are the admin's alone."""
    return "@" in name


def subject(name: NetworkName, predictor: Predictor, jobs: TrainingJobs) -> Subject:
    """The network of this name. Raises NotReady without a champion, and NotFound when there is no such snapshot."""
    if is_snapshot(name):
        training_id, _, epoch = name.partition("@")
        checkpoint = jobs.snapshot(training_id, int(epoch))
        return Subject(name, name, checkpoint.network, checkpoint.metadata.network)
    if name != "champion":
        return _classroom(name)
    champion = predictor.champion()
    return Subject(name, champion.version, champion.network, champion.config)


@cache
def _classroom(name: NetworkName) -> Subject:
    checkpoint = load_checkpoint(ROOT / "weights" / name)
    return Subject(name, name, checkpoint.network, checkpoint.metadata.network)
