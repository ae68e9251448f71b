"""Jobs in folders: listed newest first, one at a time, resumed, and pruned once they are over."""

from pathlib import Path

import pytest

from app.errors import Conflict, Damaged, NotFound
from app.jobs.folder_jobs import FolderJobs
from app.jobs.folders import JobFolders
from app.jobs.processes import WorkerProcesses
from app.jobs.worker_lock import is_locked


class Processes(WorkerProcesses):
    """Starts nothing, and notes what it was to start."""

    def __init__(self) -> None:
        self.started: list[str] = []

    def start(self, job: Path, lock: int) -> None:
        assert lock > 0 and is_locked(job), "the process inherits it"
        self.started.append(job.name)


class Errands(FolderJobs[str]):
    """Jobs whose state is what stands in their file; "?" can't be read."""

    def __init__(self, folder: Path) -> None:
        self.processes = Processes()
        super().__init__(JobFolders(folder / "errands", "e", "state", "errand"), self.processes, keep=2)

    def start(self, state: str) -> str:
        with self._started() as job:
            (job / "state").write_text(state)
        return job.name

    def resume(self, job_id: str) -> None:
        job = self._folders.path(job_id)
        with self._restarted(job):
            (job / "state").write_text("running")

    def set(self, job_id: str, state: str) -> None:
        (self._folders.path(job_id) / "state").write_text(state)

    def _status(self, job: Path) -> str:
        return f"{job.name} {self._state(job)}"

    def _state(self, job: Path) -> str:
        state = (job / "state").read_text()
        if state == "?":
            raise Damaged(f"{job.name} can't be read.")
        return state


@pytest.fixture
def errands(tmp_path: Path) -> Errands:
    return Errands(tmp_path)


def test_jobs_are_listed_newest_first_and_damaged_ones_left_out(errands: Errands) -> None:
    assert errands.all() == []
    errands.start("failed")
    errands.start("succeeded")
    assert errands.all() == ["e0002 succeeded", "e0001 failed"]
    assert errands.get("e0001") == "e0001 failed"
    errands.set("e0001", "?")
    assert errands.all() == ["e0002 succeeded"]
    with pytest.raises(Damaged):
        errands.get("e0001")


@pytest.mark.parametrize("name", ["e0009", "e", "../e0001", "t0001", "e" + "1" * 300])
def test_an_unknown_job_is_not_found(errands: Errands, name: str) -> None:
    errands.start("running")
    with pytest.raises(NotFound, match="There is no errand"):
        errands.get(name)


def test_only_one_job_runs_at_a_time(errands: Errands, tmp_path: Path) -> None:
    errands.start("failed")
    errands.start("running")
    for refused in (lambda: errands.start("running"), lambda: errands.resume("e0001")):
        with pytest.raises(Conflict, match=r"Errand e0002 is running; wait for it, or cancel it first\."):
            refused()
    assert errands.processes.started == ["e0001", "e0002"]
    errands.set("e0002", "cancelled")
    errands.resume("e0001")
    assert errands.processes.started == ["e0001", "e0002", "e0001"]
    errands.set("e0001", "succeeded")
    with pytest.raises(Conflict, match=r"Errand e0001 is succeeded; it can't go on\."):
        errands.resume("e0001")
    assert not is_locked(tmp_path / "errands" / "e0001"), "nobody has inherited it"


def test_a_job_that_could_not_be_filled_starts_no_process_and_is_none(errands: Errands) -> None:
    with pytest.raises(OSError, match="no room"), errands._started():
        raise OSError("no room")
    assert (errands.all(), errands.processes.started) == ([], [])
    assert errands.start("running") == "e0002", "its number isn't used again"


def test_the_oldest_that_are_over_are_removed(errands: Errands) -> None:
    for state in ("?", "failed", "cancelled", "succeeded"):  # the first can't be read
        errands.start("failed")
        errands.set(errands._folders.ids()[-1], state)
    assert errands._folders.ids() == ["e0001", "e0003", "e0004"]
