"""POST /explain, the part "valley": the loss against one weight, from the network that the request describes."""

import httpx
import numpy as np
import pytest

from model.explanation.loss_along_weight import Slice, WeightPlace
from model.explanation.private_copy import TaughtStep, copy_of, gradients_for_label, teach
from model.nn.losses import LOSSES
from model.nn.network import Network
from tests.app.explanation.test_step import NETWORKS, PIXELS, ask, explain, network

LABEL = 3
STEP = {"label": LABEL, "loss": "cross_entropy", "learning_rate": 0.001}


def loss_with(subject: Network, valley: dict[str, int], weight: float) -> float:
    copy = copy_of(subject)
    copy.dense_layers[valley["layer"] - 1].weights[valley["source"], valley["unit"]] = weight
    logits = copy.forward(PIXELS).outputs
    return LOSSES["cross_entropy"].value(logits, np.eye(10, dtype=np.float32)[[LABEL]])


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("taken", [0, 2])
def test_the_valley_is_that_of_the_network_with_the_steps_taken(client: httpx.Client, name: str, taken: int) -> None:
    valley = explain(client, network=name, steps=[STEP] * taken, include=["valley"])["valley"]
    subject = teach(network(name), PIXELS, [TaughtStep(**STEP)] * taken).network  # type: ignore[arg-type]
    assert valley["weights"] == sorted(valley["weights"]) and len(valley["weights"]) == len(valley["losses"]) >= 50
    for place in (0, 17, 40, -1):
        expected = loss_with(subject, valley, valley["weights"][place])
        assert valley["losses"][place] == pytest.approx(expected, rel=1e-3, abs=1e-5)
    gradients = gradients_for_label(subject, subject.forward(PIXELS), LABEL, "cross_entropy").parameters
    gradient = gradients[2 * (valley["layer"] - 1)][valley["source"], valley["unit"]]
    assert valley["slope"] == pytest.approx(float(gradient), rel=1e-4, abs=1e-9)
    assert valley["weights"][0] <= valley["weight"] <= valley["weights"][-1]


@pytest.mark.parametrize("name", NETWORKS)
def test_it_is_the_weight_that_the_update_works_through(client: httpx.Client, name: str) -> None:
    for steps in ([], [STEP] * 3):
        answer = explain(client, network=name, steps=steps, include=["step", "valley"])
        unit, valley = answer["step"]["unit"], answer["valley"]
        assert (unit["layer"], unit["index"]) == (valley["layer"], valley["unit"])
        assert unit["gradient"][valley["source"]] == pytest.approx(valley["slope"], rel=1e-3, abs=1e-7)
        assert unit["steepest"] == valley["source"] or valley["slope"] == 0
    first = explain(client, network=name, include=["valley"])["valley"]
    assert [first[key] for key in ("layer", "unit", "source")] == [valley[key] for key in ("layer", "unit", "source")]


def test_the_descent_is_by_the_rule_and_at_the_rate_asked_for(client: httpx.Client) -> None:
    subject = network("classroom-tanh")
    asked = {"network": "classroom-tanh", "unit": {"layer": 2, "index": 5}, "source": 7, "include": ["valley"]}
    for rate in (None, 0.5):
        valley = explain(client, **asked, weight_rate=rate)["valley"]
        assert (valley["layer"], valley["unit"], valley["source"]) == (2, 5, 7)
        assert valley["learning_rate"] == (valley["usual_rate"] if rate is None else rate)
        cut = Slice(subject, subject.forward(PIXELS), WeightPlace(2, 5, 7), LABEL, "cross_entropy")
        path = cut.descend(valley["learning_rate"], len(valley["descent"]) - 1)
        assert [step["weight"] for step in valley["descent"]] == pytest.approx(path.weights, rel=1e-5)
        assert [step["loss"] for step in valley["descent"]] == pytest.approx(path.losses, rel=1e-5)
    losses = [step["loss"] for step in explain(client, **asked)["valley"]["descent"]]
    assert losses[-1] < losses[0]


def test_a_weight_that_isnt_there_is_refused_and_one_without_ink_lies_on_a_plain(client: httpx.Client) -> None:
    response = ask(client, unit={"layer": 2, "index": 0}, source=24, include=["valley"])
    assert response.status_code == 422 and "24 inputs" in response.json()["detail"]
    plain = explain(client, unit={"layer": 1, "index": 0}, source=0, include=["valley"])["valley"]
    assert plain["slope"] == 0 and len(set(plain["losses"])) == 1
    assert explain(client, label=None, include=["valley"])["valley"] is None
