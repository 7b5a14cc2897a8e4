"""Fills the small file system that the content store is on, and looks at what became of it."""

import json
import sys
from collections import Counter
from pathlib import Path


def main() -> None:
    import django

    django.setup()
    from muniment.foundation.jobs.actions.registry import discover

    discover()
    references, uploads = json.loads(sys.argv[1])
    print(json.dumps(fill(references, uploads)), flush=True)


def fill(references: dict[str, str], uploads: int) -> dict[str, object]:
    import random

    from django.conf import settings
    from tests.holdings.parish import Parish, write

    from muniment.foundation.content.adapters import durable
    from muniment.foundation.content.queries import store
    from muniment.foundation.kernel.errors import Refused
    from muniment.holdings.capture import queries as captures
    from muniment.holdings.records import actions as records

    parish = Parish(references=references)
    folder, chance = parish.folder(), random.Random(6)
    kept: dict[str, bytes] = {}
    refused: Counter[str] = Counter()
    unexpected: list[str] = []
    for number in range(uploads):
        data = chance.randbytes(chance.choice([1_000, 300_000, 1_500_000]))
        try:
            kept[parish.upload(folder, data, f"{number}.bin").record] = data
        except Refused as refusal:
            refused.update(reason.code for reason in refusal.reasons)
        except Exception as error:
            unexpected.append(repr(error))
    free = durable.free_bytes(settings.MUNIMENT_HOME)
    ballast = _fill_to_the_brim(settings.MUNIMENT_HOME)
    outside = Path("/dev/shm") if Path("/dev/shm").is_dir() else settings.MUNIMENT_CHECKPOINTS
    drive = write(outside / f"drive-{next(iter(references.values()))}", dict(_three()))
    tally = captures.tally(parish.capture(drive))
    leftovers = len(list((settings.MUNIMENT_HOME / "content" / "incoming").iterdir()))
    who, lost, read = parish.who("clerk"), [], 0
    for reference, data in kept.items():
        _, stream = records.read_content(who, reference, now=parish.now)
        read += 1
        if stream.read() != data:
            lost.append(reference)
    ballast.unlink()
    for path in drive.iterdir():
        path.unlink()
    drive.rmdir()
    _make_room(parish, kept)
    after = parish.upload(folder, b"there is room again")
    return {
        "kept": len(kept),
        "refused": dict(refused),
        "unexpected": unexpected,
        "lost": lost,
        "captured_when_full": {"failed": tally.failed}
        if tally.failed == tally.items
        else str(tally),
        "read_when_full": read,
        "leftovers": leftovers,
        "taken_after_room_was_made": str(after.outcome),
        "free_at_the_end": free,
        "blobs": len(list(store().iter_all())),
    }


def vars_of(tally):
    """The counts that are not nought."""
    names = ("captured", "linked", "refused", "failed")
    return {name: getattr(tally, name) for name in names if getattr(tally, name)}


def _three():
    for number in range(3):
        yield f"{number}.txt", bytes([65 + number]) * 100_000


def _fill_to_the_brim(folder: Path) -> Path:
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return ballast


def _make_room(parish, kept: dict[str, bytes]) -> None:
    """Destroy the largest record, as a disposal would."""
    from django.db import transaction

    from muniment.foundation.content import actions as content
    from muniment.holdings.records import actions as records
    from muniment.holdings.records.actions.ending import begin_destruction
    from muniment.holdings.records.models import Record

    largest = max(kept, key=lambda one: len(kept[one]))
    with transaction.atomic():
        found = records.lock_for_disposal(Record.objects.get(reference=largest).pk)
        doomed = begin_destruction([found], now=parish.now)[found.pk]
    for digest in doomed:
        content.remove_doomed(digest)


if __name__ == "__main__":
    main()
