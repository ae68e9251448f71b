"""Content negotiation: Accept, Accept-Encoding and Accept-Language, lists with weights (RFC 9110, 12.4 and 12.5)."""

import re
from collections.abc import Sequence

MAX_PARTS = 50  # of a header; no browser sends more than ten
ANY = "*"
_NUMBER = re.compile(r"\d\.?|\d?\.\d+", re.ASCII)


def weights(header: str) -> dict[str, float]:
    """ "gzip, br;q=0.5, *;q=0" -> {"gzip": 1, "br": 0.5, "*": 0}, in lower case; a weight that is no number is 0."""
    found: dict[str, float] = {}
    for part in header.lower().split(",", MAX_PARTS)[:MAX_PARTS]:
        name, *parameters = part.split(";")
        found.setdefault(name.strip(), _weight(parameters))
    return found


def _weight(parameters: Sequence[str]) -> float:
    for name, _, value in (parameter.partition("=") for parameter in parameters):
        if name.strip() == "q":
            return min(float(value), 1.0) if _NUMBER.fullmatch(value.strip()) else 0.0
    return 1.0


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Whether an answer may be packed: not where the client would rather have it as it is."""
    asked = weights(accept_encoding or "")
    gzip = asked.get("gzip", asked.get("x-gzip", asked.get(ANY, 0)))
    return 0 < gzip >= asked.get("identity", 0)


def prefers_html(accept: str | None) -> bool:
    """Whether an error is to be a page: a browser names text/html, programs name JSON or nothing."""
    asked = weights(accept or "")
    return 0 < asked.get("text/html", 0) >= asked.get("application/json", 0)


def preferred_language(accept_language: str | None, languages: Sequence[str]) -> str:
    """The one that weighs most, and of equals the one named first; the first of `languages` if none is asked for."""
    asked = weights(accept_language or "")
    named = list(asked)

    def rank(language: str) -> tuple[float, int]:
        """Above 0 for one that is asked for, 0 for one that isn't named, and less for one that is refused."""
        ranges = [name for name in named if name.split("-")[0] == language] or [name for name in named if name == ANY]
        best = max(ranges, key=lambda name: asked[name], default=None)
        if best is None:
            return 0, 0
        return (asked[best], -named.index(best)) if asked[best] > 0 else (-1, 0)

    return max(languages, key=rank)
