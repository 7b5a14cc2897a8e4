"""Files to capture and bodies to capture them into, made for the run and gone after it."""

import os
import random
import time
from datetime import UTC, datetime
from pathlib import Path

from muniment.foundation.access import actions as access
from muniment.foundation.access import queries as people
from muniment.foundation.access.types import SETUP, Profile, Role
from muniment.foundation.audit.actions import create_signing_key
from muniment.foundation.kernel import clock
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.lifecycle.retention import actions as retention

WORDS = (
    "minutes council report housing repair invoice budget planning notice letter contract tender "
    "policy review committee highway drainage licence appeal grant school library election record "
    "payment supplier inspection complaint survey lease insurance training visitor garden market"
).split()
CLASSES = 24
RULE = {
    "code": "BENCH-1",
    "title": "Papers of the measurement",
    "description": "Made to be measured.",
    "authority": "None: not real records",
    "trigger": "last_modified",
    "period": "6",
    "unit": "years",
    "action": "destroy",
    "why": "To have a date.",
    "valid_from": "2000-01-01",
}


def make_body() -> Profile:
    """A small body: two units, one rule, classes open to one or the other; its records manager."""
    now = clock.now()
    create_signing_key()
    retention.import_rules(SETUP, [RULE], now=now)
    for unit in ("NORTH", "SOUTH"):
        access.open_unit(SETUP, unit, name=unit.title(), now=now)
    for number in range(CLASSES):
        terms = ClassTerms(
            f"C{number:02}",
            title=f"Class {number}",
            rule=RULE["code"],
            owner_unit="NORTH" if number % 2 else "SOUTH",
            access="units" if number % 4 else "everyone",
            open_to=("NORTH" if number % 2 else "SOUTH",) if number % 4 else (),
        )
        fileplan.open_class(SETUP, terms.reference, terms=terms, now=now)
    add("manager", Role.RECORDS_MANAGER, "", "")
    add("clerk", Role.STAFF, "NORTH", "")
    return people.profile_of("manager", on=clock.today())


def add(username: str, role: Role, unit: str, scope: str) -> None:
    """A person of the body with one role besides that of a member of staff."""
    now = clock.now()
    person = access.add_person(SETUP, username, name=username.title(), unit=unit, now=now)
    for one in {Role.STAFF, role}:
        access.give_role(SETUP, person.reference, role=one, file_class=scope, now=now)


def small_files(folder: Path, count: int, seed: int = 1) -> list[Path]:
    """`count` different text files of 1 to 100 kB, fifty to a folder."""
    chance = random.Random(seed)  # noqa: S311
    paths = []
    block = " ".join(chance.choice(WORDS) for _ in range(16_000)).encode()
    for number in range(count):
        path = folder / f"{number // 50:05}" / f"paper {number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        size = min(int(chance.expovariate(1 / 12_000)) + 1_000, 100_000)
        start = chance.randrange(max(1, len(block) - size))
        path.write_bytes(b"Paper %d of %d\n" % (number, seed) + block[start : start + size])
        paths.append(path)
    return paths


def large_file(path: Path, size: int) -> Path:
    """A file of `size` bytes that do not compress, all of it on the disk."""
    chance = random.Random(size)  # noqa: S311
    block = chance.randbytes(2**20)
    with path.open("wb") as written:
        for number in range(size // 2**20):
            written.write(number.to_bytes(8, "big") + block[8:])
        written.flush()
        os.fsync(written.fileno())
    return path


def moment(days: int) -> datetime:
    """A moment so many days after 2010 began."""
    return datetime.fromtimestamp(1_262_304_000 + days * 86_400, UTC)


def waited(started: float) -> float:
    """Seconds since `started` (of the performance counter)."""
    return time.perf_counter() - started
