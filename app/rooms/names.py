"""Names for pupils who give none: an animal and a colour, such as "blue otter", of which no two in a room are alike.

No pair of them is an insult in English or in Chinese; static/messages.json has their words,
css/common/tokens.css their colours.
"""

import secrets
from collections import Counter
from collections.abc import Collection
from itertools import product

ANIMALS = (
    "bee", "camel", "cat", "crane", "deer", "dolphin", "eagle", "fox", "frog", "hedgehog", "koala", "lion",
    "otter", "owl", "panda", "parrot", "penguin", "pony", "rabbit", "robin", "seal", "squirrel", "swan", "tiger",
)  # fmt: skip
COLORS = (
    "blue", "brown", "gold", "green", "grey", "lime", "navy", "orange", "pink", "purple", "red", "turquoise",
)  # fmt: skip
MOST = len(ANIMALS) * len(COLORS)

Name = tuple[str, str]
"""(animal, color)"""


def free_name(taken: Collection[Name]) -> Name:
    """One that nobody has, as unlike the others as can be. Raises IndexError when all are taken."""
    used = Counter(word for name in taken for word in name)
    free = [name for name in product(ANIMALS, COLORS) if name not in taken]
    rarest = min((used[animal] + used[color] for animal, color in free), default=0)
    return secrets.choice([name for name in free if used[name[0]] + used[name[1]] == rarest])
