"""A parser that its document has taken over reaches nothing (promise 29), in the real sandbox."""

import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.foundation.content.probes import PROBES, SUCCEED_OUTSIDE

from muniment.foundation.content.adapters import bubblewrap, sandbox
from muniment.foundation.content.adapters.sandbox import Extractor
from muniment.foundation.content.states import DerivedState
from muniment.foundation.content.types import SandboxUnavailable

pytestmark = pytest.mark.sandbox

# Instead of parsing the document, the child runs it, behind the same walls and limits.
TAKEN_OVER = """
from extractor import frames, zygote
zygote.WALL_SECONDS = 3.0
def task(header, data):
    names = {}
    try:
        exec(data.decode(), names)
        said = repr(names.get("got"))
    except BaseException as error:
        said = "blocked " + type(error).__name__ + ": " + str(error)
    if isinstance(names.get("raw"), bytes):
        return [names["raw"]]
    return [frames.pack({"state": "done"}, [said.encode()])]
zygote.serve(task, alone={alone})
"""


@pytest.fixture(scope="module")
def taken_over() -> Iterator[Extractor]:
    if why := sandbox.available():
        pytest.skip(why)
    os.environ["MUNIMENT_PROBE_SECRET"] = "the secret"
    with Extractor(program=TAKEN_OVER) as started:
        yield started
    del os.environ["MUNIMENT_PROBE_SECRET"]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    path = tmp_path / "database" / "muniment.sqlite3"
    path.parent.mkdir()
    path.write_text("the canary")
    return path


def probe(name: str, canary: Path, listener: socket.socket) -> str:
    source = PROBES[name].replace("{canary!r}", repr(str(canary)))
    return source.replace("{port}", str(listener.getsockname()[1]))


def said_by(taken_over: Extractor, source: str) -> str:
    made = taken_over.extract(source.encode())
    return made.text or f"blocked: {made.state} {made.reason}"


@pytest.mark.parametrize("name", PROBES)
def test_a_parser_that_was_taken_over_cannot(
    taken_over: Extractor, canary: Path, listener: socket.socket, name: str
) -> None:
    said = said_by(taken_over, probe(name, canary, listener))
    assert said.startswith("blocked") or said in {"None", "False", "[]"}, said
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert os.listdir(canary.parent) == [canary.name]


