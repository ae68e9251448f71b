"""POST /explain: the part "lens", with each step of preprocessing switched on and off."""

import httpx
import numpy as np
import pytest

from app.settings import ROOT
from model.checkpoints.checkpoint import load_checkpoint
from model.data.dataset import load_mnist_test
from model.explanation.doctor import examine
from model.explanation.sheet import sheet_of
from model.preprocessing.framing import frame_strokes, to_inputs
from tests.helpers.drawings import SEVEN, THREE, data_url, picture
from tests.helpers.sheet import lens_picture

CLASSROOM = load_checkpoint(ROOT / "weights" / "classroom-relu").network
SMALL_SEVEN = [[[x * 3 + 520, y * 3 + 80] for x, y in stroke] for stroke in SEVEN]  # on the page's sheet, up right
STROKES = [np.array(stroke) for stroke in SMALL_SEVEN]


def explain(client: httpx.Client, **question: object) -> dict[str, object]:
    drawing = {} if {"image", "pixels", "strokes"} & question.keys() else {"strokes": SMALL_SEVEN}
    response = client.post("/explain", json={"include": ["lens"]} | drawing | question)
    assert response.status_code == 200, response.text
    return response.json()  # type: ignore[no-any-return]


def lens(client: httpx.Client, **question: object) -> dict[str, object]:
    return explain(client, **question)["lens"]  # type: ignore[return-value]


def steps(answer: dict[str, object]) -> dict[str, dict[str, object]]:
    return {step["name"]: step for step in answer["steps"]}  # type: ignore[attr-defined]


def test_the_steps_lead_to_the_picture_that_is_served(client: httpx.Client) -> None:
    answer = explain(client)
    found = steps(answer["lens"])  # type: ignore[arg-type]
    assert list(found) == ["ink", "box", "pen", "scale", "centre"]
    assert all(step["on"] for step in found.values())
    assert all(np.shape(step["picture"])[side] <= 56 for step in found.values() for side in (0, 1))
    np.testing.assert_allclose(answer["picture"], frame_strokes(STROKES), atol=1e-6)
    np.testing.assert_allclose(found["centre"]["picture"], answer["picture"], atol=6e-4)
    assert found["centre"]["balance"] == pytest.approx([14.5 / 28, 14.5 / 28], abs=1e-3)
    (left, top), (right, bottom) = found["ink"]["box"]
    assert left == pytest.approx(0.58, abs=0.04) and bottom == pytest.approx(0.38, abs=0.04)
    assert right > left and bottom > top


@pytest.mark.parametrize("without", [[], ["pen"], ["box"], ["centre", "pen"], ["pen", "box", "centre"]])
def test_what_is_left_out_is_left_out_of_all_that_is_explained(client: httpx.Client, without: list[str]) -> None:
    answer = explain(client, without=without)
    expected = lens_picture(STROKES, None, frozenset(without))
    np.testing.assert_allclose(answer["picture"], expected, atol=1e-6)
    np.testing.assert_allclose(
        answer["probabilities"], CLASSROOM.probabilities(expected.reshape(1, -1))[0], rtol=1e-4, atol=1e-6
    )
    for name, step in steps(answer["lens"]).items():  # type: ignore[arg-type]
        assert step["on"] is (name not in without)


@pytest.mark.parametrize("without", [[], ["box"], ["pen", "centre"]])
def test_a_switch_tells_the_answer_of_the_other_way_round(client: httpx.Client, without: list[str]) -> None:
    switches = lens(client, without=without)["switches"]
    assert [switch["name"] for switch in switches] == ["pen", "box", "centre"]  # type: ignore[attr-defined]
    for switch in switches:  # type: ignore[attr-defined]
        assert switch["on"] is (switch["name"] not in without)
        flipped = explain(client, without=sorted({*without} ^ {switch["name"]}))
        np.testing.assert_allclose(switch["probabilities"], flipped["probabilities"], rtol=1e-4, atol=1e-6)
        assert switch["label"] == flipped["label"]
        assert switch["idle"] is (switch["name"] == "centre" and "box" in without)


def test_the_switches_ask_the_network_as_it_was_changed(client: httpx.Client) -> None:
    changed = {"without_bias": True, "silenced": [{"layer": 1, "index": 3}]}
    box = lens(client, **changed)["switches"][1]  # type: ignore[index]
    assert box["probabilities"] == pytest.approx(
        explain(client, without=["box"], **changed)["probabilities"], rel=1e-4, abs=1e-6
    )


def test_the_doctor_looks_at_the_drawing_as_it_came(client: httpx.Client) -> None:
    findings = [(fault["name"], fault["amount"]) for fault in lens(client)["doctor"]]  # type: ignore[attr-defined]
    sheet = sheet_of(STROKES, None)
    assert sheet is not None
    expected = [(finding.name, pytest.approx(finding.amount, rel=1e-6)) for finding in examine(sheet)]
    assert findings == expected
    assert {"off_centre", "small"} <= {name for name, _ in findings}
    assert lens(client, without=["box"])["doctor"] == lens(client)["doctor"]


def test_a_picture_is_its_own_sheet(client: httpx.Client) -> None:
    image = data_url(picture(THREE, size=400, scale=1.0, at=(250, 20), brush=3))
    found = lens(client, image=image)
    assert len(found["steps"]) == 5 and len(found["switches"]) == 3  # type: ignore[arg-type]
    assert {fault["name"] for fault in found["doctor"]} >= {"small", "off_centre", "thin"}  # type: ignore[attr-defined]
    assert np.shape(steps(found)["ink"]["picture"]) == (56, 56)


def test_pixels_are_used_as_they_came_so_there_is_nothing_to_switch(client: httpx.Client) -> None:
    pixels = to_inputs(load_mnist_test().images[:1])[0]
    answer = explain(client, pixels=pixels.tolist(), without=["box", "pen"])
    found = answer["lens"]
    assert [step["name"] for step in found["steps"]] == ["pixels"] and found["switches"] == []  # type: ignore[index]
    np.testing.assert_allclose(found["steps"][0]["picture"], pixels.reshape(28, 28), atol=6e-4)  # type: ignore[index]
    moved = np.roll(pixels.reshape(28, 28), 4, axis=1)
    assert lens(client, pixels=moved.ravel().tolist())["doctor"][0]["name"] == "off_centre"  # type: ignore[index]


def test_a_blank_drawing_has_no_lens_to_look_through(client: httpx.Client) -> None:
    for blank in ({"strokes": []}, {"pixels": [0.0] * 784}):
        assert lens(client, **blank) == {"steps": [], "switches": [], "doctor": []}


def test_an_unknown_step_is_refused(client: httpx.Client) -> None:
    response = client.post("/explain", json={"strokes": SEVEN, "without": ["everything"]})
    assert response.status_code == 422 and "without" in response.json()["detail"]
