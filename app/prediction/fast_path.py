"""The fast path: one small drawing is answered before FastAPI's machinery begins.

Routing, sessions, dependencies and the check of the answer take longer than a forward pass. Most requests need none of
them: they are one drawing, small and valid, with or without its image. Everything else - another path, a photo, a
batch, a mistake - goes on to FastAPI with its body untouched, and is answered, or told what is wrong, there: the fast
path refuses nothing.
"""

from collections.abc import Mapping
from types import SimpleNamespace

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..server.content_encoding import compress
from .encoding import encode_one
from .schemas import PredictRequest
from .service import PredictionService

ROUTE = SimpleNamespace(path="/predict")
"""What the request log finds in `scope["route"]`, where FastAPI puts the route that matched."""
MAX_BODY = 65_536  # bytes; to parse more than that twice would take too long
INCLUDED: tuple[list[str], ...] = ([], ["image"])


class FastPath:
    """Answers POST /predict for one small drawing, and hands everything else on to `app`."""

    def __init__(self, app: ASGIApp, predictions: PredictionService) -> None:
        self.app = app
        self._predictions = predictions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads the first message of the body, and replays it for `app` if the answer isn't found here."""
        if scope["type"] != "http" or scope["path"] != ROUTE.path:
            return await self.app(scope, receive, send)
        scope["route"] = ROUTE
        announced = dict(scope["headers"])
        if scope["method"] != "POST" or not _is_small_json(announced):
            return await self.app(scope, receive, send)
        message = await receive()
        content = None if message.get("more_body") else await self._answer(message.get("body", b""))
        if content is None:
            return await self.app(scope, _replay(message, receive), send)
        body, coding = compress(content, scope["headers"])
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)), *coding]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, body: bytes) -> bytes | None:
        """The answer in JSON, or None where FastAPI has to look."""
        try:
            request = PredictRequest.model_validate_json(body)
            if request.instances is not None or request.include not in INCLUDED:
                return None
            return await self._predictions.answer_small(request, request.include, encode_one)
        except Exception:  # FastAPI meets it again, and knows what to say
            return None


def _is_small_json(announced: Mapping[bytes, bytes]) -> bool:
    """Whether the headers announce a body that may be read here; one that is too large is refused before it is."""
    length = announced.get(b"content-length", b"")
    small = length.isdigit() and len(length) < 6 and 0 < int(length) <= MAX_BODY
    return small and announced.get(b"content-type", b"").partition(b";")[0].strip().lower() == b"application/json"


def _replay(message: Message, receive: Receive) -> Receive:
    """A `receive` that gives `message` once more before what comes next."""
    waiting = [message]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
