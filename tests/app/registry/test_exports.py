"""Exports over HTTP: the same file as from the command line, with a file name."""

import html
import io
import json
import shutil
import zipfile
from pathlib import Path

import httpx
import numpy as np
import onnx
import pytest

from app.settings import ROOT
from model.checkpoints.checkpoint import load_checkpoint
from model.export.model_card import model_card
from tests.app.conftest import BEARER, make_settings
from tests.helpers.server import running_server


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("onnx", "application/octet-stream"), ("html", "text/html; charset=utf-8"), ("zip", "application/zip")],
)
def test_a_file_of_each_kind_comes_under_its_own_name(admin: httpx.Client, kind: str, media_type: str) -> None:
    answer = admin.get(f"/admin/models/v0001/export/{kind}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="inkling-v0001.{kind}"'


def test_the_files_hold_the_version(admin: httpx.Client, shipped_weights: Path) -> None:
    def content(kind: str) -> bytes:
        return admin.get(f"/admin/models/v0001/export/{kind}").content

    kept = shipped_weights / "v0001"
    with zipfile.ZipFile(io.BytesIO(content("zip"))) as archive:
        assert sorted(archive.namelist()) == ["v0001/README.md", "v0001/metadata.json", "v0001/parameters.npz"]
        for name in archive.namelist()[:2]:
            assert archive.read(name) == (kept / Path(name).name).read_bytes()
        card = archive.read("v0001/README.md").decode()
    told = {entry.key: entry.value for entry in onnx.load_from_string(content("onnx")).metadata_props}
    assert (told["version"], told["preprocessing"]) == ("v0001", "frame-1")
    page = content("html").decode()
    assert '"version":"v0001"' in page
    assert card.startswith("# Inkling v0001\n") and "| accuracy, test set | 0.9933 |" in card
    assert told["model_card"] == card and html.escape(card.splitlines()[2]) in page
    soup = load_checkpoint(ROOT / "weights" / "v0005")
    parents = [f"averaged with: version {each['version']}, checksum" for each in soup.metadata.averaged_with]
    assert len(parents) == 2 and all(parent in model_card("v0005", soup) for parent in parents)


@pytest.mark.parametrize(
    ("path", "status"), [("v0009/export/zip", 404), ("v0001/export/exe", 422), ("x/export/zip", 404)]
)
def test_what_is_not_there_is_not_exported(admin: httpx.Client, path: str, status: int) -> None:
    answer = admin.get(f"/admin/models/{path}")
    assert (answer.status_code, set(answer.json())) == (status, {"error", "detail"})


def test_what_cannot_be_exported_is_refused_with_another_way(tmp_path: Path, shipped_weights: Path) -> None:
    weights = tmp_path / "weights"
    for version in ("v0001", "v0002", "v0003"):
        shutil.copytree(shipped_weights / "v0001", weights / version)
    shutil.copy(shipped_weights / "champion.json", weights)
    path = weights / "v0002" / "metadata.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"dataset": "fashion-mnist"}))
    np.savez(weights / "v0003" / "parameters.npz", weights_1=np.zeros(3))
    with (
        running_server(make_settings(tmp_path, weights)) as address,
        httpx.Client(base_url=f"{address}/admin/models", headers=BEARER, timeout=30) as admin,
    ):
        page = admin.get("/v0002/export/html")
        assert (page.status_code, page.json()["error"]) == (409, "conflict")
        assert "export it as .onnx or .zip" in page.json()["detail"]
        assert admin.get("/v0002/export/onnx").status_code == 200
        assert "damaged" in admin.get("/v0003/export/zip").json()["detail"]
