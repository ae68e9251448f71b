"""What the page /learn weighs on its way to a visitor: light enough for a classroom's shared line."""

import pytest

from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000


def test_the_first_chapter_comes_packed_in_less_than_150_kb(new_page: NewPage, server: str) -> None:
    page = new_page("/")
    page.wait_for_load_state("networkidle")  # what comes late is still the first page's
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{server}/learn")
    page.locator('.panels[aria-busy="false"]').wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    assert len(sizes) > 20
    assert sum(sizes) < MOST_BYTES, f"{sum(sizes):,} bytes in {len(sizes)} answers"
