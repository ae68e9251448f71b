"""Replacing a file: all or nothing, one draft a writer, and nothing left behind."""

import os
import threading
from pathlib import Path

import pytest

from model.files import ABANDONED_SECONDS, replaced


@pytest.mark.parametrize("durable", [False, True])
def test_the_new_content_takes_the_old_ones_place(tmp_path: Path, durable: bool) -> None:
    path = tmp_path / "state.json"
    path.write_text("old")
    with replaced(path, durable=durable) as draft:
        draft.write_text("new")
        assert path.read_text() == "old" and draft.parent == tmp_path
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text("old")
    with pytest.raises(OSError, match="No space left"), replaced(path, durable=True) as draft:
        draft.write_text("half of")
        raise OSError(28, "No space left on device")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_writers_at_once_do_not_mix(tmp_path: Path) -> None:
    path, contents = tmp_path / "state.json", {str(number) * 100_000 for number in range(8)}

    def write(content: str) -> None:
        for _ in range(5):
            with replaced(path) as draft:
                draft.write_text(content)

    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text() in contents
    assert list(tmp_path.iterdir()) == [path]


def test_the_draft_of_a_killed_process_is_removed_in_time(tmp_path: Path) -> None:
    abandoned, at_work, foreign = (tmp_path / f".{name}.draft" for name in ("a.json.1", "a.json.2", "b.json.1"))
    for draft in (abandoned, at_work, foreign):
        draft.write_text("half")
    for draft in (abandoned, foreign):
        os.utime(draft, (0, draft.stat().st_mtime - 2 * ABANDONED_SECONDS))
    with replaced(tmp_path / "a.json") as draft:
        draft.write_text("whole")
    assert set(tmp_path.iterdir()) == {tmp_path / "a.json", at_work, foreign}
