"""The API reference: its curl commands work when pasted into a terminal."""

import html
import re
import subprocess
from pathlib import Path

import httpx

from tests.app.conftest import TOKEN


def test_every_command_on_the_page_can_be_pasted(client: httpx.Client, server: str, tmp_path: Path) -> None:
    page = client.get("/docs", headers={"Accept": "text/html"}).text
    commands = [html.unescape(found) for found in re.findall(r"curl [^<]+", page)]
    assert len(commands) == sum(map(len, client.get("/openapi.json").json()["paths"].values()))
    for command in commands:
        if any(word in command for word in ("/admin/retrain", "/admin/sweeps ", "/events")):
            continue  # those start something, or follow it; other tests do both
        assert server in command
        local = command.replace("curl ", "curl -s -w '\\n%{http_code}' ", 1)
        done = subprocess.run(
            ["bash", "-c", local],  # as a terminal would
            cwd=tmp_path,  # where a file is left
            env={"INKLING_ADMIN_TOKEN": TOKEN, "INKLING_ROOM_KEY": TOKEN, "PATH": "/usr/bin:/bin:/usr/local/bin"},
            capture_output=True,
            text=True,
            check=True,
        )
        status = int(done.stdout.rsplit("\n", 1)[-1])
        expected = {401} if "session" in command and "-d" in command else {200, 201, 204, 404, 409}
        assert status in expected, (command, done.stdout)
    assert [path.name for path in tmp_path.iterdir()] == ["inkling-v0001.html"]


def test_the_page_says_in_chinese_what_is_its_own_to_say(client: httpx.Client) -> None:
    page = client.get("/docs", headers={"Accept": "text/html", "Accept-Language": "zh-CN"}).text
    for said in ("没有找到", "客户端错误", '<span data-message="docs.default">默认</span> 0.1', "/v2 遵循开放推理协议"):
        assert said in page, said
    for unsaid in ("Client error", ">default<", ">at least<", "Successful Response"):
        assert unsaid not in page, unsaid
    assert "<wbr>/{version}<wbr>/ready" in page


def test_the_routes_stand_in_groups_of_their_noun(client: httpx.Client) -> None:
    page = client.get("/docs").text
    contents = page.split('<nav class="contents"')[1].split("</nav>")[0]
    groups = re.findall(r'data-message="docs\.group\.(\w+)"', contents)
    assert groups == [
        *("visitors", "protocol", "rooms", "trainings", "searches", "versions", "inbox", "session", "health"),
    ]
    trainings = contents.split("docs.group.trainings")[1].split("docs.group.")[0]
    assert trainings.count("<li>") == 15 and "/admin" in trainings
