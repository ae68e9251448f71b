"""Static files: scripts, styles and texts, compressed once, cached in memory, and revalidated by ETag."""

import gzip
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from typing import NamedTuple

from fastapi import Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.staticfiles import NotModifiedResponse, PathLike
from starlette.types import Scope

from ..content_negotiation import accepts_gzip
from .page_words import words_for
from .translations import CATALOGUE, LANGUAGES, texts_in

MAX_CACHED_FILES = 1000
MAX_CACHED_PAGES = 50  # whose style sheets are joined
_SCRIPT = re.compile(r"pages/[a-z-]+\.js")
_STYLES = re.compile(r"[a-z-]+/[a-z-]+(,[a-z-]+/[a-z-]+){,29}")


class CachedStaticFiles(StaticFiles):
    """Serves files from a cache in memory, each with an ETag; a browser that has the newest content gets 304.

    A page loads dozens of small files, and to read and compress each anew takes longer than to send it. `?lang=zh`
    selects one language of the catalogue, and `&for=pages/draw.js` the texts that this script can ask for, since all of
    them would weigh more than the page's scripts. A style sheet comes with those that are named in
    `?and=common/base,common/header` behind it.
    """

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The newest content, as gzip if the client accepts it."""
        path, request = Path(full_path), Request(scope)
        language = request.query_params.get("lang") if path.name == CATALOGUE else None
        script = self._script(request.query_params.get("for")) if language in LANGUAGES else None
        parts = [(path, stat_result.st_mtime_ns), *self._joined(request.query_params.get("and"), path.suffix)]
        load = _load if len(parts) == 1 else _load_joined
        file = load(tuple(parts), language if language in LANGUAGES else None, script)
        headers = {"ETag": file.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        is_packed = accepts_gzip(request.headers.get("accept-encoding"))
        if is_packed:
            headers["Content-Encoding"] = "gzip"
        response = Response(file.gzipped if is_packed else file.plain, status_code, headers, file.media_type)
        is_current = self.is_not_modified(response.headers, request.headers)
        return NotModifiedResponse(response.headers) if is_current else response

    def _script(self, name: str | None) -> Path | None:
        """The script of a page, by the name that the page has."""
        if name is None:
            return None
        path, stat_result = self.lookup_path(f"js/{name}") if _SCRIPT.fullmatch(name) else ("", None)
        if stat_result is None or not stat.S_ISREG(stat_result.st_mode):
            raise HTTPException(404)
        return Path(path)

    def _joined(self, names: str | None, suffix: str) -> Iterator[tuple[Path, int]]:
        """The style sheets of these names, each with the time of its last change."""
        if names is None or suffix != ".css":
            return
        if not _STYLES.fullmatch(names):
            raise HTTPException(404)
        for name in names.split(","):
            path, stat_result = self.lookup_path(f"css/{name}.css")
            if stat_result is None or not stat.S_ISREG(stat_result.st_mode):
                raise HTTPException(404)
            yield Path(path), stat_result.st_mtime_ns


class _CachedFile(NamedTuple):
    plain: bytes
    gzipped: bytes
    etag: str
    media_type: str


def _read(files: tuple[tuple[Path, int], ...], language: str | None, script: Path | None) -> _CachedFile:
    """Reads and compresses files as one; the times of their last changes are part of the key, so changes are seen."""
    plain = b"".join(path.read_bytes() for path, _changed_at in files)
    if language is not None:
        texts = texts_in(json.loads(plain), language)
        texts = words_for(script, texts) if script else texts
        plain = json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(plain).hexdigest()[:16]}"'
    media_type = guess_type(files[0][0])[0] or "application/octet-stream"
    return _CachedFile(plain, gzip.compress(plain, mtime=0), etag, media_type)


_load = lru_cache(maxsize=MAX_CACHED_FILES)(_read)
_load_joined = lru_cache(maxsize=MAX_CACHED_PAGES)(_read)
