"""Page words: the texts that one page's scripts can ask for, so that a page fetches no others.

A script has a key as a string, as the beginning of longer ones ("versions.promote" for `${key}.one`), or as a template,
`room.color.${color}`, in which the group, what is before the first dot, is always written out.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from model.export.modules import modules_in_all

_KEYS = re.compile(r"""["'`]([a-z][\w-]*(?:\.(?:[\w.-]|\$\{[^{}]*\})*)?)(["'`]?)""")
_PARTS = re.compile(r"\$\{[^{}]*\}|[\w.-]+")


def words_for(script: Path, texts: Mapping[str, str]) -> dict[str, str]:
    """Those of the texts that static/js/pages/<script>, or a module that it needs at once or later, can ask for."""
    wanted = _wanted(script.parents[1], f"{script.parent.name}/{script.name}")
    return {key: text for key, text in texts.items() if wanted.fullmatch(key)}


@cache
def _wanted(folder: Path, script: str) -> re.Pattern[str]:
    scripts = ((folder / name).read_text(encoding="utf-8") for name in modules_in_all(folder, script))
    return re.compile("|".join({_pattern(*found) for code in scripts for found in _KEYS.findall(code)}))


def _pattern(text: str, quote: str) -> str:
    """The keys that a string like one may become; one that ends in the middle of a template, any that begin with it."""
    beginning = "".join(r"[\w.-]*" if part.startswith("$") else re.escape(part) for part in _PARTS.findall(text))
    return beginning if "." not in text else beginning + (r"(\..*)?" if quote else ".*")
