"""Nonsense, through the server's door: the shipped champion doesn't call it a digit."""

from collections.abc import Iterator

import httpx
import numpy as np
import pytest

from app.settings import ROOT, Settings
from tests.benchmarks.accuracy_non_digits import MAKERS, share_refused
from tests.helpers import hershey
from tests.helpers.server import running_server

GOAL = 0.95


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = Settings(weights_dir=ROOT / "weights", data_dir=tmp_path_factory.mktemp("data"))
    with running_server(settings) as address, httpx.Client(base_url=address, timeout=120) as client:
        yield client


def test_nonsense_is_not_called_a_digit(client: httpx.Client) -> None:
    shares = {kind: share_refused(client, kind, 50) for kind in MAKERS if kind != "like a digit"}
    assert np.mean(list(shares.values())) >= GOAL, shares
    assert min(shares.values()) >= 0.8, shares


@pytest.mark.skipif(not hershey.FONTS.is_dir(), reason="apt-get install hershey-fonts-data brings the letters")
def test_letters_of_a_font_that_it_never_met_are_refused_but_for_those_that_are_digits_to_someone(
    client: httpx.Client,
) -> None:
    letters = hershey.letters("futural")
    answers = client.post("/predict", json={"instances": [{"strokes": each} for each in letters.values()]}).json()
    taken = {
        letter for letter, answer in zip(letters, answers["predictions"], strict=True) if answer["verdict"] == "digit"
    }
    assert len(taken - hershey.DIGIT_SHAPED) <= 2, taken
