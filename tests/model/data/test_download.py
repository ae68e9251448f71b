"""Fetching: on a good network, on bad ones, and on none; all of it on loopback."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from model.data import download
from model.data.catalogue import DATASETS, DatasetInfo
from model.data.dataset import load_dataset
from model.data.download import fetch
from model.errors import DataError
from tests.helpers.archives import Behaviour, Mirror, describe, idx_files, random_bytes

CONTENT = random_bytes(200_000).tobytes()
NAME = "cifar-10-binary.tar.gz"
FILES = {NAME: CONTENT}


@pytest.fixture(autouse=True)
def direct_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def servers() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def start(servers: ExitStack, *behaviours: Behaviour | int | str) -> tuple[DatasetInfo, list[Mirror]]:
    """One file that lies on a mirror of each behaviour."""
    mirrors = [servers.enter_context(Mirror(FILES, behaviour)) for behaviour in behaviours]
    return describe("cifar10", FILES, 5, 1, [mirror.url for mirror in mirrors]), mirrors


def dead_url() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/"


def test_what_is_fetched_can_be_loaded(tmp_path: Path) -> None:
    training = random_bytes(6, 28, 28), random_bytes(6, below=10)
    arrays = [*training, random_bytes(2, 28, 28), random_bytes(2, below=10)]
    files = idx_files(*arrays)
    with Mirror(files) as mirror:
        info = describe("fashion-mnist", files, 6, 2, [mirror.url])
        paths = fetch(info, tmp_path / "new" / "folder")
    assert [path.name for path in paths] == list(files)
    assert {path.name for path in paths[0].parent.iterdir()} == set(files)  # and no partial beside them
    dataset = load_dataset("fashion-mnist", tmp_path / "new" / "folder", {"fashion-mnist": info})
    assert dataset.training.images.tobytes() == arrays[0].tobytes()
    assert dataset.test.labels.tobytes() == arrays[3].tobytes()


def test_progress_counts_up_to_the_size_of_the_file(servers: ExitStack, tmp_path: Path) -> None:
    info, _ = start(servers, "good")
    seen: list[tuple[str, int, int]] = []
    fetch(info, tmp_path, lambda *report: seen.append(report))
    done = [report[1] for report in seen]
    assert {(name, total) for name, _, total in seen} == {(NAME, len(CONTENT))}
    assert done[0] == 0
    assert done == sorted(done)
    assert done[-1] == len(CONTENT)


def test_a_file_that_is_here_is_not_asked_for(servers: ExitStack, tmp_path: Path) -> None:
    info, [mirror] = start(servers, "good")
    (tmp_path / NAME).write_bytes(CONTENT)
    seen: list[tuple[str, int, int]] = []
    assert fetch(info, tmp_path, lambda *report: seen.append(report)) == [tmp_path / NAME]
    assert mirror.ranges == []
    assert seen == [(NAME, len(CONTENT), len(CONTENT))]


def test_a_damaged_file_is_fetched_again(servers: ExitStack, tmp_path: Path) -> None:
    info, [mirror] = start(servers, "good")
    (tmp_path / NAME).write_bytes(CONTENT[:-1] + b"?")
    fetch(info, tmp_path)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert mirror.ranges == [None]


def test_a_client_of_the_caller_is_used_and_left_open(servers: ExitStack, tmp_path: Path) -> None:
    info, [mirror] = start(servers, "good")
    seen: list[httpx.Headers] = []
    hooks = {"request": [lambda request: seen.append(request.headers)]}
    with httpx.Client(headers={"User-Agent": "mine"}, event_hooks=hooks) as client:
        fetch(info, tmp_path, client=client)
        assert not client.is_closed
    assert [headers["User-Agent"] for headers in seen] == ["mine"]
    assert seen[0]["Accept-Encoding"] == "identity"  # else ranges would count compressed bytes
    assert mirror.sent == len(CONTENT)


@pytest.mark.parametrize("breaks", ["breaks once", "ends early"])
def test_after_a_dropped_connection_only_the_rest_is_transferred(
    servers: ExitStack, tmp_path: Path, breaks: Behaviour
) -> None:
    info, [mirror] = start(servers, breaks)
    fetch(info, tmp_path)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert mirror.ranges == [None, f"bytes={len(CONTENT) // 2}-"]
    assert mirror.sent == len(CONTENT)  # half and half: not one byte twice


def test_what_an_earlier_run_left_is_continued(servers: ExitStack, tmp_path: Path) -> None:
    info, [mirror] = start(servers, "good")
    (tmp_path / f"{NAME}.partial").write_bytes(CONTENT[:150_000])
    fetch(info, tmp_path)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert mirror.sent == 50_000


def test_what_an_earlier_run_finished_is_only_checked(servers: ExitStack, tmp_path: Path) -> None:
    info, [mirror] = start(servers, "good")
    (tmp_path / f"{NAME}.partial").write_bytes(CONTENT)
    fetch(info, tmp_path)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert mirror.ranges == []


def test_a_server_without_ranges_sends_the_whole_file_anew(servers: ExitStack, tmp_path: Path) -> None:
    info, [mirror] = start(servers, "no ranges")
    (tmp_path / f"{NAME}.partial").write_bytes(CONTENT[:150_000])
    fetch(info, tmp_path)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert mirror.ranges == ["bytes=150000-"]


@pytest.mark.parametrize("left", [b"?", b"?" * len(CONTENT), CONTENT + b"?"], ids=["start", "all", "longer"])
def test_a_spoiled_beginning_is_thrown_away(servers: ExitStack, tmp_path: Path, left: bytes) -> None:
    info, [mirror] = start(servers, "good")
    (tmp_path / f"{NAME}.partial").write_bytes(left)
    fetch(info, tmp_path)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert mirror.ranges[-1] is None


def test_a_liar_that_breaks_off_does_not_spoil_the_next_mirror(servers: ExitStack, tmp_path: Path) -> None:
    info, [_, honest] = start(servers, "breaks lying", "good")
    fetch(info, tmp_path)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert honest.ranges == [f"bytes={len(CONTENT) // 2}-", None]  # goes on, finds it wrong, begins anew


@pytest.mark.parametrize("bad", ["lies", "short", "endless", 403, 404, 500, 503])
def test_a_bad_mirror_is_left_for_the_next(servers: ExitStack, tmp_path: Path, bad: Behaviour | int) -> None:
    info, [first, second] = start(servers, bad, "good")
    seen: list[int] = []
    fetch(info, tmp_path, lambda _name, done, _total: seen.append(done))
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert max(seen) == len(CONTENT)  # never more, however much was offered
    assert first.ranges == [None]
    assert second.ranges == [None]


def test_another_part_than_the_one_asked_for_is_refused(servers: ExitStack, tmp_path: Path) -> None:
    info, [_, second] = start(servers, "wrong part", "good")
    (tmp_path / f"{NAME}.partial").write_bytes(CONTENT[:150_000])
    fetch(info, tmp_path)
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert second.sent == 50_000


def test_a_hanging_mirror_is_left_after_the_time_out(
    servers: ExitStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "TIMEOUT", httpx.Timeout(0.2))
    info, mirrors = start(servers, "hangs", "good")
    started = time.monotonic()
    fetch(info, tmp_path)
    assert time.monotonic() - started < 3  # httpx's own limit is 5 seconds
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert [len(mirror.ranges) for mirror in mirrors] == [1, 1]


def test_redirects_are_followed(servers: ExitStack, tmp_path: Path) -> None:
    _, [target] = start(servers, "good")
    info, _ = start(servers, target.url)
    fetch(info, tmp_path)
    assert target.sent == len(CONTENT)


def test_a_dead_network_gets_one_sentence_that_helps(servers: ExitStack, tmp_path: Path) -> None:
    _, [missing] = start(servers, 404)
    nowhere = dead_url()
    info = describe("cifar10", FILES, 5, 1, [nowhere, missing.url])
    with pytest.raises(DataError) as caught:
        fetch(info, tmp_path)
    sentence = str(caught.value)
    assert f"{nowhere}{NAME} (no connection" in sentence
    assert f"{missing.url}{NAME} (answered 404 Not Found)" in sentence
    assert f"into {tmp_path} by hand" in sentence
    assert "--data-dir" in sentence
    assert "\n" not in sentence
    assert not (tmp_path / NAME).exists()


def test_what_came_before_the_last_failure_is_kept(servers: ExitStack, tmp_path: Path) -> None:
    info, [mirror] = start(servers, "breaks lying")
    with pytest.raises(DataError, match="503"):
        fetch(info, tmp_path)
    assert (tmp_path / f"{NAME}.partial").stat().st_size == len(CONTENT) // 2
    assert len(mirror.ranges) == 2


def test_wrong_bytes_never_get_the_files_name(servers: ExitStack, tmp_path: Path) -> None:
    info, _ = start(servers, "lies")
    with pytest.raises(DataError, match="wrong checksum"):
        fetch(info, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_not_be_made_gets_a_sentence(servers: ExitStack, tmp_path: Path) -> None:
    info, _ = start(servers, "good")
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(DataError, match=r"can't be written .* choose another"):
        fetch(info, tmp_path / "taken")


@pytest.mark.parametrize("info", DATASETS.values(), ids=DATASETS)
def test_every_file_of_the_catalogue_has_two_hosts_and_a_checksum(info: DatasetInfo) -> None:
    assert len(set(info.class_names)) == info.classes
    for file in info.files:
        assert len({httpx.URL(url).host for url in file.mirrors}) >= 2
        assert all(url.endswith(f"/{file.name}") for url in file.mirrors)
        assert len(bytes.fromhex(file.md5)) == 16


def test_no_two_files_of_the_catalogue_have_the_same_checksum() -> None:
    checksums = [file.md5 for info in DATASETS.values() for file in info.files]
    assert len(set(checksums)) == len(checksums) == 10
