"""How long it takes until a batch of records is destroyed and its certificate is there to read."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from muniment.bench import limits, material
from muniment.bench.capturing import database
from muniment.bench.types import Figure
from muniment.foundation.access import queries as people
from muniment.foundation.access.types import Profile, Role
from muniment.foundation.content.models import Derived
from muniment.foundation.kernel import clock
from muniment.holdings.capture import actions as capture
from muniment.holdings.records.models import Record
from muniment.holdings.search import actions as search
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.models import Certificate, Review

CLASS = "C04"
LONG_AGO = material.moment(0).timestamp()
TEXT_BATCH = 500


def destroying(actor: Profile, folder: Path, count: int) -> Iterator[Figure]:
    """`count` small records captured, proposed, signed by two people, destroyed and certified."""
    limit = limits.durable_removals(_old_files(folder / "limit", 1_000)) * count / 1_000
    capture.run(actor, _top(_old_files(folder / "due", count)), into=CLASS, clock=clock.now)
    _give_text()
    started = time.perf_counter()
    review = _signed(actor)
    proposed = material.waited(started)
    name = f"propose and sign, {count:,} records"
    yield Figure(name, database(), proposed, "s", None, 30, True)
    started = time.perf_counter()
    done = disposal.carry_out(review.pk, now=clock.now())
    taken = material.waited(started)
    made = Certificate.objects.get(reference=done.certificate)
    if done.destroyed != count or made.pdf_id is None:
        raise SystemExit(f"{done} of {count} records: the figure would be worthless")
    name = f"destroy and certify, {count:,} records"
    yield Figure(name, database(), taken, "s", limit, 120, True, "the machine: unlink and fsync")


def _old_files(folder: Path, count: int) -> list[Path]:
    paths = material.small_files(folder, count)
    for one in paths:
        os.utime(one, (LONG_AGO, LONG_AGO))
    return paths


def _top(paths: list[Path]) -> Path:
    return paths[0].parents[1]


def _give_text() -> None:
    """The text of each record, as reading it in the sandbox would have left it."""
    numbers = list(Record.objects.order_by("pk").values_list("pk", flat=True))
    words = " ".join(material.WORDS)
    Derived.objects.update(text=words * 4, state="done")
    for start in range(0, len(numbers), TEXT_BATCH):
        with transaction.atomic():
            search.index(numbers[start : start + TEXT_BATCH], now=clock.now())


def _signed(actor: Profile) -> Review:
    material.add("owner", Role.INFORMATION_ASSET_OWNER, "", "")
    material.add("second", Role.RECORDS_MANAGER, "", "")
    proposed = disposal.propose(actor, title="Measured", reason="To measure.", now=clock.now())
    [reference] = proposed.reviews
    for username in ("second", "owner"):
        person = people.profile_of(username, on=clock.today())
        disposal.approve(person, reference, now=clock.now())
    return disposal.execute(actor, reference, now=clock.now())
