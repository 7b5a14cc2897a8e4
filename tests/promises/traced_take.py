"""A program that captures files into a real body and says so, as itself or as a named mutant.
Run under strace."""

import os
import sys
from pathlib import Path


def _nothing() -> None:
    pass


def folders_synced_after_the_commit() -> None:
    """The database names content whose place in the store can still be lost."""
    from muniment.foundation.content.adapters import durable

    sync = durable.sync_folder
    durable.sync_folder = LATER.append

    def catch_up() -> None:
        for folder in LATER:
            sync(folder)

    AFTER.append(catch_up)


def database_that_does_not_sync() -> None:
    """What is acknowledged is not yet on the disk."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")


LATER: list[Path] = []
AFTER: list = []
MUTANTS = {
    "": _nothing,
    **{one.__name__: one for one in (folders_synced_after_the_commit, database_that_does_not_sync)},
}


def acknowledge(digests: list[str]) -> None:
    for step in AFTER:
        step()
    os.write(1, f"ACK {' '.join(digests)}\n".encode())


def main(folder: Path, mutant: str) -> None:
    import django

    django.setup()
    from io import BytesIO

    from tests.lifecycle.town import found_town

    from muniment.foundation.kernel import clock
    from muniment.holdings.capture import actions as capture
    from muniment.holdings.capture.adapters.sources import items_of
    from muniment.holdings.records.models import Component

    town = found_town(clock.now())
    clerk, now = town.who("clerk"), town.now
    source = folder / "source"
    source.mkdir()
    for number in range(4):
        (source / f"{number}.txt").write_text(f"paper number {number} " * 500)
    run = capture.begin(clerk, "HOU/REP", source=str(source), now=now)
    MUTANTS[mutant]()
    taken = capture.take(clerk, run.reference, items=list(items_of(source)), now=now)
    held = Component.objects.filter(record__reference__in=[one.record for one in taken])
    acknowledge(list(held.values_list("sha256", flat=True)))
    sent = capture.take_upload(
        clerk, town.folder("HOU/REP").reference, name="one.txt", stream=BytesIO(b"sent"), now=now
    )
    held = Component.objects.filter(record__reference=sent.record)
    acknowledge(list(held.values_list("sha256", flat=True)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
