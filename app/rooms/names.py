"""Names for pupils who give none: an animal and a colour, such as "blue otter", of which no two in a room are alike."""

import secrets
from collections.abc import Collection
from itertools import product

ANIMALS = (
    "bear", "bee", "cat", "crane", "deer", "dolphin", "elephant", "fox", "frog", "giraffe", "hedgehog", "horse",
    "koala", "lion", "otter", "owl", "panda", "penguin", "rabbit", "seal", "squirrel", "tiger", "turtle", "whale",
)  # fmt: skip
COLORS = ("blue", "brown", "gold", "gray", "green", "indigo", "lime", "orange", "pink", "purple", "red", "teal")
MOST = len(ANIMALS) * len(COLORS)

Name = tuple[str, str]
"""(animal, color)"""


def free_name(taken: Collection[Name]) -> Name:
    """One that nobody has, any of them. Raises IndexError when all are taken."""
    return secrets.choice([name for name in product(ANIMALS, COLORS) if name not in taken])
