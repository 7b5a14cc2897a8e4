"""What the bare machine can do: the same work with nothing of ours around it."""

import hashlib
import os
import sqlite3
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CHUNK = 4 * 2**20


def durable_copies(sources: Sequence[Path], target: Path, threads: int = 4) -> float:
    """Files per second when each is read, hashed, written and fsynced, with its folder."""
    target.mkdir()
    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda pair: _copy(pair[1], target / str(pair[0])), enumerate(sources)))
    return len(sources) / (time.perf_counter() - started)


def _copy(source: Path, target: Path) -> None:
    content = source.read_bytes()
    hashlib.sha256(content).hexdigest()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def durable_removals(paths: Sequence[Path]) -> float:
    """Seconds that it takes to remove files one by one, each durably."""
    started = time.perf_counter()
    for path in paths:
        path.unlink()
        sync_folder(path.parent)
    return time.perf_counter() - started


def large_file_rate(source: Path, target: Path) -> float:
    """Bytes per second when one large file is read, hashed, written and fsynced."""
    started = time.perf_counter()
    digest = hashlib.sha256()
    with source.open("rb") as read, target.open("wb") as written:
        while chunk := read.read(CHUNK):
            digest.update(chunk)
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())
    sync_folder(target.parent)
    return source.stat().st_size / (time.perf_counter() - started)


def row_rate(folder: Path, seconds: float = 1.0) -> float:
    """Durable commits of one small row per second, in a bare SQLite database."""
    link = sqlite3.connect(folder / "limit.sqlite3", isolation_level=None)
    link.execute("PRAGMA journal_mode=WAL")
    link.execute("PRAGMA synchronous=FULL")
    link.execute("CREATE TABLE t (x)")
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        link.execute("INSERT INTO t VALUES (?)", [count])
        count += 1
    link.close()
    return count / (time.perf_counter() - started)
