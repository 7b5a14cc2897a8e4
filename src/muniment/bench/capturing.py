"""How fast drives are captured, and how fast they can be searched."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from muniment.bench import limits, material
from muniment.bench.types import Figure
from muniment.foundation.access.types import Profile
from muniment.foundation.jobs import queries as jobs
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.jobs.types import JobState
from muniment.foundation.kernel import clock
from muniment.holdings.capture import actions as capture
from muniment.holdings.capture import queries as captures

MEGABYTE = 2**20
PATIENCE = 600  # seconds for a drive to be read


def database() -> str:
    """The database of this run, as it stands in the table."""
    return "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"


def peak_megabytes() -> float:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def small(actor: Profile, folder: Path, first: int, more: int) -> Iterator[Figure]:
    """Small files to durable, identified and filed: the rate, and the memory as they get many."""
    paths = material.small_files(folder / "small", first)
    limit = limits.durable_copies(paths, folder / "limit")
    rate = _rate(actor, folder / "small", first)
    yield Figure("capture, small files", database(), rate, "files/s", limit, 150)
    before = peak_megabytes()
    if more:
        material.small_files(folder / "more", more, seed=2)
        rate = _rate(actor, folder / "more", more, into="C01")
        yield Figure(f"capture, {more:,} small files", database(), rate, "files/s", limit, 150)
        after = peak_megabytes()
        note = f"{before:.0f} MB after {first:,} files"
        yield Figure(f"memory after {more:,} files", database(), after, "MB", None, 300, True, note)


def by_two(folder: Path, count: int) -> Iterator[Figure]:
    """`count` small files to each of two processes at once, each with a drive of its own: the rate
    of both together, with the time that the processes take to start."""
    for number in range(2):
        material.small_files(folder / f"of {number}", count, seed=10 + number)
    connection.close()
    command = [sys.executable, "-m", "muniment.cli", "--as", "manager", "capture", "--later"]
    wanted = [[*command, str(folder / f"of {n}"), "--into", f"C0{4 + n}"] for n in range(2)]
    started = time.perf_counter()
    both = [subprocess.Popen(one, stdout=subprocess.DEVNULL) for one in wanted]
    if any(one.wait() for one in both):
        raise SystemExit("a capture failed: the figure would be worthless")
    rate = 2 * count / material.waited(started)
    target = 300 if connection.vendor == "postgresql" else None
    yield Figure("capture, small files, by two at once", database(), rate, "files/s", None, target)


def _rate(actor: Profile, folder: Path, count: int, into: str = "C00") -> float:
    started = time.perf_counter()
    done = capture.run(actor, folder, into=into, clock=clock.now)
    seconds = material.waited(started)
    found = captures.tally(done).captured + captures.tally(done).linked
    if found != count:
        raise SystemExit(f"{found} of {count} files were captured: the figure would be worthless")
    return count / seconds


def large(actor: Profile, folder: Path, size: int) -> Iterator[Figure]:
    """One large file, against the disk's own rate of writing, fsync and SHA-256."""
    source = material.large_file(folder / "large.bin", size)
    # Before and after, and the better of the two: what a disk still has to do from earlier work
    # would otherwise make it look slow, and us quick.
    limit = limits.large_file_rate(source, folder / "limit.bin") / MEGABYTE
    (folder / "limit.bin").unlink()
    started = time.perf_counter()
    capture.run(actor, source, into="C02", clock=clock.now)
    rate = size / material.waited(started) / MEGABYTE
    again = limits.large_file_rate(source, folder / "limit.bin") / MEGABYTE
    (folder / "limit.bin").unlink()
    limit = max(limit, again)
    yield Figure("capture, one large file", database(), rate, "MB/s", limit, 0.6 * limit)


def searchable(actor: Profile, drive: Path) -> Iterator[Figure]:
    """A drive of mixed office files: from the first byte read to the last text searchable. Scans
    are not recognised meanwhile: that is measured in pages, and comes after."""
    os.environ["MUNIMENT_OCR_LANGUAGES"] = " "  # the workers are processes of their own
    limit = _bare_reading(drive)
    with _workers(2):
        started = time.perf_counter()
        done = capture.run(actor, drive, into="C03", clock=clock.now)
        _wait_until_idle()
        seconds = material.waited(started)
    items = captures.tally(done).items
    yield Figure(
        "until searchable, office files", database(), items / seconds, "files/s", limit, 70
    )


@contextmanager
def _workers(processes: int) -> Iterator[None]:
    """Workers as a laptop runs them: they are there before anything comes in."""
    connection.close()
    command = [sys.executable, "-m", "muniment.cli", "worker", "--processes", str(processes)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(2 * processes):
                enqueue("search.tidy", {}, run_as="manager", now=clock.now())
            _wait_until_idle()
            yield
        finally:
            process.terminate()


def _wait_until_idle() -> None:
    """Until no job waits and none is under way."""
    given_up = time.monotonic() + PATIENCE
    while any(jobs.counts()[one] for one in (JobState.QUEUED, JobState.RUNNING)):
        if time.monotonic() > given_up:
            raise SystemExit("the workers came to no end: the figure would be worthless")
        time.sleep(0.05)


def _bare_reading(drive: Path) -> float:
    """Files per second read in two sandboxes, with nothing else around them."""
    paths = [path for path in drive.rglob("*") if path.is_file() and not path.is_symlink()]
    started = time.perf_counter()
    halves = [subprocess.Popen(_reader(), stdin=subprocess.PIPE) for _ in range(2)]
    for number, half in enumerate(halves):
        assert half.stdin is not None
        half.stdin.write(b"\0".join(os.fsencode(path) for path in paths[number::2]))
        half.stdin.close()
    if any(half.wait() for half in halves):
        raise SystemExit("a reader failed: the figure would be worthless")
    return len(paths) / material.waited(started)


def _reader() -> list[str]:
    return [sys.executable, "-m", "muniment.bench.reading"]
