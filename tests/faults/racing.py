"""Races the capture of some bytes against the destruction of the only record that holds them.

A program on a database of its own: `python -m tests.faults.racing ORDERS`. Two threads, each with
a connection of its own, meet at a barrier; afterwards no declared record may be without bytes.
"""

import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

BATCH = 20


def main() -> None:
    import django

    django.setup()
    from muniment.foundation.jobs.actions.registry import discover

    discover()
    print(json.dumps(Races(**json.loads(sys.argv[1])).run()), flush=True)


class Races:
    """So many races, half of them to the same class (linked) and half to another (filed)."""

    def __init__(
        self,
        races: int,
        folder: str,
        references: dict[str, str],
        mutant: str = "",
        twins: bool = False,
    ) -> None:
        from tests.holdings.parish import Parish

        self.parish = Parish(references=references)
        self.races, self.folder, self.twins = races, Path(folder), twins
        self.chance = random.Random(12)
        self.violations: list[str] = []
        self.outcomes: Counter[str] = Counter()
        if mutant:
            _believe_that_bytes_are_there()

    def run(self) -> dict[str, object]:
        for first in range(0, self.races, BATCH):
            if not self.violations:
                (self._twins if self.twins else self._batch)(first)
        return {"violations": self.violations, "outcomes": dict(self.outcomes)}

    def _batch(self, first: int) -> None:
        from tests.holdings.parish import write

        from muniment.holdings.capture.models import CapturedItem

        files = {f"{first + n}.txt": b"raced for, number %d" % (first + n) for n in range(BATCH)}
        capture = self.parish.capture(write(self.folder / f"{first}", files))
        targets = [self.parish.folder(where) for where in ("HOU", "LEG")]
        items = CapturedItem.objects.filter(capture=capture).values_list("path", "record")
        for number, (path, record) in enumerate(items):
            target = targets[number % 2]
            self._race(
                partial(self._destroy, record), partial(self.parish.upload, target, files[path])
            )

    def _twins(self, first: int) -> None:
        """The same new bytes come twice at the same moment, for the same readers or for others."""
        here, there = (self.parish.folder(where) for where in ("HOU", "LEG"))
        for number in range(BATCH):
            data = b"come twice, number %d" % (first + number)
            other = there if number % 2 else here
            told = self._race(
                partial(self.parish.upload, here, data), partial(self.parish.upload, other, data)
            )
            records = {one.record for one in told if not isinstance(one, Exception)}
            if len(records) != (2 if number % 2 else 1):
                self.violations.append(f"{len(records)} records of the same bytes, {told}")

    def _race(self, one: Callable[[], object], other: Callable[[], object]) -> list[object]:
        told: list[object] = []
        start = threading.Barrier(2)
        # The destruction is a few steps shorter than the storing that it is to meet.
        late = 0.004 if self.twins else 0.02
        pauses = self.chance.uniform(0, late), self.chance.uniform(0, 0.004)
        threads = [
            threading.Thread(target=self._go, args=(start, pause, action, told))
            for pause, action in zip(pauses, (one, other), strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._look(told)
        return told

    def _go(self, start, pause: float, action: Callable[[], object], told: list[object]) -> None:
        from django.db import connection

        try:
            connection.ensure_connection()
            start.wait()
            time.sleep(pause)  # no wait for anything: the random moment is what is tested
            told.append(action())
        except Exception as error:
            told.append(error)
        finally:
            connection.close()

    def _destroy(self, number: int) -> str:
        """What the disposal room does with one record."""
        from django.db import transaction

        from muniment.foundation.content import actions as content
        from muniment.holdings.records import actions as records
        from muniment.holdings.records.actions.ending import begin_destruction, finish_destruction

        with transaction.atomic():
            found = records.lock_for_disposal(number)
            doomed = begin_destruction([found], now=self.parish.now)[number]
        removed = [content.remove_doomed(one) for one in doomed]
        with transaction.atomic():
            finish_destruction([records.lock_record(number)], at=self.parish.now)
        return "removed" if all(removed) and removed else "kept"

    def _look(self, told: list[object]) -> None:
        from muniment.foundation.kernel.errors import Refused

        for one in told:
            if isinstance(one, Refused):
                self.outcomes["asked to send again"] += 1
            elif isinstance(one, Exception):
                self.violations.append(repr(one))
            elif isinstance(one, str):
                self.outcomes[one] += 1
            else:
                self._look_at(one)

    def _look_at(self, result) -> None:
        from muniment.foundation.content.queries import store
        from muniment.holdings.records.models import Record

        self.outcomes[str(result.outcome)] += 1
        record = Record.objects.get(reference=result.record)
        component = record.components.get()
        there = store().exists(component.sha256)
        if record.state == "declared" and not (there and component.blob_id):
            self.violations.append(f"{record.reference} is declared and has no bytes")
        if result.outcome == "captured" and record.state != "declared":
            self.violations.append(f"{record.reference} was captured and is {record.state}")


def _believe_that_bytes_are_there() -> None:
    """A mutant: never looks whether the bytes are still in the store when it files them."""
    from muniment.foundation.content.actions import keeping

    class Trusting:
        def __getattr__(self, name):
            return getattr(real(), name)

        def exists(self, sha256, seal=None):
            return True

    real = keeping.store
    keeping.store = Trusting


if __name__ == "__main__":
    main()
