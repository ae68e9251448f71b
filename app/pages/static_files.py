"""The page's scripts, styles and words: packed once and kept, and asked about each time, so that none is stale."""

import gzip
import hashlib
import json
import os
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from typing import NamedTuple

from fastapi import Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.staticfiles import NotModifiedResponse, PathLike
from starlette.types import Scope

from .translations import CATALOGUE, LANGUAGES, words_in


class CachedStaticFiles(StaticFiles):
    """Files with a tag: a browser that has the newest one is told so with 304, in a few bytes.

    A page asks for dozens of small ones at once, and to read and pack each anew takes longer than to send it. Of the
    catalogue `?lang=zh` asks for one language: a page shows only one, and its words would weigh more than its scripts.
    """

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The newest content, packed for whoever takes it so."""
        path, request = Path(full_path), Request(scope)
        language = request.query_params.get("lang") if path.name == CATALOGUE else None
        kept = _kept(path, stat_result.st_mtime_ns, language if language in LANGUAGES else None)
        headers = {"ETag": kept.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        packs = "gzip" in request.headers.get("accept-encoding", "")
        if packs:
            headers["Content-Encoding"] = "gzip"
        response = Response(kept.packed if packs else kept.plain, status_code, headers, kept.media_type)
        fresh = self.is_not_modified(response.headers, request.headers)
        return NotModifiedResponse(response.headers) if fresh else response


class _Kept(NamedTuple):
    plain: bytes
    packed: bytes
    tag: str
    media_type: str


@lru_cache(maxsize=1000)
def _kept(path: Path, _changed_at: int, language: str | None) -> _Kept:
    """Looked up by the time of its last change as well, so that a changed file is read again."""
    plain = path.read_bytes()
    if language is not None:
        plain = json.dumps(words_in(json.loads(plain), language), ensure_ascii=False, separators=(",", ":")).encode()
    tag = f'"{hashlib.sha256(plain).hexdigest()[:16]}"'
    return _Kept(plain, gzip.compress(plain, mtime=0), tag, guess_type(path)[0] or "application/octet-stream")
