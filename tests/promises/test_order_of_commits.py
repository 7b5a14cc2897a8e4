"""The order of a capture on the disk, database and all (promise 5): content synced, in place, its
folder synced; only then does the database name it; and it is synced before anything is told.
"""

import re
import shutil

import pytest
from tests.foundation.content.test_order_of_writes import (
    _RENAME,
    _SAID,
    _SYNC,
    _WRITE,
    CALLS,
    Disk,
    _whole_lines,
)
from tests.promises import traced_take
from tests.promises.bodies import copy_of

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed"),
]
DIGEST = re.compile(r"[0-9a-f]{64}")


class Order(Disk):
    """Follows a body, call by call: the store as `Disk` does, and the journal of the database."""

    def __init__(self, root: str) -> None:
        super().__init__()
        self.root, self.journal = root, f"{root}/muniment.sqlite3-wal"
        self.placed: set[str] = set()
        self.named: set[str] = set()
        self.told: set[str] = set()

    def call(self, line: str) -> None:
        if said := _SAID.search(line):
            self.tell(said[2].split())
        elif found := _WRITE.search(line):
            self.write(found[1], line)
        elif found := _SYNC.search(line):
            self.sync(found[1])
        elif found := _RENAME.search(line):
            self.rename(found[1], found[2])
            self.placed |= set(DIGEST.findall(found[2]))

    def write(self, path: str, line: str) -> None:
        if path.startswith(self.root):
            self.unsynced_files.add(path)
        if path == self.journal:
            for digest in set(DIGEST.findall(line)) & self.placed - self.named:
                self.name(digest)

    def name(self, digest: str) -> None:
        self.named.add(digest)
        if any(digest in name for names in self.unsynced_names.values() for name in names):
            self.violations.append(f"in the database before its folder was synced: {digest}")

    def tell(self, digests: list[str]) -> None:
        self.told |= set(digests)
        if self.journal in self.unsynced_files:
            self.violations.append("told before the database was synced")
        for digest in digests:
            if digest not in self.named:
                self.violations.append(f"told before the database named it: {digest}")


def order_of(empty, folder, mutant: str) -> Order:
    body = copy_of(empty, folder)
    log = folder / "trace"
    # Whole pages of the database are shown, so that the digests in them can be read.
    strace = ("strace", "-f", "-y", "-s", "70000", "-e", f"trace={CALLS}", "-o", str(log))
    body.run(traced_take.__file__, str(folder), mutant, under=strace)
    order = Order(str(folder / "home"))
    for line in _whole_lines(log.read_text("utf-8", "replace")).splitlines():
        order.call(line)
    return order


def test_the_database_names_only_what_is_durable_and_is_durable_before_it_is_told(empty, tmp_path):
    order = order_of(empty, tmp_path, "")
    assert order.violations == []
    assert len(order.told) == 5
    assert order.told <= order.named <= order.placed


CAUGHT = {
    "folders_synced_after_the_commit": "in the database before its folder was synced",
    "database_that_does_not_sync": "told before the database was synced",
}


@pytest.mark.parametrize("mutant", [name for name in traced_take.MUTANTS if name])
def test_another_order_is_caught(empty, tmp_path, mutant):
    found = order_of(empty, tmp_path, mutant).violations
    assert [one for one in found if one.startswith(CAUGHT[mutant])]
