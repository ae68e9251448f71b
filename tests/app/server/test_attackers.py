"""Attacks: guessing the token, path traversal, information about the host."""

import base64
import io
import struct
import time
import zipfile
import zlib
from pathlib import Path

import httpx
import psutil
import pytest
from PIL import Image

from app.prediction.predictor import Predictor
from app.settings import ROOT
from tests.app.conftest import BEARER, TOKEN, make_settings
from tests.app.training.test_trainings import is_over, wait_until
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server


@pytest.mark.parametrize("by", ["session", "bearer"])
def test_guessing_the_token_comes_to_an_end(tmp_path: Path, shipped_weights: Path, by: str) -> None:
    def guess(client: httpx.Client, token: str) -> httpx.Response:
        if by == "session":
            return client.post("/admin/session", json={"token": token})
        return client.get("/admin/models", headers={"Authorization": f"Bearer {token}"})

    settings = make_settings(tmp_path, shipped_weights, sign_in_limit="3/minute")
    with running_server(settings) as address, httpx.Client(base_url=address) as client:
        assert [guess(client, f"wrong-{number}").status_code for number in range(4)] == [401, 401, 401, 429]
        refused = guess(client, "wrong-again")
        assert (refused.status_code, refused.json()["error"]) == (429, "too_many_requests")
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert guess(client, TOKEN).status_code in {200, 204}, "others may share the address"
        assert client.get("/livez").status_code == 200


def test_the_right_token_is_never_counted(tmp_path: Path, shipped_weights: Path) -> None:
    settings = make_settings(tmp_path, shipped_weights, sign_in_limit="3/minute")
    with running_server(settings) as address, httpx.Client(base_url=address, headers=BEARER) as client:
        assert {client.get("/admin/models").status_code for _ in range(10)} == {200}


def test_a_session_expires(tmp_path: Path, shipped_weights: Path) -> None:
    settings = make_settings(tmp_path, shipped_weights, session_hours=2 / 3600)
    with running_server(settings) as address, httpx.Client(base_url=address) as client:
        cookie = client.post("/admin/session", json={"token": TOKEN}).headers["set-cookie"].split(";")[0]
        assert client.get("/admin/models", headers={"Cookie": cookie}).status_code == 200
        time.sleep(3.1)  # the signature knows whole seconds
        assert httpx.get(f"{address}/admin/models", headers={"Cookie": cookie}).status_code == 401


def test_behind_https_the_cookie_travels_by_https_alone(tmp_path: Path, shipped_weights: Path) -> None:
    settings = make_settings(tmp_path, shipped_weights, secure_cookies=True)
    with running_server(settings) as address:
        answer = httpx.post(f"{address}/admin/session", json={"token": TOKEN})
    assert "secure" in answer.headers["set-cookie"].lower().split("; ")


@pytest.mark.parametrize(
    "name",
    [
        *["..", "../v0001", "..%2Fv0001", "%2e%2e", "v0001/../../etc", "/etc/passwd", "v0001%00", ".lock", "v1\n"],
        "v" + "1" * 5000,
    ],
    ids=lambda name: name[:15],
)
def test_a_version_cannot_climb_out_of_its_folder(admin: httpx.Client, name: str) -> None:
    put = admin.put("/admin/models/champion", json={"version": name})
    assert put.status_code in {404, 409, 422}, put.text
    exported = admin.get(f"/admin/models/{name.strip()}/export/zip")
    assert exported.status_code == 404, exported.text
    assert admin.get("/readyz").json()["model_version"] == "v0001"


@pytest.mark.parametrize(
    "path", ["/static/../pyproject.toml", "/static/%2e%2e/app/main.py", "/source/../../etc/passwd"]
)
def test_no_path_leads_out_of_the_files_that_are_served(server: str, path: str) -> None:
    with httpx.Client(base_url=server) as client:
        request = client.build_request("GET", "/")
        request.url = httpx.URL(server + "/").copy_with(raw_path=path.encode())
        answer = client.send(request)
    assert answer.status_code == 404
    assert "FastAPI" not in answer.text and "root:" not in answer.text


