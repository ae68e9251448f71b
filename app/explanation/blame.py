"""The unit whose weights are shown: the request's, or the one that is most to blame before the first step.

It is looked for in the first layer, whose weights form a picture, and stays the same while steps are taken.
"""

import numpy as np

from model.explanation.private_copy import grad_logits
from model.nn.backpropagation import backward_deltas

from .question import Question
from .request import UnitName


def blamed_unit(question: Question, label: int) -> UnitName:
    """The unit, if the drawing is said to be this label."""
    request = question.request
    if request.unit is not None:
        return request.unit
    trace = question.start.forward(question.inputs)
    deltas = backward_deltas(question.start, trace, grad_logits(trace, label, request.loss))
    return UnitName(layer=1, index=int(np.abs(deltas[0][0]).argmax()))
