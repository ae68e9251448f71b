"""A teacher's link: only some chapters, and some choices locked."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.test_learn import draw, settle
from tests.helpers.drawings import THREE

pytestmark = pytest.mark.browser


def test_only_the_chapters_of_the_link_can_be_gone_to(new_page: NewPage) -> None:
    page = new_page("/learn?only=7,9")
    expect(page.locator(".lesson-rail [aria-current='step']")).to_have_attribute("data-chapter", "7")
    expect(page.locator(".lesson-rail .chapter:visible h2")).to_have_text("Back-propagation")
    expect(page.locator(".lesson-rail ol li:visible")).to_have_count(2)
    page.locator(".lesson-rail .next").click()
    expect(page).to_have_url(re.compile(r"chapter=9&only=7,9"))
    expect(page.locator(".lesson-rail .next")).to_have_attribute("aria-disabled", "true")
    page.locator(".lesson-rail .toggle").click()
    expect(page.locator(".lesson-rail .tally")).to_have_text("0 of 2 done")


def test_what_the_link_locks_stays_as_it_is(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=9&label=8&rate=0.5&lock=rate,network")
    draw(page, THREE)
    rate = page.locator(".label-choice .typed")
    expect(rate).to_have_value("0.5")
    for control in (".label-choice .rate", ".descent-curve .chart", ".network-choice"):
        expect(page.locator(control)).to_have_js_property("inert", True)
    page.evaluate(
        """() => document.querySelector(".descent-curve").dispatchEvent(
             new CustomEvent("set", { bubbles: true, detail: { learningRate: 3, network: "champion" } }))"""
    )
    settle(page)
    expect(rate).to_have_value("0.5")
    expect(page).to_have_url(re.compile(r"rate=0\.5.*lock=rate,network"))
    expect(page.locator(".label-choice .labels")).to_have_js_property("inert", False)
    page.locator(".label-choice .step").click()
    expect(page).to_have_url(re.compile("steps="))
