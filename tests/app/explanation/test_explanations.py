"""POST /explain: the whole network on one drawing."""

import httpx
import numpy as np
import pytest

from app.settings import ROOT
from model.checkpoints.checkpoint import load_checkpoint
from model.data.dataset import load_mnist_test
from model.explanation.silence import silenced
from model.preprocessing.framing import to_inputs
from tests.helpers.drawings import SEVEN

CLASSROOM = load_checkpoint(ROOT / "weights" / "classroom-relu").network
PIXELS = to_inputs(load_mnist_test().images[:1])


def explain(client: httpx.Client, **question: object) -> dict[str, object]:
    response = client.post("/explain", json={"pixels": PIXELS[0].tolist()} | question)
    assert response.status_code == 200, response.text
    return response.json()  # type: ignore[no-any-return]


def refusal(client: httpx.Client, **question: object) -> str:
    response = client.post("/explain", json={"strokes": SEVEN} | question)
    assert response.status_code == 422
    assert response.json()["error"] == "invalid_request"
    return str(response.json()["detail"])


def test_every_unit_says_what_the_network_computed(client: httpx.Client) -> None:
    answer = explain(client, include=["layers"])
    trace = CLASSROOM.forward(PIXELS)
    dense = answer["layers"]["dense"]  # type: ignore[index]
    assert [layer["units"] for layer in dense] == [24, 16, 10]
    np.testing.assert_allclose(dense[0]["pre_activations"], trace.layers[0].outputs[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(dense[1]["activations"], trace.layers[3].outputs[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(dense[2]["pre_activations"], answer["logits"], rtol=1e-6)
    np.testing.assert_allclose(answer["probabilities"], CLASSROOM.probabilities(PIXELS)[0], rtol=1e-5, atol=1e-6)
    strongest = dense[1]["connections"][0]
    product = trace.layers[1].outputs[0, strongest["source"]] * strongest["weight"]
    assert strongest["product"] == pytest.approx(product, rel=1e-5)
    assert strongest["weight"] == pytest.approx(
        CLASSROOM.dense_layers[1].weights[strongest["source"], strongest["target"]], rel=1e-6
    )


def test_only_the_parts_that_are_asked_for_are_answered(client: httpx.Client) -> None:
    assert "layers" not in explain(client, include=["dropout"])
    assert {"layers", "dropout"} <= explain(client).keys()
    assert {"layers", "dropout"}.isdisjoint(explain(client, include=[]))


@pytest.mark.parametrize("name", ["classroom-relu", "classroom-sigmoid", "classroom-tanh", "champion"])
def test_every_network_can_be_looked_into(client: httpx.Client, name: str) -> None:
    answer = explain(client, network=name)
    network = answer["network"]
    assert network["name"] == name and network["version"] == ("v0001" if name == "champion" else name)  # type: ignore[index]
    assert answer["label"] == 7
    assert len(answer["layers"]["dense"]) == len(network["sizes"]) - 1  # type: ignore[arg-type,index]


def test_silenced_units_say_nothing_and_the_answer_shows_it(client: httpx.Client) -> None:
    off = [{"layer": 1, "index": index} for index in range(0, 24, 2)]
    answer = explain(client, silenced=off, include=["layers", "dropout"])
    assert [answer["layers"]["dense"][0]["activations"][one["index"]] for one in off] == [0] * 12  # type: ignore[index]
    expected = silenced(CLASSROOM, {(1, index) for index in range(0, 24, 2)}).probabilities(PIXELS)[0]
    np.testing.assert_allclose(answer["probabilities"], expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(
        answer["dropout"]["all_units"],  # type: ignore[index]
        CLASSROOM.probabilities(PIXELS)[0], rtol=1e-5, atol=1e-6,
    )  # fmt: skip


def test_without_bias_all_biases_are_zero(client: httpx.Client) -> None:
    answer = explain(client, without_bias=True, include=["layers"])
    assert not any(value for layer in answer["layers"]["dense"] for value in layer["bias"])  # type: ignore[index]
    assert answer["logits"] != explain(client, include=[])["logits"]


def test_thirty_draws_from_a_seed(client: httpx.Client) -> None:
    first, again, other = (explain(client, seed=seed, include=["dropout"])["dropout"] for seed in (1, 1, 2))
    assert first == again != other
    assert len(first["draws"]) == 30  # type: ignore[index]
    np.testing.assert_allclose(np.mean(first["draws"], axis=0), first["mean"], atol=1e-6)  # type: ignore[index]


def test_a_blank_drawing_is_explained_too(client: httpx.Client) -> None:
    response = client.post("/explain", json={"strokes": []})
    assert response.status_code == 200
    assert response.json()["blank"] is True


def test_a_picture_and_strokes_are_taken_as_predict_takes_them(client: httpx.Client) -> None:
    image = client.post("/predict", json={"strokes": SEVEN, "include": ["image"]}).json()["image"]
    answer = client.post("/explain", json={"strokes": SEVEN, "network": "champion", "include": []}).json()
    np.testing.assert_allclose(answer["picture"], image, atol=1e-4)


def test_what_cannot_be_is_said_in_a_sentence(client: httpx.Client) -> None:
    assert refusal(client, unit={"layer": 4, "index": 0}) == "classroom-relu has 3 dense layers; there is no layer 4."
    assert refusal(client, silenced=[{"layer": 1, "index": 24}]) == (
        "Layer 1 of classroom-relu has 24 units, 0 to 23; there is no unit 24."
    )
    assert refusal(client, network="other").startswith("network must be 'classroom-relu', ")
    assert "label" in refusal(client, label=10)
    assert "learning_rate" in refusal(client, learning_rate=0)
    assert "include" in refusal(client, include=["everything"])
    assert "exactly one" in refusal(client, pixels=[0.0] * 784)


def test_the_shipped_classroom_networks_keep_their_promise() -> None:
    for name in ("classroom-relu", "classroom-sigmoid", "classroom-tanh"):
        metadata = load_checkpoint(ROOT / "weights" / name).metadata
        assert metadata.network.hidden_sizes == (24, 16)
        assert metadata.metrics["test_accuracy"] >= 0.96
