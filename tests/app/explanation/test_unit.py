"""POST /explain: the parts "unit", "activation" and "bias", compared with `model`."""

from typing import Any

import httpx
import numpy as np
import pytest

from app.settings import ROOT
from model.arrays import Array
from model.checkpoints.checkpoint import load_checkpoint
from model.data.dataset import load_mnist_test
from model.explanation.bias import without_bias
from model.nn.activations import softmax
from model.nn.network import Network
from model.preprocessing.framing import to_inputs

CLASSROOM = ["classroom-relu", "classroom-sigmoid", "classroom-tanh"]
PIXELS = to_inputs(load_mnist_test().images[:1])


def network(name: str) -> Network:
    return load_checkpoint(ROOT / "weights" / ("v0001" if name == "champion" else name)).network


def explain(client: httpx.Client, *include: str, **question: object) -> dict[str, Any]:
    response = client.post("/explain", json={"pixels": PIXELS[0].tolist(), "include": include} | question)
    assert response.status_code == 200, response.text
    return response.json()  # type: ignore[no-any-return]


def probabilities(network: Network) -> Array:
    return softmax(network.forward(PIXELS).outputs)[0]


def test_no_unit_is_opened_unasked(client: httpx.Client) -> None:
    assert explain(client, "unit")["unit"] is None


@pytest.mark.parametrize("name", CLASSROOM)
@pytest.mark.parametrize(("layer", "index"), [(1, 0), (1, 23), (2, 7), (3, 7)])
def test_a_units_sum_is_the_networks(client: httpx.Client, name: str, layer: int, index: int) -> None:
    unit = explain(client, "unit", network=name, unit={"layer": layer, "index": index})["unit"]
    subject, place = network(name), 2 * (layer - 1)
    trace, dense = subject.forward(PIXELS), subject.dense_layers[layer - 1]
    heard, weights = trace.layers[place].inputs[0], dense.weights[:, index]
    assert unit["pre_activation"] == pytest.approx(float(trace.layers[place].outputs[0, index]), rel=1e-6)
    assert unit["bias"] == pytest.approx(float(dense.bias[index]), rel=1e-6)
    for term in unit["terms"]:
        assert term["input"] == pytest.approx(float(heard[term["source"]]), rel=1e-6)
        assert term["weight"] == pytest.approx(float(weights[term["source"]]), rel=1e-6)
        assert term["product"] == pytest.approx(term["input"] * term["weight"], rel=1e-5)
    total = sum(term["product"] for term in unit["terms"]) + unit["rest"]["sum"] + unit["bias"]
    assert total == pytest.approx(unit["pre_activation"], abs=1e-5)
    assert len(unit["terms"]) + unit["rest"]["count"] == heard.size
    assert unit["rest"]["zeros"] == (heard == 0).sum()
    assert np.shape(unit["weights"]) == np.shape(unit["products"]) == ((28, 28) if layer == 1 else (heard.size,))
    np.testing.assert_allclose(np.ravel(unit["products"]), heard * weights, rtol=1e-5, atol=1e-6)
    if layer < 3:
        assert unit["share"] is None
        assert unit["activation"] == pytest.approx(float(trace.layers[place + 1].outputs[0, index]), rel=1e-6)
    else:
        assert unit["share"] == pytest.approx(float(probabilities(subject)[index]), rel=1e-5)


def test_it_says_what_the_unit_would_be_without_its_bias(client: httpx.Client) -> None:
    unit = explain(client, "unit", network="classroom-tanh", unit={"layer": 2, "index": 3})["unit"]
    bare = unit["pre_activation"] - unit["bias"]
    assert unit["without_bias"]["pre_activation"] == pytest.approx(bare, abs=1e-6)
    assert unit["without_bias"]["activation"] == pytest.approx(float(np.tanh(bare)), abs=1e-6)


