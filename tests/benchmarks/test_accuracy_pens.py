"""Real pens, in every condition, through the server's door; `accuracy_pens.py` says where they come from."""

import os
from pathlib import Path

import httpx
import pytest

from app.settings import ROOT, Settings
from model.exams.pen_conditions import PEN_CONDITIONS
from tests.benchmarks.accuracy_pens import read_pens, share_right
from tests.helpers.server import running_server

GOAL = 0.91


def test_real_hands_are_read_in_every_condition(tmp_path: Path) -> None:
    file = os.environ.get("INKLING_PEN_DIGITS")
    if not file or not Path(file).is_file():
        pytest.skip(
            "set INKLING_PEN_DIGITS to a file of pen drawings, as model/augmentation/pen_digits.py describes it"
        )
    settings = Settings(weights_dir=ROOT / "weights", data_dir=tmp_path)
    with running_server(settings) as address, httpx.Client(base_url=address, timeout=120) as client:
        pens = read_pens(Path(file), 6, 400)
        shares = {name: share_right(client, pens, condition) for name, condition in PEN_CONDITIONS.items()}
    assert min(shares.values()) >= GOAL, shares
