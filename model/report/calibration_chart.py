"""The geometry of the calibration chart: is the network as sure as it is right?

One bar a bin of like confidence: as wide as the bin, as high as the share of its answers that was right. The bars of a
network that knows what it knows follow the dashed diagonal; below it, it claims too much. How many answers a bar stands
for is written on it, since a bar of three says little.
"""

from typing import NamedTuple

from ..evaluation.metrics import ReliabilityBin

WIDTH, HEIGHT = 360, 290  # units; a phone shows them as about as many pixels, so text can be read there
LEFT, RIGHT, TOP, BOTTOM = 42, 350, 10, 248  # the frame
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
LABEL_FITS = 0.2  # a bar at least so high has room for its count inside


class Label(NamedTuple):
    """Where a bar's count stands, and whether it starts or ends there."""

    x: float
    y: float
    anchor: str


def x(share: float) -> float:
    """The place of a confidence from 0 to 1."""
    return round(LEFT + (RIGHT - LEFT) * share, 1)


def y(share: float) -> float:
    """The place of an accuracy from 0 to 1."""
    return round(BOTTOM - (BOTTOM - TOP) * share, 1)


def width(bar: ReliabilityBin) -> float:
    """The width of a bar, with a gap of 1 to the next."""
    return round(x(bar.high) - x(bar.low) - 1, 1)


def height(bar: ReliabilityBin) -> float:
    """The height of a bar."""
    return round(BOTTOM - y(bar.accuracy), 1)


def label(bar: ReliabilityBin) -> Label:
    """The place of a bar's count: upright inside the bar or, if it is low, above it."""
    middle, top = (x(bar.low) + x(bar.high)) / 2 + 3.5, y(bar.accuracy)
    return Label(middle, top + 5, "end") if bar.accuracy >= LABEL_FITS else Label(middle, top - 5, "start")


def description(bins: tuple[ReliabilityBin, ...]) -> str:
    """The chart in words, for those who don't see it."""
    fullest = max(bins, key=lambda bar: bar.examples)
    return (
        f"One bar for each of {len(bins)} ranges of confidence. The range with most answers, {fullest.examples:,}, "
        f"goes from {fullest.low:.0%} to {fullest.high:.0%}: there {fullest.accuracy:.1%} are right, at "
        f"{fullest.confidence:.1%} confidence on average. The table below has all of them."
    )
