"""Letters of the Hershey fonts, which are made of strokes (Debian: apt-get install hershey-fonts-data).

    1234 12MWLRRFWR R...        number of the glyph, number of pairs, then the pairs

A pair of letters is a point, each counted from "R"; the first pair tells the glyph's width, and " R" lifts the pen.
"""

import string
from pathlib import Path

from tests.helpers.drawings import Strokes

FONTS = Path("/usr/share/hershey-fonts")
NAMES = ("futural", "rowmans", "scripts", "timesr")
DIGIT_SHAPED = set("OoIlZzSsBbgqDQa")  # in some hand or other each of them is a digit


def letters(font: str) -> dict[str, Strokes]:
    """The strokes of all 52 letters; the glyphs of these fonts follow ASCII from the space on."""
    glyphs = list(_glyphs((FONTS / f"{font}.jhf").read_text(encoding="ascii")))
    return {letter: _strokes(glyphs[ord(letter) - ord(" ")]) for letter in string.ascii_letters}


def _glyphs(text: str) -> list[str]:
    """Each glyph's pairs; long glyphs go on over several lines."""
    lines, glyphs = iter(text.splitlines()), []
    for line in lines:
        length, pairs = 2 * int(line[5:8]), line[8:]
        while len(pairs) < length:
            pairs += next(lines)
        glyphs.append(pairs)
    return glyphs


def _strokes(pairs: str) -> Strokes:
    strokes: Strokes = [[]]
    for x, y in zip(pairs[2::2], pairs[3::2], strict=True):
        if (x, y) == (" ", "R"):
            strokes.append([])
        else:
            strokes[-1].append([float(ord(x) - ord("R")), float(ord(y) - ord("R"))])
    return [stroke for stroke in strokes if stroke]
