"""Content-Encoding: bodies that Triton's client compresses, and bodies that only claim to be compressed."""

import gzip
import json
import zlib
from collections.abc import Callable
from typing import Any

import httpx
import numpy as np
import pytest

triton = pytest.importorskip("tritonclient.http", reason="pip install 'tritonclient[http]' to run these tests")

LIMIT = 1_000_000  # half of the server's, as conftest makes it
INFER = "/v2/models/inkling/infer"
ONE = {"inputs": [{"name": "pixels", "shape": [1, 784], "datatype": "FP32", "data": [0.5] * 784}]}
BODY = json.dumps(ONE).encode()
PACKED = gzip.compress(BODY, mtime=0)  # else processes that share the tests would call them by other names


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
@pytest.mark.parametrize("as_bytes", [False, True])
def test_tritons_client_may_pack_its_request(server: str, coding: str, as_bytes: bool) -> None:
    pixels = np.full((3, 784), 0.5, np.float32)
    tensor = triton.InferInput("pixels", [3, 784], "FP32").set_data_from_numpy(pixels, binary_data=as_bytes)
    with triton.InferenceServerClient(server.removeprefix("http://")) as asking:
        plain = asking.infer("inkling", [tensor])
        packed = asking.infer("inkling", [tensor], request_compression_algorithm=coding)
    assert (packed.as_numpy("probabilities") == plain.as_numpy("probabilities")).all()


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_the_limit_on_a_body_holds_for_what_is_in_it(client: httpx.Client, pack: Callable[[bytes], bytes]) -> None:
    fits, bomb = BODY.ljust(LIMIT), bytes(200 * LIMIT)
    assert client.post(INFER, content=pack(fits), headers={"Content-Encoding": "gzip"}).status_code == 200
    for body in (fits + b" ", bomb):
        answer = client.post(INFER, content=pack(body), headers={"Content-Encoding": "gzip"})
        assert answer.status_code == 413 and f"at most {LIMIT} bytes, unpacked" in answer.json()["error"]


@pytest.mark.parametrize(
    ("content", "coding", "hint"),
    [
        (BODY, "gzip", "is not packed by gzip"),
        (PACKED[:-9], "gzip", "cut short"),
        (PACKED + b"more", "gzip", "something follows"),
        (b"", "deflate", "cut short"),
        (raw_deflate(BODY), "deflate", "is not packed by deflate"),
        (BODY, "br", "must be gzip or deflate, not br"),
    ],
)
def test_what_is_not_packed_as_it_says_gets_a_sentence(
    client: httpx.Client, content: bytes, coding: str, hint: str
) -> None:
    answer = client.post(INFER, content=content, headers={"Content-Encoding": coding})
    assert (answer.status_code, list(answer.json())) == (400, ["error"]), answer.text
    assert hint in answer.json()["error"]


@pytest.mark.parametrize("header", [{"Content-Encoding": "gzip"}, {"Inference-Header-Content-Length": ""}])
def test_a_million_names_are_counted_before_they_are_read(client: httpx.Client, header: dict[str, Any]) -> None:
    names = json.dumps(ONE | {"parameters": {str(number): 1 for number in range(50_000)}}).encode()
    if "Content-Encoding" in header:
        answer = client.post(INFER, content=gzip.compress(names), headers=header)
    else:
        answer = client.post(INFER, content=names, headers=dict.fromkeys(header, str(len(names))))
    assert (answer.status_code, answer.json()["error"].split(";")[0]) == (
        413,
        "A request's JSON may have at most 1000 names and texts",
    )
