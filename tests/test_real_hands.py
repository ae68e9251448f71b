"""Real pens, in every condition, through the server's door. Needs the drawings: see `tests/real_hands.py`."""

import os
from pathlib import Path

import httpx
import pytest

from app.settings import ROOT, Settings
from model.pen_conditions import PEN_CONDITIONS
from tests.helpers.server import running_server
from tests.real_hands import read_pens, share_right

GOAL = 0.91


def test_real_hands_are_read_in_every_condition(tmp_path: Path) -> None:
    file = os.environ.get("INKLING_PEN_DIGITS")
    if not file or not Path(file).is_file():
        pytest.skip("set INKLING_PEN_DIGITS to a file of pen drawings, as model/pen_digits.py describes it")
    settings = Settings(weights_dir=ROOT / "weights", data_dir=tmp_path)
    with running_server(settings) as address, httpx.Client(base_url=address, timeout=120) as client:
        pens = read_pens(Path(file), 6, 400)
        shares = {name: share_right(client, pens, condition) for name, condition in PEN_CONDITIONS.items()}
    assert min(shares.values()) >= GOAL, shares
