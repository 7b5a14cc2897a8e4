"""The long-lived process in the sandbox: takes documents, forks a child for each, reads none."""

import codecs
import gc
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from encodings.aliases import aliases
from typing import Any, NoReturn

from . import dispatch, frames
from .confine import confine
from .outcome import OUTPUT_MAX

WALL_SECONDS = 10.0
_RESULT_MAX = OUTPUT_MAX + 2 * frames.HEADER_MAX
_PIECE = 1024 * 1024
_OUT_OF_MEMORY = 3

Task = Callable[[dict[str, Any], bytes], list[bytes]]


def serve(task: Task, *, alone: bool) -> None:
    """Answer one message after another until the input ends.

    `alone`: nobody else's process is in reach, so that whatever a child left can be killed.
    """
    _load_codecs()
    gc.collect()
    gc.freeze()
    sys.stdout.buffer.write(frames.pack({"status": "ready"}, []))
    sys.stdout.buffer.flush()
    while message := frames.read(sys.stdin.buffer):
        header, blocks = message
        status, result = _run(task, header, blocks[0])
        if alone:
            _kill_the_rest()
        sys.stdout.buffer.write(frames.head({"status": status}, [len(result)]))
        sys.stdout.buffer.write(result)
        sys.stdout.buffer.flush()


def read_document(header: dict[str, Any], data: bytes) -> list[bytes]:
    """In the child: parse the document and pack what comes out."""
    wanted = (str(header.get(key, "")) for key in ("name", "puid", "mime"))
    state, made = dispatch.outcome_of(str(header.get("task")), data, *wanted)
    answer = {
        "state": state,
        "metadata": made.metadata,
        "reason": made.note[:400],
        "parts": [[part.name[:255], part.mime[:150]] for part in made.parts],
    }
    text = made.text.encode("utf-8", "replace")
    blocks = [text, *(part.content for part in made.parts)]
    return [frames.head(answer, [len(block) for block in blocks]), *blocks]


def _load_codecs() -> None:
    """Now, because a child may no longer be allowed to read them."""
    for name in {*aliases.values(), "raw_unicode_escape", "idna"}:
        with suppress(LookupError):
            codecs.lookup(name)


def _run(task: Task, header: dict[str, Any], data: bytes) -> tuple[str, bytes]:
    ours, childs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _be_the_child(task, header, data, childs)
    os.close(childs)
    status, result = _collect(ours, time.monotonic() + WALL_SECONDS)
    os.close(ours)
    # One that has ended keeps the status it ended with; one that has not is of no more use.
    os.kill(child, signal.SIGKILL)
    ended = os.waitpid(child, 0)[1]
    return (status, result) if status != "ok" or result else (_death(ended), b"")


def _be_the_child(task: Task, header: dict[str, Any], data: bytes, out: int) -> NoReturn:
    code = 1
    try:
        sys.stdin = sys.stdout = sys.stderr = None
        os.close(0)
        os.close(1)
        confine()
        for block in task(header, data):
            _write(out, block)
        code = 0
    except MemoryError:
        code = _OUT_OF_MEMORY
    finally:
        os._exit(code)


def _write(out: int, block: bytes) -> None:
    rest = memoryview(block)
    while rest:
        rest = rest[os.write(out, rest) :]


def _collect(source: int, deadline: float) -> tuple[str, bytes]:
    """What the child writes until it ends, as bytes that are not looked into."""
    taken: list[bytes] = []
    size = 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([source], [], [], left)[0]:
            return "timed_out", b""
        piece = os.read(source, _PIECE)
        if not piece:
            return "ok", b"".join(taken)
        taken.append(piece)
        size += len(piece)
        if size > _RESULT_MAX:
            return "too_large", b""


def _death(ended: int) -> str:
    if os.WIFEXITED(ended):
        return "out_of_memory" if os.WEXITSTATUS(ended) == _OUT_OF_MEMORY else "died"
    killer = os.WTERMSIG(ended)
    return "timed_out" if killer == signal.SIGXCPU else f"killed {killer}"


def _kill_the_rest() -> None:
    with suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