def test_silent_silenced_and_saturated_units_are_told_apart(client: httpx.Client) -> None:
    bend = explain(client, "activation", unit={"layer": 1, "index": 0})["activation"]
    silent, active = bend["states"].index("silent"), bend["states"].index("active")
    for index, state in [(silent, "silent"), (active, "active")]:
        assert explain(client, "unit", unit={"layer": 1, "index": index})["unit"]["state"] == state
    chosen = {"layer": 1, "index": active}
    unit = explain(client, "unit", unit=chosen, silenced=[chosen])["unit"]
    assert unit["state"] == "silenced" and unit["activation"] > 0


@pytest.mark.parametrize("name", [*CLASSROOM, "champion"])
def test_all_units_of_the_layer_stand_on_the_curve(client: httpx.Client, name: str) -> None:
    bend = explain(client, "activation", network=name, unit={"layer": 2, "index": 0})["activation"]
    activation = network(name).layers[1]
    x = np.array(bend["x"], np.float32)
    np.testing.assert_allclose(bend["bend"], activation.function(x), atol=1e-6)  # type: ignore[attr-defined]
    assert bend["layer"] == 2
    sums = np.array(bend["pre_activations"])
    assert np.all(np.abs(sums) <= bend["x"][-1])
    np.testing.assert_allclose(np.interp(sums, bend["x"], bend["bend"]), bend["activations"], atol=0.05)
    flat = [any(zone["start"] <= value <= zone["end"] for zone in bend["zones"]) for value in sums]
    sure = [all(abs(value - edge) > 0.3 for zone in bend["zones"] for edge in zone.values()) for value in sums]
    assert [state != "active" for state, known in zip(bend["states"], sure, strict=True) if known] == [
        each for each, known in zip(flat, sure, strict=True) if known
    ]


def test_an_output_unit_shows_the_last_curve_there_is(client: httpx.Client) -> None:
    assert explain(client, "activation", unit={"layer": 3, "index": 7})["activation"]["layer"] == 2
    assert explain(client, "activation")["activation"]["layer"] == 1


def test_two_layers_are_one_without_a_bend(client: httpx.Client) -> None:
    for name in CLASSROOM:
        both = explain(client, "activation", network=name)["activation"]["two_layers"]
        assert both["merged_outputs"] == both["outputs"] != both["bent_outputs"]


@pytest.mark.parametrize("switched_off", [False, True])
def test_the_answer_with_and_without_bias_whichever_is_present(client: httpx.Client, switched_off: bool) -> None:
    answer = explain(client, "bias", without_bias=switched_off)
    bias, subject = answer["bias"], network("classroom-relu")
    np.testing.assert_allclose(bias["with_bias"]["probabilities"], probabilities(subject), rtol=1e-5, atol=1e-7)
    bare = probabilities(without_bias(subject))
    np.testing.assert_allclose(bias["without_bias"]["probabilities"], bare, rtol=1e-5, atol=1e-7)
    assert bias["without_bias"]["label"] == bare.argmax()
    present = bias["without_bias" if switched_off else "with_bias"]
    assert present["probabilities"] == answer["probabilities"]
    np.testing.assert_allclose(bias["biases"][0], subject.dense_layers[0].bias, rtol=1e-6)


def test_what_is_silenced_is_silent_in_both_answers(client: httpx.Client) -> None:
    off = [{"layer": 1, "index": index} for index in range(0, 24, 2)]
    answer = explain(client, "bias", silenced=off)
    assert answer["bias"]["with_bias"]["probabilities"] == answer["probabilities"]


def test_without_biases_an_empty_sheet_says_nothing(client: httpx.Client) -> None:
    blank = {"pixels": [0.0] * 784, "unit": {"layer": 1, "index": 5}}
    unit = explain(client, "unit", **blank)["unit"]
    assert unit["terms"] == [] and unit["pre_activation"] == unit["bias"]
    bias = explain(client, "bias", **blank)["bias"]
    assert bias["without_bias"]["probabilities"] == pytest.approx([0.1] * 10)


def test_a_unit_that_is_not_there_is_refused_with_a_sentence(client: httpx.Client) -> None:
    response = client.post("/explain", json={"pixels": PIXELS[0].tolist(), "unit": {"layer": 1, "index": 24}})
    assert response.status_code == 422
    assert response.json()["detail"] == "Layer 1 of classroom-relu has 24 units, 0 to 23; there is no unit 24."
