"""Windows, simulated: its answers are given by name, since none is at hand; the workflow has a real one."""

import errno
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import psutil
import pytest

from app.errors import Conflict
from app.jobs import worker_lock
from app.jobs.subprocess_options import child_options
from model import files


def test_a_child_gets_a_group_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "WINDOWS", True)
    monkeypatch.setattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 512, raising=False)
    options = child_options(threads=1)
    assert options["creationflags"] == 512 and "process_group" not in options


@pytest.mark.parametrize("readers", [3, 1000])
def test_a_file_that_is_being_read_is_replaced_once_it_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, readers: int
) -> None:
    """Windows lets nobody replace a file that is open."""
    path, refused = tmp_path / "champion.json", 0
    replace = Path.replace

    def refusing(draft: Path, target: Path) -> Path:
        nonlocal refused
        if refused < readers:
            refused += 1
            raise PermissionError(errno.EACCES, "is open")
        return replace(draft, target)

    monkeypatch.setattr(files, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(files.time, "sleep", lambda _: None)
    monkeypatch.setattr(Path, "replace", refusing)
    path.write_text("old")
    try:
        with files.replaced(path) as draft:
            draft.write_text("new")
    except PermissionError:
        assert readers == 1000 and path.read_text() == "old"
    else:
        assert readers == 3 and path.read_text() == "new"
    assert [each.name for each in tmp_path.iterdir()] == ["champion.json"]


def node_of(file: int) -> tuple[int, int] | None:
    try:
        found = os.fstat(file)
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Msvcrt(ModuleType):
    """Locks of one byte, which belong to the file that was opened, and which no process inherits."""

    LK_NBLCK = LK_NBRLCK = 2

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self._held: dict[int, tuple[int, int] | None] = {}

    def locking(self, file: int, mode: int, size: int) -> None:
        assert (mode, size) == (2, 1)
        node = node_of(file)
        # A number that was opened anew, or leads elsewhere, was closed in between, which unlocks its file.
        self._held = {other: held for other, held in self._held.items() if other != file and node_of(other) == held}
        if node in self._held.values():
            raise PermissionError(errno.EACCES, "is locked")
        self._held[file] = node


@pytest.fixture
def locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """worker_lock.py as Windows imports it."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", Msvcrt())
    spec = importlib.util.spec_from_file_location("app.jobs.worker_lock_of_windows", worker_lock.__file__)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.undo()
    yield module


def test_a_job_is_locked_as_long_as_its_worker_works(locks: ModuleType, tmp_path: Path) -> None:
    assert not locks.INHERITED and locks.is_locked(tmp_path) is None
    with locks.locked(tmp_path), pytest.raises(Conflict), locks.locked(tmp_path, seconds=0):
        pass
    assert locks.is_locked(tmp_path) is False
    with locks.working_on(tmp_path):
        assert locks.is_locked(tmp_path) is True
    assert locks.is_locked(tmp_path) is False
