"""What a child process is started with: low priority where the system allows it, and no secrets."""

from types import SimpleNamespace

import psutil
import pytest

from app.jobs.subprocess_options import LOW_PRIORITY, LOWEST_PRIORITY, child_options, lower_priority


@pytest.mark.parametrize("name", ["INKLING_ADMIN_TOKEN", "inkling_database_url", "PGPASSWORD"])
def test_a_child_inherits_no_secret(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "a secret of the server")
    monkeypatch.setenv("INKLING_DATA_DIR", "/srv/inkling")
    inherited = child_options(threads=1)["env"]
    assert "a secret of the server" not in inherited.values()
    assert inherited["INKLING_DATA_DIR"] == "/srv/inkling" and inherited["OPENBLAS_NUM_THREADS"] == "1"


@pytest.mark.parametrize("error", [psutil.AccessDenied(), PermissionError(), ValueError(), OSError(22, "no priority")])
def test_a_priority_that_cannot_be_lowered_ends_nothing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(_: object, niceness: int | None = None) -> int:
        if niceness is None:
            return 0
        raise error

    monkeypatch.setattr(psutil.Process, "nice", refuse)
    lower_priority(LOWEST_PRIORITY)


def test_on_windows_there_are_classes_of_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    """By name alone: no Windows is at hand."""
    asked: list[object] = []
    monkeypatch.setattr(psutil, "WINDOWS", True)
    for name in ("IDLE_PRIORITY_CLASS", "BELOW_NORMAL_PRIORITY_CLASS"):
        monkeypatch.setattr(psutil, name, name, raising=False)
    monkeypatch.setattr(psutil, "Process", lambda: SimpleNamespace(nice=asked.append))
    lower_priority(LOWEST_PRIORITY)
    lower_priority(LOW_PRIORITY)
    assert asked == ["IDLE_PRIORITY_CLASS", "BELOW_NORMAL_PRIORITY_CLASS"]
