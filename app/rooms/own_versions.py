"""Versions that learned from a room: each is read once, kept while its room draws, and given back afterwards."""

import time
from collections import OrderedDict

from ..errors import Conflict, NotFound
from ..prediction.predictor import Predictor, ServedModel

MAX_KEPT = 8  # in memory, beside the champion
IDLE_SECONDS = 60.0


class OwnVersions:
    """The versions that rooms have drawn with lately."""

    def __init__(self, predictor: Predictor) -> None:
        self._predictor = predictor
        self._kept: OrderedDict[str, tuple[ServedModel, float]] = OrderedDict()

    async def model(self, version: str | None) -> ServedModel | None:
        """The version to be asked; None, which is the champion, also for one that can't be read any more."""
        if version is None:
            return None
        try:
            model = self._kept[version][0] if version in self._kept else await self._predictor.version(version)
        except (NotFound, Conflict):
            return None
        self._kept[version] = model, time.monotonic()
        self._kept.move_to_end(version)
        while len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)
        return model

    def give_back(self) -> None:
        """Forgets the versions that no room has drawn with for a while."""
        limit = time.monotonic() - IDLE_SECONDS
        for version in [version for version, (_, used_at) in self._kept.items() if used_at < limit]:
            del self._kept[version]
