"""The studio's first page: a forecast, presets, curves at once, new settings on the way, going on after a kill."""

import os
import re
import signal
import time

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.app.conftest import TOKEN
from tests.browser.conftest import NewPage
from tests.browser.test_admin import STATE, sign_in, start_training

pytestmark = pytest.mark.browser

LONG = {"epochs": "500", "training_size": "3000", "hidden_sizes": "24, 16"}
FIRST_POINT = ".learning-curves figure[data-measure=loss] .line[d^=M]"


@pytest.fixture
def page(new_page: NewPage) -> Page:
    page = new_page("/admin")
    sign_in(page)
    expect(page.locator(".training-form")).to_be_visible()
    return page


def stop(page: Page) -> None:
    page.locator(".training-monitor .cancel").click()
    expect(page.locator(STATE)).to_have_text(re.compile("cancelled", re.I))


def test_presets_fill_the_form_and_the_forecast_follows(page: Page) -> None:
    estimate = page.locator(".training-form .estimate")
    champion = page.get_by_role("button", name="Champion")
    expect(estimate).to_have_text(re.compile(r"about \d+ (min|s)"))
    champion.click()
    expect(page.locator("#setting-hidden_sizes")).to_have_value("1400, 1000, 400")
    expect(champion).to_have_attribute("aria-pressed", "true")
    expect(estimate).to_have_text(re.compile(r"\d+ h|\d\d min"))
    for_all = estimate.inner_text()
    page.locator("#setting-epochs").fill("1")
    expect(champion).to_have_attribute("aria-pressed", "false")
    expect(estimate).to_have_text(re.compile(r"about \d+ (min|s)"))  # how many depends on the machine
    expect(estimate).not_to_have_text(for_all)
    page.locator("#setting-epochs").fill("none")
    expect(estimate).to_have_text("")


def test_a_running_training_is_on_show_within_two_seconds_to_two_watchers_and_can_be_changed(
    page: Page, new_page: NewPage
) -> None:
    start_training(page, **LONG)
    expect(page.locator(FIRST_POINT).first).to_be_attached()
    watcher = new_page("/admin")
    sign_in(watcher)
    expect(watcher.locator(FIRST_POINT).first).to_be_attached()
    watcher.reload()
    began = time.monotonic()  # how long a page takes to load depends on the machine
    expect(watcher.locator(FIRST_POINT).first).to_be_attached()
    assert time.monotonic() - began < 2

    page.locator("#change-learning_rate").fill("0.0005")
    page.locator(".settings-change button").click()
    for each in (page, watcher):
        expect(each.locator(".settings-change .made li")).to_have_text(
            re.compile(r"Epoch \d+, step \d+: Learning rate 0\.0005")
        )
        expect(each.locator(".learning-curves .change")).to_have_count(2)
    expect(page.locator("#change-learning_rate")).to_have_value("")
    expect(page.locator("#change-learning_rate")).to_have_attribute("placeholder", "0.0005")
    page.locator("#change-dropout_rate").fill("2")
    page.locator(".settings-change button").click()
    expect(page.locator(".settings-change .trouble")).to_be_visible()

    expect(page.locator(".layer-health li")).to_have_count(3)
    expect(page.locator(".layer-health li .gradient .value").first).to_have_text(re.compile(r"\d"))
    expect(page.locator(".weight-pictures canvas")).to_have_count(24)
    before = page.locator(".weight-pictures output").inner_text()
    expect(page.locator(".weight-pictures output")).not_to_have_text(before)
    stop(page)
    expect(page.locator(".settings-change form")).to_be_hidden()


def test_a_killed_training_goes_on_with_one_click(page: Page) -> None:
    start_training(page, **LONG)
    expect(page.locator(STATE)).to_have_text(re.compile("running", re.I))
    expect(page.locator(".learning-curves .dot.training").first).to_be_attached()
    for child in psutil.Process().children():
        if child.status() != psutil.STATUS_ZOMBIE and "app.training.worker" in child.cmdline():
            os.kill(child.pid, signal.SIGKILL)
    expect(page.locator(STATE)).to_have_text(re.compile("failed", re.I))
    expect(page.locator(".training-monitor .outcome")).to_contain_text("can resume")
    done = page.locator(".training-monitor .summary").inner_text()
    page.locator(".training-monitor .resume").click()
    expect(page.locator(STATE)).to_have_text(re.compile("running", re.I))
    expect(page.locator(".training-monitor .summary")).not_to_have_text(done)
    stop(page)


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_nothing_is_wider_than_a_small_phone(new_page: NewPage, language: str) -> None:
    page = new_page("/admin", viewport={"width": 360, "height": 740}, locale=language)
    sign_in(page)
    start_training(page, epochs="2", training_size="2000", hidden_sizes="16, 16")
    expect(page.locator(".layer-health")).to_be_visible()
    expect(page.locator(".training-monitor .outcome")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    for row in page.locator(".layer-health li, .weight-pictures, .settings-change, .presets").all():
        box = row.bounding_box()
        assert box is None or box["x"] + box["width"] <= 360


def test_a_training_is_followed_again_after_a_server_that_was_full(new_page: NewPage) -> None:
    page = new_page("/")
    answers = [
        {"status": 503, "json": {"error": "not_ready", "detail": "The server is full."}},
        {"content_type": "text/event-stream", "body": 'event: progress\ndata: {"state": "succeeded"}\n\n'},
    ]
    page.route("**/admin/trainings/t0001/events", lambda route: route.fulfill(**answers.pop(0)))  # type: ignore[arg-type]
    page.clock.install()
    page.evaluate(
        """async () => {
            const { followTraining } = await import("/static/js/common/api.js");
            window.told = [];
            followTraining("t0001", ({ state }) => window.told.push(state));
        }"""
    )
    while len(answers) == 2:
        page.wait_for_timeout(20)
    while not page.evaluate("told.length"):
        page.clock.run_for(1000)
    assert page.evaluate("told") == ["succeeded"]


def test_curves_follow_the_newest_epoch_again_once_the_pointer_is_gone(new_page: NewPage) -> None:
    page = new_page(f"/admin#token={TOKEN}")
    curves = page.locator(".learning-curves")

    def tell(epochs: int) -> None:
        curves.evaluate(
            """(curves, epochs) => {
                const report = {loss: 1, training_accuracy: 0.5, validation_loss: 1, validation_accuracy: 0.5,
                    learning_rate: 0.1, seconds: 1};
                const history = Array.from({length: epochs}, (_, place) => ({...report, epoch: place + 1}));
                const detail = {id: "t9999", epochs: 9, steps: 10, changes: [], history};
                curves.dispatchEvent(new CustomEvent("training", {detail}));
            }""",
            epochs,
        )

    def scrub(epoch: int) -> None:
        curves.locator(".scrubber input").evaluate(
            "(input, epoch) => { input.value = epoch; input.dispatchEvent(new Event('input')); }", epoch
        )

    page.wait_for_load_state("networkidle")
    tell(3)
    readout = curves.locator(".scrubber output")
    curves.locator("svg").first.evaluate("svg => svg.dispatchEvent(new PointerEvent('pointermove', {clientX: 0}))")
    expect(readout).to_contain_text("1")
    page.evaluate("window.dispatchEvent(new Event('blur'))")  # no `pointerleave` will come
    tell(4)
    expect(readout).to_contain_text("4")
    scrub(2)
    tell(5)
    expect(readout).to_contain_text("2")
    scrub(9)  # to the end: as far as it goes
    tell(6)
    expect(readout).to_contain_text("6")
