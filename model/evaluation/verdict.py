"""The verdict: is this a digit at all?

    evidence = sum(probabilities * log(classes * probabilities))
    digit        if evidence >= unsure_below and the likeliest digit has at least half the probability
    not_a_digit  if evidence < not_a_digit_below
    unsure       else

A network that was shown scribbles and letters while it learned (see not_digits) answers them with all ten digits alike,
which is no evidence for any of them: 0. A certain answer is log(10) = 2.3. In between lies the divergence of Kullback
and Leibler, "On Information and Sufficiency", 1951, of the answer from "all alike". The thresholds are set by digits
alone, so that few of them are lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..arrays import Array
from ..nn.activations import softmax

Verdict = Literal["digit", "unsure", "not_a_digit"]

MIN_CONFIDENCE = 0.5


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """How much evidence a digit needs, in nats."""

    unsure_below: float
    not_a_digit_below: float


def evidence(logits: Array) -> Array:
    """How far each answer is from "all alike", in nats: logits (n, classes) -> (n,), from 0 to log(classes)."""
    probabilities = softmax(logits)
    surprise = np.log(np.maximum(logits.shape[1] * probabilities, np.finfo(logits.dtype).tiny))
    distance: Array = (probabilities * surprise).sum(axis=1)
    return distance


def judge(logits: Array, thresholds: Thresholds | None) -> list[Verdict]:
    """One verdict for each row of logits (n, classes). Without thresholds, as in old versions, all are digits."""
    if thresholds is None:
        return ["digit"] * len(logits)
    found, confidence = evidence(logits), softmax(logits).max(axis=1)
    unsure = (found < thresholds.unsure_below) | (confidence < MIN_CONFIDENCE)
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
