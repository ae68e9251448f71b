"""The calibration chart: bars where the numbers say, each with its count, and words for those who don't see it."""

from dataclasses import replace

import pytest

from model.evaluation.metrics import ReliabilityBin
from model.report.calibration_chart import BOTTOM, LEFT, RIGHT, TOP
from model.report.page import as_page
from tests.helpers.examinations import sure_of_three
from tests.helpers.html_reader import Element, read_html, texts

BINS = (
    ReliabilityBin(low=0.25, high=0.5, examples=3, confidence=0.4, accuracy=0.0),
    ReliabilityBin(low=0.75, high=1.0, examples=9851, confidence=0.98, accuracy=0.75),
)


@pytest.fixture
def chart() -> list[Element]:
    page = as_page(replace(sure_of_three([3]), reliability=BINS))
    return read_html(page[page.index("<svg") : page.index("</svg>") + len("</svg>")])


def test_a_bar_is_as_wide_as_its_bin_and_as_high_as_its_accuracy(chart: list[Element]) -> None:
    low, high = (
        {name: float(value) for name, value in each.attributes.items()} for each in chart if each.tag == "rect"
    )
    quarter = (RIGHT - LEFT) / 4
    assert low["x"] == pytest.approx(LEFT + quarter, abs=1)
    assert low["width"] == high["width"] == pytest.approx(quarter, abs=2)
    assert (low["height"], high["height"]) == (0, pytest.approx(0.75 * (BOTTOM - TOP), abs=0.1))
    assert high["y"] + high["height"] == pytest.approx(BOTTOM, abs=0.2)


def test_the_mark_is_at_the_mean_confidence(chart: list[Element]) -> None:
    marks = [each.attributes for each in chart if each.attributes.get("class") == "confidence"]
    assert [float(mark["y1"]) for mark in marks] == pytest.approx(
        [BOTTOM - share * (BOTTOM - TOP) for share in (0.4, 0.98)], abs=0.1
    )


def test_counts_and_axes_are_written_out(chart: list[Element]) -> None:
    written = texts(chart, "text")
    assert {"3", "9,851", "confidence", "share that is right", "0%", "100%"} <= set(written)


def test_it_has_a_title_and_a_description(chart: list[Element]) -> None:
    svg = chart[0].attributes
    named = {each.attributes["id"]: each.text for each in chart if "id" in each.attributes}
    assert svg["role"] == "img"
    title, description = (named[name] for name in svg["aria-labelledby"].split())
    assert title
    assert "9,851" in description and "75.0%" in description and "98.0%" in description
