"""GET /races over a real connection: the order of events, the queue, its limits, and children killed on leaving."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import httpx
import psutil
import pytest

from app.races import queue as races
from model.data.dataset import load_mnist
from model.training.race import HELD_BACK_SIZE, TRAINING_SIZE, Lane, race
from tests.app.conftest import make_settings
from tests.helpers.races import LONG, SHORT, place_in, racers, short, started, wait_until, watching
from tests.helpers.server import running_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, shipped_weights: Path) -> Iterator[str]:
    """A server that runs one race at a time."""
    with running_server(make_settings(tmp_path_factory.mktemp("server"), shipped_weights, races=1)) as address:
        yield address


def test_a_race_is_told_in_order_with_the_figures_of_the_model(client: httpx.Client) -> None:
    lanes = ["tanh,cross_entropy,10,0", "relu,mean_squared_error,0.5,0.2"]
    with watching(client, lane=lanes, steps=100) as events:
        told = list(events)
    names = [name for name, _ in told]
    assert names == ["started", *["progress"] * (len(names) - 2), "finished"]
    assert told[0][1]["lanes"][1] == {
        "activation": "relu",
        "loss": "mean_squared_error",
        "learning_rate": 0.5,
        "dropout_rate": 0.2,
    }
    digits = load_mnist().split(HELD_BACK_SIZE, TRAINING_SIZE)
    calm = Lane(loss="mean_squared_error", learning_rate=0.5, dropout_rate=0.2)
    *expected, result = (asdict(report) for report in race([calm], *digits, steps=100))
    shown = [data for name, data in told if name == "progress" and data["lane"] == 1]
    # Only nearly: this process may use more threads than the child, and add up in another order.
    assert shown == [pytest.approx(each | {"lane": 1}, rel=1e-3) for each in expected]
    assert told[-1][1]["results"][1] == pytest.approx(result | {"lane": 1}, rel=1e-3)
    assert [each["ran_away"] for each in told[-1][1]["results"]] == [True, False]


def test_a_race_is_not_begun_anew_by_an_event_source_that_comes_again(client: httpx.Client) -> None:
    """A browser's comes again as soon as the answer has ended, with the id of the last event."""
    query = SHORT | {"visitor": "left alone"}
    raced = client.get("/races", params=query).text
    ids = [line.removeprefix("id: ") for line in raced.splitlines() if line.startswith("id: ")]
    assert ids == [str(number) for number in range(1, raced.count("event: ") + 1)]
    for number in (ids[0], ids[-1]):
        again = client.get("/races", params=query, headers={"Last-Event-ID": number})
        assert (again.status_code, again.content) == (204, b"")
    assert client.get("/races", params=query).status_code == 200, "who asks for another gets one"


def test_leaving_kills_the_child_and_frees_its_place(client: httpx.Client) -> None:
    with watching(client, **LONG) as events:
        started(events)
        (racer,) = racers()
        assert racer.nice() > psutil.Process().nice()
    wait_until(lambda: not psutil.pid_exists(racer.pid))  # not even a zombie is left
    with watching(client, **SHORT) as events:
        assert [name for name, _ in events][-1] == "finished"


def test_the_others_wait_and_are_told_their_place(client: httpx.Client) -> None:
    with watching(client, **LONG | {"steps": 400}) as first:
        started(first)
        with watching(client, **SHORT) as second, watching(client, **short(1)) as third:
            assert place_in(second) == 1
            assert place_in(third) == 2
            assert len(racers()) == 1
            assert [name for name, _ in first][-1] == "finished"
            assert [name for name, _ in second][-1] == "finished"
            assert place_in(third) == 1
            assert [name for name, _ in third][-1] == "finished"


def test_who_leaves_the_queue_makes_room_for_those_behind(client: httpx.Client) -> None:
    with watching(client, **LONG) as first, ExitStack() as later:
        started(first)
        with watching(client, **SHORT) as leaving:
            assert place_in(leaving) == 1
            last = later.enter_context(watching(client, **short(1)))
            assert place_in(last) == 2
        assert place_in(last) == 1


def test_a_second_race_of_the_same_visitor_takes_the_place_of_the_first(client: httpx.Client) -> None:
    with watching(client, **LONG, visitor="one-visitor") as first:
        started(first)
        (old,) = racers()
        with watching(client, **SHORT, visitor="one-visitor") as second:
            name, data = list(first)[-1]
            assert (name, data["error"]) == ("error", "replaced")
            assert [name for name, _ in second][-1] == "finished"
        assert not psutil.pid_exists(old.pid)


