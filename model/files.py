"""Files replaced in one step: a reader sees the old content or the new, never half of it.

    with replaced(path) as draft:
        draft.write_text(...)
    read_file(path)

A rename within a folder is atomic (POSIX rename; Path.replace does the same on Windows). It isn't durable: after a
power cut the name may be there without its content, unless the content was flushed to the disk before (fsync).
"""

import errno
import os
import secrets
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TRIES, TRY_SECONDS = 50, 0.02
ABANDONED_SECONDS = 3600.0  # a draft that nobody has written to for so long belongs to a process that was killed


def only_files(path: str, flags: int) -> int:
    """An opener for `open`. Raises OSError for a folder, a pipe or a device, which might never come to an end."""
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EISDIR, "is no file", path)
    return descriptor


def read_file(path: Path) -> bytes:
    """The content of a file. Raises OSError for anything else of that name."""
    with open(path, "rb", opener=only_files) as file:
        return file.read()


@contextmanager
def replaced(path: Path, *, durable: bool = False) -> Iterator[Path]:
    """Gives a draft beside `path`, and makes it `path` once the block succeeds; if it fails, the old file stays.

    Every writer has a draft of its own, so two at once can't mix theirs: the last one wins. `durable` waits for the
    disk, so that the new content survives a power cut. Raises OSError when it can't be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.draft")
    try:
        yield draft
        if durable:
            flush_to_disk(draft)
        written_at = draft.stat().st_mtime
        _rename(draft, path)
    finally:
        draft.unlink(missing_ok=True)  # half a file would only fill the disk
    if durable:
        flush_folder_to_disk(path.parent)
    _remove_abandoned_drafts(path, written_at)


def _rename(draft: Path, path: Path) -> None:
    """Windows refuses while somebody reads the old file, which takes a moment, or writes a new one as well."""
    for _ in range(TRIES if sys.platform == "win32" else 0):
        with suppress(PermissionError):
            draft.replace(path)
            return
        time.sleep(TRY_SECONDS)
    draft.replace(path)


def flush_to_disk(file: Path) -> None:
    """Waits until the disk has what was written to `file`."""
    with file.open("rb+") as opened:  # Windows flushes only what is open for writing
        os.fsync(opened.fileno())


def flush_folder_to_disk(folder: Path) -> None:
    """Waits until the disk has the folder's list of names, where the system can do so (Windows can't)."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove_abandoned_drafts(path: Path, now: float) -> None:
    """`now` is a file's time, since a shared disk's clock may differ from this machine's."""
    for draft in path.parent.glob(".*.draft"):
        with suppress(OSError):
            if draft.name.startswith(f".{path.name}.") and now - draft.stat().st_mtime > ABANDONED_SECONDS:
                draft.unlink()
