"""A race on the page: four lanes, live lines, results in words, and nothing left running when nobody looks."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.app.conftest import make_settings
from tests.app.races.test_races import LONG, racers, wait_until, watching
from tests.browser.conftest import NewPage
from tests.helpers.server import running_server

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, shipped_weights: Path) -> Iterator[str]:
    """A server that runs one race at a time, on any machine."""
    with running_server(make_settings(tmp_path_factory.mktemp("server"), shipped_weights, races=1)) as address:
        yield address


def shorten(page: Page, steps: int) -> None:
    """Lets the page's races take fewer steps."""
    page.route("**/races?**", lambda route: route.continue_(url=f"{route.request.url}&steps={steps}"))


def go_to_chapter(page: Page, chapter: int) -> None:
    page.locator(".race").evaluate(
        "(race, chapter) => race.dispatchEvent(new CustomEvent('set', {bubbles: true, detail: {chapter}}))", chapter
    )


def started(page: Page) -> psutil.Process:
    """A race under way, and its process."""
    page.locator(".race .start").click()
    expect(page.locator(".race .chart .line").first).to_be_attached()
    return racers()[0]


@pytest.mark.parametrize(("chapter", "names"), [(5, ["sigmoid", "tanh", "ReLU"]), (9, ["0.001", "0.1", "1", "10"])])
def test_each_chapter_races_what_it_asks_about(new_page: NewPage, chapter: int, names: list[str]) -> None:
    page = new_page(f"/learn?chapter={chapter}")
    shorten(page, 100)
    page.locator(".race .start").click()
    expect(page.locator(".race .results")).to_be_visible()
    lanes = [f"{mark} {name}" for mark, name in zip("ABCD", names, strict=False)]
    ends = page.locator(".race .chart .name").all_text_contents()
    assert [text.removesuffix(" ↑") for text in ends] == lanes
    assert page.locator(".race .chart .line").count() == len(lanes)
    heads = page.locator(".race tbody th").all_inner_texts()
    assert all(head.startswith(lane[0]) and head.endswith(lane[2:]) for head, lane in zip(heads, lanes, strict=True))
    expect(page.locator(".race .status")).to_contain_text("100")


def test_the_figures_in_the_table_are_those_of_the_chart(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=11")
    shorten(page, 50)
    page.locator(".race .start").click()
    expect(page.locator(".race .results")).to_be_visible()
    told = page.locator(".race .chart").get_attribute("aria-label") or ""
    losses = re.findall(r"to ([\d.]+) at step 50", told)
    assert len(losses) == 3
    assert page.locator(".race tbody td:last-child").all_inner_texts() == losses


def test_a_lane_that_runs_away_is_told_in_words(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=9")
    shorten(page, 100)
    page.locator(".race .start").click()
    expect(page.locator(".race .results")).to_contain_text("ran away")
    expect(page.locator(".race .chart .name").last).to_have_text("D 10 ↑")


@pytest.mark.parametrize("way", ["chapter", "button", "page"])
def test_nothing_runs_on_when_nobody_watches(new_page: NewPage, way: str) -> None:
    page = new_page("/learn?chapter=5")
    racer = started(page)
    if way == "chapter":
        go_to_chapter(page, 6)
        expect(page.locator(".race")).to_be_hidden()
    elif way == "button":
        page.locator(".race .start").click()
        expect(page.locator(".race .status")).to_have_text("Stopped.")
    else:
        page.close()
    wait_until(lambda: not psutil.pid_exists(racer.pid))
    assert racers() == []


def test_lanes_are_added_changed_and_taken_away(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=5")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/races" in request.url else None)
    shorten(page, 25)
    page.locator(".race .add").click()
    expect(page.locator(".race .add")).to_be_disabled()
    page.locator(".race .lane-4 select[name=dropout_rate]").select_option("0.5")
    page.locator(".race .lane-1 .remove").click()
    assert page.locator(".race .lane:visible").count() == 3
    page.locator(".race .start").click()
    expect(page.locator(".race .results")).to_be_visible()
    heads = page.locator(".race tbody th").all_inner_texts()
    assert heads == ["A tanh · Dropout rate 0", "B ReLU · Dropout rate 0", "C ReLU · Dropout rate 0.5"]
    assert asked[0].count("lane=") == 3 and "relu%2Ccross_entropy%2C0.1%2C0.5" in asked[0]


def test_the_place_in_the_queue_is_told(new_page: NewPage, server: str) -> None:
    page = new_page("/learn?chapter=5")
    shorten(page, 25)
    with httpx.Client(base_url=server, timeout=60) as client, watching(client, **LONG) as events:
        next(events)
        page.locator(".race .start").click()
        expect(page.locator(".race .status")).to_contain_text("Your place in the queue: 1; it begins in about")
    expect(page.locator(".race .results")).to_be_visible()


def test_a_refusal_and_a_lost_connection_are_told(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=5")
    waiting = 'event: waiting\ndata: {"place": 3, "seconds": 12}\n\n'
    refused = '{"error": "too_many_requests", "detail": "100 races are waiting already; try again in a moment."}'
    page.route("**/races?**", lambda route: route.fulfill(content_type="text/event-stream", body=waiting))
    page.locator(".race .start").click()
    expect(page.locator(".race .trouble")).not_to_be_empty()  # the stream ended before the race did
    page.unroute("**/races?**")
    page.route("**/races?**", lambda route: route.fulfill(status=429, content_type="application/json", body=refused))
    page.locator(".race .start").click()
    expect(page.locator(".race .trouble")).to_contain_text("Too many")
    expect(page.locator(".race .start")).to_have_text("Start the race")


def test_switching_the_language_keeps_the_race(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=9")
    shorten(page, 50)
    page.locator(".race .start").click()
    expect(page.locator(".race .results")).to_contain_text("ran away")
    page.locator(".header .language").click()
    expect(page.locator(".race .results")).to_contain_text("发散了")
    expect(page.locator(".race .start")).to_have_text("开跑")


def test_on_a_phone_nothing_is_wider_than_the_screen(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=9", **PHONE)
    shorten(page, 50)
    page.locator(".race .start").tap()
    expect(page.locator(".race .results")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for select in page.locator(".race select:visible").all():
        box = select.bounding_box()
        assert box is not None and box["height"] >= 44
