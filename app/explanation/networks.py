"""The networks to look into: the champion, and three small ones of which every unit can be drawn.

The classroom networks belong to the page as its texts do: they are shipped with it, and no training replaces them.
"""

from dataclasses import dataclass
from functools import cache

from model.checkpoint import load_checkpoint
from model.config import NetworkConfig
from model.network import Network

from ..predictor import Predictor
from ..settings import ROOT
from .request import NetworkName


@dataclass(frozen=True)
class Subject:
    """A network that is explained."""

    name: NetworkName
    version: str
    network: Network
    config: NetworkConfig


def subject(name: NetworkName, predictor: Predictor) -> Subject:
    """The network of this name. Raises NotReady when the champion is asked for and there is none."""
    if name != "champion":
        return _classroom(name)
    champion = predictor.champion()
    return Subject(name, champion.version, champion.network, champion.config)


@cache
def _classroom(name: NetworkName) -> Subject:
    checkpoint = load_checkpoint(ROOT / "weights" / name)
    return Subject(name, name, checkpoint.network, checkpoint.metadata.network)
