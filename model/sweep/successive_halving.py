"""Successive halving: everyone trains a little, the better ones go on, and only the best train to the end.

With 27 trials, a factor of 3 and 27 epochs: all 27 train for 1 epoch, the best 9 up to 3, 3 up to 9, and one for 27.

Source: K. Jamieson and A. Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter Optimization, 2016.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rung:
    """Up to which epoch is trained, and how many of those that got here do it."""

    epochs: int
    trials: int


def rungs(trials: int, epochs: int, factor: int, first: int) -> list[Rung]:
    """The ladder: the first rung has all trials and `first` epochs or more; each next one `factor` times the epochs.

    A factor of 1 gives nobody up: one rung, to the end.
    """
    ladder = [Rung(epochs, trials)]
    while factor > 1 and ladder[0].epochs > first and trials >= factor ** len(ladder):
        ladder.insert(0, Rung(max(first, ladder[0].epochs // factor), trials))
    remaining = trials
    for number, rung in enumerate(ladder):
        ladder[number] = Rung(rung.epochs, remaining)
        remaining = max(1, remaining // factor)
    return ladder
