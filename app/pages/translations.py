"""The page's words, in English and Chinese, from the one catalogue that the page's scripts read as well."""

import json
from collections.abc import Callable
from pathlib import Path

CATALOGUE = "messages.json"
LANGUAGES = ("en", "zh")
Catalogue = dict[str, dict[str, str]]
Translate = Callable[..., str]


class Messages:
    """static/messages.json: key -> language -> text with {placeholders}."""

    def __init__(self, path: Path) -> None:
        self._texts: Catalogue = json.loads(path.read_text(encoding="utf-8"))

    def translator(self, language: str) -> Translate:
        """`t(key, name=value)` for one language. A key that is missing is an error, unless there is a `default`."""

        def translate(key: str, *, default: str | None = None, **values: object) -> str:
            if default is not None and key not in self._texts:
                return default
            return self._texts[key][language].format(**values)

        return translate


def words_in(catalogue: Catalogue, language: str) -> dict[str, str]:
    """key -> text: what a page needs to speak one language."""
    return {key: texts[language] for key, texts in catalogue.items()}


def choose_language(query: str | None, cookie: str | None, accept: str | None) -> str:
    """What the address asks for, else what was chosen before, else the first that the browser prefers, else English."""
    for wish in (query, cookie):
        if wish in LANGUAGES:
            return wish
    for part in (accept or "").split(","):
        language = part.split(";")[0].strip().lower()[:2]
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]
