"""Races over HTTP: asked for, watched, waited for."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psutil

SHORT = {"lane": "relu,cross_entropy,0.1,0", "steps": 50}
LONG = {"lane": ["relu,cross_entropy,0.1,0.5"] * 4}
PATIENCE_SECONDS = 60


def short(number: int) -> dict[str, Any]:
    """A race that is no other's; whoever asks for the same one watches it, too."""
    return SHORT | {"steps": 51 + number}


Event = tuple[str, dict[str, Any]]


def read_events(stream: httpx.Response) -> Iterator[Event]:
    name = ""
    for line in stream.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


@contextmanager
def watching(client: httpx.Client, **query: Any) -> Iterator[Iterator[Event]]:
    """The events of a race; leaving the block closes the connection."""
    with client.stream("GET", "/races", params=query) as stream:
        assert stream.status_code == 200, stream.read()
        assert stream.headers["content-type"].startswith("text/event-stream")
        yield read_events(stream)


def started(events: Iterator[Event]) -> None:
    """Reads events until the race has started; the one before may take a moment to end."""
    while next(events)[0] != "started":
        pass


def place_in(events: Iterator[Event]) -> int:
    """The place in the queue that is told next, with a time to wait."""
    name, data = next(events)
    assert (name, set(data)) == ("waiting", {"place", "seconds"}) and data["seconds"] >= 1
    place: int = data["place"]
    return place


def racers() -> list[psutil.Process]:
    """The child processes of races."""
    found = []
    for child in psutil.Process().children():
        try:
            if "app.races.worker" in child.cmdline():
                found.append(child)
        except psutil.NoSuchProcess:
            pass
    return found


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
