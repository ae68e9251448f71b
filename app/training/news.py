"""The news of trainings: one reader for each that is watched, whose status is handed on to all who watch it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field

from anyio import to_thread

from model.validation import validator

from ..errors import AppError
from .status import TrainingStatus

POLL_SECONDS = 0.25


@dataclass(frozen=True)
class Told:
    """A status, written as JSON once for all."""

    state: str
    json: str


@dataclass
class Reader:
    """The task that reads a training's status, what it has read last, and how many watch."""

    task: asyncio.Task[None] | None = None
    told: Told | None = None
    watchers: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, told: Told | None) -> None:
        """Wakes all who watch."""
        changed, self.changed, self.told = self.changed, asyncio.Event(), told
        changed.set()


class TrainingNews:
    """Follows trainings, whose status `read` looks up, until they are over or the server `is_stopping`."""

    def __init__(self, read: Callable[[str], TrainingStatus], is_stopping: Callable[[], bool]) -> None:
        self._read = read
        self._is_stopping = is_stopping
        self._readers: dict[str, Reader] = {}

    async def follow(self, training_id: str) -> AsyncGenerator[Told, None]:
        """The status of a training, whenever it changes, until it is over or can't be read any more."""
        reader = self._readers.setdefault(training_id, Reader())
        reader.task = reader.task or asyncio.create_task(self._watch(training_id, reader))
        reader.watchers += 1
        shown: Told | None = None
        try:
            while reader.told is not shown or not reader.task.done():
                if reader.told is None or reader.told is shown:
                    await reader.changed.wait()
                else:
                    shown = reader.told
                    yield shown
        finally:
            reader.watchers -= 1
            if not reader.watchers:
                reader.task.cancel()

    async def _watch(self, training_id: str, reader: Reader) -> None:
        status: TrainingStatus | None = None
        try:
            while not self._is_stopping() and (status is None or not status.is_final):
                read = await to_thread.run_sync(self._read, training_id)
                if read != status:
                    status = read
                    reader.tell(Told(status.state, validator(TrainingStatus).dump_json(status).decode()))
                await asyncio.sleep(POLL_SECONDS)
        except AppError:  # it was removed, or damaged; who asks again is told so
            pass
        finally:
            if self._readers.get(training_id) is reader:
                del self._readers[training_id]
            asyncio.get_running_loop().call_soon(reader.tell, reader.told)  # once this task is done
