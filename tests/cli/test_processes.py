"""The command as a process of its own: serving, and being killed in the middle."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from tests.patience import PATIENCE

INTO = "GEN/DRF"


def start(copied, *words):
    return subprocess.Popen(
        [sys.executable, "-m", "muniment.cli", *map(str, words)],
        env={**os.environ, **copied.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(condition, seconds=PATIENCE):
    """Wait for something that another process does."""
    last = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < last, "it did not happen in time"
        time.sleep(0.02)
    return found


def taken(shell):
    """How many items any capture has dealt with."""
    return shell.python("module('muniment.holdings.capture.models').CapturedItem.objects.count()")


def test_a_capture_that_was_killed_goes_on_where_it_stopped(shell, copied, source):
    for number in range(250):
        source(f"{number % 7}/{number}.txt", f"Paper number {number}.\n")
    before = taken(shell)
    process = start(copied, "--json", "capture", source.folder, "--into", INTO)
    try:
        until(lambda: taken(shell) >= before + 100)
    finally:
        process.kill()
        process.communicate()
    told = shell.json("capture", source.folder, "--into", INTO, "--later")
    counts = [told[name] for name in ("items", "captured", "linked", "refused", "failed")]
    assert counts == [250, 250, 0, 0, 0]
    assert 100 <= told["already"] < 250
    records = shell.json("retention", "due", "--class", INTO, "--on", "9999-01-01")["total"]
    assert (
        records == 250 and shell.json("check")["clean"] and shell.json("audit", "verify")["sound"]
    )


def test_serve_answers_works_in_the_background_and_ends_when_told(shell, copied, source):
    file = source("asked for later.txt", "served\n")
    told = shell.json("capture", file, "--into", INTO, "--later", "--items")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    process = start(copied, "--json", "serve", "--address", address, "--processes", "1")
    try:
        headers = until(lambda: answered(f"http://{address}/sign-in/"))
        assert "Content-Security-Policy" in headers
        record = told["results"][0]["record"]
        until(lambda: shell.json("record", "show", record)["components"][0]["text"] == "done")
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert json.loads(out)["address"] == address
    assert answered(f"http://{address}/sign-in/") is None


def worker_of(process):
    """The number of the worker that `serve` keeps beside the pages, if it runs."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            words = (entry / "cmdline").read_bytes().split(b"\0")
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            if parent == str(process.pid) and b"worker" in words:
                return int(entry.name)
    return None


def test_serve_starts_its_worker_again_when_that_is_killed(shell, copied, source):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    process = start(copied, "--json", "serve", "--address", address, "--processes", "1")
    try:
        first = until(lambda: worker_of(process))
        os.kill(first, signal.SIGKILL)
        until(lambda: worker_of(process) not in (None, first))
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err


def answered(url):
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.headers
    except urllib.error.HTTPError:
        raise
    except OSError:
        return None
