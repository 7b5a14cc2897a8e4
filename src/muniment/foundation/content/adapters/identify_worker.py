"""The process that runs Siegfried: it holds the interpreter for itself while it looks at files."""

import json
import sys
from typing import Any

import pygfried

from muniment.foundation.content.adapters.extractor import frames


def serve() -> None:
    """Answer lists of paths with what Siegfried says of each, until the input ends."""
    _answer({"status": "ready", "version": pygfried.version()}, [])
    while message := frames.read(sys.stdin.buffer):
        paths = json.loads(message[1][0])
        found = {one["filename"]: _brief(one) for one in pygfried.identify_many(paths)["files"]}
        _answer({"status": "ok"}, [json.dumps([found.get(path) for path in paths]).encode()])


def _brief(one: Any) -> dict[str, Any]:
    return {"errors": one["errors"], "size": one["filesize"], "matches": one["matches"]}


def _answer(header: dict[str, Any], blocks: list[bytes]) -> None:
    sys.stdout.buffer.write(frames.pack(header, blocks))
    sys.stdout.buffer.flush()
