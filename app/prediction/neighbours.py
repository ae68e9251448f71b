"""Neighbours: the training examples nearest to a drawing, in the champion's last hidden layer.

The index takes seconds to make, so a thread makes it when neighbours are first requested; requests for neighbours wait
for it, all others are answered meanwhile. The thread keeps the normal priority: one of a lower priority that is
suspended while it holds the interpreter's lock blocks the whole server (4 s on a busy machine, instead of 0.3 s).
"""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from model.arrays import Array
from model.data.dataset import Examples
from model.neighbours.index import NeighbourIndex
from model.neighbours.search import nearest
from model.preprocessing.framing import is_blank

from ..errors import NotReady
from ..mnist import mnist
from .neighbour_cache import index_of
from .predictor import ServedModel
from .schemas import Neighbour

WAIT_SECONDS = 10  # how long a request waits before it is asked to come back


@dataclass(frozen=True)
class Search:
    """Ready to look up neighbours, by one champion and among the examples that it learned from."""

    champion: ServedModel
    index: NeighbourIndex
    examples: Examples

    def of(self, pictures: Array, hidden: Array) -> list[list[Neighbour]]:
        """Framed pictures (n, 28, 28) and their activations -> five neighbours of each, or none of a blank one."""
        found: list[list[Neighbour]] = [[] for _ in pictures]
        inked = [place for place, picture in enumerate(pictures) if not is_blank(picture)]
        if inked:
            rows = nearest(self.champion.network, self.index, self.examples, hidden[inked])
            for place, which, distances in zip(inked, *rows, strict=True):
                found[place] = self._described(which.tolist(), distances.tolist())
        return found

    def _described(self, which: Sequence[int], distances: Sequence[float]) -> list[Neighbour]:
        return [
            Neighbour(index=index, label=int(self.examples.labels[index]), distance=distance)
            for index, distance in zip(which, distances, strict=True)
        ]


class Neighbours:
    """Hands out the search for the champion; what it takes is kept in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._champion: ServedModel | None = None
        self._search: Future[Search] = Future()

    async def search(self, champion: ServedModel) -> Search:
        """The search for this champion. Raises NotReady when it takes longer than WAIT_SECONDS to prepare."""
        search = self._prepared(champion)
        if search.done():
            return search.result()
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(search)), WAIT_SECONDS)
        except TimeoutError:
            raise NotReady(
                f"The neighbours of {champion.version} are being looked up for the first time; ask again in a moment, "
                "or without them."
            ) from None

    def _prepared(self, champion: ServedModel) -> Future[Search]:
        """The search, or the promise of it; only called on the event loop, so that no two threads are started."""
        failed = self._search.done() and self._search.exception() is not None
        if champion is not self._champion or failed:
            self._champion, self._search = champion, Future()
            # A daemon, since a server that is asked to stop needn't finish it.
            threading.Thread(target=self._prepare, args=(champion, self._search), daemon=True).start()
        return self._search

    def _prepare(self, champion: ServedModel, search: Future[Search]) -> None:
        try:
            training = champion.training
            examples, _ = mnist().split(training.validation_size, training.training_size)
            index = index_of(self._folder, champion.version, champion.network, examples)
            search.set_result(Search(champion, index, examples))
        except BaseException as error:
            search.set_exception(error)
