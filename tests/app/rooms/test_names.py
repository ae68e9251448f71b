"""Pupils' names: no two alike, unlike each other while they can be, and known to the pages."""

import json

import pytest

from app.rooms.names import ANIMALS, COLORS, MOST, Name, free_name
from app.settings import ROOT


def test_names_are_as_unlike_as_can_be_until_all_are_taken() -> None:
    taken: list[Name] = []
    while len(taken) < MOST:
        taken.append(free_name(taken))
        if len(taken) == len(COLORS):
            assert len({color for _, color in taken}) == len({animal for animal, _ in taken}) == len(COLORS)
    assert len({*taken}) == MOST
    with pytest.raises(IndexError):
        free_name(taken)


def test_the_pages_have_a_word_and_a_colour_for_each() -> None:
    messages = json.loads((ROOT / "static" / "messages.json").read_text(encoding="utf-8"))
    tokens = (ROOT / "static" / "css" / "common" / "tokens.css").read_text(encoding="utf-8")
    styles = (ROOT / "static" / "css" / "room" / "pupil-name.css").read_text(encoding="utf-8")
    assert {f"room.animal.{animal}" for animal in ANIMALS} <= messages.keys()
    for color in COLORS:
        assert f"room.color.{color}" in messages
        assert f"--pupil-{color}:" in tokens
        assert f"var(--pupil-{color})" in styles
