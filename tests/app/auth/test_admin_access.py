"""Access control: the token, the session, and requests from other sites' pages."""

import base64
import hmac
import os
from pathlib import Path

import httpx
import pytest
from itsdangerous import TimestampSigner
from pydantic import SecretStr

from tests.app.conftest import TOKEN, make_settings
from tests.helpers.server import running_server

ADMIN_CALLS = [
    ("POST", "/admin/retrain"),
    ("GET", "/admin/presets"),
    ("GET", "/admin/trainings"),
    ("POST", "/admin/trainings/estimate"),
    ("GET", "/admin/trainings/t0001"),
    ("GET", "/admin/trainings/t0001/events"),
    ("GET", "/admin/trainings/t0001/curve"),
    ("GET", "/admin/trainings/t0001/weights"),
    ("POST", "/admin/trainings/t0001/settings"),
    ("POST", "/admin/trainings/t0001/cancel"),
    ("POST", "/admin/trainings/t0001/pause"),
    ("POST", "/admin/trainings/t0001/resume"),
    ("PUT", "/admin/trainings/t0001/visitors"),
    ("POST", "/admin/sweeps"),
    ("POST", "/admin/sweeps/estimate"),
    ("GET", "/admin/sweeps"),
    ("GET", "/admin/sweeps/s0001"),
    ("GET", "/admin/sweeps/s0001/results"),
    ("POST", "/admin/sweeps/s0001/cancel"),
    ("POST", "/admin/sweeps/s0001/resume"),
    ("GET", "/admin/models"),
    ("PUT", "/admin/models/champion"),
    ("POST", "/admin/models/roll-back"),
    ("POST", "/admin/trainings/t0001/evolution"),
    ("GET", "/admin/trainings/t0001/snapshots/0/examination"),
    ("GET", "/admin/log"),
    ("GET", "/admin/models/v0001/examination"),
    ("GET", "/admin/models/v0001/examination/mnist/7/1"),
    ("GET", "/admin/models/v0001/comparison"),
    ("GET", "/admin/corrections"),
    ("POST", "/admin/corrections/decisions"),
    ("GET", "/admin/corrections/export"),
    ("POST", "/admin/corrections/import"),
    ("GET", "/admin/models/v0001/export/html"),
]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Cookie": "inkling_session=forged; inkling_session_8000=forged"}],
    ids=str,
)
@pytest.mark.parametrize(("method", "path"), ADMIN_CALLS)
def test_admin_calls_need_the_token(client: httpx.Client, method: str, path: str, headers: dict[str, str]) -> None:
    answer = client.request(method, path, headers=headers, json={} if method != "GET" else None)
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_every_admin_route_is_in_the_list_above(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    guarded = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if path.startswith("/admin") and path != "/admin/session"
    }
    names = {"t0001": "{id}", "s0001": "{id}", "snapshots/0": "snapshots/{epoch}", "v0001": "{version}"}
    names |= {"mnist/7/1": "{exam}/{label}/{answered}", "export/html": "export/{kind}"}
    listed = set()
    for method, path in ADMIN_CALLS:
        for example, name in names.items():
            path = path.replace(example, name)
        listed.add((method, path))
    assert guarded == listed


def sign_in(client: httpx.Client) -> httpx.Response:
    return client.post("/admin/session", json={"token": TOKEN})


def test_signing_in_gives_a_strict_cookie_that_opens_the_admin_calls(client: httpx.Client) -> None:
    assert client.get("/admin/models").status_code == 401
    answer = sign_in(client)
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "max-age=43200" in cookie
    assert TOKEN not in cookie
    assert client.get("/admin/models").status_code == 200
    client.delete("/admin/session")
    assert client.get("/admin/models").status_code == 401


