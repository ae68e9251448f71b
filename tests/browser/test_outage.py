"""The server goes away and comes back: the page says so, and asks again by itself or when it is told to."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.app.conftest import TOKEN, make_settings
from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import violations
from tests.browser.test_drawing import DIGIT, draw_with_mouse
from tests.browser.test_learn import draw, go_to_chapter
from tests.helpers.cable import Cable, cable_to
from tests.helpers.drawings import SEVEN, THREE
from tests.helpers.server import running_server

pytestmark = pytest.mark.browser

NOTICE = ".outage .sentence"
MINUTE = 60_000


@pytest.fixture(scope="module")
def cable(tmp_path_factory: pytest.TempPathFactory, shipped_weights: Path) -> Iterator[Cable]:
    folder = tmp_path_factory.mktemp("server")
    shutil.copytree(shipped_weights, folder / "weights")
    with running_server(make_settings(folder, folder / "weights")) as address, cable_to(address) as cable:
        yield cable


@pytest.fixture(scope="module")
def server(cable: Cable) -> str:
    return cable.address


@pytest.fixture(autouse=True)
def plugged(cable: Cable) -> Iterator[None]:
    """Whatever a test leaves, the next one finds a server."""
    yield
    cable.pull()
    cable.plug()


def clock_stopped(page: Page) -> None:
    """From now on the page asks again only when something happens."""
    page.evaluate("window.setTimeout = () => 0")


def test_a_drawing_made_during_an_outage_is_read_after_it(new_page: NewPage, cable: Cable) -> None:
    page = new_page()
    expect(page.locator(".outage")).to_be_hidden()
    cable.pull()
    draw_with_mouse(page, SEVEN)
    expect(page.locator(NOTICE)).to_have_text("The server can't be reached.")
    expect(page.locator(".answer .trouble")).to_be_visible()
    assert violations(page) == []
    cable.plug()
    expect(page.locator(DIGIT)).to_have_text("7")
    expect(page.locator(".outage")).to_be_hidden()
    expect(page.locator(".answer .trouble")).to_be_hidden()


@pytest.mark.parametrize("way", ["button", "online", "visible"])
def test_it_is_asked_again_when_told_to(new_page: NewPage, cable: Cable, way: str) -> None:
    page = new_page()
    expect(page.locator(".examples .example")).to_have_count(12)
    clock_stopped(page)
    cable.pull()
    draw_with_mouse(page, SEVEN)
    expect(page.locator(NOTICE)).to_be_visible()
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/predict")):
        page.locator(".outage button").click()  # in vain
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")  # and it knows
    cable.plug()
    if way == "button":
        page.get_by_role("button", name="Try again").click()
    elif way == "online":
        page.evaluate("window.dispatchEvent(new Event('online'))")
    else:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(DIGIT)).to_have_text("7")
    expect(page.locator(".outage")).to_be_hidden()


def test_it_is_not_asked_in_haste(new_page: NewPage) -> None:
    page = new_page()
    asked: list[str] = []

    def fail(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=502, body="<h1>Bad Gateway</h1>")

    page.route("**/predict", fail)
    draw_with_mouse(page, SEVEN)
    expect(page.locator(NOTICE)).to_have_text("The server can't be reached.")
    strokes = len(asked)
    page.wait_for_timeout(4000)  # for what must not be sent: at once, after a second, two, four
    assert 1 <= len(asked) - strokes <= 4
    page.locator(".drawing-pad .clear").click()
    expect(page.locator(".outage")).to_be_hidden()  # nobody wants an answer any more
    strokes = len(asked)
    page.wait_for_timeout(1500)
    assert len(asked) == strokes


def test_what_is_refused_for_good_is_not_asked_again(new_page: NewPage) -> None:
    page = new_page()
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=422, json={"error": "invalid_request", "detail": "No."})

    page.route("**/predict", refuse)
    draw_with_mouse(page, SEVEN)
    expect(page.locator(".answer .trouble")).to_have_text("No.")
    expect(page.locator(".outage")).to_be_hidden()
    strokes = len(asked)
    page.wait_for_timeout(1500)
    assert len(asked) == strokes


def test_the_course_does_not_ask_for_what_is_drawn_already(new_page: NewPage, cable: Cable) -> None:
    page = new_page("/learn")
    expect(page.locator(".examples .example")).to_have_count(12)
    for chapter in range(1, 12):
        go_to_chapter(page, chapter)
        expect(page.locator(".short-answer .sure")).to_have_text("Draw a digit.")
        cable.pull()
        draw_with_mouse(page, THREE)
        expect(page.locator(NOTICE)).to_be_visible()
        expect(page.locator(".short-answer .sure")).to_have_text("No answer yet.")
        for waiting in ("Draw a digit.", "The network wakes up with your first stroke."):
            told = page.locator(":is(.desk, .panels) :visible", has_text=re.compile(f"^{waiting}$"))
            assert told.count() == 0, f"chapter {chapter}"
        cable.plug()
        expect(page.locator(".short-answer .digit")).to_have_text("3")
        expect(page.locator(".outage")).to_be_hidden()
        expect(page.locator(".explain-trouble")).to_be_hidden()
        page.keyboard.press("Escape")


def test_a_panel_that_did_not_come_comes_by_itself(new_page: NewPage) -> None:
    page = new_page("/learn")
    page.route("**/bias-switch.js", lambda route: route.abort())
    draw(page, THREE)
    page.locator(".lesson-rail .toggle").click()
    page.locator(".lesson-rail ol a").nth(3).click()
    expect(page.locator(NOTICE)).to_be_visible()
    page.unroute("**/bias-switch.js")
    expect(page.locator(".bias-switch .with .digit")).to_have_text("3")
    expect(page.locator(".outage")).to_be_hidden()


def test_examples_that_did_not_come_come_by_themselves(new_page: NewPage, cable: Cable) -> None:
    page = new_page()
    expect(page.locator(".examples .example")).to_have_count(12)
    cable.pull()
    page.locator(".examples .others").click()
    expect(page.locator(".examples .trouble")).to_be_visible()
    cable.plug()
    expect(page.locator(".examples .trouble")).to_be_hidden()
    expect(page.locator(".outage")).to_be_hidden()


def test_a_training_is_not_said_to_run_while_nobody_can_know(new_page: NewPage, cable: Cable) -> None:
    page = new_page(f"/admin#token={TOKEN}")
    state = page.locator(".training-monitor .state")
    for name, value in {"epochs": "500", "training_size": "500", "hidden_sizes": "16"}.items():
        page.locator(f"#setting-{name}").fill(value)
    page.locator(".training-form [type=submit]").click()
    expect(state).to_have_text("running", timeout=MINUTE)
    cable.pull()
    expect(state).to_have_text("no connection")
    expect(page.locator(".training-table .state")).to_have_text("no connection")
    expect(page.locator(".training-monitor .pause")).to_be_hidden()
    expect(page.locator(".training-monitor .summary")).not_to_contain_text("left")
    expect(page.locator(NOTICE)).to_be_visible()
    assert violations(page) == []
    cable.plug()
    expect(state).to_have_text("running")
    expect(page.locator(".outage")).to_be_hidden()
    expect(page.locator(".training-monitor .content > .trouble")).to_be_hidden()

    compare = new_page(f"/admin/compare#token={TOKEN}")
    outcome = compare.locator(".outcomes tr").first
    expect(outcome).to_contain_text("running")
    cable.pull()
    expect(outcome).to_contain_text("no connection")
    cable.plug()
    expect(outcome).to_contain_text("running")

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/events" in request.url else None)
    expect(state).to_have_text("running", timeout=MINUTE)
    page.locator(".training-monitor .cancel").click()
    expect(state).to_have_text("cancelled")
    before = len(asked)
    page.wait_for_timeout(4000)  # an EventSource would come again after three seconds
    assert len(asked) == before


@pytest.mark.parametrize(
    ("path", "list_of", "seen"),
    [
        ("/admin", "**/admin/trainings", ".training-monitor .empty, .training-table table"),
        ("/admin/search", "**/admin/sweeps", ".sweep-monitor .empty"),
        ("/admin/compare", "**/admin/trainings", ".run-comparison .empty, .run-comparison .content"),
        ("/admin/versions", "**/admin/models", ".version-table tbody tr"),
        ("/admin/inbox", "**/admin/corrections?**", ".contact-sheet .empty"),
    ],
)
def test_a_list_that_did_not_come_comes_by_itself(new_page: NewPage, path: str, list_of: str, seen: str) -> None:
    page = new_page(f"/admin#token={TOKEN}")
    expect(page.locator(".sign-out")).to_be_visible()
    page.route(list_of, lambda route: route.abort())
    page.goto(page.url.split("#")[0].replace("/admin", path))
    expect(page.locator(NOTICE)).to_be_visible()
    expect(page.locator(seen).locator("visible=true")).to_have_count(0)
    page.unroute(list_of)
    expect(page.locator(seen).locator("visible=true").first).to_be_visible()
    expect(page.locator(".outage")).to_be_hidden()
    assert page.locator(".trouble:visible").count() == 0


def test_a_race_whose_connection_was_lost_is_not_run_again(new_page: NewPage, cable: Cable) -> None:
    page = new_page("/learn?chapter=5")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/races" in request.url else None)
    page.locator(".race .start").click()
    expect(page.locator(".race .chart .line").first).to_be_attached()
    cable.pull()
    expect(page.locator(".race .trouble")).to_be_visible()
    cable.plug()
    page.wait_for_timeout(4000)
    assert len(asked) == 1
    expect(page.locator(".race .start")).to_have_text("Start the race")
