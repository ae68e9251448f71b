"""Static files: scripts, styles and texts, compressed once, cached in memory, and revalidated by ETag."""

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

from ..content_negotiation import accepts_gzip
from .translations import CATALOGUE, LANGUAGES, texts_in

MAX_CACHED_FILES = 1000


class CachedStaticFiles(StaticFiles):
    """Serves files from a cache in memory, each with an ETag; a browser that has the newest content gets 304.

    A page loads dozens of small files, and to read and compress each anew takes longer than to send it. `?lang=zh`
    selects one language of the catalogue, since all its texts would weigh more than the page's scripts.
    """

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The newest content, as gzip if the client accepts it."""
        path, request = Path(full_path), Request(scope)
        language = request.query_params.get("lang") if path.name == CATALOGUE else None
        file = _load(path, stat_result.st_mtime_ns, language if language in LANGUAGES else None)
        headers = {"ETag": file.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        is_packed = accepts_gzip(request.headers.get("accept-encoding"))
        if is_packed:
            headers["Content-Encoding"] = "gzip"
        response = Response(file.gzipped if is_packed else file.plain, status_code, headers, file.media_type)
        is_current = self.is_not_modified(response.headers, request.headers)
        return NotModifiedResponse(response.headers) if is_current else response


class _CachedFile(NamedTuple):
    plain: bytes
    gzipped: bytes
    etag: str
    media_type: str


@lru_cache(maxsize=MAX_CACHED_FILES)
def _load(path: Path, _changed_at: int, language: str | None) -> _CachedFile:
    """Reads and compresses a file; the time of its last change is part of the key, so that changes are seen."""
    plain = path.read_bytes()
    if language is not None:
        plain = json.dumps(texts_in(json.loads(plain), language), ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(plain).hexdigest()[:16]}"'
    return _CachedFile(plain, gzip.compress(plain, mtime=0), etag, guess_type(path)[0] or "application/octet-stream")
