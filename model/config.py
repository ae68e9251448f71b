"""Hyperparameters: the numbers that people choose and training does not learn.

Each field carries its meaning and its bounds in its metadata, and this is the only place where they stand. The command
line's `--help`, the HTTP API's schema and the admin page's form are all read from here.
"""

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any, Literal, Self, get_args, get_origin, get_type_hints

from .errors import ConfigError

ActivationName = Literal["sigmoid", "tanh", "relu"]
LossName = Literal["absolute_error", "mean_squared_error", "cross_entropy"]
OptimizerName = Literal["sgd", "momentum", "adam"]
ScheduleName = Literal["constant", "step", "cosine"]

MAX_HIDDEN_LAYERS = 10
MAX_HIDDEN_SIZE = 4096
MOST = 2**31 - 1  # of what has no bound of its own: more than any data set holds


def _setting(default: Any, description: str, **bounds: float) -> Any:
    """A dataclass field with its meaning and any of the bounds `ge`, `gt`, `le`, `lt` (>=, >, <=, <)."""
    return field(default=default, metadata={"description": description, **bounds})


_COMPARISONS: dict[str, tuple[str, Callable[[float, float], bool]]] = {
    "ge": ("at least", lambda value, bound: value >= bound),
    "gt": ("more than", lambda value, bound: value > bound),
    "le": ("at most", lambda value, bound: value <= bound),
    "lt": ("less than", lambda value, bound: value < bound),
}


def _check(name: str, value: Any, hint: Any, metadata: Mapping[str, Any]) -> None:
    """Raises ConfigError unless `value` is of the kind and within the bounds that the field declares."""
    if get_origin(hint) is Literal and value not in get_args(hint):
        raise ConfigError(f"{name} must be one of {', '.join(get_args(hint))}, not {value!r}.")
    for word, (_, holds) in _COMPARISONS.items():
        # `not holds` rather than its opposite, so that NaN, which compares false with everything, is refused.
        if word in metadata and value is not None and not holds(value, metadata[word]):
            bounds = " and ".join(f"{_COMPARISONS[w][0]} {metadata[w]}" for w in _COMPARISONS if w in metadata)
            raise ConfigError(f"{name} must be {bounds}, not {value}.")


@dataclass(frozen=True, kw_only=True)
class Config:
    """A set of hyperparameters that can't be built with an impossible value."""

    def __post_init__(self) -> None:
        hints = get_type_hints(type(self))
        for entry in fields(self):
            _check(entry.name, getattr(self, entry.name), hints[entry.name], entry.metadata)

    @classmethod
    def settings(cls) -> tuple[Field[Any], ...]:
        """The fields, each with `metadata["description"]` and its bounds, in reading order."""
        return fields(cls)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Self:
        """This config from those of `values` that it knows; the rest keep their defaults."""
        names = {entry.name for entry in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in names})


@dataclass(frozen=True, kw_only=True)
class NetworkConfig(Config):
    """The shape of a network between its inputs and its outputs."""

    hidden_sizes: tuple[int, ...] = _setting((512, 256), "Units of each hidden layer, first to last.")
    activation: ActivationName = _setting(
        "relu", "The bend after each hidden layer; without one, layers add up to one."
    )
    dropout_rate: float = _setting(0.1, "Probability that a hidden unit is zeroed in a training step.", ge=0.0, lt=1.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "hidden_sizes", tuple(self.hidden_sizes))  # a list when it comes from JSON
        if len(self.hidden_sizes) > MAX_HIDDEN_LAYERS:
            raise ConfigError(f"hidden_sizes must name at most {MAX_HIDDEN_LAYERS} layers.")
        if not all(1 <= size <= MAX_HIDDEN_SIZE for size in self.hidden_sizes):
            raise ConfigError(f"hidden_sizes must each be from 1 to {MAX_HIDDEN_SIZE}, not {list(self.hidden_sizes)}.")


@dataclass(frozen=True, kw_only=True)
class AugmentationConfig(Config):
    """How far each training image is deformed at random, so that the network meets more hands than the data has."""

    rotation_degrees: float = _setting(12.0, "Largest random turn, in degrees, either way.", ge=0, le=180)
    scaling: float = _setting(0.15, "Largest random change of size, as a share of it.", ge=0, le=0.9)
    shear: float = _setting(0.2, "Largest random slant, as sideways pixels per pixel of height.", ge=0, le=2)
    shift_pixels: float = _setting(1.5, "Largest random move, in pixels, each way.", ge=0, le=14)
    elastic_pixels: float = _setting(0.25, "Typical random local displacement, in pixels.", ge=0, le=8)
    thickness: float = _setting(0.5, "Largest random thickening or thinning of the strokes.", ge=0, le=1)

    @property
    def deforms(self) -> bool:
        """Whether any image is changed at all."""
        return any(getattr(self, entry.name) for entry in fields(AugmentationConfig))


@dataclass(frozen=True, kw_only=True)
class TrainingConfig(AugmentationConfig):
    """How a network is trained."""

    epochs: int = _setting(20, "How often every training example is seen.", ge=1, le=1000)
    max_seconds: float | None = _setting(
        None, "Seconds that all epochs may take; there are fewer of them where that is too little.", gt=0, le=MOST
    )
    batch_size: int = _setting(128, "Examples averaged for one step.", ge=1, le=8192)
    learning_rate: float = _setting(0.001, "Length of a step against the gradient.", gt=0, le=100)
    schedule: ScheduleName = _setting("cosine", "How the learning rate changes from step to step.")
    warmup_epochs: float = _setting(1.0, "Epochs over which `cosine` rises from 0 to the learning rate.", ge=0, le=1000)
    step_epochs: int = _setting(
        10, "Epochs after which `step` lowers the learning rate, again and again.", ge=1, le=MOST
    )
    step_factor: float = _setting(0.3, "What `step` multiplies the learning rate by.", gt=0, le=1)
    loss: LossName = _setting("cross_entropy", "What training makes small.")
    label_smoothing: float = _setting(0.0, "Share of each target spread over all classes.", ge=0, lt=1)
    optimizer: OptimizerName = _setting("adam", "The rule that turns gradients into steps.")
    momentum: float = _setting(0.9, "Share of the last step that `momentum` keeps.", ge=0, lt=1)
    beta1: float = _setting(0.9, "How slowly `adam` forgets the mean gradient.", ge=0, lt=1)
    beta2: float = _setting(0.999, "How slowly `adam` forgets the mean squared gradient.", ge=0, lt=1)
    epsilon: float = _setting(1e-8, "Keeps `adam` from dividing by zero.", gt=0, le=1)
    weight_decay: float = _setting(0.01, "Share of the weights lost per step, times the learning rate.", ge=0, le=10)
    styles: float = _setting(0.15, "Share of MNIST's 0s, 1s, 7s and 9s given a slash, flag, bar or tail.", ge=0, le=1)
    people_share: float = _setting(
        0.2, "People's drawings, if there are any, as a share of an epoch's digits.", ge=0, le=0.5
    )
    pen_inkings: int | None = _setting(
        None, "How often an epoch inks each of people's drawings; by their share, 20 at most, when empty.", ge=1, le=100
    )
    not_digits: float = _setting(0.1, "Drawings that are no digits, beside the digits, as a share of them.", ge=0, le=1)
    training_size: int | None = _setting(
        None, "Only the first so many training examples; all when empty.", ge=1, le=MOST
    )
    validation_size: int = _setting(
        5000, "Last so many training examples, held back to measure progress.", ge=1, le=MOST
    )
    seed: int = _setting(1, "Where the randomness starts; the same seed gives the same network.", ge=0, lt=2**32)
