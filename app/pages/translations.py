"""Translations: the pages' texts in English and Chinese, from the catalogue that the scripts read as well."""

import json
from collections.abc import Callable
from pathlib import Path

from ..content_negotiation import preferred_language

CATALOGUE = "messages.json"
LANGUAGES = ("en", "zh")
Catalogue = dict[str, dict[str, str]]
Translate = Callable[..., str]


class Messages:
    """The catalogue static/messages.json: key -> language -> text with {placeholders}."""

    def __init__(self, path: Path) -> None:
        self._texts: Catalogue = json.loads(path.read_text(encoding="utf-8"))

    def translator(self, language: str) -> Translate:
        """The function `t(key, name=value)` for one language. Raises KeyError for an unknown key without `default`."""

        def translate(key: str, *, default: str | None = None, **values: object) -> str:
            if default is not None and key not in self._texts:
                return default
            return self._texts[key][language].format(**values)

        return translate


def texts_in(catalogue: Catalogue, language: str) -> dict[str, str]:
    """The texts of one language: key -> text."""
    return {key: texts[language] for key, texts in catalogue.items()}


def choose_language(query: str | None, cookie: str | None, accept: str | None) -> str:
    """The language in the address, else in the cookie, else the one that the browser prefers, else English."""
    for language in (query, cookie):
        if language in LANGUAGES:
            return language
    return preferred_language(accept, LANGUAGES)
