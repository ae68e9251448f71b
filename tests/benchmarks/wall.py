"""How soon does the wall of a room show 1,000 drawings of 200 pupils, as on a projector?

    python -m tests.benchmarks.wall [ROUNDS]        five rounds take about half a minute; needs a Chromium

The browser is new in each round, and its processor isn't throttled: a wall is opened on the teacher's computer.
"""

import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx
from playwright.sync_api import Browser, sync_playwright

from app.settings import ROOT
from tests.benchmarks.servers import inkling
from tests.benchmarks.start_up import PAINT
from tests.helpers.drawings import SEVEN

PUPILS, DRAWINGS_EACH = 200, 5
TOKEN = "a-token-for-the-wall"
TILES = """count => new Promise((resolve) => {
  const began = performance.now();
  requestAnimationFrame(function look() {
    const time = performance.now() - began;
    if (document.querySelectorAll(".wall-tiles .tile").length >= count) setTimeout(() => resolve(time));
    else requestAnimationFrame(look);
  });
})"""
FIRST_TILE = """requestAnimationFrame(function look() {
  if (document.querySelector(".wall-tiles .tile")) setTimeout(() => (window.firstTileAfter = performance.now()));
  else requestAnimationFrame(look);
})"""
"""Asked within the page; a time-out that begins in a frame ends after it."""


def fill_room(address: str) -> str:
    """A room with 1,000 drawings; the address of its wall."""
    with httpx.Client(base_url=address, timeout=60) as client:
        admin = {"Authorization": f"Bearer {TOKEN}"}
        room = client.post("/rooms", json={"title": "Wall"}, headers=admin).raise_for_status().json()
        path = f"/rooms/{room['code']}"
        keys = [client.post(f"{path}/pupils", json={}).raise_for_status().json()["key"] for _ in range(PUPILS)]
        for turn in range(DRAWINGS_EACH):
            began = time.monotonic()
            for number, key in enumerate(keys):
                drawing = [[[x + number, y + turn] for x, y in stroke] for stroke in SEVEN]
                pupil = {"Authorization": f"Bearer {key}"}
                client.post(f"{path}/drawings", json={"strokes": drawing}, headers=pupil).raise_for_status()
            time.sleep(max(0.0, began + 1.1 - time.monotonic()))  # a pupil draws once a second
        return f"{address}/wall#{room['code']}.{room['key']}"


def opened(browser: Browser, wall: str) -> dict[str, float]:
    """Milliseconds since somebody asked for the page, and since its view changed to all drawings."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.add_init_script(FIRST_TILE)
    page.goto(wall)
    page.locator(".wall-tiles .tile").first.wait_for()
    page.wait_for_timeout(100)
    found = {"first paint": page.evaluate(PAINT), "first tile": page.evaluate("window.firstTileAfter")}
    page.evaluate(TILES, PUPILS)
    page.keyboard.press("a")
    found["all 1,000 tiles, since they were asked for"] = page.evaluate(TILES, PUPILS * DRAWINGS_EACH)
    page.close()
    return found


def main(rounds: int = 5) -> None:
    """Prints the medians."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return print("no Chromium here: the wall is not measured")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        with inkling(ROOT / "weights", Path(folder), admin_token=TOKEN) as predict:
            wall, times = fill_room(predict.removesuffix("/predict")), list[dict[str, float]]()
            for _ in range(rounds):
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                times.append(opened(browser, wall))
                browser.close()
        print(json.dumps({name: round(statistics.median(each[name] for each in times)) for name in times[0]}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