@pytest.mark.parametrize(("limit", "hint"), [("MAX_WAITING", "waiting"), ("MAX_FOR_AN_ADDRESS", "your address")])
def test_too_many_are_refused_and_told_when_to_come_back(
    limit: str, hint: str, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watching(client, **LONG) as first:
        started(first)
        monkeypatch.setattr(races, limit, 1)
        with ExitStack() as others:
            if limit == "MAX_WAITING":
                second = others.enter_context(watching(client, **SHORT))
                assert place_in(second) == 1
            answer = client.get("/races", params=short(1))
    assert (answer.status_code, answer.json()["error"]) == (429, "too_many_requests")
    assert hint in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) > 0


OWN = LONG | {"steps": 1499}
"""A long race that nobody from another address has asked for: one that the test before has left may still run."""


def from_address(server: str, number: int) -> httpx.Client:
    return httpx.Client(base_url=server, timeout=60, transport=httpx.HTTPTransport(local_address=f"127.0.0.{number}"))


def test_addresses_take_turns(server: str) -> None:
    with from_address(server, 2) as many, from_address(server, 3) as one, ExitStack() as waiting:
        first = waiting.enter_context(watching(many, **OWN))
        started(first)
        others = [waiting.enter_context(watching(many, **short(number))) for number in range(3)]
        assert [place_in(each) for each in others] == [1, 2, 3]
        mine = waiting.enter_context(watching(one, **short(9)))
        assert place_in(mine) == 1
        assert place_in(others[0]) == 2


def test_three_addresses_cannot_fill_the_queue_for_everybody(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(races, "MAX_WAITING", 6)
    clients = [from_address(server, number) for number in (2, 3, 4, 5)]
    with ExitStack() as waiting:
        for client in clients:
            waiting.enter_context(client)
        first = waiting.enter_context(watching(clients[0], **OWN))
        started(first)
        held = [
            waiting.enter_context(watching(client, **short(2 * place + number)))
            for place, client in enumerate(clients[:3])
            for number in range(2)
        ]
        mine = waiting.enter_context(watching(clients[3], **short(9)))
        assert next(mine)[0] == "waiting"
        name, data = list(held[1])[-1]
        assert (name, data["error"]) == ("error", "too_many_requests"), "the last of whoever has most gives way"


def test_one_that_takes_too_long_is_stopped_with_a_sentence(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(races, "MAX_SECONDS", 0.2)
    with watching(client, **LONG) as events:
        name, data = list(events)[-1]
    assert (name, data["error"]) == ("error", "too_slow")
    wait_until(lambda: not racers())


def test_a_child_that_dies_is_told(client: httpx.Client) -> None:
    with watching(client, **LONG) as events:
        started(events)
        racers()[0].kill()
        name, data = list(events)[-1]
    assert (name, data["error"]) == ("error", "internal_error")


def test_a_server_that_stops_leaves_no_child_behind(tmp_path: Path, shipped_weights: Path) -> None:
    with ExitStack() as still_open:
        with running_server(make_settings(tmp_path, shipped_weights)) as address:
            client = still_open.enter_context(httpx.Client(base_url=address, timeout=60))
            events = still_open.enter_context(watching(client, **LONG))
            started(events)
            (racer,) = racers()
        assert not psutil.pid_exists(racer.pid)


@pytest.mark.parametrize(
    ("lanes", "hint"),
    [
        ([], "lane is required"),
        (["relu,cross_entropy,0.1,0"] * 5, "at most 4"),
        (["relu"], "activation,loss,learning_rate,dropout_rate"),
        (["relu,cross_entropy,fast,0"], "activation,loss,learning_rate,dropout_rate"),
        (["step,cross_entropy,0.1,0"], "activation must be one of sigmoid, tanh, relu"),
        (["relu,hinge,0.1,0"], "loss must be one of"),
        (["relu,cross_entropy,0,0"], "learning_rate must be more than 0 and at most 100"),
        (["relu,cross_entropy,inf,0"], "learning_rate must be more than 0 and at most 100"),
        (["relu,cross_entropy,nan,0"], "learning_rate must be more than 0 and at most 100"),
        (["relu,cross_entropy,0.1,0.95"], "dropout_rate must be at least 0 and at most 0.9"),
    ],
)
def test_bad_lanes_get_a_clear_sentence(client: httpx.Client, lanes: list[str], hint: str) -> None:
    answer = client.get("/races", params={"lane": lanes})
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_request")
    assert hint in answer.json()["detail"]
    assert racers() == []
