"""The soaks in short; each is a script that does much more, and says so at its top."""

from pathlib import Path

import pytest

from tests.helpers.command_line import run_script
from tests.helpers.postgres import MISSING
from tests.soak import api as soak_api
from tests.soak import faults as soak_faults
from tests.soak import trainings as soak_trainings


def test_whatever_happens_to_trainings_nothing_is_lost(tmp_path: Path) -> None:
    checked = soak_trainings.soak(len(soak_trainings.ACTIONS), 1, tmp_path)
    assert "none failed" in checked[0]


def test_twenty_kills_lose_nothing(tmp_path: Path) -> None:
    assert soak_faults.soak(20, 1, tmp_path)


def test_too_much_is_refused_and_everybody_let_in_is_answered(tmp_path: Path) -> None:
    done = run_script("tests.soak.load", "8", "10", TMPDIR=str(tmp_path))  # alone, with an event loop of its own
    assert "it answered 8 of 8 first" in done.stdout


def test_what_the_document_makes_possible_is_answered_as_it_says() -> None:
    assert soak_api.main(3, "examples,fuzzing,stateful") == 0


def test_classes_draw_while_servers_are_killed_and_no_drawing_is_lost() -> None:
    if not any(Path("/usr/lib/postgresql").glob("*/bin")):
        pytest.skip(MISSING)
    done = run_script("tests.soak.rooms", "0", "2", "20")
    assert "2 kills" in done.stdout and "all on all walls, once" in done.stdout
