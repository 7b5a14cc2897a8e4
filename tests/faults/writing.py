"""Sixteen people write at once: they change the same records, bring files and open folders.

Run as a program on a database of its own: `python -m tests.faults.writing ORDERS`, where ORDERS is
JSON (see `Orders`). Each writer is a fork with a connection of its own. Prints JSON: what was done,
how long the slowest waited, and every violation found. What people count together is a number in
the title of a record: one of them who overwrites another's is noticed.
"""

import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.campaign import Victim

SHARED = 6  # records that all change


@dataclass
class Orders:
    """So many `writers` for so many `seconds`. `references` are the people of the parish. A
    `mutant` changes records without saying which version it saw."""

    writers: int
    seconds: float
    references: dict[str, str]
    mutant: bool = False


@dataclass
class Findings:
    """What came of it."""

    done: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0
    violations: list[str] = field(default_factory=list)


class Writer:
    """One of them: whatever it does, it says what, to which record and how long it took."""

    def __init__(self, orders: Orders, number: int, folder: str, records: list[str]) -> None:
        from tests.holdings.parish import Parish

        self.orders, self.number, self.records = orders, number, records
        self.parish = Parish(references=orders.references)
        self.actor = self.parish.who("manager" if number % 2 else "manager2")
        self.folder = folder
        self.chance = random.Random(number)

    def work(self, say) -> None:
        until, turn = time.monotonic() + self.orders.seconds, 0
        while time.monotonic() < until:
            what = self.chance.choice(("count", "count", "count", "file", "folder"))
            began = time.monotonic()
            told = getattr(self, f"_{what}")(turn)
            say([what, told, round(time.monotonic() - began, 3)])
            turn += 1

    def _count(self, turn: int) -> str:
        """Add one to the number in a title: look, change it, look again if it was stale."""
        from muniment.foundation.kernel.errors import Refused
        from muniment.holdings.records import actions, queries

        reference = self.chance.choice(self.records)
        while True:
            seen = queries.record_named(self.actor, reference)
            title = f"Count {int(seen.title.split()[1]) + 1}"
            version = None if self.orders.mutant else seen.version
            try:
                actions.change_record(
                    self.actor, reference, changes={"title": title}, reason="counted",
                    version=version, now=self.parish.now,
                )  # fmt: skip
                return reference
            except Refused as refusal:
                if [one.code for one in refusal.reasons] != ["stale"]:
                    raise

    def _file(self, turn: int) -> str:
        from io import BytesIO

        from muniment.holdings.capture import actions

        name = f"{self.number}-{turn}.txt"
        done = actions.take_upload(
            self.actor, self.folder, name=name, stream=BytesIO(name.encode()), now=self.parish.now
        )
        return done.record

    def _folder(self, turn: int) -> str:
        from muniment.holdings.records import actions

        made = actions.open_folder(
            self.actor, "HOU", title=f"Of {self.number}, {turn}", now=self.parish.now
        )
        return made.reference


def carry_out(orders: Orders) -> Findings:
    """Have all write at once; what came of it."""
    from tests.holdings.parish import Parish

    parish = Parish(references=orders.references)
    folder = parish.folder("HOU", "All write here")
    records = []
    for number in range(SHARED):
        made = parish.upload(folder, b"shared %d" % number, f"Count {number}.txt")
        parish_change(parish, made.record)
        records.append(made.record)
    writers = [
        Victim(Writer(orders, number, folder.reference, records).work)
        for number in range(orders.writers)
    ]
    for one in writers:
        if not one.ends_within(orders.seconds + 120):
            return Findings(violations=["a writer does not end"])
    said = [line for one in writers for line in one.acknowledged]
    for one in writers:
        one.kill()
    return looked_at(said, records)


def parish_change(parish, reference: str) -> None:
    """Begin to count."""
    from muniment.holdings.records import actions

    actions.change_record(
        parish.who("manager"), reference, changes={"title": "Count 0"}, reason="counted",
        now=parish.now,
    )  # fmt: skip


def looked_at(said: list[list], records: list[str]) -> Findings:
    """Whether all that was acknowledged is there, and nothing else."""
    from muniment.foundation.audit.models import AuditEvent
    from muniment.foundation.audit.queries import verify
    from muniment.holdings.records.models import Folder, Record

    wrong = [f"somebody was told: {one[1]}" for one in said if one[0] == "error"]
    done = Counter(one[0] for one in said)
    counted = Counter(one[1] for one in said if one[0] == "count")
    for reference in records:
        found = Record.objects.get(reference=reference)
        if found.title != f"Count {counted[reference]}":
            wrong.append(f"{counted[reference]} changes were acknowledged: {found.title}")
    changed = AuditEvent.objects.filter(kind="records:record:changed").count()
    if changed != done["count"] + len(records):
        wrong.append(f"{changed} changes are in the log, not {done['count'] + len(records)}")
    for what, model in (("file", Record), ("folder", Folder)):
        references = [one[1] for one in said if one[0] == what]
        there = model.objects.filter(reference__in=references).count()
        if there != done[what] or len(set(references)) != done[what]:
            wrong.append(f"of {done[what]} {what}s {there} are there")
    wrong += [f"the log: {fault}" for fault in verify().faults]
    slowest = max((one[2] for one in said if one[0] != "error"), default=0.0)
    return Findings(dict(done), slowest, wrong)


def main() -> None:
    import django

    django.setup()
    from muniment.foundation.jobs.actions.registry import discover

    discover()
    print(json.dumps(vars(carry_out(Orders(**json.loads(sys.argv[1]))))), flush=True)


if __name__ == "__main__":
    main()
