"""The settings, as the environment makes them: what is normalised, and what is refused in a sentence."""

import os
import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from app import __main__ as program
from app.jobs.subprocess_options import SECRETS
from app.settings import ROOT, Settings, SettingsError, load_settings
from tests.app.conftest import TOKEN


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("INKLING_")]:
        monkeypatch.delenv(name)


def loaded(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(f"INKLING_{name.upper()}", value)
    return load_settings()


@pytest.mark.parametrize("empty", ["", " ", "\t\n"])
@pytest.mark.parametrize("name", Settings.model_fields)
def test_an_empty_value_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, name: str, empty: str) -> None:
    """Docker Compose's `${VAR:-}` passes variables on that are empty."""
    assert loaded(monkeypatch, **{name: empty}) == Settings()


@pytest.mark.parametrize(
    ("name", "given", "meant"),
    [
        ("port", " 8080\n", 8080),
        ("port", "tcp://10.43.0.1:8000", 8000),  # Kubernetes', for a Service named inkling
        ("port", "udp://10.43.0.1:53", 8000),
        ("host", "[::1]", "::1"),
        ("host", " 0.0.0.0 ", "0.0.0.0"),  # noqa: S104
        ("hosts", "Digits.example.org, 数字.example,", "digits.example.org,xn--p8sv8u.example"),
        ("hosts", " * ", "*"),
        ("root_path", "inkling/", "/inkling"),
        ("root_path", "/deep/er", "/deep/er"),
        ("allowed_origins", "https://A.example, http://localhost:8888/", "https://a.example,http://localhost:8888"),
        ("frame_ancestors", "https://*.example.org https://b.example", "https://*.example.org,https://b.example"),
        ("log_level", "INFO", "info"),
        ("log_level", " Warning", "warning"),
        ("secure_cookies", " TRUE ", True),
        ("secure_cookies", "off", False),
        ("feedback_limit", "30 per minute", "30 per minute"),
        ("admin_token", f"{TOKEN}\n", SecretStr(TOKEN)),  # from a file, as secrets are mounted
        ("database_url", "postgres://me:a%40b@db/inkling", SecretStr("postgresql+psycopg://me:a%40b@db/inkling")),
        ("database_url", "postgresql://db/inkling?sslmode=require", SecretStr("postgresql+psycopg://db/inkling?sslmode=require")),
        ("database_url", "POSTGRES://db/inkling", SecretStr("postgresql+psycopg://db/inkling")),
        ("weights_dir", "networks", ROOT / "networks"),
        ("data_dir", "./data", ROOT / "data"),
        ("data_dir", "/srv/a%20b #1", Path("/srv/a%20b #1")),
        ("data_dir", "~/inkling", Path.home() / "inkling"),
    ],
)  # fmt: skip
def test_a_value_is_normalised(monkeypatch: pytest.MonkeyPatch, name: str, given: str, meant: object) -> None:
    assert getattr(loaded(monkeypatch, **{name: given}), name) == meant


def test_folders_are_the_projects_own_wherever_the_server_is_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert (settings.weights_dir, settings.data_dir) == (ROOT / "weights", ROOT / ".inkling")


SECRET = "pa55-" + "word"
REFUSED = [
    *[("port", value) for value in ("many", "65536", "-1", "80.5", "8000/tcp", "http://x:1")],
    *[("host", value) for value in ("http://127.0.0.1", "127.0.0.1:8000", "a\tb", "no such host", "x" * 300)],
    *[("hosts", value) for value in ("https://digits.example.org", "digits.example.org:443", "a b", "..", "x" * 70)],
    *[("root_path", value) for value in ("/", "/a b", "/../x", "/x?y", "https://x/y")],
    *[("allowed_origins", value) for value in ("school.example", "https://*.example", "https://x/path", "x" * 700)],
    *[("frame_ancestors", value) for value in ("'self'", "https://a; script-src *")],
    *[("workers", value) for value in ("0", "65", "two")],
    *[("log_level", value) for value in ("loud", "7")],
    *[("secure_cookies", value) for value in ("maybe", "2")],
    *[(name, value) for name in ("feedback_limit", "sign_in_limit")
      for value in ("nonsense", "30", "0/minute", "5/fortnight", "30/minute;", "-1/day")],
    *[("database_url", value) for value in (
        "nonsense", f"mysql://me:{SECRET}@db/x", f"postgresql+asyncpg://me:{SECRET}@db/x", f"postgres://me:{SECRET}@db:port/x",
    )],
    *[("session_hours", value) for value in ("nan", "inf", "0", "-1", "1e9")],
    *[("patience_seconds", value) for value in ("nan", "inf", "0", "1e300")],
    *[(name, "9" * 30) for name in Settings.model_fields if name.startswith(("max_", "kept_"))],
    *[(name, value) for name in ("races", "training_threads") for value in ("0", "1000", "1.5")],
    *[("admin_token", value) for value in (SECRET, "é" * 20, "two\nlines-of-a-token", "\udcff" * 20, "x" * 1001)],
    *[("host", value) for value in ("[::1]:8000", "[::1")],
    *[(name, value) for name in ("weights_dir", "data_dir") for value in (__file__, f"{__file__}/below/it")],
    ("database_url", "sqlite:///no such folder/inkling.sqlite3"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_a_value_that_cannot_be_used_is_named_in_a_sentence_before_the_address_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv("INKLING_PORT", "0")
    monkeypatch.setenv(f"INKLING_{name.upper()}", value)
    monkeypatch.setattr(program, "_serve", lambda *_: 0)
    assert program.main() == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.fullmatch(rf"error: [^\n]*INKLING_{name.upper()}\b[^\n]+\.\n", printed.err), printed.err
    assert name != "host" or "]" not in printed.err
    assert SECRET not in printed.err


def test_all_mistakes_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as refused:
        loaded(monkeypatch, port="many", workers="0", admin_token="short")
    assert re.findall(r"INKLING_(\w+)", str(refused.value)) == ["PORT", "WORKERS", "ADMIN_TOKEN"]


def test_what_is_secret_is_kept_from_child_processes() -> None:
    secret = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    assert secret == {"admin_token", "database_url"}
    assert {f"INKLING_{name.upper()}" for name in secret} <= SECRETS
