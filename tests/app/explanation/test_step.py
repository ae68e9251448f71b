"""POST /explain: the part "step", compared with `model`; steps change a private copy, never the served network."""

import json
import math
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest

from app.settings import ROOT
from model.checkpoints.checkpoint import load_checkpoint
from model.data.batches import one_hot
from model.data.dataset import load_mnist_test
from model.explanation.private_copy import TaughtStep, gradients_for_label, teach
from model.nn.activations import softmax
from model.nn.dense import Dense
from model.nn.losses import LOSSES
from model.nn.network import Network
from model.preprocessing.framing import to_inputs

NETWORKS = ["classroom-relu", "classroom-sigmoid", "classroom-tanh", "champion"]
TEST = load_mnist_test()
PIXELS = to_inputs(TEST.images[:1])  # a 7
STEPS = [
    {"label": 3, "loss": "cross_entropy", "learning_rate": 0.01},
    {"label": 3, "loss": "mean_squared_error", "learning_rate": 0.5},
    {"label": 8, "loss": "absolute_error", "learning_rate": 2.0},
]


def network(name: str) -> Network:
    return load_checkpoint(ROOT / "weights" / ("v0001" if name == "champion" else name)).network


def ask(client: httpx.Client, **question: object) -> httpx.Response:
    return client.post("/explain", json={"pixels": PIXELS[0].tolist(), "label": 3, "include": ["step"]} | question)


def explain(client: httpx.Client, **question: object) -> dict[str, Any]:
    response = ask(client, **question)
    assert response.status_code == 200, response.text
    return response.json()  # type: ignore[no-any-return]


def numbers(answer: object) -> Iterator[float]:
    if isinstance(answer, dict | list):
        for each in answer.values() if isinstance(answer, dict) else answer:
            yield from numbers(each)
    elif isinstance(answer, float):
        yield answer


def test_without_a_label_there_is_no_step(client: httpx.Client) -> None:
    assert explain(client, label=None)["step"] is None


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", NETWORKS)
def test_losses_deltas_and_sizes_are_those_of_model(client: httpx.Client, name: str, loss: str) -> None:
    step = explain(client, network=name, loss=loss)["step"]
    subject = network(name)
    trace, targets = subject.forward(PIXELS), one_hot(np.array([3]), 10)
    gradients = gradients_for_label(subject, trace, 3, loss)
    for each, value in step["losses"].items():
        assert value == pytest.approx(LOSSES[each].value(trace.outputs, targets), rel=1e-5)
    assert step["history"] == [step["losses"][loss]]
    assert len(step["layers"]) == len(subject.dense_layers)
    places = [place for place, layer in enumerate(subject.layers) if isinstance(layer, Dense)]
    for number, (layer, place) in enumerate(zip(step["layers"], places, strict=True)):
        np.testing.assert_allclose(layer["deltas"], gradients.deltas[place][0], rtol=1e-5, atol=1e-12)
        size = np.linalg.norm(gradients.parameters[2 * number].astype(np.float64))
        assert layer["gradient_size"] == pytest.approx(size, rel=1e-5, abs=1e-12)
        if name in {"classroom-relu", "champion"} and place != places[-1]:
            said = trace.layers[place + 1].outputs[0]
            assert layer["states"] == ["active" if value > 0 else "silent" for value in said]


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("chosen", [{"layer": 1, "index": 7}, {"layer": 3, "index": 3}, None])
def test_the_update_of_a_unit_is_the_optimizers(client: httpx.Client, name: str, chosen: dict[str, int] | None) -> None:
    unit = explain(client, network=name, unit=chosen, learning_rate=0.05)["step"]["unit"]
    layer, index = unit["layer"] - 1, unit["index"]
    before = network(name)
    after = teach(before, PIXELS, [TaughtStep(3, "cross_entropy", 0.05)]).network
    for old, new, place in [("weights", "new_weights", 0), ("bias", "new_bias", 1)]:
        for key, subject in [(old, before), (new, after)]:
            expected = subject.dense_layers[layer].parameters[place][..., index]
            np.testing.assert_allclose(unit[key], expected, rtol=2e-6, atol=1e-7)
    assert unit["steepest"] == np.abs(unit["gradient"]).argmax()
    np.testing.assert_allclose(unit["gradient"], np.array(unit["inputs"]) * unit["delta"], rtol=1e-5, atol=1e-9)


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_foretold_is_what_the_step_brings(client: httpx.Client, name: str) -> None:
    step = {"label": 3, "loss": "cross_entropy", "learning_rate": 0.01}
    before = explain(client, network=name, **step)
    after = explain(client, network=name, **step, steps=[step])
    np.testing.assert_allclose(before["step"]["new_probabilities"], after["probabilities"], atol=1e-6)
    assert after["step"]["history"] == pytest.approx(
        [before["step"]["losses"]["cross_entropy"], before["step"]["new_loss"]], rel=1e-4
    )
    assert before["step"]["others"]["right_next"] == after["step"]["others"]["right_now"]
    curve = before["step"]["curve"]
    assert curve["losses"][0] == pytest.approx(before["step"]["history"][0], rel=1e-6)
    assert curve["learning_rates"][0] == 0 and len(curve["learning_rates"]) == len(curve["losses"]) >= 25


