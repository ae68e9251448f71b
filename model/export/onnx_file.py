"""A network as an ONNX file, which most runtimes and languages can run.

    pixels (n, 784) -> dense_1 -> relu_1 -> ... -> logits (n, 10) -> probabilities (n, 10), label (n,)

Names are for people, since they are what a caller types. The file's metadata hold the contract of how a drawing becomes
those pixels. Dropout is left out: it is for learning only.

Source: "Open Neural Network Exchange", https://onnx.ai.
"""

import onnx
from onnx import NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from ..checkpoints.checkpoint import Checkpoint
from .model_card import model_card
from .signature import signature

OPERATORS = {"relu": "Relu", "tanh": "Tanh", "sigmoid": "Sigmoid"}
OPERATOR_SET, FORMAT = 13, 8  # so old that runtimes of the last years know them


def as_onnx(version: str, checkpoint: Checkpoint) -> bytes:
    """The content of the ONNX file of a version."""
    network = checkpoint.network
    graph = helper.make_graph(
        [*_layers(checkpoint), *_answer()],
        f"inkling_{version}",
        [_floats("pixels", network.inputs)],
        [
            _floats("logits", network.classes),
            _floats("probabilities", network.classes),
            helper.make_tensor_value_info("label", TensorProto.INT64, ["n"]),
        ],
        _parameters(checkpoint),
    )
    operators = [helper.make_opsetid("", OPERATOR_SET)]
    model = helper.make_model(graph, producer_name="Inkling", opset_imports=operators, ir_version=FORMAT)
    helper.set_model_props(
        model, signature(version, checkpoint.metadata) | {"model_card": model_card(version, checkpoint)}
    )
    onnx.checker.check_model(model, full_check=True)
    content: bytes = model.SerializeToString()
    return content


def _layers(checkpoint: Checkpoint) -> list[NodeProto]:
    """Each dense layer, and the bend after it; the last one's outputs are the logits."""
    last, operator = len(checkpoint.network.dense_layers), OPERATORS[checkpoint.metadata.network.activation]
    nodes, source = [], "pixels"
    for number in range(1, last + 1):
        sums = f"pre_activation_{number}" if number < last else "logits"
        parameters = [f"weights_{number}", f"bias_{number}"]
        nodes.append(helper.make_node("Gemm", [source, *parameters], [sums], name=f"dense_{number}"))
        if number < last:
            source = f"activations_{number}"
            nodes.append(helper.make_node(operator, [sums], [source], name=f"{operator.lower()}_{number}"))
    return nodes


def _answer() -> list[NodeProto]:
    return [
        helper.make_node("Softmax", ["logits"], ["probabilities"], name="softmax", axis=1),
        helper.make_node("ArgMax", ["logits"], ["label"], name="likeliest", axis=1, keepdims=0),
    ]


def _parameters(checkpoint: Checkpoint) -> list[TensorProto]:
    """Under the names that they have in parameters.npz."""
    return [
        numpy_helper.from_array(array, f"{kind}_{number}")
        for number, layer in enumerate(checkpoint.network.dense_layers, start=1)
        for kind, array in (("weights", layer.weights), ("bias", layer.bias))
    ]


def _floats(name: str, size: int) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", size])
