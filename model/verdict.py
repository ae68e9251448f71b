"""The verdict: is this a digit at all?

    evidence = log(sum(exp(logits)))        large where some logit is large, whichever
    digit        if evidence >= unsure_below and the likeliest digit has at least half the probability
    not_a_digit  if evidence < not_a_digit_below
    unsure       else

Softmax only compares the digits with each other and forgets how much spoke for any of them; the evidence is what it
forgets. A network that has been shown what is no digit (see not_digits) has little of it there. The thresholds are set
by digits alone, so that few of them are lost.

The evidence is the negative of the energy in Liu, Wang, Owens and Li, "Energy-based Out-of-distribution Detection",
2020.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .activations import softmax
from .arrays import Array

Verdict = Literal["digit", "unsure", "not_a_digit"]

LEAST_CONFIDENCE = 0.5


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """How much evidence a digit needs, in the unit of the logits."""

    unsure_below: float
    not_a_digit_below: float


def evidence(logits: Array) -> Array:
    """How much speaks for any digit: logits (n, classes) -> (n,)."""
    highest = logits.max(axis=1)
    total: Array = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))
    return total


def judge(logits: Array, thresholds: Thresholds | None) -> list[Verdict]:
    """One verdict for each row of logits (n, classes). Without thresholds, as in old versions, all are digits."""
    if thresholds is None:
        return ["digit"] * len(logits)
    found, confidence = evidence(logits), softmax(logits).max(axis=1)
    unsure = (found < thresholds.unsure_below) | (confidence < LEAST_CONFIDENCE)
    refused = found < thresholds.not_a_digit_below
    return ["not_a_digit" if no else "unsure" if maybe else "digit" for no, maybe in zip(refused, unsure, strict=True)]


def choose_thresholds(groups: Sequence[tuple[Array, float]]) -> Thresholds:
    """The highest thresholds that lose no more of any group of digits than it may spare.

    Each group is (logits (n, classes), the share that may be called unsure or not_a_digit); a quarter of the share may
    be called not_a_digit.
    """
    found = [(evidence(logits), share) for logits, share in groups]
    return Thresholds(
        unsure_below=min(float(np.quantile(each, share)) for each, share in found),
        not_a_digit_below=min(float(np.quantile(each, share / 4)) for each, share in found),
    )
