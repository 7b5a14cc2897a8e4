"""Promise 11: an upload that is cut off, at any byte and in any way, leaves nothing."""

import hashlib
import http.client
import json
import os
import random
import socket
import struct
import time

import pytest
from tests.api.server import select_nothing, serving
from tests.patience import PATIENCE

pytestmark = pytest.mark.fault
CUTS = int(os.environ.get("MUNIMENT_FAULT_N", "200"))


@pytest.fixture(scope="module")
def served(tmp_path_factory, copy_tables):
    home = tmp_path_factory.mktemp("served")
    with serving(home, copy_tables) as (address, made):
        yield home, address, made


def head(made, length, content_type, query):
    lines = [
        f"POST /api/v1/folders/{made['folders']['open']}/files?{query} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {made['tokens']['officer']}",
        f"Content-Type: {content_type}",
        f"Content-Length: {length}",
        "Connection: close",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def raw(made, content, name="cut.bin"):
    return head(made, len(content), "application/octet-stream", f"name={name}") + content


def form(made, content):
    before = b'--b\r\nContent-Disposition: form-data; name="file"; filename="cut.bin"\r\n\r\n'
    whole = before + content + b"\r\n--b--\r\n"
    return head(made, len(whole), "multipart/form-data; boundary=b", "") + whole


def cut_off(address, sent, how):
    """Send so much, then end: by saying so, by going away, or by a reset."""
    with socket.create_connection(address, timeout=PATIENCE) as link:
        try:
            link.sendall(sent)
            if how == "half":
                link.shutdown(socket.SHUT_WR)
                return link.recv(4096)
        except (BrokenPipeError, ConnectionResetError):
            return b""  # the server had said no before all was sent
        if how == "reset":
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return b""


def ask(address, made, path):
    link = http.client.HTTPConnection(*address, timeout=PATIENCE)
    link.request("GET", path, headers={"Authorization": f"Bearer {made['tokens']['officer']}"})
    answer = link.getresponse()
    return answer.status, json.loads(answer.read())


def kept(home):
    return sorted(p.name for p in (home / "content").rglob("*") if p.is_file())


def settled(home, seconds=PATIENCE):
    """What the store holds when nothing is on its way any more."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and any((home / "content" / "incoming").iterdir()):
        select_nothing(0.1)
    return kept(home)


def test_uploads_cut_at_random_leave_nothing(served):
    home, address, made = served
    pick = random.Random(11)
    before, (_, listed) = settled(home), ask(address, made, "/api/v1/records")
    for number in range(CUTS):
        content = pick.randbytes(pick.choice((10, 5_000, 200_000)))
        whole = (raw if number % 2 else form)(made, content)
        start = whole.index(b"\r\n\r\n") if number % 5 else 0  # some within the headers
        sent = whole[: pick.randrange(start, len(whole))]
        answer = cut_off(address, sent, pick.choice(("half", "close", "reset")))
        assert b" 201 " not in answer.partition(b"\r\n")[0]
    assert settled(home) == before
    assert ask(address, made, "/api/v1/records")[1] == listed
    assert ask(address, made, "/api/v1/me")[0] == 200


def test_after_all_that_a_whole_upload_is_filed(served):
    home, address, made = served
    content = random.Random(12).randbytes(300_000)
    for whole in (raw(made, content, "whole.bin"), form(made, content + b"!")):
        with socket.create_connection(address, timeout=PATIENCE) as link:
            link.sendall(whole)
            answer = b""
            while part := link.recv(65536):
                answer += part
        assert answer.startswith(b"HTTP/1.1 201 "), answer
    digests = {hashlib.sha256(content).hexdigest(), hashlib.sha256(content + b"!").hexdigest()}
    assert digests <= set(kept(home))
