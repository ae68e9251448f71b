"""A unit, opened on the page /learn: its sum is all there, and is what `model` computes; bias and bend beside it."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.settings import ROOT
from model.checkpoints.checkpoint import load_checkpoint
from model.explanation.bias import without_bias
from model.explanation.unit import open_unit
from model.nn.network import Network
from tests.browser.conftest import NewPage
from tests.browser.test_drawing import PHONE, draw_with_finger
from tests.browser.test_learn import DIGIT, draw, seen_picture, settle
from tests.helpers.drawings import SEVEN, THREE

pytestmark = pytest.mark.browser

TERMS = ".unit-view .terms"


def network(name: str) -> Network:
    return load_checkpoint(ROOT / "weights" / name).network


def figures(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text.replace("−", "-"))]


def column(page: Page, rows: str, cell: str) -> list[float]:
    shown = page.locator(f"{TERMS} {rows}:not([hidden]) {cell}").all_inner_texts()
    return [number for text in shown for number in figures(text)]


def open_page(new_page: NewPage, query: str, **options: object) -> Page:
    page = new_page(f"/learn?{query}", **options)
    draw(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
    return page


@pytest.mark.parametrize(
    ("name", "layer", "index"),
    [("classroom-relu", 1, 3), ("classroom-sigmoid", 2, 7), ("classroom-tanh", 1, 20), ("classroom-tanh", 3, 7)],
)
def test_the_terms_add_up_and_is_the_networks(
    new_page: NewPage, server: str, name: str, layer: int, index: int
) -> None:
    page = open_page(new_page, f"chapter=3&network={name}&unit={layer}.{index}")
    expect(page.locator(".unit-view .which-index")).to_have_value(str(index))
    subject = network(name)
    unit = open_unit(subject, subject.forward(seen_picture(page, server)), layer, index)
    (rest,), (bias,) = column(page, "tr.rest", ".value"), column(page, "tr.bias", ".value")
    (total,), products = column(page, "tr.total", ".value"), column(page, "tr.term", ".value")
    assert sum(products) + rest + bias == pytest.approx(total, abs=1e-9)
    assert total == pytest.approx(unit.pre_activation, abs=6e-4)
    assert bias == pytest.approx(unit.bias, abs=6e-4)
    told = unit.largest_terms(12)
    assert products == pytest.approx(unit.products[told], abs=6e-4)
    assert rest == pytest.approx(unit.rest(told), abs=8e-3)  # with what rounding left of fourteen numbers
    terms = column(page, "tr.term", ".sum")
    assert terms[::2] == pytest.approx(unit.inputs[told], abs=6e-4)
    assert terms[1::2] == pytest.approx(unit.weights[told], abs=6e-4)
    said = column(page, "tr.said", ".value")[0]
    assert said == pytest.approx(unit.activation, abs=6e-4) or (layer == 3 and said > 50)  # a percentage
    formula = page.locator(".unit-view .formulas p").first.inner_text()
    assert figures(formula)[-1] == total and figures(formula)[-2] == bias


def test_where_no_unit_is_chosen_the_most_active_is_and_nothing_is_asked_in_circles(
    new_page: NewPage, server: str
) -> None:
    page = new_page("/learn?chapter=3")
    expect(page.locator(".unit-view .opened")).to_be_hidden()
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.post_data or "") if sent.url.endswith("/explain") else None)
    draw(page, SEVEN)
    trace = network("classroom-relu").forward(seen_picture(page, server))
    most = int(trace.layers[1].outputs[0].argmax())
    expect(page).to_have_url(re.compile(rf"unit=1\.{most}\b"))
    expect(page.locator(".unit-view .which-index")).to_have_value(str(most))
    settle(page)
    count = len(asked)
    page.wait_for_timeout(500)
    assert len(asked) == count


def test_units_are_walked_with_buttons_and_fields_alone(new_page: NewPage) -> None:
    page = open_page(new_page, "chapter=3&unit=1.0")
    page.locator(".unit-view .previous").press("Enter")
    expect(page).to_have_url(re.compile(r"unit=1\.23"))
    page.locator(".unit-view .next").press("Enter")
    expect(page).to_have_url(re.compile(r"unit=1\.0"))
    page.locator(".unit-view .which-layer").select_option("2")
    expect(page).to_have_url(re.compile(r"unit=2\.0"))
    page.locator(".unit-view .which-index").fill("99")
    page.locator(".unit-view .which-index").press("Enter")
    expect(page).to_have_url(re.compile(r"unit=2\.15"))
    expect(page.locator(".unit-view .which-index")).to_have_value("15")
    source = figures(page.locator(f"{TERMS} tr.term th").first.inner_text())[0]
    page.locator(".unit-view .open").press("Enter")
    expect(page).to_have_url(re.compile(rf"unit=1\.{source:.0f}"))


def test_the_arrow_keys_tell_a_cell_as_the_network_has_it(new_page: NewPage, server: str) -> None:
    page = open_page(new_page, "chapter=3&unit=1.3")
    pictures = page.locator(".unit-view .pictures")
    unit = open_unit(network("classroom-relu"), network("classroom-relu").forward(seen_picture(page, server)), 1, 3)
    largest = int(unit.largest_terms(1)[0])
    expect(pictures).to_have_attribute("aria-valuenow", str(largest))
    pictures.press("ArrowDown")
    expect(pictures).to_have_attribute("aria-valuenow", str(largest + 28))
    row, col, heard, weight, product = figures(page.locator(".unit-view .readout").inner_text())
    assert (row, col) == ((largest + 28) // 28 + 1, largest % 28 + 1)
    told = [unit.inputs[largest + 28], unit.weights[largest + 28], unit.products[largest + 28]]
    assert [heard, weight, product] == pytest.approx(told, abs=6e-4)
    assert pictures.get_attribute("aria-valuetext") == page.locator(".unit-view .readout").inner_text()


def test_the_courses_calculation_by_hand(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=3")
    panel = page.locator(".hand-calculation")
    expect(panel.locator(".prediction")).to_have_text("0.7")
    expect(panel.locator(".gap")).to_contain_text("0.3 too small")
    panel.locator(".bias").fill("0.5")
    expect(panel.locator(".prediction")).to_have_text("1.2")
    expect(panel.locator(".gap")).to_contain_text("0.2 too large")
    panel.locator(".weight").first.fill("")
    expect(panel.locator(".prediction")).to_have_text("–")
    expect(panel.locator(".weight").first).to_have_attribute("aria-invalid", "true")
    panel.locator(".reset").click()
    expect(panel.locator(".written")).to_have_text("y_predict = 0.1 × 1 + 0.2 × 1 + 0.4 × 1 + 0 = 0.7")


def test_the_bias_switch_changes_the_whole_page_and_tells_both_answers(new_page: NewPage, server: str) -> None:
    page = open_page(new_page, "chapter=4&unit=1.3")
    panel, bare = page.locator(".bias-switch"), without_bias(network("classroom-relu"))
    expect(panel.locator(".with")).to_have_class(re.compile("present"))
    both = (
        bare.probabilities(seen_picture(page, server))[0],
        network("classroom-relu").probabilities(seen_picture(page, server))[0],
    )
    for digit, text in enumerate(panel.locator(".bars .visually-hidden").all_inner_texts()):
        told, before, after = figures(text)
        assert told == digit
        assert [after, before] == pytest.approx([min(99.9, 100 * each[digit]) for each in both], abs=0.11)
    panel.locator("input").check()
    expect(page).to_have_url(re.compile("bias=0"))
    expect(panel.locator(".without")).to_have_class(re.compile("present"))
    expect(page.locator(f"{TERMS} tr.bias .value")).to_have_text("0.000")
    unit = open_unit(bare, bare.forward(seen_picture(page, server)), 1, 3)
    assert column(page, "tr.total", ".value") == pytest.approx([unit.pre_activation], abs=6e-4)
    biases = network("classroom-relu").dense_layers[0].bias
    strip = panel.locator(".unit-strip").first
    strip.press("Home")
    strip.press("ArrowRight")
    told, bias = figures(panel.locator(".layer .readout").first.inner_text())
    assert told == 1 and bias == pytest.approx(biases[1], abs=6e-4)


def test_all_units_of_the_layer_stand_on_the_curve(new_page: NewPage, server: str) -> None:
    page = open_page(new_page, "chapter=5&unit=1.3")
    panel, chart = page.locator(".activation-curve"), page.locator(".activation-curve .chart")
    trace = network("classroom-relu").forward(seen_picture(page, server))
    sums = trace.layers[0].outputs[0]
    dots = panel.locator("path.dots").get_attribute("d") or ""
    assert dots.count("M") == 24
    assert figures(panel.locator(".count").inner_text())[:2] == [int((sums <= 0).sum()), 24]
    # The right arrow leads to the unit that stands next on the curve.
    order = np.argsort(sums, kind="stable").tolist()
    following = order[min(23, order.index(3) + 1)]
    chart.press("ArrowRight")
    expect(page).to_have_url(re.compile(rf"unit=1\.{following}\b"))
    expect(panel.locator(".readout")).to_contain_text(f"unit {following}:")
    _, _, pre_activation, activation, slope = figures(panel.locator(".readout").inner_text())
    assert pre_activation == pytest.approx(sums[following], abs=6e-4)
    assert activation == pytest.approx(max(0, sums[following]), abs=6e-4)
    assert slope == (sums[following] > 0)


def test_the_same_drawing_is_seen_through_another_curve(new_page: NewPage) -> None:
    page = open_page(new_page, "chapter=5&unit=2.4")
    page.locator(".activation-curve input[value=classroom-tanh]").check()
    expect(page).to_have_url(re.compile(r"network=classroom-tanh.*unit=2\.4"))
    expect(page.locator(".network-choice input:checked")).to_have_value("classroom-tanh")
    expect(page.locator(".activation-curve .count")).to_contain_text("saturated")
    expect(page.locator(f"{TERMS} tr.said th")).to_contain_text("tanh")
    outputs = [page.locator(f".activation-curve .{name}").inner_text() for name in ("one-by-one", "merged", "bent")]
    assert figures(outputs[0])[-1] == figures(outputs[1])[-1] != figures(outputs[2])[-1]


CLIPPED = """() => [...document.querySelectorAll(".panels *")]
  .filter((e) => e.offsetParent && !e.matches(".visually-hidden, select, input"))
  .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
  .map((e) => e.outerHTML.slice(0, 80))"""
PLACES = ["chapter=3&unit=2.3", "chapter=4", "chapter=5", "chapter=3&network=champion&unit=2.9"]


@pytest.mark.parametrize("query", PLACES)
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_nothing_is_wider_than_a_small_phone(new_page: NewPage, query: str, locale: str) -> None:
    page = new_page(f"/learn?{query}", **(PHONE | {"viewport": {"width": 360, "height": 780}, "locale": locale}))
    draw_with_finger(page, THREE)
    expect(page.locator(".unit-view .opened")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    clipped = page.evaluate(CLIPPED)
    assert clipped == []


def test_its_words_follow_the_language(new_page: NewPage) -> None:
    page = open_page(new_page, "chapter=5&unit=1.3")
    told = [".unit-view .readout", ".unit-view .verdict", f"{TERMS} tr.rest th", ".activation-curve .count"]
    english = [page.locator(each).inner_text() for each in told]
    page.locator(".header .language").click()
    for each, before in zip(told, english, strict=True):
        expect(page.locator(each)).not_to_have_text(before)
        expect(page.locator(each)).to_have_text(re.compile("[一-龥]"))
