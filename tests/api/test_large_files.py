"""A very large file comes in, is given out whole and in parts, and never stands in memory.

Promise 32: 128 MiB in every run, MUNIMENT_FAULT_GIANT (1024) MiB in the long one.
"""

import hashlib
import http.client
import json
import os
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.api.server import serving
from tests.patience import PATIENCE

pytestmark = [pytest.mark.fault, pytest.mark.once]
MIB = 2**20
SIZE = int(os.environ.get("MUNIMENT_FAULT_GIANT", "128")) * MIB
MORE_MEMORY = 64 * MIB
# Aim: 15 for a gibibyte on a quiet machine, which this need not be.
SECONDS = 15 * 4 * max(1, SIZE // 2**30)


def pieces():
    """Bytes that do not repeat within the file, made as they are needed."""
    for number in range(SIZE // MIB):
        yield piece(number)


def piece(number):
    return hashlib.shake_128(b"%d" % number).digest(1024) * 1024


@pytest.fixture(scope="module")
def served(tmp_path_factory, copy_tables):
    with serving(tmp_path_factory.mktemp("large"), copy_tables) as (address, made):
        yield address, made


def asked(address, made, method, path, body=None, **headers):
    link = http.client.HTTPConnection(*address, timeout=PATIENCE)
    headers = {key.replace("_", "-"): said for key, said in headers.items()}
    headers["Authorization"] = f"Bearer {made['tokens']['officer']}"
    link.request(method, path, body=body, headers=headers)
    return link.getresponse()


def processes(port):
    """Those that listen on this port."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes()
            if f"127.0.0.1:{port}".encode() in words:
                yield folder.name


def memory_of(address, what):
    """The most memory (bytes) that any process of the server has, or has had, at once."""
    most = 0
    for process in processes(address[1]):
        status = Path(f"/proc/{process}/status").read_text()
        most = max(most, int(re.search(rf"{what}:\s+(\d+) kB", status)[1]) * 1024)
    return most


def test_a_very_large_file_is_taken_and_given_out_in_little_memory(served):
    address, made = served
    small = f"/api/v1/folders/{made['folders']['open']}/files?name=small.bin"
    assert asked(address, made, "POST", small, b"warm").status == 201
    before = memory_of(address, "VmRSS")
    began, digest = time.monotonic(), hashlib.sha256()

    def sent():
        for one in pieces():
            digest.update(one)
            yield one

    answer = asked(
        address, made, "POST", f"/api/v1/folders/{made['folders']['open']}/files?name=large.bin",
        sent(), Content_Length=str(SIZE), Content_Type="application/octet-stream",
    )  # fmt: skip
    filed = json.loads(answer.read())
    assert answer.status == 201, filed
    content = f"/api/v1/records/{filed['record']}/components/1/content"
    whole, got = asked(address, made, "GET", content), hashlib.sha256()
    assert whole.getheader("Accept-Ranges") == "bytes"
    while read := whole.read(MIB):
        got.update(read)
    assert got.digest() == digest.digest()
    tail = asked(address, made, "GET", content, Range=f"bytes={SIZE - 5}-")
    assert (tail.status, tail.getheader("Content-Length")) == (206, "5")
    assert tail.getheader("Content-Range") == f"bytes {SIZE - 5}-{SIZE - 1}/{SIZE}"
    assert tail.read() == piece(SIZE // MIB - 1)[-5:]
    beyond = asked(address, made, "GET", content, Range=f"bytes={SIZE}-")
    assert (beyond.status, beyond.getheader("Content-Range")) == (416, f"bytes */{SIZE}")
    assert memory_of(address, "VmHWM") - before < MORE_MEMORY
    assert time.monotonic() - began < SECONDS
