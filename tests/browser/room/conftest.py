"""A class in its room: a teacher's wall, pupils on phones, and the API to open rooms with."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from app.rooms import trainings
from tests.app.conftest import BEARER
from tests.browser.conftest import NewPage
from tests.browser.test_drawing import PHONE, draw_with_finger
from tests.helpers.drawings import Strokes

TILES = ".wall-tiles .tile"
BIG_SCREEN = {"width": 1920, "height": 1080}
NARROW = PHONE | {"viewport": {"width": 320, "height": 568}, "color_scheme": "dark"}


@pytest.fixture(scope="module", autouse=True)
def short_trainings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trainings, "HYPERPARAMETERS", {"epochs": 2, "training_size": 500})
        yield


@pytest.fixture
def api(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, headers=BEARER, timeout=60) as client:
        yield client


def open_room(api: httpx.Client, task: str = "free") -> dict[str, str]:
    answer = api.post("/rooms", json={"title": "Class 5b", "task": task})
    assert answer.status_code == 201
    room: dict[str, str] = answer.json()
    return room


def join(new_page: NewPage, code: str, **options: object) -> Page:
    page = new_page("/room", **(PHONE | options))
    page.locator("#room-code").fill(code)  # six digits go off by themselves
    expect(page.locator(".pupil-desk")).to_be_visible()
    return page


def name_of(page: Page) -> str:
    return page.locator(".pupil-desk .pupil-name .name").inner_text()


def send(page: Page, strokes: Strokes) -> None:
    draw_with_finger(page, strokes)
    page.locator(".send").click()
    expect(page.locator(".drawing-pad .clear")).to_be_disabled()  # the sheet is empty again: it has arrived


def tile_of(wall: Page, pupil: Page) -> Locator:
    return wall.locator(TILES).filter(has_text=name_of(pupil))


def act(wall: Page, name: str, key: str, pressed: bool) -> None:
    """By a click if `pressed` is False, else by the key."""
    if pressed:
        wall.keyboard.press(key)
    else:
        wall.locator(f"[data-act={name}]:visible").first.click()


def choose(tile: Locator) -> None:
    tile.click()
    expect(tile).to_have_attribute("aria-selected", "true")
