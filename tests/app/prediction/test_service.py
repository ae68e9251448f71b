"""The prediction service: what is answered on the event loop, and what needs a thread."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from app.drawings.decoding import Drawn
from app.drawings.schemas import Drawing
from app.prediction.micro_batching import MAX_BATCH, MicroBatcher
from app.prediction.neighbours import Neighbours
from app.prediction.predictor import Predictor
from app.prediction.schemas import Prediction
from app.prediction.service import SMALL_POINTS, PredictionService
from app.registry.model_registry import ModelRegistry
from app.server.turns import Turns
from model.arrays import Array
from tests.app.conftest import make_settings
from tests.helpers.drawings import SEVEN, data_url, picture
from tests.helpers.own_loop import THREAD, run_in_own_loop


def encode(predictions: Sequence[Prediction], _: Array | None) -> tuple[list[int | None], threading.Thread]:
    """The labels, and the thread that encodes them."""
    return [prediction.label for prediction in predictions], threading.current_thread()


def request(*, gone: bool = False) -> Request:
    """A request whose body was read, from a client that waits for the answer or has gone."""

    async def receive() -> Message:
        if not gone:
            await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    return Request({"type": "http", "client": ("127.0.0.1", 1)}, receive)


@pytest.fixture
def service(tmp_path: Path, shipped_weights: Path) -> PredictionService:
    predictor = Predictor(ModelRegistry(shipped_weights))
    settings = make_settings(tmp_path, shipped_weights)
    return PredictionService(predictor, Neighbours(tmp_path / "neighbours"), settings, Turns(1))


POINTS = [[50.0, float(y)] for y in range(SMALL_POINTS + 1)]


@pytest.mark.parametrize(
    ("drawings", "in_thread"),
    [
        ([{"strokes": SEVEN}], False),
        ([{"strokes": [POINTS[1:]]}], False),
        ([{"strokes": [POINTS]}], True),
        ([{"pixels": [0.5] * 784}], False),
        ([{"image": data_url(picture(SEVEN, size=512))}], False),
        ([{"image": data_url(picture(SEVEN, size=513))}], True),
        ([{"strokes": SEVEN}, {"strokes": SEVEN}], True),
    ],
    ids=["strokes", "long strokes", "longer strokes", "pixels", "a picture", "a photo", "a batch"],
)
def test_one_rule_says_what_goes_to_a_thread(
    service: PredictionService, drawings: list[dict[str, Any]], in_thread: bool
) -> None:
    instances = [Drawing(**drawing) for drawing in drawings]
    labels, thread = run_in_own_loop(service.answer(instances, ["image"], encode, request()))
    assert len(labels) == len(drawings)
    assert thread.name.startswith(THREAD) != in_thread


def test_a_client_that_left_while_it_waited_for_a_thread_costs_no_work(service: PredictionService) -> None:
    def encode_nothing(*_: object) -> None:
        raise AssertionError("nobody waits for this")

    with pytest.raises(HTTPException, match="408"):
        run_in_own_loop(service.answer([Drawing(strokes=SEVEN)] * 2, [], encode_nothing, request(gone=True)))


class Fussy(Predictor):
    """Answers how much ink it sees, and fails at full ink; notes how large its batches are."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def predict(self, pictures: Array, _: object = None) -> Any:
        self.batches.append(len(pictures))
        if (pictures == 1).all(axis=(1, 2)).any():
            raise ValueError("nothing but ink")
        return [round(float(picture.sum())) for picture in pictures], None


def pixels(*inked: int) -> list[Drawn]:
    """Pictures of which so many pixels are inked."""
    return [Drawn(picture=(np.arange(784) < count).reshape(28, 28).astype(np.float32)) for count in inked]


def together(predictor: Predictor, drawings: list[Drawn]) -> list[Any]:
    """What a batcher says of drawings that come at once: answers, or errors."""

    async def ask() -> list[Any]:
        batcher = MicroBatcher(predictor)
        return await asyncio.gather(*(batcher.predict(each) for each in drawings), return_exceptions=True)

    return run_in_own_loop(ask())


def test_drawings_that_come_at_once_are_one_batch_and_each_gets_its_own_answer() -> None:
    predictor = Fussy()
    answers = together(predictor, pixels(*range(100)))
    assert [ink for ink, _ in answers] == list(range(100))
    assert all(seen.sum() == ink for ink, seen in answers)
    assert predictor.batches == [MAX_BATCH, 100 - MAX_BATCH]


def test_one_that_fails_does_not_fail_the_others() -> None:
    answers = together(Fussy(), pixels(3, 784, 5))
    assert [answers[0][0], answers[2][0]] == [3, 5]
    assert isinstance(answers[1], ValueError)
