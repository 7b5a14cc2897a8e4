"""A hold that is killed while it is put on a long list: each part is held whole and once, or still
waits; the next run goes on from there."""

import json
import os
import signal
from collections import Counter
from pathlib import Path

from tests.holdings.parish import Parish, write

from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.holdings.capture.models import CapturedItem
from muniment.lifecycle.holds import actions, queries, rules
from muniment.lifecycle.holds.actions import keeping_up
from muniment.lifecycle.holds.models import HoldListPart, HoldScope

RECORDS = 12


class Round:
    """Some records, and a hold that was ordered for them in parts of one."""

    def __init__(self, orders, number: int) -> None:
        rules.AT_ONCE = rules.PART = 1
        self.parish = parish = Parish(references=orders.references)
        self.mutant = orders.mutant
        files = {f"{place}.txt": b"held %d in %d" % (place, number) for place in range(RECORDS)}
        capture = parish.capture(write(Path(orders.folder) / f"held {number}", files))
        items = CapturedItem.objects.filter(capture=capture)
        self.numbers = dict(items.values_list("record__reference", "record"))
        self.hold = parish.hold(records=list(self.numbers))

    def work(self, acknowledge) -> None:
        if self.mutant:
            MUTANTS[self.mutant]()
        actions.keep_up(now=self.parish.now)
        acknowledge("done")

    def violations(self, acknowledged, *, finished: bool) -> list[str]:
        found = [f"it failed by itself: {one}" for one in acknowledged if one != "done"]
        found += self._half_done()
        actions.keep_up(now=self.parish.now)
        found += self._half_done()
        standing = queries.standing(self.hold)
        if not standing.complete or set(self.numbers.values()) != self._held():
            found.append(f"after the next run it holds {len(self._held())}: {standing}")
        return found

    def _held(self) -> set[int]:
        return set(HoldScope.objects.filter(hold=self.hold).values_list("record", flat=True))

    def _half_done(self) -> list[str]:
        parts = HoldListPart.objects.filter(whole__hold=self.hold)
        said = set(parts.exclude(done_at=None).values_list("references", flat=True))
        held, wrong = self._held(), []
        if {self.numbers[one] for one in said} != held:
            wrong.append(f"{len(said)} are said to be held, and {len(held)} are")
        if queries.standing(self.hold).done != len(said):
            wrong.append("it says that it has got further, or less far, than it has")
        told = Counter(self._told())
        if set(told.values()) - {1} or set(told) != said:
            wrong.append(f"the log tells of {told}")
        return wrong

    def _told(self) -> list[str]:
        about = f"hold:{self.hold.reference}"
        wanted = EventFilter(kind_prefix="holds:records:held", object_prefix=about)
        events = audit.events(wanted, limit=100)
        return [one for event in events for one in json.loads(event.canonical)["detail"]["records"]]


def done_before_it_is_held() -> None:
    """Notes that a part is done, commits, and dies before it has held anything."""

    def put_on(part, now):
        HoldListPart.objects.filter(pk=part.pk).update(done_at=now)
        os.kill(os.getpid(), signal.SIGKILL)

    keeping_up._put_on = put_on


MUTANTS = {"done before it is held": done_before_it_is_held}
