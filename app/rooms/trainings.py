"""A room's training: part of its pupils teach, the others examine, and the new version answers in this room alone.

It is a training like the studio's, begun from the champion's weights and short. Which pupils teach is decided by a
hash, whole pupils at a time, and noted with the training; so nobody examines who has taught. The drawings lie in the
job's folder until the training is over, or the room.
"""

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import select, update

from model.checkpoints.checkpoint import Metadata

from ..errors import Conflict, NotFound
from ..jobs.drawing_files import DrawingSource
from ..jobs.folder_jobs import FINAL_STATES
from ..settings import Settings
from ..training.jobs import TrainingJobs
from ..training.status import TrainingStatus
from .comparison import compare
from .result_schemas import Comparison, RoomTraining
from .results import digits
from .store import RoomStore, is_open, next_number
from .tables import DrawingRow, RoomRow

LEAST_DRAWINGS = 20
TEACHERS = 2 / 3  # of the pupils
MOST_TRAININGS = 10  # of one room: each leaves a version in the studio
OWNER = "room "
RUNNING = "A training of this room is under way; wait until it is over."
HYPERPARAMETERS: dict[str, Any] = {
    "epochs": 10,
    "max_seconds": 45.0,
    "training_size": 6000,
    "learning_rate": 0.0004,
    "people_share": 0.35,
}
"""About a minute, whatever the champion's size; MNIST's own digits keep it from forgetting them."""


class RoomTrainings:
    """Starts the trainings of rooms, and notes in the database how they stand."""

    def __init__(self, store: RoomStore, settings: Settings, jobs: TrainingJobs) -> None:
        self._store, self._settings, self._jobs, self._registry = store, settings, jobs, jobs.registry

    def start(self, code: str) -> RoomTraining:
        """Starts one. Raises Conflict with too few drawings, or while another training runs."""
        room = self._store.room(code)
        earlier = read_training(room)
        taught = labelled(self._store.drawings(code))
        teachers, examiners = split(code, {drawing.pupil for drawing in taught})
        lessons = [drawing for drawing in taught if drawing.pupil in teachers]
        if len(taught) < LEAST_DRAWINGS or not teachers or not examiners:
            raise Conflict(
                f"The room has {len(taught)} digits of {len(teachers) + len(examiners)} pupils to learn from; "
                f"it needs {LEAST_DRAWINGS}, of two pupils at least. Let the class write 0 to 9 first."
            )
        if earlier is not None and earlier.state not in FINAL_STATES:
            raise Conflict(RUNNING)
        if earlier is not None and earlier.number >= MOST_TRAININGS:
            raise Conflict(f"This room has had its {MOST_TRAININGS} trainings; open another room to go on.")
        parent = self._registry.champion()
        recipe = self._jobs.recipe(_settings(parent, self._registry.servable_metadata(parent)))
        owner = secrets.token_hex(16)
        training = RoomTraining(
            number=earlier.number + 1 if earlier else 1,
            state="queued",
            epochs=recipe.training.epochs,
            parent_version=parent,
            teachers=sorted(teachers),
            examiners=sorted(examiners),
            drawings=len(lessons),
        )
        if not self._note(code, room.training_id, training, training_id=owner):  # first, or tidying would end it
            raise Conflict(RUNNING)
        try:
            self._jobs.start(recipe, drawings=_source(lessons), owner=f"{OWNER}{owner}")
        except BaseException:
            self._note(code, owner, earlier, training_id=room.training_id)
            raise
        self._registry.prune(self._settings.kept_versions, self._jobs.parents)
        return training

    def settle(self, code: str) -> bool:
        """Notes how the room's training stands, if this server's folder has it; returns whether it goes on."""
        room = self._store.room(code)
        training = read_training(room)
        if training is None or training.state in FINAL_STATES:
            return False
        job = self._jobs.owned_by(f"{OWNER}{room.training_id}")
        if job is None:  # another server's, which notes it
            return True
        status = self._jobs.get(job)
        now, versions = training.model_copy(update=_progress(status)), {}
        if status.is_final:
            self._jobs.forget_drawings(job)
        if status.state == "succeeded" and status.model_version:
            with suppress(NotFound, Conflict):  # a version that can't be read answers nowhere
                figures = self._compare(code, now)
                now = now.model_copy(update={"before": figures.before, "after": figures.after})
                versions = dict.fromkeys(("challenger", "model_version"), status.model_version)
        if now != training:
            self._note(code, room.training_id, now, **versions)
        return not status.is_final

    def comparison(self, code: str) -> Comparison:
        """The champion that the room's version began from, and that version. Raises Conflict when there is none."""
        training = read_training(self._store.room(code))
        if training is None or training.model_version is None:
            raise Conflict("This room has no version of its own yet; let it learn from the class first.")
        return self._compare(code, training)

    def tidy(self) -> None:
        """Ends trainings whose room is closed, and deletes the drawings in their folders."""
        owned = dict(self._jobs.owners(OWNER))
        if not owned:
            return
        with self._store.database.session() as session:
            wanted = {f"{OWNER}{each}" for each in session.scalars(select(RoomRow.training_id).where(is_open()))}
        for job, owner in owned.items():
            if owner not in wanted:
                self._jobs.abandon(job)

    def _compare(self, code: str, training: RoomTraining) -> Comparison:
        drawings = digits(self._store.drawings(code))
        return compare(
            self._registry, training.parent_version, str(training.model_version), drawings, training.teachers
        )

    def _note(self, code: str, owner: str | None, training: RoomTraining | None, **changes: str | None) -> bool:
        """Writes the training down, unless it is another one by now, or over; a new version is the room's as well.

        Returns whether it did.
        """
        with self._store.database.transaction() as session:
            number = next_number(session, code, 2)
            stored = session.get_one(RoomRow, code)
            known = read_training(stored)
            is_over = known is not None and known.state in FINAL_STATES and "training_id" not in changes
            if stored.training_id != owner or is_over:
                return False
            text = training and training.model_dump_json()
            stamps = {"training_stamp": number} | ({"stamp": number + 1} if "challenger" in changes else {})
            session.execute(update(RoomRow).filter_by(code=code).values(training=text, **stamps, **changes))
            return True


