"""A question: one drawing before one network, changed as the request wishes. All parts of an answer start from it."""

from dataclasses import dataclass

from model.arrays import Array
from model.config import NetworkConfig
from model.explanation.bias import without_bias
from model.explanation.lens import framed
from model.explanation.private_copy import Lesson, TaughtStep, teach
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
    """`network` is a private copy where the request changes anything; the one that is served never changes."""

    request: ExplainRequest
    subject: Subject  # as it is served
    network: Network  # without biases, silenced, taught: as the request wishes; this one is explained
    taught_logits: Array  # (1 + steps, 10): what it answered before, between and after the steps
    sheet: Sheet | None  # the drawing before it was framed; None for pixels, and for a blank one
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
    def unsilenced(self) -> Network:
        """The network with every unit at work."""
        return Network([layer for layer in self.network.layers if not isinstance(layer, Silence)])

    @property
    def biased(self) -> Network:
        """The network with its biases, whatever the request says of them."""
        if not self.request.without_bias:
            return self.network
        return _lesson(self.subject.network, self.request, self.picture, biased=True).network

    @property
    def dense_traces(self) -> list[LayerTrace]:
        """What each dense layer heard and said, first to last; one for each of `network.dense_layers`."""
        pairs = zip(self.network.layers, self.trace.layers, strict=True)
        return [trace for layer, trace in pairs if isinstance(layer, Dense)]


def ask(request: ExplainRequest, predictor: Predictor, jobs: TrainingJobs, settings: Settings) -> Question:
    """Reads the drawing and puts it before the network. Raises InvalidRequest, TooLarge, NotFound or NotReady."""
    who = subject(request.network, predictor, jobs)
    for unit in [*request.silenced, *([request.unit] if request.unit else [])]:
        _check(unit, who)
    drawn = read(request, RequestLimits.of(settings))
    sheet = sheet_of(drawn.strokes, drawn.ink) if drawn.picture is None else None
    picture = framed(sheet, frozenset(request.without)) if drawn.picture is None else drawn.picture
    lesson = _lesson(who.network, request, picture)
    trace = lesson.network.forward(picture.reshape(1, -1))
    return Question(request, who, lesson.network, lesson.logits, sheet, picture, trace)


def _lesson(network: Network, request: ExplainRequest, picture: Array, *, biased: bool = False) -> Lesson:
    """The network as the request wishes it, or the same with its biases even so."""
    if request.without_bias and not biased:
        network = without_bias(network)
    return teach(
        silenced(network, {(unit.layer, unit.index) for unit in request.silenced}),
        picture.reshape(1, -1),
        [TaughtStep(step.label, step.loss, step.learning_rate) for step in request.steps],
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
