"""Downloading data sets over a network that may be slow, break off or be tampered with; checksums decide.

| what happens                  | what is done                                                    |
| ----------------------------- | --------------------------------------------------------------- |
| the file is here and intact   | nothing is requested                                            |
| the connection breaks         | `<name>.partial` stays; the next request asks only for the rest |
| the server can't send a part  | it sends the whole, and the file is begun anew                  |
| wrong bytes, or more of them  | they are deleted, and the next mirror is asked                  |
| no mirror has it              | one sentence says what was tried and what can be done           |

A file gets its name only when its length and MD5 are right, so half a data set is never taken for a whole one.
Resuming is section 14 of RFC 9110: `Range` asks for the rest, status 206 and `Content-Range` confirm it.
"""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import httpx

from ..errors import DataError
from .catalogue import DatasetInfo, RemoteFile, md5_of

Progress = Callable[[str, int, int], None]  # (file name, bytes that are here, bytes in all)

TRIES_PER_MIRROR = 5  # a further try is made only when the last one changed what is here
TIMEOUT = httpx.Timeout(30.0, connect=10.0)  # seconds: to wait for the next bytes, for a connection


def fetch(
    info: DatasetInfo, folder: Path, progress: Progress | None = None, client: httpx.Client | None = None
) -> list[Path]:
    """Makes sure that all files of a data set lie in `folder`, which is its own, and returns their paths.

    `progress` is called for every chunk that arrives. Raises DataError when no mirror has a file, or it can't be
    written; what has arrived is kept for the next time.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with nullcontext(client) if client else httpx.Client() as connection:
            return [_fetch_file(file, folder, progress or _ignore, connection) for file in info.files]
    except OSError as error:
        raise DataError(f"{folder} can't be written ({error}): make room or choose another.") from error


class _Refused(Exception):
    """A mirror that answered, but not with the file."""


def _fetch_file(file: RemoteFile, folder: Path, progress: Progress, client: httpx.Client) -> Path:
    path, partial = folder / file.name, folder / f"{file.name}.partial"
    if path.is_file() and md5_of(path) == file.md5:
        progress(file.name, file.bytes, file.bytes)
        return path
    failures = {}
    for url in file.mirrors:
        for _ in range(TRIES_PER_MIRROR):
            before = _size(partial)
            try:
                _download(url, file, partial, progress, client)
                return partial.replace(path)
            except (httpx.HTTPError, _Refused) as error:
                failures[url] = _reason(error)
            if _size(partial) == before:
                break
    tried = "; ".join(f"{url} ({reason})" for url, reason in failures.items())
    raise DataError(
        f"{file.name} could not be fetched from {tried}. Run the command again when the network is back, "
        f"and it goes on where it stopped; or put the file into {folder} by hand; or say where it is with "
        "--data-dir."
    )


def _download(url: str, file: RemoteFile, partial: Path, progress: Progress, client: httpx.Client) -> None:
    """Completes `partial` from one mirror and checks it. Raises _Refused, or what httpx raises."""
    have = _size(partial)
    if have < file.bytes:
        # "identity": a server that compresses on the way would make bytes and ranges count something else.
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        with client.stream("GET", url, headers=headers, timeout=TIMEOUT, follow_redirects=True) as response:
            have = _confirmed_start(response, have, file)
            _append(response, have, file, partial, progress)
    if _size(partial) != file.bytes or md5_of(partial) != file.md5:
        partial.unlink()
        raise _Refused("its content has the wrong checksum")


def _confirmed_start(response: httpx.Response, have: int, file: RemoteFile) -> int:
    """The position in the file of the first byte that the response will bring. Raises _Refused."""
    if response.status_code == httpx.codes.PARTIAL_CONTENT:
        served, rest = response.headers.get("Content-Range"), f"bytes {have}-{file.bytes - 1}"
        if served not in (f"{rest}/{file.bytes}", f"{rest}/*"):
            raise _Refused(f"was asked for {rest} but sends {served}")
    elif response.status_code == httpx.codes.OK:
        have = 0
    else:
        raise _Refused(f"answered {response.status_code} {response.reason_phrase}".rstrip())
    expected = file.bytes - have
    if int(response.headers.get("Content-Length", expected)) != expected:
        raise _Refused(f"offers {response.headers['Content-Length']} bytes instead of {expected}")
    return have


def _append(response: httpx.Response, have: int, file: RemoteFile, partial: Path, progress: Progress) -> None:
    with partial.open("ab" if have else "wb") as target:
        progress(file.name, have, file.bytes)
        for chunk in response.iter_raw():
            have += len(chunk)
            if have > file.bytes:
                target.truncate(0)
                raise _Refused(f"sends more than the {file.bytes} bytes of the file")
            target.write(chunk)
            progress(file.name, have, file.bytes)
    if have < file.bytes:
        raise _Refused(f"stopped after {have} of {file.bytes} bytes")


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx.ConnectError):
        return f"no connection: {error}"
    return str(error) or type(error).__name__


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _ignore(_name: str, _done: int, _total: int) -> None:
    """The progress of a caller that gave none."""
