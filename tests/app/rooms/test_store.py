"""Rooms in their database, without a server: what happens at the same moment, and how much is read at once."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import inspect, update

from app.database.database import Database
from app.errors import Conflict, NotFound
from app.jobs.drawing_files import PEOPLE_FILE
from app.jobs.processes import WorkerProcesses
from app.registry.model_registry import ModelRegistry
from app.rooms.changes import PAGE_BYTES, ChangeReader, Changes
from app.rooms.moments import moment
from app.rooms.news import REMEMBERED_BYTES, Feed
from app.rooms.results import results_of
from app.rooms.schemas import NewRoom, Task
from app.rooms.store import RoomStore, next_number
from app.rooms.tables import DrawingRow, RoomRow
from app.rooms.take_home import zip_of
from app.rooms.trainings import RoomTrainings
from app.training.jobs import TrainingJobs
from app.training.progress import STATE_FILE
from app.training.status import read_status, write_status
from tests.app.conftest import make_settings

LARGE = "[[" + ",".join(["[123.45,678.9]"] * 1800) + "]]"  # 27 kB


@pytest.fixture
def store(tmp_path: Path, shipped_weights: Path) -> Iterator[RoomStore]:
    with closing(Database(make_settings(tmp_path, shipped_weights))) as database:
        yield RoomStore(database)


def open_room(store: RoomStore, task: Task = "digits") -> str:
    return store.open(NewRoom(title="5b", task=task, hours=1), 50)[0].code


def draw(store: RoomStore, code: str, pupil: int, meant: int = 7, strokes: str = "[[[1,2],[3,4]]]") -> int:
    with store.database.transaction() as session:
        room = store.room(code)
        row = DrawingRow(
            **{"room": code, "pupil": pupil, "sequence": next_number(session, code), "task": room.task, "round": 1},
            **{"meant": meant, "label": 7, "confidence": 0.9, "verdict": "digit", "model_version": "v0001"},
            **{"hidden": False, "accepted": False, "fair": 0, "unfair": 0, "at": "2026-01-31T10:00:00Z"},
            strokes=strokes,
        )
        session.add(row)
        session.flush()
        return row.id


def test_a_zip_is_made_while_pupils_come_and_go(store: RoomStore, monkeypatch: pytest.MonkeyPatch) -> None:
    code = open_room(store)
    stays, goes = store.join(code, 200)[0].id, store.join(code, 200)[0].id
    kept = draw(store, code, stays)
    draw(store, code, goes)
    drawings = store.drawings

    def then_everybody_moves(code: str, **wanted: object) -> object:
        found = drawings(code, **wanted)  # type: ignore[arg-type]
        if "strokes" not in wanted:
            store.remove(code, goes)
            draw(store, code, store.join(code, 200)[0].id)
        return found

    monkeypatch.setattr(store, "drawings", then_everybody_moves)
    with zip_of(store, code) as file, ZipFile(file) as archive:
        lines = archive.read("drawings.jsonl").splitlines()
    assert len(lines) == 1 and f'"id": {kept},'.encode() in lines[0]


def test_a_room_whose_server_was_off_is_over_since_its_time_was_up(store: RoomStore) -> None:
    code, now = open_room(store), moment()
    with store.database.transaction() as session:
        session.execute(update(RoomRow).values(closes_at="2026-01-01T00:00:00Z"))
    assert store.close_expired() == [code]
    with pytest.raises(NotFound):  # and not Gone, which holds for a day
        store.room(code)
    assert store.close_expired() == [] and store.open(NewRoom(title="5b", hours=1), 50)[0].opened_at >= now


def test_only_what_was_drawn_to_fool_is_voted_on(store: RoomStore) -> None:
    code = open_room(store, "free")
    one, other = store.join(code, 200)[0].id, store.join(code, 200)[0].id
    drawing = draw(store, code, one)
    with pytest.raises(Conflict, match="task fool"):
        store.vote(code, drawing, other, fair=True)
    assert store.drawing(code, drawing).fair == 0


def test_a_reader_who_is_slow_is_told_little_at_once(store: RoomStore) -> None:
    code = open_room(store, "fool")
    pupil = store.join(code, 200)[0].id
    drawn = [draw(store, code, pupil, strokes=LARGE) for _ in range(24)]
    reader, position, told = ChangeReader(store.database.session), 0, 0
    while told < len(drawn):
        news = reader.read({code: position})[code]
        assert sum(len(change.event) for change in news.events) < PAGE_BYTES + len(LARGE)
        position, told = news.upto, told + sum(b"event: drawing" in change.event for change in news.events)
    assert position == store.room(code).sequence

    feed, room = Feed(0, 0), store.room(code)
    events = reader.read({code: 1})[code].events
    for number in range(1, 2 * REMEMBERED_BYTES // len(LARGE)):
        feed.tell(Changes([events[-1]], number, room))
    assert sum(len(change.event) for change in feed.changes) == feed.size <= REMEMBERED_BYTES
    assert inspect(store.drawings(code, strokes=False)[0]).unloaded == {"strokes"}
    assert results_of(store, code).fooling == []


def test_of_two_trainings_begun_at_once_one_is_refused_and_one_whose_lessons_are_gone_cannot_go_on(
    store: RoomStore, tmp_path: Path, shipped_weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WorkerProcesses, "start", lambda *_: None)
    registry = ModelRegistry(shipped_weights)
    servers = [make_settings(tmp_path / name, shipped_weights) for name in ("one", "other")]
    jobs, elsewhere = (TrainingJobs(settings, registry) for settings in servers)
    trainings = RoomTrainings(store, servers[0], jobs)
    code = open_room(store)
    for pupil in (store.join(code, 200)[0].id, store.join(code, 200)[0].id):
        for digit in range(10):
            draw(store, code, pupil, digit)
    before = store.room(code)
    trainings.start(code)
    with monkeypatch.context() as stale, pytest.raises(Conflict, match="under way"):
        stale.setattr(store, "room", lambda _: before)  # what another server has read a moment ago
        RoomTrainings(store, servers[1], elsewhere).start(code)
    assert (len(jobs.all()), len(elsewhere.all())) == (1, 0)

    job = tmp_path / "one" / "data" / "trainings" / "t0001"
    assert (job / PEOPLE_FILE).exists()
    (job / STATE_FILE).touch()
    failed = replace(read_status(job / "status.json"), state="failed", error="It ran away.")
    write_status(failed, job / "status.json")
    assert not trainings.settle(code)
    assert jobs.get("t0001").state == "failed" and not jobs.get("t0001").resumable