def test_a_step_too_long_forgets_the_other_digits(client: httpx.Client) -> None:
    """The drawing's own loss is nearly 0 then; only the other digits show what was forgotten."""
    step = explain(client, learning_rate=3)["step"]
    others = step["others"]
    assert step["new_loss"] < 1e-3 < step["history"][0]
    assert others["count"] == 100 and others["right_now"] > 90 > 30 > others["right_next"]
    assert others["right"][0] == others["right_now"] and others["learning_rates"] == step["curve"]["learning_rates"]
    # Recounted with the optimizer's own step, on ten of each digit.
    taught = teach(network("classroom-relu"), PIXELS, [TaughtStep(3, "cross_entropy", 3.0)]).network
    places = np.concatenate([np.flatnonzero(TEST.labels == digit)[:10] for digit in range(10)])
    read = taught.forward(to_inputs(TEST.images[places])).outputs.argmax(axis=1)
    assert others["right_next"] == (read == TEST.labels[places]).sum()
    champion = explain(client, network="champion")["step"]["others"]
    assert champion["count"] == 10 and champion["learning_rates"] == pytest.approx([0, *10.0 ** np.arange(-4, 4)])


@pytest.mark.parametrize("name", NETWORKS)
def test_undoing_a_step_brings_every_bit_back(client: httpx.Client, name: str) -> None:
    question = {"network": name, "include": None, "unit": {"layer": 1, "index": 3}}
    two, three, again = (ask(client, **question, steps=steps).content for steps in (STEPS[:2], STEPS, STEPS[:2]))
    assert two == again != three
    start = ask(client, **question).content
    assert ask(client, **question, steps=[]).content == start != two


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_served_never_changes(client: httpx.Client, name: str) -> None:
    served = client.post("/predict", json={"pixels": PIXELS[0].tolist()}).content
    before = ask(client, network=name, label=None, include=[]).content
    taught = explain(client, network=name, steps=STEPS)
    assert taught["probabilities"] != json.loads(before)["probabilities"]
    assert ask(client, network=name, label=None, include=[]).content == before
    assert client.post("/predict", json={"pixels": PIXELS[0].tolist()}).content == served
    np.testing.assert_allclose(
        taught["logits"],
        teach(network(name), PIXELS, [TaughtStep(**step) for step in STEPS]).logits[-1],  # type: ignore[arg-type]
        rtol=1e-5, atol=1e-5,
    )  # fmt: skip


def test_each_step_taken_is_told_by_its_own_loss(client: httpx.Client) -> None:
    step = explain(client, steps=STEPS, label=1, loss="absolute_error")["step"]
    logits = teach(network("classroom-relu"), PIXELS, [TaughtStep(**each) for each in STEPS]).logits  # type: ignore[arg-type]
    for place, (taken, asked) in enumerate(zip(step["taken"], STEPS, strict=True)):
        loss, targets = LOSSES[str(asked["loss"])], one_hot(np.array([asked["label"]]), 10)
        values = [loss.value(logits[[place + later]], targets) for later in (0, 1)]
        assert [taken["loss_before"], taken["loss_after"]] == pytest.approx(values, rel=1e-4)
        assert {key: taken[key] for key in asked} == asked
    assert len(step["history"]) == len(STEPS) + 1


def test_silenced_units_are_not_to_blame_and_learn_nothing(client: httpx.Client) -> None:
    off = {"layer": 1, "index": 0}
    unit = explain(client, silenced=[off], unit=off)["step"]["unit"]
    assert unit["delta"] == 0 and unit["weights"] == unit["new_weights"]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_that_runs_away_is_told_in_numbers_or_in_a_sentence(
    client: httpx.Client, name: str, loss: str
) -> None:
    ran_away = 0
    for rate in (1, 100, 1000):
        for count in (0, 1, 2, 4):
            steps = [{"label": 3 + place % 2, "loss": loss, "learning_rate": rate} for place in range(count)]
            response = ask(client, network=name, loss=loss, learning_rate=rate, steps=steps, include=None)
            assert response.status_code in {200, 422}, response.text
            answer = json.loads(response.content)
            assert all(math.isfinite(number) for number in numbers(answer))
            if response.status_code == 422:
                assert answer["error"] == "ran_away"
                assert "was too long: with learning_rate" in answer["detail"]
            elif answer["step"]["new_loss"] is None:
                ran_away += 1
                assert answer["step"]["new_probabilities"] is None
                assert answer["step"]["others"]["right_next"] == 0
    if (name, loss) == ("classroom-relu", "cross_entropy"):
        assert ran_away > 0


def test_what_is_foretold_to_run_away_cannot_be_taken(client: httpx.Client) -> None:
    step = {"label": 3, "loss": "cross_entropy", "learning_rate": 100}
    assert explain(client, **step)["step"]["new_loss"] is None
    response = ask(client, steps=[step])
    assert (response.status_code, response.json()["error"]) == (422, "ran_away")


def test_the_champion_that_is_served_keeps_its_bits() -> None:
    champion = network("champion")
    before = [parameter.tobytes() for parameter in champion.parameters]
    softmax(teach(champion, PIXELS, [TaughtStep(3, "cross_entropy", 0.1)] * 2).logits)
    assert [parameter.tobytes() for parameter in champion.parameters] == before
    assert not any(parameter.flags.writeable for parameter in champion.parameters)