def test_who_signs_out_ends_the_session_wherever_its_cookie_was_copied_to(client: httpx.Client, server: str) -> None:
    copied, other = (sign_in(client).headers["set-cookie"].split(";")[0] for _ in range(2))
    with httpx.Client(base_url=server, headers={"Cookie": copied}) as thief:
        assert thief.get("/admin/models").status_code == 200
        refreshed = thief.get("/admin/models").headers.get("set-cookie", copied).split(";")[0]
        assert httpx.delete(f"{server}/admin/session", headers={"Cookie": copied}).status_code == 204
        for cookie in (copied, refreshed):
            assert httpx.get(f"{server}/admin/models", headers={"Cookie": cookie}).status_code == 401
        assert httpx.get(f"{server}/admin/models", headers={"Cookie": other}).status_code == 200, "only that one"


def test_ended_sessions_are_forgotten_once_their_cookies_have_expired(tmp_path: Path, shipped_weights: Path) -> None:
    old = tmp_path / "data" / "sessions" / "old"
    old.parent.mkdir(parents=True)
    old.touch()
    os.utime(old, (1, 1))
    with (
        running_server(make_settings(tmp_path, shipped_weights)) as address,
        httpx.Client(base_url=address) as client,
    ):
        sign_in(client)
        client.delete("/admin/session").raise_for_status()
    assert not old.exists()
    assert len(list(old.parent.iterdir())) == 1


@pytest.mark.parametrize("token", ["wrong", "", TOKEN[:-1], TOKEN + "x", "Schlüssel"])
def test_a_wrong_token_does_not_sign_in(client: httpx.Client, token: str) -> None:
    answer = client.post("/admin/session", json={"token": token})
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorized")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "forged",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},  # over plain HTTP to another machine, browsers send only this header
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9"},
        {"Origin": "http://["},
    ],
    ids=str,
)
def test_another_sites_page_cannot_use_the_cookie(client: httpx.Client, forged: dict[str, str]) -> None:
    sign_in(client)
    for method, path in (("PUT", "/admin/models/champion"), ("POST", "/admin/retrain"), ("DELETE", "/admin/session")):
        answer = client.request(method, path, json={"version": "v0001"}, headers=forged)
        assert (answer.status_code, answer.json()["error"]) == (403, "forbidden"), path
    assert client.get("/admin/models", headers=forged).status_code == 200


@pytest.mark.parametrize(
    "own", [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": ""}, {}], ids=str
)
def test_our_own_pages_and_programs_can_use_it(client: httpx.Client, own: dict[str, str]) -> None:
    sign_in(client)
    headers = {name: value or str(client.base_url).rstrip("/") for name, value in own.items()}
    assert client.put("/admin/models/champion", json={"version": "v0001"}, headers=headers).status_code == 200


def test_a_session_signed_with_another_key_is_none(client: httpx.Client) -> None:
    content = base64.b64encode(b'{"admin": "a name"}')
    for key, status in (("another key", 401), (hmac.digest(TOKEN.encode(), b"inkling session", "sha256").hex(), 200)):
        cookie = TimestampSigner(key).sign(content).decode()
        headers = {"Cookie": f"inkling_session_{client.base_url.port}={cookie}"}
        assert client.get("/admin/models", headers=headers).status_code == status


def test_two_servers_on_one_host_do_not_sign_each_other_out(
    client: httpx.Client, tmp_path: Path, shipped_weights: Path
) -> None:
    """One browser, which sends a host's cookies to all its ports."""
    settings = make_settings(tmp_path, shipped_weights, admin_token=SecretStr("of-the-other-server"))
    with running_server(settings) as other:
        client.post("/admin/session", json={"token": TOKEN}).raise_for_status()
        client.post(f"{other}/admin/session", json={"token": "of-the-other-server"}).raise_for_status()
        assert client.get("/admin/models").status_code == client.get(f"{other}/admin/models").status_code == 200
        client.delete(f"{other}/admin/session").raise_for_status()
        assert client.get("/admin/models").status_code == 200
        assert client.get(f"{other}/admin/models").status_code == 401


def test_behind_a_proxy_all_servers_know_the_session(client: httpx.Client) -> None:
    """The browser's port counts, which the proxy passes on, not the one of the server that it chose."""
    for host, name in (("127.0.0.1", "inkling_session"), ("127.0.0.1:8443", "inkling_session_8443")):
        answer = client.post("/admin/session", json={"token": TOKEN}, headers={"Host": host})
        assert answer.headers["set-cookie"].startswith(f"{name}=")
