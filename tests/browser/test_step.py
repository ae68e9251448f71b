"""A step of one's own on the page /learn: said, seen, taken, undone; and every number is the one that `model` gives."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.settings import ROOT
from model.arrays import Array
from model.checkpoints.checkpoint import load_checkpoint
from model.data.batches import one_hot
from model.explanation.private_copy import TaughtStep, gradients_for_label, teach
from model.nn.activations import softmax
from model.nn.losses import LOSSES
from model.nn.network import Network
from tests.browser.conftest import NewPage
from tests.browser.test_drawing import PHONE, SHEET, draw_with_finger
from tests.browser.test_learn import DIGIT, draw, go_to_chapter, seen_picture, settle
from tests.helpers.drawings import SEVEN

pytestmark = pytest.mark.browser

RATE = 0.003
CHOICE = ".label-choice"
VERDICT = ".descent-curve .verdict"


def network(name: str = "classroom-relu") -> Network:
    return load_checkpoint(ROOT / "weights" / name).network


def figures(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text.replace("−", "-"))]


def open_page(new_page: NewPage, query: str, **options: object) -> Page:
    page = new_page(f"/learn?{query}", **options)
    draw(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
    return page


def say(page: Page, digit: int) -> None:
    page.locator(f"{CHOICE} .labels input[value='{digit}']").check()


def take_step(page: Page) -> None:
    """And waits for what came of it: the count of steps is told before."""
    page.locator(f"{CHOICE} .step").click()
    settle(page)


def loss_of(logits: Array, loss: str = "cross_entropy", label: int = 3) -> float:
    return LOSSES[loss].value(logits[None], one_hot(np.array([label]), 10))


def test_the_colours_of_the_deltas_have_a_legend(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=7&label=8")
    draw(page, SEVEN)
    legend = page.locator(".backward-pass .legend li")
    expect(legend).to_have_count(3)
    expect(legend.nth(0)).to_contain_text("raises the loss, so the step turns it down")
    swatches = page.locator(".backward-pass .swatch")
    colours = swatches.evaluate_all("all => all.map((one) => getComputedStyle(one).backgroundColor)")
    tokens = page.evaluate(
        """() => ["positive", "negative", "zero"].map((name) => {
             const probe = document.body.appendChild(document.createElement("i"));
             probe.style.color = `var(--diverging-${name})`;
             return getComputedStyle(probe).color;
           })"""
    )
    assert colours == tokens


def test_a_step_is_said_taken_and_undone(new_page: NewPage, server: str) -> None:
    page = open_page(new_page, f"chapter=10&rate={RATE}")
    expect(page.locator(f"{CHOICE} .outlook")).to_have_text("First say which digit you meant.")
    expect(page.locator(f"{CHOICE} .step")).to_be_disabled()
    say(page, 3)
    lesson = teach(network(), seen_picture(page, server), [TaughtStep(3, "cross_entropy", RATE)] * 2)
    shares = softmax(lesson.logits)
    losses = [loss_of(logits) for logits in lesson.logits]
    bars = page.locator(f"{CHOICE} .bars .visually-hidden")
    for taken in (0, 1):
        expect(page.locator(f"{CHOICE} .taken")).to_have_text(f"Steps taken: {taken}")
        expect(page.locator(f"{CHOICE} .outlook")).to_have_text(re.compile(r"\d"))  # its answer has come
        _, before, after, *loss = figures(page.locator(f"{CHOICE} .outlook").inner_text())
        assert [before, after] == pytest.approx(
            [min(99.9, 100 * shares[taken + later][3]) for later in (0, 1)], abs=0.11
        )
        assert loss[:2] == pytest.approx(losses[taken : taken + 2], rel=0.01)
        for digit, text in enumerate(bars.all_inner_texts()):
            expected = [min(99.9, 100 * shares[taken + later][digit]) for later in (0, 1)]
            assert figures(text) == [digit, *(pytest.approx(share, abs=0.11) for share in expected)]
        take_step(page)
    expect(page.locator(f"{CHOICE} .taken")).to_have_text("Steps taken: 2")
    expect(page).to_have_url(re.compile("steps="))
    shown = figures(page.locator(".short-answer .share").nth(3).inner_text())
    assert shown == pytest.approx([min(99.9, 100 * shares[2][3])], abs=0.11)
    assert figures(page.locator(".descent-curve .history .visually-hidden").inner_text()) == pytest.approx(
        losses, rel=0.01
    )
    for item, (before, after) in zip(
        page.locator(".weight-update .steps li").all(), [losses[:2], losses[1:]], strict=True
    ):
        assert figures(item.inner_text())[-2:] == pytest.approx([before, after], rel=0.01)

    two = page.locator(".panels").inner_text()
    take_step(page)
    expect(page.locator(f"{CHOICE} .taken")).to_have_text("Steps taken: 3")
    page.locator(f"{CHOICE} .undo").click()
    expect(page.locator(".weight-update .steps li")).to_have_count(2)
    assert page.locator(".panels").inner_text() == two
    page.locator(f"{CHOICE} .restart").click()
    expect(page.locator(DIGIT)).to_have_text("7")
    expect(page.locator(".weight-update .steps li")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("steps="))


def test_the_update_is_worked_through_with_the_numbers_of_one_weight(new_page: NewPage, server: str) -> None:
    page = open_page(new_page, f"chapter=10&label=3&rate={RATE}&unit=2.5")
    panel = page.locator(".weight-update")
    expect(panel.locator(".of")).to_contain_text("Layer 2, unit 5")
    subject, inputs = network(), seen_picture(page, server)
    gradients = gradients_for_label(subject, subject.forward(inputs), 3, "cross_entropy").parameters
    taught = teach(subject, inputs, [TaughtStep(3, "cross_entropy", RATE)]).network
    at = int(np.abs(gradients[2][:, 5]).argmax())
    for line, place, where in [(".weight", 0, (at, 5)), (".bias", 1, (5,))]:
        new, old, rate, gradient = figures(panel.locator(line).inner_text())
        assert old == pytest.approx(float(subject.dense_layers[1].parameters[place][where]), rel=1e-5)
        assert new == pytest.approx(float(taught.dense_layers[1].parameters[place][where]), rel=1e-5)
        assert gradient == pytest.approx(float(gradients[2 + place][where]), rel=1e-5)
        assert rate == RATE
    assert figures(panel.locator(".of").inner_text())[-1] == at


@pytest.mark.parametrize("name", ["classroom-relu", "classroom-sigmoid"])
def test_the_blame_is_told_unit_by_unit(new_page: NewPage, server: str, name: str) -> None:
    page = open_page(new_page, f"chapter=7&label=3&network={name}")
    panel, subject = page.locator(".backward-pass"), network(name)
    trace = subject.forward(seen_picture(page, server))
    gradients = gradients_for_label(subject, trace, 3, "cross_entropy")
    expect(panel.locator(".layers li")).to_have_count(3)
    for shown, place in enumerate((4, 2, 0)):  # the last layer on top
        layer = panel.locator(".layers li").nth(shown)
        size = float(np.linalg.norm(gradients.parameters[place]))
        assert figures(layer.locator(".length").inner_text()) == pytest.approx([size], rel=0.006)
        strip = layer.locator(".unit-strip")
        strip.press("Home")
        for index in (1, 2, 3):
            strip.press("ArrowRight")
            told = figures(strip.get_attribute("aria-valuetext") or "")
            delta = float(gradients.deltas[place][0, index])
            assert told[:3] == [place // 2 + 1, index, pytest.approx(delta, rel=0.006, abs=1e-5)]
        if place < 4:
            said = trace.layers[place + 1].outputs[0]
            stopped = (said == 0).sum() if name == "classroom-relu" else (said * (1 - said) < 0.1 / 4).sum()
            assert figures(layer.locator(".state").inner_text())[0] == stopped
    expect(panel.locator(".fading")).to_have_text(re.compile("a quarter of the blame" if "sigmoid" in name else "^$"))
    strip.press("Enter")
    expect(page).to_have_url(re.compile(r"unit=1\.3"))
    expect(panel.locator(".of")).to_have_text("The gradient of layer 1, unit 3")
    delta = float(gradients.deltas[0][0, 3])
    assert figures(panel.locator(".times").inner_text()) == [pytest.approx(delta, rel=0.006, abs=1e-5)]


def test_three_losses_are_made_of_the_same_misses(new_page: NewPage, server: str) -> None:
    page = open_page(new_page, "chapter=6&label=3&network=classroom-tanh")
    panel, logits = (
        page.locator(".loss-comparison"),
        network("classroom-tanh").forward(seen_picture(page, server)).outputs,
    )
    expect(panel.locator(".compared")).to_be_visible()
    shares = softmax(logits)[0]
    for digit, row in enumerate(panel.locator("tbody tr").all()):
        target, share, miss = (
            figures(row.locator(cell).inner_text())[0] for cell in (".target", ".probability", ".miss")
        )
        assert target == (digit == 3)
        assert [share, miss] == pytest.approx([shares[digit], target - shares[digit]], abs=6e-4)
    for loss in LOSSES:
        told = figures(panel.locator(f".loss[data-loss={loss}] .formula").inner_text())
        assert told[-1] == pytest.approx(loss_of(logits[0], loss), rel=0.006)
    expect(panel.locator(".loss.chosen")).to_have_attribute("data-loss", "cross_entropy")
    page.locator(f"{CHOICE} .losses label", has_text="mean squared error").click()
    expect(panel.locator(".loss.chosen")).to_have_attribute("data-loss", "mean_squared_error")
    expect(page).to_have_url(re.compile("loss=mean_squared_error"))


CLIPPED = """() => [...document.querySelectorAll(".panels *")]
  .filter((e) => e.offsetParent && !e.matches(".visually-hidden, select, input"))
  .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
  .map((e) => e.outerHTML.slice(0, 80))"""
CUT_OFF = """() => [...document.querySelectorAll(".descent-curve svg text")].filter((text) => {
    const [word, chart] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
    return word.left < chart.left - 1 || word.right > chart.right + 1;
  }).map((text) => text.textContent)"""


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_nothing_is_wider_than_a_small_phone(new_page: NewPage, locale: str) -> None:
    query = "chapter=6&label=3&rate=0.02&network=classroom-sigmoid"
    page = new_page(f"/learn?{query}", **(PHONE | {"viewport": {"width": 360, "height": 780}, "locale": locale}))
    page.locator(SHEET).scroll_into_view_if_needed()  # a long lesson stands above it
    draw_with_finger(page, SEVEN)
    step = page.locator(f"{CHOICE} .step")
    for _ in range(3):
        expect(step).to_be_enabled()
        step.click()
    expect(page.locator(f"{CHOICE} .taken")).to_contain_text("3")
    for chapter in (6, 7, 8, 10):
        go_to_chapter(page, chapter)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") == 360, f"chapter {chapter}"
        assert page.evaluate(CLIPPED) == [], f"chapter {chapter}"
        assert page.evaluate(CUT_OFF) == [], f"chapter {chapter}"


def test_its_words_follow_the_language(new_page: NewPage) -> None:
    page = open_page(new_page, f"chapter=8&label=3&rate={RATE}")
    page.locator(f"{CHOICE} .step").click()
    told = [
        f"{CHOICE} .outlook",
        f"{CHOICE} .taken",
        VERDICT,
        ".descent-curve .so-far",
        ".descent-curve text.name >> nth=1",
    ]
    expect(page.locator(".descent-curve .so-far")).to_be_visible()
    page.locator(".header .language").click()
    for each in told:
        expect(page.locator(each)).to_have_text(re.compile("[一-龥]"))
