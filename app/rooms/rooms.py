"""Rooms of classes: who may do what in them, and how a drawing gets onto the wall.

A drawing costs a prediction and a share of one transaction. So what hardly changes is remembered for a moment: how a
room stands, and which pupil has a key. Whether the room still takes drawings, and the pupil is still in it, is
asked again in the transaction.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from anyio import to_thread

from model.preprocessing.json_drawings import to_strokes

from ..database.database import Database
from ..drawings.schemas import Drawing
from ..errors import AppError, Conflict, NotFound, NotReady, TooLarge
from ..prediction.predictor import Predictor
from ..prediction.service import PredictionService
from ..server.rate_limits import RateLimit
from ..settings import Settings
from ..training.jobs import TrainingJobs
from .guesses import Guesses
from .keys import is_key
from .known_rooms import KnownRooms
from .moments import moment
from .own_versions import OwnVersions

if TYPE_CHECKING:
    from .drawing_writer import DrawingWriter
    from .news import RoomNews
    from .result_schemas import RoomTraining
    from .schemas import NewDrawing
    from .store import RoomStore
    from .tables import PupilRow, RoomRow
    from .trainings import RoomTrainings

logger = logging.getLogger(__name__)
TIDY_SECONDS = 30.0
FOLLOW_SECONDS = 0.5
TURN_SECONDS = 5
MAX_POINTS = 2000
Result = TypeVar("Result")


@dataclass(frozen=True)
class _Opened:
    """What needs SQLAlchemy, imported for the first room."""

    store: "RoomStore"
    trainings: "RoomTrainings"
    writer: "DrawingWriter"
    news: "RoomNews"


class Rooms:
    """The rooms, as one server process sees them."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        turns: asyncio.Semaphore,
        predictor: Predictor,
        predictions: PredictionService,
        jobs: TrainingJobs,
        is_stopping: Callable[[], bool],
    ) -> None:
        self.settings = settings
        self.guesses = Guesses(settings.room_code_limit)
        self.own_versions = OwnVersions(predictor)
        self._database, self._turns, self._predictions, self._jobs = database, turns, predictions, jobs
        self._is_stopping = is_stopping
        self._pace = RateLimit(f"{settings.room_drawings_per_minute}/minute")
        self._opened: _Opened | None = None
        self._opening = Lock()
        self.known_rooms = KnownRooms(self.run)
        self._followed: dict[str, asyncio.Task[None]] = {}

    async def run(self, work: "Callable[[RoomStore], Result]") -> Result:
        """What `work` returns, done in a thread with the tables. Raises NotReady when the database takes long."""
        async with self._turn():
            return await to_thread.run_sync(lambda: work(self._parts.store))

    async def change(self, code: str, work: "Callable[[RoomStore], Result]") -> Result:
        """As `run`, for what changes a room: those who watch it needn't wait."""
        result = await self.run(work)
        self.known_rooms.forget(code)
        self.news.changed(code)
        return result

    @property
    def news(self) -> "RoomNews":
        """What happens in rooms."""
        return self._parts.news

    @property
    def trainings(self) -> "RoomTrainings":
        """The trainings of rooms."""
        return self._parts.trainings

    def is_wall(self, room: "RoomRow", key: str) -> bool:
        """Whether a key is that of the room's wall."""
        return is_key(key, room.key_hash)

    async def known(self, code: str, address: str, *, has_key: bool) -> "RoomRow":
        """The room with this code, which must be one. Raises NotFound, Gone or TooManyRequests."""
        if not has_key:
            self.guesses.check(address)
        try:
            return await self.known_rooms.room(code)
        except NotFound:
            self.guesses.wrong(address)
            raise

    async def train(self, code: str) -> "RoomTraining":
        """Starts the room's training, and follows it. Raises Conflict."""
        training = await self.change(code, lambda _: self.trainings.start(code))
        self.follow_training(code)
        return training

    def follow_training(self, code: str) -> None:
        """Notes how the room's training stands, until it is over; one task of this process does."""
        if code not in self._followed:
            self._followed[code] = task = asyncio.create_task(self._follow_training(code))
            task.add_done_callback(lambda _: self._followed.pop(code, None))

    def give_back(self) -> None:
        """Closes what this process keeps open, when it stops."""
        if self._opened is not None:
            self._opened.writer.close()
            self._opened.news.close()

    async def close(self, code: str) -> None:
        """Deletes all of a room, also what its training has learned from."""
        await self.change(code, lambda store: store.close(code))
        await self.run(lambda _: self.trainings.tidy())

    async def draw(self, code: str, pupil: int, new: "NewDrawing") -> bytes:
        """Answers a pupil's drawing and puts it on the wall: the drawing as JSON.

        Raises TooManyRequests, TooLarge, InvalidRequest, and what the writer raises.
        """
        from .encoding import encode_drawing, encode_strokes

        self._pace.hit(f"{code}/{pupil}")
        room = await self.known_rooms.room(code)
        if (points := sum(map(len, new.strokes))) > MAX_POINTS:
            raise TooLarge(f"A drawing on the wall may have at most {MAX_POINTS} points; this one has {points}.")
        model = await self.own_versions.model(room.model_version)
        prediction = await self._predictions.predict_one(Drawing.model_construct(strokes=new.strokes), model)
        row = await self._parts.writer.add(
            {
                "room": code,
                "pupil": pupil,
                "strokes": encode_strokes(to_strokes(new.strokes)),
                "meant": new.meant,
                "round": new.round or room.round,
                "task": room.task,
                "nonce": new.nonce,
                "at": moment(),
                **prediction.model_dump(include={"label", "confidence", "verdict", "model_version"}),
                **{"hidden": False, "accepted": False, "fair": 0, "unfair": 0},
            }
        )
        return encode_drawing(row)

    async def vote(self, code: str, drawing: int, pupil: int, fair: bool) -> None:
        """A pupil's vote. Raises TooManyRequests, NotFound, Forbidden or Conflict."""
        self._pace.hit(f"{code}/{pupil}/votes")
        await self.change(code, lambda store: store.vote(code, drawing, pupil, fair))

    async def join(self, room: "RoomRow") -> "tuple[PupilRow, str]":
        """A new pupil and the pupil's key. Raises Conflict or Forbidden, mostly without a question to the database."""
        from .store import Locked

        most = self.settings.max_room_pupils
        if room.locked or room.pupils >= most:
            raise Locked() if room.locked else Conflict(f"The room is full: {most} pupils are in it.")
        return await self.change(room.code, lambda store: store.join(room.code, most))

    async def events(self, room: "RoomRow", after: int, pupil: int | None) -> AsyncGenerator[bytes, None]:
        """The room as it stands, and then its events after a number."""
        from .encoding import room_changed

        if room.training_id is not None:
            self.follow_training(room.code)
        yield room_changed(room, numbered=False).event
        async with aclosing(self.news.follow(room, after, pupil)) as events:
            async for event in events:
                yield event

    async def keep_tidy(self) -> None:
        """Deletes what is in rooms whose time is over, for as long as the server runs."""
        while True:
            await asyncio.sleep(TIDY_SECONDS)
            self.own_versions.give_back()
            try:
                if self._database.may_hold_any("rooms"):
                    await self._tidy()
            except AppError:  # a database that stands still is tidied later
                pass
            except Exception:
                logger.exception("the rooms can't be tidied")

    async def _tidy(self) -> None:
        await self.run(lambda store: store.close_expired())
        await self.run(lambda _: self.trainings.tidy())
        for room in await self.run(lambda store: store.all()):
            if room.training_id is not None:
                self.follow_training(room.code)

    async def _follow_training(self, code: str) -> None:
        with suppress(AppError, OSError):  # the room is over, or its database stands still: whoever watches asks again
            while await self.change(code, lambda _: self.trainings.settle(code)):
                await asyncio.sleep(FOLLOW_SECONDS)

    @property
    def _parts(self) -> _Opened:
        with self._opening:
            if self._opened is None:
                from .drawing_writer import DrawingWriter
                from .news import RoomNews
                from .store import RoomStore
                from .trainings import RoomTrainings

                store = RoomStore(self._database)
                news = RoomNews(self._database, self.known_rooms.remember, self._is_stopping)
                writer = DrawingWriter(self._database, news.changed)
                self._opened = _Opened(store, RoomTrainings(store, self.settings, self._jobs), writer, news)
            return self._opened

    @asynccontextmanager
    async def _turn(self) -> AsyncGenerator[None, None]:
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self._turns.acquire()
        except TimeoutError:
            raise NotReady("The database takes long; try again in a moment.") from None
        try:
            yield
        finally:
            self._turns.release()
