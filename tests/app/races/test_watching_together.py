"""Visitors who ask for the same race watch one: a class of thirty waits as long as one pupil."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
import pytest

from tests.app.conftest import make_settings
from tests.helpers.races import LONG, SHORT, place_in, racers, short, started, wait_until, watching
from tests.helpers.server import running_server

CLASS = 30


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, shipped_weights: Path) -> Iterator[str]:
    """A server that runs one race at a time."""
    with running_server(make_settings(tmp_path_factory.mktemp("server"), shipped_weights, races=1)) as address:
        yield address


def test_a_class_that_asks_for_the_same_race_watches_one(client: httpx.Client) -> None:
    with ExitStack() as room:
        with watching(client, **LONG) as others:
            started(others)
            pupils = [room.enter_context(watching(client, **SHORT)) for _ in range(CLASS)]
            assert [place_in(pupil) for pupil in pupils] == [1] * CLASS
            own = room.enter_context(watching(client, **short(1)))
            assert place_in(own) == 2
        told = [list(pupil) for pupil in pupils]
        assert told[0][0][0] == "started" and told[0][-1][0] == "finished"
        assert all(each == told[0] for each in told)
        assert [name for name, _ in own][-1] == "finished"


def test_whoever_comes_late_sees_it_from_its_beginning_and_it_goes_on_while_somebody_watches(
    client: httpx.Client,
) -> None:
    with ExitStack() as later:
        with watching(client, **LONG) as leaves:
            started(leaves)
            assert next(leaves)[0] == "progress"
            (racer,) = racers()
            late = later.enter_context(watching(client, **LONG))
            assert next(late)[0] == "started"
        assert next(late)[0] == "progress" and racers() == [racer]
    wait_until(lambda: not psutil.pid_exists(racer.pid))