def test_no_answer_names_a_path_of_the_host(admin: httpx.Client) -> None:
    failed = admin.post("/admin/retrain", json={"training_size": 60_000}).json()["id"]
    assert wait_until(admin, failed, is_over)["state"] == "failed"
    asked = [
        admin.get(f"/admin/trainings/{failed}"),
        admin.get("/admin/models/v0099/examination"),
        admin.put("/admin/models/champion", json={"version": "v0099"}),
        admin.post("/admin/retrain", json={"parent_version": "v0099"}),
        admin.post("/admin/retrain", json={"epochs": "many"}),
        admin.get("/admin/trainings/t0099"),
        admin.get("/admin/models"),
        admin.get("/admin/trainings"),
        admin.get("/openapi.json"),
        admin.get("/metrics"),
        admin.get("/nowhere"),
        admin.post("/predict", content=b"{"),
        admin.post("/predict", json={"image": "data:image/png;base64,AAAA"}),
    ]
    hosts = {str(ROOT), str(Path.home()), "site-packages", "Traceback", "/tmp/"}  # noqa: S108
    with zipfile.ZipFile(io.BytesIO(admin.get("/admin/models/v0001/export/zip").content)) as archive:
        told = [archive.read("v0001/metadata.json").decode()]
    for text in (*told, *(answer.text for answer in asked)):
        assert not [path for path in hosts if path in text], text[:300]


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_of(width: int, height: int, data: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def animated_webp() -> bytes:
    frames = [Image.new("RGB", (300, 300), color) for color in ("white", "black")] * 200
    file = io.BytesIO()
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:])
    return file.getvalue()


BOMBS = {
    "50,000 x 50,000": (png_of(50_000, 50_000, zlib.compress(b"")), 413),
    "more rows than it says": (png_of(64, 64, zlib.compress(bytes(200_000_000), 9)), 200),
    "zeros of 3,900 x 3,900": (png_of(3_900, 3_900, zlib.compress(bytes(3_901 * 3_900), 9)), 200),
    "a comment of 200 MB": (
        png_of(64, 64, b"")[:33] + chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(200_000_000), 9)),
        422,
    ),
    "no size": (png_of(0, 0, zlib.compress(b"")), 422),
    "a size beyond 31 bits": (png_of(2**31, 2**31, zlib.compress(b"")), 413),
    "400 frames": (animated_webp(), 200),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_of_a_picture_costs_little_and_gets_a_clear_answer(client: httpx.Client, name: str) -> None:
    content, status = BOMBS[name]
    me = psutil.Process()  # the server is a thread of it
    before, started = me.memory_info().rss, time.perf_counter()
    kind = "webp" if name == "400 frames" else "png"
    answer = client.post("/predict", json={"image": f"data:image/{kind};base64," + base64.b64encode(content).decode()})
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.json()["error"] in {"too_large", "invalid_request"}
    assert time.perf_counter() - started < 5
    assert me.memory_info().rss - before < 300 << 20


def test_what_nobody_expected_is_answered_like_everything_else(
    server: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("the secret is in /etc")

    monkeypatch.setattr(Predictor, "predict", break_down)
    with httpx.Client(base_url=server) as client:
        for body in ({"strokes": SEVEN}, {"strokes": SEVEN, "include": ["image"]}):
            answer = client.post("/predict", json=body)
            assert (answer.status_code, answer.json()["error"]) == (500, "internal_error")
            assert "secret" not in answer.text
            assert answer.headers["content-security-policy"] and len(answer.headers["x-request-id"]) == 32
            assert "connection" not in answer.headers, "one mistake is no reason to hang up"
    assert capfd.readouterr().err.count("Traceback") <= 2, "one for each is enough"
