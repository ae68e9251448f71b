"""A question: one drawing before one network, changed as the request wishes. All parts of an answer start from it."""

from dataclasses import dataclass

import numpy as np

from model.arrays import Array
from model.config import NetworkConfig
from model.dense import Dense
from model.explanation.silence import silenced
from model.layer import LayerTrace
from model.network import ForwardTrace, Network
from model.preprocessing import is_blank

from ..drawings import Drawn, picture_of, read
from ..errors import InvalidRequest
from ..predictor import Predictor
from ..settings import Settings
from .networks import Subject, subject
from .request import ExplainRequest, UnitName


@dataclass(frozen=True)
class Question:
    """`network` is a private copy where the request changes anything; the one that is served never changes."""

    request: ExplainRequest
    subject: Subject  # as it is served
    biased: Network  # the network as it has learned, before anything is taken from it
    unsilenced: Network  # taught, and without biases, as the request wishes
    network: Network  # the same, with the units silenced that the request names: what is explained
    drawn: Drawn
    picture: Array  # (28, 28)
    trace: ForwardTrace  # of `network`, on `inputs`

    @property
    def config(self) -> NetworkConfig:
        """Sizes, activation, dropout rate."""
        return self.subject.config

    @property
    def inputs(self) -> Array:
        """What the network hears: (1, 784)."""
        return self.picture.reshape(1, -1)

    @property
    def is_blank(self) -> bool:
        """Whether there is next to no ink."""
        return is_blank(self.picture)

    @property
    def dense_traces(self) -> list[LayerTrace]:
        """What each dense layer heard and said, first to last; one for each of `network.dense_layers`."""
        pairs = zip(self.network.layers, self.trace.layers, strict=True)
        return [trace for layer, trace in pairs if isinstance(layer, Dense)]


def ask(request: ExplainRequest, predictor: Predictor, settings: Settings) -> Question:
    """Reads the drawing and puts it before the network. Raises InvalidRequest, TooLarge or NotReady."""
    who = subject(request.network, predictor)
    for unit in [*request.silenced, *([request.unit] if request.unit else [])]:
        _check(unit, who)
    limits = {"max_points": settings.max_points, "max_image_pixels": settings.max_image_pixels}
    drawn = read(request, **limits)
    picture = picture_of(request, **limits)
    biased = who.network
    unsilenced = without_bias(biased) if request.without_bias else biased
    network = silenced(unsilenced, {(unit.layer, unit.index) for unit in request.silenced})
    return Question(request, who, biased, unsilenced, network, drawn, picture, network.forward(picture.reshape(1, -1)))


def without_bias(network: Network) -> Network:
    """The same weights, and all biases 0."""
    return Network(
        [
            Dense(layer.weights, np.zeros_like(layer.bias)) if isinstance(layer, Dense) else layer
            for layer in network.layers
        ]
    )


def _check(unit: UnitName, who: Subject) -> None:
    sizes = [layer.bias.size for layer in who.network.dense_layers]
    if unit.layer > len(sizes):
        raise InvalidRequest(f"{who.version} has {len(sizes)} dense layers; there is no layer {unit.layer}.")
    if unit.index >= sizes[unit.layer - 1]:
        raise InvalidRequest(
            f"Layer {unit.layer} of {who.version} has {sizes[unit.layer - 1]} units, 0 to {sizes[unit.layer - 1] - 1}; "
            f"there is no unit {unit.index}."
        )
