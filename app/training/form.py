"""The admin page's form: what each hyperparameter is called, means and may be, read from the configs themselves."""

from dataclasses import fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

from .schemas import RetrainRequest

KINDS = {int: "integer", float: "number", str: "text"}
SPECIAL_KINDS: dict[Any, str] = {Literal: "choice", tuple: "sizes"}


def form_fields() -> list[dict[str, Any]]:
    """One entry for each hyperparameter: name, description, default, minimum, maximum, choices and kind of input."""
    hints = get_type_hints(RetrainRequest)
    return [
        {
            "name": entry.name,
            "description": entry.metadata["description"],
            "default": entry.default,
            "minimum": entry.metadata.get("ge", entry.metadata.get("gt")),
            "maximum": entry.metadata.get("le", entry.metadata.get("lt")),
            "choices": list(get_args(hints[entry.name])) if get_origin(hints[entry.name]) is Literal else None,
            "kind": _kind(hints[entry.name]),
        }
        for entry in fields(RetrainRequest)
    ]


def _kind(hint: Any) -> str:
    if get_origin(hint) in SPECIAL_KINDS:
        return SPECIAL_KINDS[get_origin(hint)]
    return next(kind for type_, kind in KINDS.items() if hint is type_ or type_ in get_args(hint))
