"""The page's own framing and answers, in JavaScript: drawing by drawing what `model` makes of them.

tests/browser/test_take_home.py does the same with the champion, in a browser.
"""

import json
import shutil
import subprocess
from typing import Any

import numpy as np
import pytest

from model.arrays import Array
from model.checkpoints.checkpoint import Checkpoint, load_checkpoint
from model.evaluation.verdict import judge
from model.explanation.connections import strongest_connections
from model.export.quantization import quantized
from model.nn.activations import softmax
from model.preprocessing.framing import frame_strokes
from tests.helpers.command_line import ROOT
from tests.helpers.drawings import SEVEN, Strokes
from tests.helpers.sheet import drawings_on_sheet

TIE = 0.002  # of two probabilities that are as close as this, either may be the larger
SCRIPT = """
import { readFileSync } from "node:fs";
import { unpack } from "./static/js/portable/quantized-network.js";
const { network, drawings } = JSON.parse(readFileSync(0, "utf8"));
const { explain } = unpack(network);
const told = ({ layers, ...answer }) => ({ ...answer, connections: layers.dense.map((layer) => layer.connections) });
console.log(JSON.stringify(drawings.map((strokes) => told(explain({ strokes })))));
"""
ODD = [  # a dot, a line, a smear, and dots whose outermost pixels are ink only if 32 bits are rounded as NumPy does
    [[[500.0, 500.0]]],
    [[[10.0, 10.0], [990.0, 10.0]]],
    [[[3.0, 3.0], [3.0, 3.0]], [[3.1, 3.0]]],
    *([[[100.0, 100.0], [100.0, 452.0]], [dot]] for dot in ([364.0, 351.0], [104.0, 241.0], [244.0, 261.0])),
]


def answers_in_javascript(checkpoint: Checkpoint, drawings: list[Strokes]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed; install it (Debian: apt-get install nodejs) to test the page's scripts")
    sent = json.dumps({"network": quantized("v0001", checkpoint), "drawings": drawings})
    command = [node, "--input-type=module", "-e", SCRIPT]
    done = subprocess.run(command, cwd=ROOT, input=sent, capture_output=True, text=True, check=True)
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def framed(drawings: list[Strokes]) -> Array:
    return np.stack([frame_strokes([np.array(stroke) for stroke in strokes]) for strokes in drawings])


@pytest.mark.parametrize("version", ["classroom-relu", "classroom-tanh", "classroom-sigmoid"])
def test_pictures_answers_and_verdicts_are_the_originals(version: str) -> None:
    checkpoint, drawings = load_checkpoint(ROOT / "weights" / version), [*ODD, *drawings_on_sheet()]
    answers, pictures = answers_in_javascript(checkpoint, drawings), framed(drawings)
    assert np.abs(np.array([answer["picture"] for answer in answers]) - pictures).max() <= 1 / 255
    logits = checkpoint.network.forward(pictures.reshape(len(pictures), -1)).outputs
    expected = softmax(logits)
    assert np.abs(np.array([answer["probabilities"] for answer in answers]) - expected).max() <= TIE
    clear = np.flatnonzero(_lead(expected) > TIE)
    assert len(clear) >= 0.99 * len(drawings)
    assert [answers[i]["label"] for i in clear] == expected.argmax(axis=1)[clear].tolist()
    verdicts = zip(answers, judge(logits, checkpoint.metadata.thresholds), strict=True)
    assert sum(answer["verdict"] != verdict for answer, verdict in verdicts) <= len(drawings) // 500  # on the threshold


def test_the_connections_on_show_are_the_strongest() -> None:
    checkpoint = load_checkpoint(ROOT / "weights" / "v0003")
    (answer,) = answers_in_javascript(checkpoint, [SEVEN])
    network = checkpoint.network
    traces = network.forward(framed([SEVEN]).reshape(1, -1)).layers
    heard = {id(layer): trace.inputs[0] for layer, trace in zip(network.layers, traces, strict=True)}
    assert answer["connections"][0] == []  # into the first layer lead pixels
    for layer, told in zip(network.dense_layers[1:], answer["connections"][1:], strict=True):
        sources, targets = strongest_connections(heard[id(layer)], layer.weights, 48)
        products = heard[id(layer)][sources] * layer.weights[sources, targets]
        assert [each["product"] for each in told] == pytest.approx(products.tolist(), rel=2e-3)
        assert {(each["source"], each["target"]) for each in told[:5]} <= set(
            zip(sources.tolist(), targets.tolist(), strict=True)
        )


def _lead(probabilities: Array) -> Array:
    """How far the likeliest is ahead of the next: (n,)."""
    ordered = np.sort(probabilities, axis=1)
    return ordered[:, -1] - ordered[:, -2]