def read_training(room: RoomRow) -> RoomTraining | None:
    """The training that a room's row tells of."""
    return RoomTraining.model_validate_json(room.training) if room.training else None


def labelled(drawings: Sequence[DrawingRow]) -> list[DrawingRow]:
    """What can be learned from: digits that were asked for, and what fooled the network and the class finds fair."""
    fooling = [each for each in drawings if each.task == "fool" and not each.hidden and each.fair > each.unfair]
    return [*digits(drawings), *(each for each in fooling if each.meant is not None)]


def split(code: str, pupils: set[int]) -> tuple[set[int], set[int]]:
    """(teachers, examiners), by a hash: two in three teach, and from two pupils on neither side is empty."""
    ranked = sorted(pupils, key=lambda pupil: hashlib.sha256(f"{code}/{pupil}".encode()).digest())
    count = min(max(1, round(TEACHERS * len(ranked))), len(ranked) - 1)
    return set(ranked[:count]), set(ranked[count:])


def _settings(parent: str, metadata: Metadata) -> dict[str, Any]:
    return HYPERPARAMETERS | {"parent_version": parent, "dropout_rate": metadata.network.dropout_rate}


def _source(lessons: Sequence[DrawingRow]) -> DrawingSource:
    """The drawings to learn from; the examiners' stay in the room."""
    return lambda part: map(_line, lessons) if part == "training" else ()


def _line(drawing: DrawingRow) -> str:
    return f'{{"label": {drawing.meant}, "writer": "{drawing.pupil}", "strokes": {drawing.strokes}}}'


def _progress(status: TrainingStatus) -> dict[str, Any]:
    names = ("state", "epoch", "epochs", "step", "steps", "loss", "validation_accuracy", "seconds_left", "error")
    curve = [{name: entry[name] for name in ("epoch", "loss", "validation_accuracy")} for entry in status.history]
    told = {name: getattr(status, name) for name in names}
    return told | {"curve": curve, "model_version": status.model_version}
