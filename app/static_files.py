"""The page's scripts, styles and words: kept by browsers and asked about each time, so that none is stale."""

from typing import Any

from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles


class FreshFiles(StaticFiles):
    """Files with a tag: a browser that has the newest one is told so with 304, in a few bytes."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """What Starlette answers, not to be used again without asking."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response
