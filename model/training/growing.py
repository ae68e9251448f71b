"""Growing: a training that keeps its network at moments that lie ever further apart.

A network learns most in its first hundred batches, and hardly anything in its last ten thousand; so the moments double
and treble: some batches of the first epoch, then the ends of epochs.
"""

from collections.abc import Iterator

from ..checkpoints.growth import Growth, GrowthMoment, GrowthRecord, rounded
from ..data.dataset import Dataset
from ..evaluation.evaluate import evaluate
from ..nn.losses import LOSSES
from ..progress import StepReport
from .recipe import Recipe, start_training
from .trainer import Training

BATCHES = (0, 3, 10, 30, 100, 300)
EPOCHS = (1, 2, 4, 8, 16, 32, 64)
DIGITS = 6  # of a loss or an accuracy; more are another machine's rounding


def grow(recipe: Recipe, dataset: Dataset, command: str) -> Iterator[GrowthMoment | Growth]:
    """Trains by a recipe: each moment as it is kept, and at last the whole growth."""
    training = start_training(recipe, dataset)
    per_epoch, last = training.steps_per_epoch, recipe.training.epochs
    kept = {batches for batches in BATCHES if batches < per_epoch}
    kept |= {epoch * per_epoch for epoch in EPOCHS if epoch < last} | {last * per_epoch}
    networks, moments = [rounded(training.network, recipe.network)], [_moment(training, recipe, 0)]
    yield moments[0]
    for report in training.run():
        batches = training.steps
        if isinstance(report, StepReport) and batches in kept:
            networks.append(rounded(training.network, recipe.network))
            moments.append(_moment(training, recipe, batches))
            yield moments[-1]
    record = GrowthRecord(
        network=recipe.network,
        training=recipe.training,
        dataset_checksum=dataset.checksum,
        command=command,
        batches_per_epoch=per_epoch,
        training_examples=len(training.training),
        validation_examples=len(training.validation),
        test_examples=len(dataset.test),
        test_accuracy=round(evaluate(networks[-1], dataset.test).accuracy, DIGITS),
        moments=tuple(moments),
    )
    yield Growth(record, tuple(networks))


def _moment(training: Training, recipe: Recipe, batches: int) -> GrowthMoment:
    network = rounded(training.network, recipe.network)
    loss = LOSSES[recipe.training.loss]
    learned, held_back = (evaluate(network, examples, loss) for examples in (training.training, training.validation))
    return GrowthMoment(
        batches=batches,
        training_loss=round(learned.loss, DIGITS),
        training_accuracy=round(learned.accuracy, DIGITS),
        validation_loss=round(held_back.loss, DIGITS),
        validation_accuracy=round(held_back.accuracy, DIGITS),
    )
