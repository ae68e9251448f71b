"""The soak in short: one training for each thing that can happen to one. `python -m tests.soak_trainings` does more."""

from pathlib import Path

from tests.soak_trainings import ACTIONS, soak


def test_whatever_happens_to_trainings_nothing_is_lost(tmp_path: Path) -> None:
    checked = soak(len(ACTIONS), 1, tmp_path)
    assert "none failed" in checked[0]
