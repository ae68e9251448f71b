"""A multi-layer perceptron in plain NumPy: the course. Read it in this order; each file needs only those before it.

layer            the contract of a layer: forward, and the way back
initializers     where weights start
dense            forward pass: weights and bias
activations      sigmoid, tanh, ReLU: why a network must bend
dropout          learning not to lean on one unit
network          layers in a row: the answer
losses           how wrong is it? absolute error, mean squared error, cross-entropy
backpropagation  who is to blame, and how much
optimizers       gradient descent, momentum, Adam: the weight update
schedules        the learning rate, from step to step
"""

from .activations import ReLU, Sigmoid, Tanh, softmax
from .backpropagation import Gradients, backpropagate
from .dense import Dense
from .dropout import Dropout
from .layer import Layer, LayerTrace
from .losses import LOSSES, AbsoluteError, MeanSquaredError, SoftmaxCrossEntropy
from .network import ForwardTrace, Network, build_network
from .optimizers import SGD, Adam, Momentum
from .schedules import constant, cosine_with_warmup, step_decay

__all__ = [
    "LOSSES",
    "SGD",
    "AbsoluteError",
    "Adam",
    "Dense",
    "Dropout",
    "ForwardTrace",
    "Gradients",
    "Layer",
    "LayerTrace",
    "MeanSquaredError",
    "Momentum",
    "Network",
    "ReLU",
    "Sigmoid",
    "SoftmaxCrossEntropy",
    "Tanh",
    "backpropagate",
    "build_network",
    "constant",
    "cosine_with_warmup",
    "softmax",
    "step_decay",
]
