"""The calibration chart: is the network as sure as it is right?

One bar a bin of like confidence: as wide as the bin, as high as the share of its answers that was right. The bars of a
network that knows what it knows follow the dashed diagonal; below it, it claims too much. How many answers a bar stands
for is written on it, since a bar of three says little.
"""

from ..evaluation.metrics import ReliabilityBin
from .markup import Markup, element, joined

WIDTH, HEIGHT = 360, 290  # units; a phone shows them as about as many pixels, so text can be read there
LEFT, RIGHT, TOP, BOTTOM = 42, 350, 10, 248  # the frame
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
ROOM = 0.2  # a bar at least so high has room for its count inside


def calibration_chart(bins: tuple[ReliabilityBin, ...]) -> Markup:
    """The chart as SVG, with a title and a description for those who don't see it."""
    return element(
        "svg",
        element("title", "Confidence and accuracy", id="chart-title"),
        element("desc", _description(bins), id="chart-description"),
        *map(_tick, TICKS),
        *map(_bar, bins),
        _line(0, 0, 1, 1, "ideal"),
        element("text", "confidence", x=(LEFT + RIGHT) / 2, y=HEIGHT - 6, text_anchor="middle"),
        element("text", "share that is right", transform=f"translate(10 {(TOP + BOTTOM) / 2}) rotate(-90)",
                text_anchor="middle"),
        viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_labelledby="chart-title chart-description", class_="chart",
    )  # fmt: skip


def _description(bins: tuple[ReliabilityBin, ...]) -> str:
    most = max(bins, key=lambda each: each.examples)
    return (
        f"One bar for each of {len(bins)} ranges of confidence. The range with most answers, {most.examples:,}, goes "
        f"from {most.low:.0%} to {most.high:.0%}: there {most.accuracy:.1%} are right, at {most.confidence:.1%} "
        "confidence on average. The table below has all of them."
    )


def _bar(each: ReliabilityBin) -> Markup:
    """A bar, a mark at the mean confidence, and the count, upright inside the bar or, if it is low, above it."""
    left, right, top = _x(each.low), _x(each.high), _y(each.accuracy)
    inside = each.accuracy >= ROOM
    middle, end = (left + right) / 2 + 3.5, top + 5 if inside else top - 5
    return joined(
        element("rect", x=left + 0.5, y=top, width=round(right - left - 1, 1), height=round(BOTTOM - top, 1)),
        _line(each.low, each.confidence, each.high, each.confidence, "confidence"),
        element("text", f"{each.examples:,}", transform=f"translate({middle:.1f} {end:.1f}) rotate(-90)",
                text_anchor="end" if inside else "start", class_="count"),
    )  # fmt: skip


def _tick(share: float) -> Markup:
    """A grid line each way, and what it stands for."""
    return joined(
        _line(0, share, 1, share, "grid"),
        element("text", f"{share:.0%}", x=LEFT - 4, y=_y(share) + 3.5, text_anchor="end"),
        element("text", f"{share:.0%}", x=_x(share), y=BOTTOM + 15, text_anchor="end" if share == 1 else "middle"),
    )


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    return element("line", x1=_x(x1), y1=_y(y1), x2=_x(x2), y2=_y(y2), class_=kind)


def _x(share: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * share, 1)


def _y(share: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * share, 1)
