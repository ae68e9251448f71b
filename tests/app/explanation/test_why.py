"""POST /explain: the part "why"."""

import httpx
import numpy as np
import pytest

from app.settings import ROOT
from model.checkpoints.checkpoint import load_checkpoint
from tests.helpers.drawings import THREE


def explain(client: httpx.Client, **question: object) -> dict:  # type: ignore[type-arg]
    response = client.post("/explain", json={"strokes": THREE, "include": ["why"]} | question)
    assert response.status_code == 200, response.text
    return response.json()  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", ["classroom-relu", "classroom-sigmoid", "classroom-tanh", "champion"])
def test_the_sum_is_the_difference_of_the_logits(client: httpx.Client, name: str) -> None:
    answer = explain(client, network=name)
    why, logits = answer["why"], answer["logits"]
    assert why["label"] == answer["label"] == 3
    assert why["difference"] == pytest.approx(logits[why["label"]] - logits[why["against"]], abs=1e-4)
    assert np.sum(why["shares"]) + why["blank"] == pytest.approx(why["difference"], abs=1e-4)
    assert why["speaks_for"] + why["speaks_against"] + why["blank"] == pytest.approx(why["difference"], abs=1e-4)
    assert np.shape(why["shares"]) == (28, 28) and np.shape(why["drops"]) == (7, 7)


def test_the_other_digit_can_be_chosen_and_is_the_runner_up_otherwise(client: httpx.Client) -> None:
    answer = explain(client)
    runner_up = int(np.argsort(answer["logits"])[-2])
    assert answer["why"]["against"] == runner_up
    assert explain(client, against=8)["why"]["against"] == 8
    assert explain(client, against=3)["why"]["against"] == runner_up


def test_a_flip_is_read_as_it_says(client: httpx.Client) -> None:
    network = load_checkpoint(ROOT / "weights" / "classroom-relu").network
    why = explain(client)["why"]
    for kind in ("erase", "add"):
        picture = np.array(why[kind]["picture"], np.float32).reshape(1, -1)
        assert int(network.forward(picture).outputs.argmax()) == why[kind]["label"] != 3
        again = client.post("/explain", json={"pixels": why[kind]["picture"], "include": []}).json()
        assert again["label"] == why[kind]["label"]


@pytest.mark.parametrize("name", ["classroom-relu", "champion"])
def test_a_flip_leads_to_the_digit_that_was_asked_for(client: httpx.Client, name: str) -> None:
    led = set()
    for digit in (2, 5, 8, 9):
        why = explain(client, network=name, against=digit)["why"]
        for flip in (why["erase"], why["add"]):
            assert flip is None or flip["label"] == digit
            led |= {digit} if flip else set()
    assert len(led) >= 2


def test_a_blank_drawing_has_no_reasons(client: httpx.Client) -> None:
    assert client.post("/explain", json={"strokes": [], "include": ["why"]}).json()["why"] is None
