"""API reference: the developer's page, made from the OpenAPI document, with a curl command for each route."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from shlex import quote
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel

MEDIA_TYPE = "application/json"
JSON_LINES = "application/x-ndjson"
EVENTS = "text/event-stream"
FILE = "application/octet-stream"
PLACES = {
    "id": "t0001",
    "code": "271828",
    "pupil": "17",
    "drawing": "140",
    "epoch": "0",
    "command": "cancel",
    "version": "v0001",
    "exam": "mnist",
    "label": "7",
    "answered": "1",
    "kind": "html",
}
KEYS = {"HTTPBearer": "$INKLING_ADMIN_TOKEN", "RoomKey": "$INKLING_ROOM_KEY"}
"""What a terminal's command sends, by the name of the security scheme."""
BOUNDS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")


def describe_routes(document: dict[str, Any], origin: str) -> list[dict[str, Any]]:
    """The OpenAPI document of the server at `origin` -> what docs.html shows of each route, in the same order."""
    return [
        _describe(document, method.upper(), path, operation, origin)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]


GROUPS = {
    "v2": "protocol",
    "rooms": "rooms",
    "trainings": "trainings",
    "presets": "trainings",
    "retrain": "trainings",
    "sweeps": "searches",
    "models": "versions",
    "log": "versions",
    "corrections": "inbox",
    "session": "session",
    "livez": "health",
    "readyz": "health",
    "metrics": "health",
}
"""Which group a route belongs to, by the first part of its path, or the one after /admin; all others are visitors'."""


def grouped(routes: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The routes by group, in the order in which a group comes first."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for route in routes:
        noun = route["path"].removeprefix("/admin").split("/")[1]
        groups.setdefault(GROUPS.get(noun, "visitors"), []).append(route)
    return groups


def inlined(model: type[BaseModel]) -> dict[str, Any]:
    """A model's schema without references, for a body that FastAPI doesn't parse and so doesn't document."""
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})

    def fill(part: Any) -> Any:
        if isinstance(part, list):
            return [fill(item) for item in part]
        if not isinstance(part, dict):
            return part
        part = definitions[part["$ref"].rsplit("/", 1)[-1]] if "$ref" in part else part
        return {name: fill(value) for name, value in part.items()}

    filled: dict[str, Any] = fill(schema)
    return filled


def _describe(
    document: dict[str, Any], method: str, path: str, operation: dict[str, Any], origin: str
) -> dict[str, Any]:
    keys = [KEYS[name] for needed in operation.get("security", []) for name in needed]
    summary, _, description = operation["description"].partition("\n\n")
    request = _example(document, operation.get("requestBody", {}))
    return {
        "method": method,
        "path": path,
        "summary": summary,
        "description": description,
        "admin": KEYS["HTTPBearer"] in keys,
        "request": _pretty(request),
        "fields": _fields(document, operation),
        "curl": _curl(method, origin + path + _query(operation), keys, request, _option(operation)),
        "responses": [
            {
                "status": status,
                "description": HTTPStatus(int(status)).phrase if status.isdigit() else answer["description"],
                "example": _pretty(_example(document, answer)),
            }
            for status, answer in sorted(operation["responses"].items())
        ],
    }


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The request's fields: the parameters of the address, then the fields of the body, each with its meaning."""
    schema = _schema(document, operation.get("requestBody", {}))
    parameters = [(field["name"], field["schema"] | field) for field in operation.get("parameters", [])]
    return [
        {"name": name, "description": field.get("description", ""), "values": _values(field)}
        for name, field in [*parameters, *schema.get("properties", {}).items()]
    ]


def _values(field: dict[str, Any]) -> list[tuple[str, str]]:
    """A field's choices, bounds and default, each as the last part of a message's key and a value: ("minimum", "0").

    The page translates them; the choices need no translation.
    """
    shape = next((option for option in field.get("anyOf", []) if option.get("type") != "null"), {}) | field
    choices = (shape.get("items", {}) | shape).get("enum", [])
    parts = [("", ", ".join(choices))] if choices else []
    parts += [(bound, f"{shape[bound]:g}") for bound in BOUNDS if bound in shape]
    if shape.get("default") not in (None, []):
        parts.append(("default", json.dumps(shape["default"])))
    return parts


def _schema(document: dict[str, Any], carrier: dict[str, Any]) -> dict[str, Any]:
    """The schema of a request body or an answer, given in place or by reference."""
    schema: dict[str, Any] = carrier.get("content", {}).get(MEDIA_TYPE, {}).get("schema", {})
    schema = next(iter(schema.get("anyOf", [])), schema)
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def _example(document: dict[str, Any], carrier: dict[str, Any]) -> Any:
    """The example of a request body or an answer, its own or its schema's; None if there is none."""
    content = carrier.get("content", {})
    media: dict[str, Any] = content.get(MEDIA_TYPE) or next(iter(content.values()), {})
    if "example" in media:
        return media["example"]
    schema = _schema(document, carrier)
    example = next(iter(schema.get("examples", [])), None)
    if not isinstance(example, dict):
        return example
    # Pydantic sorts an example's keys; the order of the declaration reads better.
    return {name: example[name] for name in schema["properties"] if name in example}


def _query(operation: dict[str, Any]) -> str:
    """The required query parameters with their examples: "?index=31337&index=5", or nothing."""
    parameters = operation.get("parameters", [])
    required = [field for field in parameters if field["in"] == "query" and field["required"]]
    query = urlencode({field["name"]: field["schema"]["examples"][0] for field in required}, doseq=True)
    return f"?{query}" if query else ""


def _option(operation: dict[str, Any]) -> str:
    """curl's option for answers other than JSON: -N shows events as they come, -OJ saves a file under its name."""
    kinds = [set(answer.get("content", {})) for answer in operation["responses"].values()]
    is_file = any(FILE in kind and MEDIA_TYPE not in kind for kind in kinds)
    return " -N" if {EVENTS} in kinds else " -OJ" if is_file else ""


def _curl(method: str, address: str, keys: Sequence[str], request: Any, option: str) -> str:
    """A command to paste into a terminal."""
    address = quote(_filled_in(address))
    implied = "GET" if request is None else "POST"
    lines = [f"curl{option} {address}" if method == implied else f"curl{option} -X {method} {address}"]
    lines += [f'-H "Authorization: Bearer {key}"' for key in keys[:1]]
    if request is not None:
        kind, body = (JSON_LINES, request) if isinstance(request, str) else (MEDIA_TYPE, json.dumps(request))
        lines += [f"-H 'Content-Type: {kind}'", f"-d '{body.strip()}'"]
    return " \\\n  ".join(lines)


def _filled_in(address: str) -> str:
    """The address with an example in place of each parameter."""
    for name, value in PLACES.items():
        address = address.replace(f"{{{name}}}", value)
    return address


def _pretty(example: Any) -> str | None:
    """An example as text; events are text already."""
    return example if example is None or isinstance(example, str) else json.dumps(example, ensure_ascii=False)
