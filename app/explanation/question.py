"""A question: the drawing and the network of a request, with its changes applied; all parts are computed from it."""

from dataclasses import dataclass

from model.arrays import Array
from model.config import NetworkConfig
from model.explanation.bias import without_bias
from model.explanation.lens import framed
from model.explanation.private_copy import FIRST_RATES, Lesson, TaughtStep, teach
from model.explanation.sheet import Sheet, sheet_of
from model.explanation.silence import Silence, silenced
from model.nn.dense import Dense
from model.nn.layer import LayerTrace
from model.nn.network import ForwardTrace, Network
from model.preprocessing.framing import is_blank

from ..drawings.decoding import read
from ..drawings.limits import RequestLimits
from ..errors import InvalidRequest
from ..prediction.predictor import Predictor
from ..settings import Settings
from ..training.jobs import TrainingJobs
from .networks import Subject, subject
from .request import ExplainRequest, UnitName


@dataclass(frozen=True)
class Question:
    """The input of all parts. `network` is a private copy if the request changes it; the served one never changes."""

    request: ExplainRequest
    subject: Subject  # the network as it is served
    network: Network  # the network that is explained: without biases, silenced, taught, as the request says
    lesson: Lesson  # its steps, from before the first of the request's
    jobs: TrainingJobs  # where snapshots come from
    sheet: Sheet | None  # the drawing before framing; None for pixels and for a blank drawing
    picture: Array  # (28, 28)
    trace: ForwardTrace  # of `network`, on `inputs`

    @property
    def start(self) -> Network:
        """The network before the first of the request's steps."""
        return self.lesson.start

    @property
    def taught_logits(self) -> Array:
        """(1 + steps, 10): its logits before the first step and after each."""
        return self.lesson.logits

    @property
    def config(self) -> NetworkConfig:
        """Sizes, activation, dropout rate."""
        return self.subject.config

    @property
    def inputs(self) -> Array:
        """The network's input: (1, 784)."""
        return self.picture.reshape(1, -1)

    @property
    def first_rate(self) -> float:
        """The learning rate at which this network's first steps can be watched."""
        return FIRST_RATES[self.config.activation]

    @property
    def learning_rate(self) -> float:
        """How long the next step would be."""
        return self.first_rate if self.request.learning_rate is None else self.request.learning_rate

    @property
    def is_blank(self) -> bool:
        """Whether there is next to no ink."""
        return is_blank(self.picture)

    @property
    def unsilenced(self) -> Network:
        """The network with no unit silenced."""
        return Network([layer for layer in self.network.layers if not isinstance(layer, Silence)])

    @property
    def biased(self) -> Network:
        """The network with its biases, whatever the request's `without_bias` is."""
        if not self.request.without_bias:
            return self.network
        return _lesson(self.subject.network, self.request, self.picture, biased=True).network

    @property
    def dense_traces(self) -> list[LayerTrace]:
        """Inputs and outputs of each of `network.dense_layers`, first to last."""
        pairs = zip(self.network.layers, self.trace.layers, strict=True)
        return [trace for layer, trace in pairs if isinstance(layer, Dense)]


def ask(request: ExplainRequest, predictor: Predictor, jobs: TrainingJobs, settings: Settings) -> Question:
    """Decodes the drawing and runs the network on it. Raises InvalidRequest, TooLarge, NotFound or NotReady."""
    served = subject(request.network, predictor, jobs)
    for unit in [*request.silenced, *([request.unit] if request.unit else [])]:
        _check(unit, served)
    drawn = read(request, RequestLimits.of(settings))
    sheet = sheet_of(drawn.strokes, drawn.ink) if drawn.picture is None else None
    picture = framed(sheet, frozenset(request.without)) if drawn.picture is None else drawn.picture
    lesson = _lesson(served.network, request, picture)
    trace = lesson.network.forward(picture.reshape(1, -1))
    return Question(request, served, lesson.network, lesson, jobs, sheet, picture, trace)


def _lesson(network: Network, request: ExplainRequest, picture: Array, *, biased: bool = False) -> Lesson:
    """The network with the request's changes; `biased` keeps its biases all the same."""
    if request.without_bias and not biased:
        network = without_bias(network)
    return teach(
        silenced(network, {(unit.layer, unit.index) for unit in request.silenced}),
        picture.reshape(1, -1),
        [TaughtStep(step.label, step.loss, step.learning_rate) for step in request.steps],
    )


def _check(unit: UnitName, served: Subject) -> None:
    layers = served.network.dense_layers
    if unit.layer > len(layers):
        raise InvalidRequest(f"{served.version} has {len(layers)} dense layers; there is no layer {unit.layer}.")
    units = layers[unit.layer - 1].bias.size
    if unit.index >= units:
        raise InvalidRequest(
            f"Layer {unit.layer} of {served.version} has {units} units, 0 to {units - 1}; "
            f"there is no unit {unit.index}."
        )
