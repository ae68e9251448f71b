"""What one epoch learns from: the training examples, pen drawings and drawings that are no digits, all made afresh.

    deform(training images + inked pen digits + what is no digit: inked pen drawings and generated ones), shuffled

While the network learns from one epoch's examples, a second thread makes the next one's. It finds its own randomness,
so that it makes the same ones whenever it runs.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ..arrays import FLOAT, ImageArray
from ..config import TrainingConfig
from ..data.batches import NO_LABEL
from ..data.dataset import Examples
from ..preprocessing.framing import to_images
from .deformation import deform
from .non_digits import not_digits
from .pen_digits import PenDigits
from .writing_styles import add_writing_styles

IMAGES_CHUNK = 256  # few enough to stay in the processor's cache
MAX_INKINGS = 20  # of one drawing in one epoch: ten drawings shall not be half of what is learned
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
        self._pens = pens
        self._others = others
        self._inked = inkings_per_epoch(config, len(training), len(pens or ()))
        self._digits = len(training) + self._inked
        self._not_digits = round(config.not_digits * self._digits)
        self._drawn = min(round(DRAWN_SHARE * self._not_digits), MAX_INKINGS * len(others or ()))

    def __len__(self) -> int:
        return self._digits + self._not_digits

    def prefetch(self, first: int, last: int) -> Iterator[Examples]:
        """The examples of epochs first..last, each made while its predecessor is learned from."""
        thread = ThreadPoolExecutor(1, thread_name_prefix="next-epoch")
        try:
            coming = thread.submit(self.load, first)
            for epoch in range(first, last + 1):
                examples = coming.result()
                if epoch < last:
                    coming = thread.submit(self.load, epoch + 1)
                yield examples
        finally:
            thread.shutdown(wait=False, cancel_futures=True)

    def load(self, epoch: int) -> Examples:
        """One epoch's examples in the order in which they are learned from; the same at every call."""
        rng = np.random.default_rng([self._config.seed, epoch])
        images, labels = [self._training.images], [self._training.labels]
        if self._config.styles:
            images[0] = add_writing_styles(images[0], labels[0], self._config.styles, rng)
        for drawings, count in ((self._pens, self._inked), (self._others, self._drawn)):
            for pens in _in_turn(drawings, count, rng) if drawings is not None else ():
                images.append(to_images(pens.inked(self._config, rng)))
                labels.append(pens.labels)
        if generated := self._not_digits - self._drawn:
            images.append(to_images(not_digits(generated, rng)))
            labels.append(np.full(generated, NO_LABEL, np.uint8))
        order = rng.permutation(len(self))
        return Examples(self._deformed(np.concatenate(images)[order], rng), np.concatenate(labels)[order])

    def _deformed(self, images: ImageArray, rng: np.random.Generator) -> ImageArray:
        if not self._config.deforms:  # the same images would come out, only later
            return images
        for first in range(0, len(images), IMAGES_CHUNK):
            part = slice(first, first + IMAGES_CHUNK)
            images[part] = to_images(deform(images[part].astype(FLOAT) / FLOAT(255), self._config, rng))
        return images


def _in_turn(drawings: PenDigits, count: int, rng: np.random.Generator) -> Iterator[PenDigits]:
    """`count` drawings: all as often as they are needed whole, and then some that are chosen by lot."""
    rounds, rest = divmod(count, len(drawings))
    yield from [drawings] * rounds
    if rest:
        yield drawings.take(rng.permutation(len(drawings))[:rest])


def inkings_per_epoch(config: TrainingConfig, digits: int, drawings: int) -> int:
    """How many pictures of `drawings` an epoch gets beside its `digits`."""
    if config.pen_inkings is not None:
        return config.pen_inkings * drawings
    return min(MAX_INKINGS * drawings, round(config.people_share / (1 - config.people_share) * digits))
