"""What is wrong with a request, in sentences: pydantic's complaints, each about a place that the sender can find.

Where a value may be of several kinds, pydantic complains once for each, and names the kind in the place:

    ("pixels", "list[constrained-float]", 0)    ->    pixels[0]

Whoever sent the request has never heard of such a kind. So each place is followed in what was sent, and what isn't
there is left out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

REWORDED = {"Input should": "must", "Field required": "is required", "Extra inputs are not permitted": "is not known"}
MOST_TOLD = 3  # of a request with many mistakes, name only the first few
MOST_LOOKED_AT = 2000  # more than one drawing's pixels, nested or not

Complaint = Mapping[str, Any]
Place = tuple[int | str, ...]


def describe_errors(complaints: Sequence[Complaint], sent: object = None) -> str:
    """The first few, one for each place in `sent`."""
    found: dict[Place, str] = {}
    for complaint in complaints[:MOST_LOOKED_AT]:
        found.setdefault(_place(complaint, sent), complaint["msg"])
    # Whose 28 rows hold one bad number has also sent no plain list: what is said of the number helps more.
    above = {place[:depth] for place in found for depth in range(len(place))}
    told = dict.fromkeys(_sentence(place, message) for place, message in found.items() if place not in above)
    return " ".join(list(told)[:MOST_TOLD])


def _place(complaint: Complaint, sent: object) -> Place:
    """Where in the body, as far as it can be followed there; in an address, or when `sent` isn't known, as it is."""
    source, *parts = complaint["loc"] or ("",)
    if source != "body" or sent is None:
        return tuple(parts)
    place: list[int | str] = []
    for part in parts:
        if _holds(sent, part):
            sent = sent[part]  # type: ignore[index]  # which `_holds` has seen to
            place.append(part)
    return (*place, parts[-1]) if complaint["type"] == "missing" else tuple(place)


def _holds(sent: object, part: int | str) -> bool:
    if isinstance(sent, list):
        return isinstance(part, int) and part < len(sent)
    return isinstance(sent, dict) and part in sent


def _sentence(place: Place, message: str) -> str:
    """("epochs",), "Input should be greater than 0" -> "epochs must be greater than 0." """
    where, message = _spelled(place), message.removeprefix("Value error, ").rstrip(".")
    for said, meant in REWORDED.items():
        if message.startswith(said):
            return f"{where or 'The body'} {message.replace(said, meant, 1)}."
    return f"{where}: {message}." if where else f"{message}."


def _spelled(place: Place) -> str:
    """("strokes", 0, 3) -> "strokes[0][3]"."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
