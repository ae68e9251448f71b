"""What one epoch learns from: the training examples, pen drawings and drawings that are no digits, all made afresh.

    deform(training images + inked pen digits + what is no digit: inked pen drawings and generated ones), shuffled

They are made some batches at a time, just before they are learned from. Where several processes share a batch, each
makes its own part. The order is drawn from (seed, epoch), and what is made from (seed, epoch, rank): so the same
numbers of processes make the same examples again.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from ..arrays import FLOAT, ImageArray, IntArray
from ..config import TrainingConfig
from ..data.batches import NO_LABEL, batches, share_of
from ..data.dataset import Examples
from ..preprocessing.framing import to_images
from .deformation import deform
from .non_digits import not_digits
from .pen_digits import PenDigits
from .writing_styles import add_writing_styles

MADE_AT_ONCE = 1024  # examples: so many that there are some of each kind to be drawn together
DEFORMED_AT_ONCE = 256  # few enough to stay in the processor's cache
MAX_INKINGS = 20  # of one drawing in one epoch: ten drawings shall not be half of what is learned
MAKING = 2  # tells the generator for what is made from the one for the order, and from dropout's
DRAWN_SHARE = 1 / 3  # of what is no digit by people, if there is any; the rest, far more various, is generated


class EpochLoader:
    """Makes the examples of every epoch from `training`, and from people's drawings if there are any.

    `pens` are their digits, `others` what they drew that is no digit.
    """

    def __init__(
        self,
        config: TrainingConfig,
        training: Examples,
        pens: PenDigits | None = None,
        others: PenDigits | None = None,
    ) -> None:
        self._config = config
        self._training = training
        inked = inkings_per_epoch(config, len(training), len(pens or ()))
        self._digits = len(training) + inked
        self._not_digits = round(config.not_digits * self._digits)
        drawn = min(round(DRAWN_SHARE * self._not_digits), MAX_INKINGS * len(others or ()))
        self._people = [(each, count) for each, count in ((pens, inked), (others, drawn)) if each is not None]

    def __len__(self) -> int:
        return self._digits + self._not_digits

    def load(self, epoch: int) -> Examples:
        """One epoch's examples in the order in which one process learns from them; the same at every call."""
        parts = [part for part, _ in self.parts(epoch)]
        return Examples(
            np.concatenate([part.images for part in parts]), np.concatenate([part.labels for part in parts])
        )

    def parts(self, epoch: int, rank: int = 0, processes: int = 1) -> Iterator[tuple[Examples, float]]:
        """What falls to one of several processes of each batch, and which share of the batch that is."""
        rng = np.random.default_rng([self._config.seed, epoch])
        order = rng.permutation(len(self))
        drawn = [(drawings, _in_turn(len(drawings), count, rng)) for drawings, count in self._people]
        rng = np.random.default_rng([self._config.seed, epoch, MAKING, rank])
        whole = [order[batch] for batch in batches(len(order), self._config.batch_size)]
        parts = [share_of(batch, rank, processes) for batch in whole]
        for some in batches(len(parts), max(1, MADE_AT_ONCE // max(1, len(parts[0])))):
            made = self._make(np.concatenate(parts[some]), drawn, rng)
            start = 0
            for part, batch in zip(parts[some], whole[some], strict=True):
                yield made.take(slice(start, start + len(part))), len(part) / len(batch)
                start += len(part)

    def _make(
        self, numbers: IntArray, drawn: Sequence[tuple[PenDigits, IntArray]], rng: np.random.Generator
    ) -> Examples:
        """The examples with these numbers: first come the training examples, then people's drawings, then the rest."""
        images = np.empty((len(numbers), *self._training.images.shape[1:]), np.uint8)
        labels = np.full(len(numbers), NO_LABEL, np.uint8)
        first = len(self._training)
        places = numbers < first
        chosen = self._training.take(numbers[places])
        labels[places] = chosen.labels
        images[places] = add_writing_styles(chosen.images, chosen.labels, self._config.styles, rng)
        for drawings, order in drawn:
            places = (numbers >= first) & (numbers < first + len(order))
            if places.any():
                pens = drawings.take(order[numbers[places] - first])
                images[places], labels[places] = to_images(pens.inked(self._config, rng)), pens.labels
            first += len(order)
        places = numbers >= first
        if places.any():
            images[places] = to_images(not_digits(int(places.sum()), rng))
        return Examples(self._deformed(images, rng), labels)

    def _deformed(self, images: ImageArray, rng: np.random.Generator) -> ImageArray:
        if not self._config.deforms:  # the same images would come out, only later
            return images
        for part in batches(len(images), DEFORMED_AT_ONCE):
            images[part] = to_images(deform(images[part].astype(FLOAT) / FLOAT(255), self._config, rng))
        return images


def _in_turn(drawings: int, count: int, rng: np.random.Generator) -> IntArray:
    """`count` numbers of drawings: all as often as they are needed whole, and then some that are chosen by lot."""
    rounds, rest = divmod(count, drawings)
    return np.concatenate([*[np.arange(drawings)] * rounds, rng.permutation(drawings)[:rest]])


def inkings_per_epoch(config: TrainingConfig, digits: int, drawings: int) -> int:
    """How many pictures of `drawings` an epoch gets beside its `digits`."""
    if config.pen_inkings is not None:
        return config.pen_inkings * drawings
    return min(MAX_INKINGS * drawings, round(config.people_share / (1 - config.people_share) * digits))
