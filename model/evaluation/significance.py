"""Significance: is the difference between two exams more than chance?

A network that gets 97 of 100 right may be worth 92 % or 99 %: that is what an interval says. Two networks on the same
exam are compared by the questions on which they differ; if neither were better, each of those would be the toss of a
coin.

Sources: Wilson, "Probable inference, the law of succession, and statistical inference", 1927; McNemar, 1947, with the
exact probabilities of the sign test in place of his approximation.
"""

import math

Z = 1.959964  # of 95 %: so many standard deviations to each side


def wilson_interval(right: int, total: int, z: float = Z) -> tuple[float, float]:
    """(low, high): where the true share lies, 95 times out of 100, when `right` of `total` were right.

    Unlike share +- z * deviation it stays within 0..1, and has a width when all were right.
    """
    if total == 0:
        return 0.0, 1.0
    share, z2 = right / total, z * z
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    reach = z / (1 + z2 / total) * math.sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def sign_test(won: int, lost: int) -> float:
    """The probability that coins fall at least as unevenly as `won` to `lost`, either way: 1 when those are equal."""
    tosses, fewer = won + lost, min(won, lost)
    tail = sum(math.exp(_log_choose(tosses, heads) - tosses * math.log(2)) for heads in range(fewer + 1))
    return min(1.0, 2 * tail)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
