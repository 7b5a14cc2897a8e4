"""The order in which writes reach the disk, read from a trace of the system calls (promise 5).

File written and synced before it is renamed; its folder, and every new folder's parent, synced
before anything is acknowledged; a deletion synced before it is told.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.foundation.content import traced_store

CALLS = (
    "openat,write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2,mkdir,unlink,unlinkat"
)
_WRITE = re.compile(r"(?:p?write(?:64|v)?)\(\d+<([^>]*)>")
_SYNC = re.compile(r"f(?:data)?sync\(\d+<([^>]*)>\)\s+= 0")
_RENAME = re.compile(r'rename(?:at2?)?\((?:[^"]*)"([^"]*)",\s*(?:[^"]*)"([^"]*)"[^)]*\)\s+= 0')
_MKDIR = re.compile(r'mkdir\("([^"]*)", \w+\)\s+= 0')
_UNLINK = re.compile(r'unlink(?:at)?\((?:[^"]*)"([^"]*)"[^)]*\)\s+= 0')
_SAID = re.compile(r'write\(1<[^>]*>, "(ACK|GONE) ([0-9a-f ]+)')


@dataclass
class Disk:
    """What a loss of power would leave, followed call by call."""

    unsynced_files: set[str] = field(default_factory=set)
    unsynced_names: dict[str, set[str]] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)

    def change(self, path: str) -> None:
        self.unsynced_names.setdefault(os.path.dirname(path), set()).add(path)

    def sync(self, path: str) -> None:
        self.unsynced_files.discard(path)
        self.unsynced_names.pop(path, None)

    def rename(self, old: str, new: str) -> None:
        if old in self.unsynced_files:
            self.violations.append(f"renamed before it was synced: {old}")
        self.change(new)

    def acknowledge(self, what: str, digest: str) -> None:
        names = [name for folder in self.unsynced_names.values() for name in folder]
        if any(digest in name for name in names):
            self.violations.append(f"{what} told before its folder was synced: {digest}")
        elif what == "ACK" and any(f"/{digest[:2]}" in name[-6:] for name in names):
            self.violations.append(f"acknowledged in a folder that may be lost: {digest}")


def violations(trace: str, root: str) -> tuple[list[str], int]:
    """What is out of order in the trace of a store at `root`, and how often it was acknowledged."""
    disk, told, committed = Disk(), 0, set()
    for line in trace.splitlines():
        if said := _SAID.search(line):
            told += 1
            for digest in said[2].split():
                disk.acknowledge(said[1], digest)
                if said[1] == "ACK" and digest not in committed:
                    disk.violations.append(f"acknowledged before it was in place: {digest}")
        elif (found := _WRITE.search(line)) and found[1].startswith(root):
            disk.unsynced_files.add(found[1])
        elif found := _SYNC.search(line):
            disk.sync(found[1])
        elif (found := _RENAME.search(line)) and found[2].startswith(root):
            disk.rename(found[1], found[2])
            committed.add(os.path.basename(found[2])[:64])  # a sealed one has its seal behind
        elif (found := _MKDIR.search(line) or _UNLINK.search(line)) and "/blobs/" in found[1]:
            disk.change(found[1])
    return disk.violations, told


def traced(folder: Path, mutant: str, *more: str) -> tuple[list[str], int]:
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    log = folder / "trace"
    program = [sys.executable, traced_store.__file__, str(folder), mutant, *more]
    source = str(Path(traced_store.__file__).parents[3] / "src")
    done = subprocess.run(
        ["strace", "-f", "-y", "-s", "400", "-e", f"trace={CALLS}", "-o", str(log), *program],
        env={**os.environ, "PYTHONPATH": source},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return violations(_whole_lines(log.read_text("utf-8", "replace")), str(folder / "store"))


def _whole_lines(trace: str) -> str:
    """Calls that were interrupted by another thread's, put together where they ended."""
    begun: dict[str, str] = {}
    lines = []
    for line in trace.splitlines():
        process, _, call = line.partition(" ")
        call = call.strip()
        if call.endswith("<unfinished ...>"):
            begun[process] = call.removesuffix("<unfinished ...>").rstrip()
        elif call.startswith("<... ") and process in begun:
            lines.append(begun.pop(process) + call.partition("resumed>")[2])
        else:
            lines.append(call)
    return "\n".join(lines)


def test_nothing_is_acknowledged_before_it_is_durable(tmp_path: Path) -> None:
    found, told = traced(tmp_path, "")
    assert (found, told) == ([], 3)


def test_sealed_content_is_durable_before_it_is_acknowledged_too(tmp_path: Path) -> None:
    found, told = traced(tmp_path, "", "sealing")
    assert (found, told) == ([], 3)
    assert not list((tmp_path / "store").rglob("?" * 64))


@pytest.mark.parametrize("mutant", [name for name in traced_store.MUTANTS if name])
def test_a_store_that_writes_in_another_order_is_caught(tmp_path: Path, mutant: str) -> None:
    assert traced(tmp_path, mutant)[0]
