"""The course's eleven chapters, and the lines of `model/` that do what each chapter explains.

This file holds only names; their lines are looked up in the code itself, so that no link goes stale.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from operator import attrgetter
from pathlib import Path

from .source_code import MODEL

CODE: dict[int, tuple[str, ...]] = {
    1: ("data.dataset:load_mnist", "preprocessing.framing:frame", "preprocessing.framing:to_inputs"),
    2: (
        "nn.network:Network.probabilities",
        "nn.activations:softmax",
        "explanation.attribution:attribute",
        "explanation.counterfactual:smallest_counterfactual",
    ),
    3: ("nn.dense:Dense.forward", "nn.network:Network.forward", "explanation.unit:open_unit"),
    4: ("nn.dense:Dense", "nn.network:build_network"),
    5: ("nn.activations:Sigmoid", "nn.activations:Tanh", "nn.activations:ReLU", "explanation.two_layers:two_layers"),
    6: ("nn.losses:AbsoluteError", "nn.losses:MeanSquaredError", "nn.losses:SoftmaxCrossEntropy"),
    7: (
        "nn.backpropagation:backpropagate",
        "nn.dense:Dense.grad_parameters",
        "nn.dense:Dense.grad_inputs",
        "nn.activations:Activation.grad_inputs",
        "explanation.pixel_steps:fool",
    ),
    8: ("nn.optimizers:SGD", "explanation.loss_along_weight:Slice.descend", "explanation.loss_along_gradient:descend"),
    9: ("explanation.loss_along_gradient:look_ahead", "nn.schedules:cosine_with_warmup"),
    10: ("nn.optimizers:Optimizer.step", "nn.optimizers:SGD", "explanation.private_copy:teach"),
    11: (
        "nn.dropout:Dropout.forward",
        "nn.dropout:Dropout.grad_inputs",
        "explanation.mc_dropout:mc_dropout_probabilities",
    ),
}
"""chapter -> module of `model` and name in it: 1 data, 2 goal, 3 forward pass, 4 bias, 5 activation, 6 loss,
7 back-propagation, 8 gradient descent, 9 learning rate, 10 weight update, 11 dropout."""


@dataclass(frozen=True)
class CodePlace:
    """Lines `first` to `last` of a file of `model/`, where `name` is defined."""

    name: str  # "Dense.forward"
    file: str  # "nn/dense.py", "explanation/unit.py"
    first: int
    last: int

    @property
    def address(self) -> str:
        """The page that shows the file with these lines marked, at the first of them."""
        return f"/source/{self.file}?lines={self.first}-{self.last}#L{self.first}"


@cache
def chapters() -> Mapping[int, tuple[CodePlace, ...]]:
    """All chapters with their lines. Raises ImportError or AttributeError for a name that no longer exists."""
    return {number: tuple(map(_find, symbols)) for number, symbols in CODE.items()}


def chapters_in(file: str) -> list[int]:
    """The chapters that explain this file."""
    return [number for number, places in chapters().items() if any(place.file == file for place in places)]


def chapter_number(text: str) -> int:
    """The chapter in an address: "7" -> 7; the first chapter for anything else."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return number if number in CODE else min(CODE)


def _find(symbol: str) -> CodePlace:
    module, name = symbol.split(":")
    thing = attrgetter(name)(import_module(f"model.{module}"))
    lines, first = inspect.getsourcelines(thing)
    file = Path(inspect.getfile(thing)).relative_to(MODEL).as_posix()
    return CodePlace(name, file, first, first + len(lines) - 1)
