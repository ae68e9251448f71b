"""The short way: one small drawing, asked for its digit, is answered before the general machinery begins.

Routing, sessions, dependencies and the check of the answer take longer than a forward pass. Most requests need none of
them: they are one drawing, small and right. Whatever is not - another path, a photo, a batch, a mistake - goes on to
FastAPI with its body untouched, and is answered, or told what is wrong, there: the short way refuses nothing.
"""

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..drawings.decoding import picture_of
from ..drawings.limits import RequestLimits
from ..settings import Settings
from .micro_batching import MicroBatcher
from .schemas import PredictRequest

LARGEST_BODY = 65_536  # bytes; parsing more than that twice would be too long a way
LARGEST_PICTURE = 512 * 512  # pixels, decoded in two milliseconds; the event loop has no time for more


class FastPath:
    """Answers POST /predict for what it understands, and hands on the rest to `app`."""

    def __init__(self, app: ASGIApp, settings: Settings, batches: MicroBatcher) -> None:
        self.app = app
        self._batches = batches
        self._points = settings.max_points
        self._pixels = min(settings.max_image_pixels, settings.max_batch_pixels, LARGEST_PICTURE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/predict" or scope["method"] != "POST":
            return await self.app(scope, receive, send)
        if not _is_small_json(scope["headers"]):
            return await self.app(scope, receive, send)
        message = await receive()
        content = None if message.get("more_body") else await self._answer(message.get("body", b""))
        if content is None:
            return await self.app(scope, _replay(message, receive), send)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(content))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _answer(self, body: bytes) -> bytes | None:
        """The answer in JSON, or None where FastAPI has to look."""
        try:
            asked = PredictRequest.model_validate_json(body)
            if asked.include or asked.instances is not None:
                return None
            prediction = await self._batches.predict(
                picture_of(asked, RequestLimits(self._points, self._pixels, self._pixels))
            )
        except Exception:  # FastAPI meets it again, and knows what to say
            return None
        return prediction.__pydantic_serializer__.to_json(prediction, exclude_unset=True)


def _is_small_json(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a body is announced that may be read here; one that is too large is refused before it is."""
    announced = dict(headers)
    length = announced.get(b"content-length", b"")
    small = length.isdigit() and len(length) < 6 and 0 < int(length) <= LARGEST_BODY
    return small and announced.get(b"content-type", b"").startswith(b"application/json")


def _replay(message: Message, receive: Receive) -> Receive:
    """A `receive` that gives `message` once more before what comes next."""
    waiting = [message]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