@pytest.mark.parametrize("name", SUCCEED_OUTSIDE)
def test_outside_the_sandbox_the_same_probe_succeeds(
    canary: Path, listener: socket.socket, name: str
) -> None:
    source = probe(name, canary, listener)
    ended = subprocess.run(
        [sys.executable, "-c", source + "\nimport sys; sys.exit(0 if got else 9)"],
        env={**os.environ, "MUNIMENT_PROBE_SECRET": "the secret", "TMPDIR": str(canary.parent)},
        stdin=subprocess.PIPE,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 0


def test_it_is_nobody_without_any_power(taken_over: Extractor) -> None:
    got = "import os; got = (os.getuid(), os.getgid(), os.geteuid())"
    assert said_by(taken_over, got) == "(65534, 65534, 65534)"
    # PR_CAPBSET_READ of each power: not even the bounding set holds one.
    powers = (
        "import ctypes; libc = ctypes.CDLL(None);"
        "got = [n for n in range(41) if libc.prctl(23, n, 0, 0, 0) == 1]"
    )
    assert said_by(taken_over, powers) == "[]"


def test_it_sees_its_parsers_and_nothing_else(taken_over: Extractor) -> None:
    seen = said_by(taken_over, "import os; got = sorted(os.listdir('/'))")
    assert set(eval(seen)) <= {"app", "lib", "lib64", "usr", "root", "home", "opt"}
    assert said_by(taken_over, "import os; got = sorted(os.listdir('/app'))") == (
        "['extractor', 'site']"
    )
    source = (
        "import importlib.util as u; got = [n for n in ('muniment', 'django') if u.find_spec(n)]"
    )
    assert said_by(taken_over, source) == "[]"


def test_it_cannot_leave_anything_for_the_next_document(taken_over: Extractor) -> None:
    everywhere = (
        "import os; got = []\n"
        "for parent, folders, files in os.walk('/'):\n"
        "    if parent.count('/') < 4:\n"
        "        try:\n"
        "            open(parent + '/left', 'w'); got.append(parent)\n"
        "        except OSError: pass\n"
        "    else:\n"
        "        folders.clear()\n"
    )
    assert said_by(taken_over, everywhere) == "[]"


@pytest.mark.parametrize(
    ("source", "state"),
    [
        ("while True: pass", DerivedState.TIMED_OUT),
        ("import time; time.sleep(60)", DerivedState.TIMED_OUT),
        ("import os; os._exit(0)", DerivedState.FAILED),
        ("import ctypes; ctypes.string_at(0)", DerivedState.FAILED),
        ("raw = b'x' * (80 * 1024 * 1024)", DerivedState.TOO_LARGE),
        ("raw = b'not a message'", DerivedState.FAILED),
        ("raw = b'\\x00\\x00\\x00\\x02[]'", DerivedState.FAILED),
        ("raw = b'\\x00\\x03\\x0d\\x40' + b'[' * 200000", DerivedState.FAILED),
        ("import os; raw = frames.pack({'state': 'waiting'}, [b''])", DerivedState.FAILED),
        ("raw = b'\\xff\\xff\\xff\\xff'", DerivedState.FAILED),
    ],
)
def test_a_child_that_misbehaves_is_a_named_failure_and_the_next_one_works(
    taken_over: Extractor, source: str, state: DerivedState
) -> None:
    made = taken_over.extract(b"from extractor import frames\n" + source.encode())
    assert made.state is state
    assert made.reason
    assert said_by(taken_over, "got = 'alive'") == "'alive'"


def test_what_comes_back_is_checked_to_the_last_field(taken_over: Extractor) -> None:
    hostile = (
        "from extractor import frames\n"
        "header = {'state': 'done', 'metadata': {'a\\0': {'deep': 1}, 'b': 'x' * 9000},\n"
        "          'reason': 'r\\0' * 900, 'parts': [['../x\\0', 7], 'none']}\n"
        "raw = frames.pack(header, [b'\\xff\\0text', b'one', b'two'])"
    )
    made = taken_over.extract(hostile.encode())
    assert "\0" not in made.text + made.reason + "".join(made.metadata) + made.parts[0].name
    assert len(made.metadata["b"]) == 2000
    assert len(made.reason) == 400
    assert [type(part.mime) for part in made.parts] == [str, str]


def test_where_there_is_no_sandbox_reading_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    bubblewrap.reason_unavailable.cache_clear()
    try:
        assert sandbox.available() == "bubblewrap (the program bwrap) is not installed."
        with pytest.raises(SandboxUnavailable, match="not installed"), Extractor():
            pass
        with Extractor(allow_unsandboxed=True) as unsandboxed:
            assert not unsandboxed.sandboxed
            assert unsandboxed.extract(b"some words").text == "some words"
    finally:
        bubblewrap.reason_unavailable.cache_clear()


@pytest.mark.skipif(platform.machine() not in {"x86_64", "aarch64"}, reason="no call filter here")
def test_without_a_sandbox_a_child_still_cannot_fork_connect_or_write(
    monkeypatch: pytest.MonkeyPatch, canary: Path, listener: socket.socket
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    bubblewrap.reason_unavailable.cache_clear()
    try:
        with Extractor(program=TAKEN_OVER, allow_unsandboxed=True) as unsandboxed:
            for name in ("fork", "connect to a service", "fill the disk", "run a program"):
                assert "blocked" in said_by(unsandboxed, probe(name, canary, listener)), name
            assert said_by(unsandboxed, "import os; got = 0 in os.getresuid()") == "False"
    finally:
        bubblewrap.reason_unavailable.cache_clear()


def test_the_walls_cost_little(taken_over: Extractor) -> None:
    def took() -> float:
        started = time.perf_counter()
        taken_over.extract(b"got = 1")
        return time.perf_counter() - started

    rounds = [statistics.median(took() for _ in range(30)) for _ in range(3)]
    print(f"\noverhead of the sandbox: {min(rounds) * 1000:.1f} ms a document")
    # 15 ms is promised, and about 4 measured; a machine shared with others gets some room.
    assert min(rounds) <= 0.050
