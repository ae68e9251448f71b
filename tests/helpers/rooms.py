"""Rooms as their walls and their pupils call them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.helpers.drawings import FOUR, ONE, SEVEN, THREE, ZERO

ADMIN = {"Authorization": "Bearer a-token-for-tests-only"}
Event = tuple[str, dict[str, Any], int]
OF_DIGIT = {0: ZERO, 1: ONE, 3: THREE, 4: FOUR, 7: SEVEN}


class Caller:
    """The wall of a room, or one of its pupils."""

    def __init__(self, address: str, code: str, key: str) -> None:
        self.code = code
        self.address = f"{address}/rooms/{code}"
        self.headers = {"Authorization": f"Bearer {key}"}

    def ask(self, method: str, path: str, status: int, body: object = None) -> Any:
        answer = httpx.request(method, self.address + path, json=body, headers=self.headers, timeout=60)
        assert answer.status_code == status, (method, path, answer.status_code, answer.text)
        return answer.json() if answer.content and "json" in answer.headers["content-type"] else answer.content

    def draw(self, strokes: object = SEVEN, status: int = 201, **more: object) -> Any:
        return self.ask("POST", "/drawings", status, {"strokes": strokes, **more})

    @contextmanager
    def events(self, after: int | None = None) -> Iterator[Iterator[Event]]:
        """The events of a stream, one after the other, for as long as the block asks for more."""
        headers = self.headers | ({} if after is None else {"Last-Event-ID": str(after)})
        with httpx.stream("GET", f"{self.address}/events", headers=headers, timeout=60) as answer:
            assert answer.status_code == 200, answer.read()
            yield _events(answer.iter_lines())


def _events(lines: Iterator[str]) -> Iterator[Event]:
    name, number, data = "", 0, {}
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            name, number = value, 0
        elif field == "id":
            number = int(value)
        elif field == "data":
            data = json.loads(value)
        elif not line and name:
            yield name, data, number
            name = ""


def until(events: Iterator[Event], name: str, **fields: object) -> list[Event]:
    """The events up to the first of this name with these fields."""
    seen = []
    for event in events:
        seen.append(event)
        if event[0] == name and all(event[1].get(field) == value for field, value in fields.items()):
            return seen
    raise AssertionError(f"the stream ended without {name} {fields}: {seen}")


def open_room(address: str, **more: object) -> tuple[dict[str, Any], Caller]:
    answer = httpx.post(f"{address}/rooms", json={"title": "5b", **more}, headers=ADMIN, timeout=60)
    assert answer.status_code == 201, answer.text
    room = answer.json()
    return room, Caller(address, room["code"], room["key"])


def join(address: str, code: str) -> tuple[dict[str, Any], Caller]:
    answer = httpx.post(f"{address}/rooms/{code}/pupils", json={}, timeout=60)
    assert answer.status_code == 201, answer.text
    return answer.json(), Caller(address, code, answer.json()["key"])
