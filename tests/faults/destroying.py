"""A destruction that is killed: each record is whole or on its way out; the next run ends it."""

import os
import signal
from pathlib import Path

from tests.faults.capturing import _digest
from tests.holdings.parish import Parish, write

from muniment.foundation.content import queries as content
from muniment.foundation.content.models import Blob, BlobReference
from muniment.foundation.content.types import Removal
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.records.models import Component, Found, Record
from muniment.holdings.search.models import SearchDocument
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.actions import destroying
from muniment.lifecycle.disposal.models import Review

RECORDS = 6


class Round:
    """Some records that are due, in a review that everybody has signed; one shares its bytes."""

    def __init__(self, orders, number: int) -> None:
        self.parish = parish = self._people(orders)
        self.mutant, self.mutants = orders.mutant, MUTANTS
        files = {f"{place}.txt": b"due %d in %d" % (place, number) for place in range(RECORDS)}
        kept = {"shared.txt": files["0.txt"]}
        top = Path(orders.folder)
        capture = parish.capture(write(top / f"due {number}", files))
        parish.capture(write(top / f"kept {number}", kept), into="LEG")
        items = CapturedItem.objects.filter(capture=capture)
        self.numbers = list(items.values_list("record", flat=True))
        self.digests = dict(items.values_list("record", "sha256"))
        self.shared = items.get(path="0.txt").sha256
        self.review = self._approved(items)

    def _people(self, orders) -> Parish:
        return Parish(references=orders.references)

    def _approved(self, items) -> int:
        parish, now = self.parish, self.parish.now
        references = list(items.values_list("record__reference", flat=True))
        proposed = disposal.propose(
            parish.who("manager"), records=references, title="Due", reason="Due", now=now
        )
        [reference] = proposed.reviews
        for who in ("manager2", "owner"):
            disposal.approve(parish.who(who), reference, now=now)
        return disposal.execute(parish.who("manager2"), reference, now=now).pk

    def work(self, acknowledge) -> None:
        if self.mutant:
            self.mutants[self.mutant]()
        acknowledge(["records", "failed"] if self._go_on().failed else "done")

    def violations(self, acknowledged, *, finished: bool) -> list[str]:
        found = [one for number in self.numbers for one in self._half_done(number)]
        found += [f"it failed by itself: {one}" for one in acknowledged if one != "done"]
        if acknowledged == ["done"]:
            found += self._not_ended()
        if not self.mutant:
            self._go_on()
            found += self._not_ended()
        return found

    def _go_on(self):
        """Carry it out; what failed before, a person has tried again."""
        review = Review.objects.get(pk=self.review)
        if review.state == "incomplete":
            disposal.execute(self.parish.who("manager2"), review.reference, now=self.parish.now)
        return disposal.carry_out(self.review, now=self.parish.now)

    def _half_done(self, number: int) -> list[str]:
        record = Record.objects.get(pk=number)
        held = Component.objects.filter(record=number).exclude(blob=None)
        holders = [f"component:{one.pk}" for one in held]
        traces = {
            "places": Found.objects.filter(record=number).exists(),
            "references": BlobReference.objects.filter(holder__in=holders).exists(),
            "content": held.exists(),
        }
        if record.state == "declared":
            store, digest = content.store(), self.digests[number]
            whole = store.exists(digest) and _digest(store, digest) == digest
            found = SearchDocument.objects.filter(record_id=number).exists()
            whole = whole and found and all(traces.values())
            return [] if whole else [f"{record.reference} is declared, not whole"]
        if any(traces.values()):
            return [f"{record.reference} is {record.state}, and something is left: {traces}"]
        gone = digest_gone(self.digests[number])
        if record.state == "destroyed" and not gone and self.digests[number] != self.shared:
            return [f"{record.reference} is destroyed, and its bytes are there"]
        return []

    def _not_ended(self) -> list[str]:
        states = set(Record.objects.filter(pk__in=self.numbers).values_list("state", flat=True))
        wrong = [] if states == {"destroyed"} else [f"after the next run they are {states}"]
        review = Review.objects.get(pk=self.review)
        if review.state != "done" or not review.certificates.exclude(pdf=None).exists():
            wrong.append("there is no certificate")
        if Record.objects.filter(pk__in=self.numbers, certificate="").exists():
            wrong.append("a stub does not name its certificate")
        for digest in self.digests.values():
            if digest_gone(digest) is (digest == self.shared):
                wrong.append(f"bytes are there that should have gone, or the reverse: {digest}")
        return wrong


def digest_gone(digest: str) -> bool:
    """Whether neither the store nor a row has it."""
    return not content.store().exists(digest) and not Blob.objects.filter(pk=digest).exists()


def bytes_before_the_commit() -> None:
    """Removes the bytes within the first transaction, and dies before it commits."""
    real = destroying.take_out

    def early(review, pairs, now):
        held = Component.objects.filter(record__in=[found.pk for _, found in pairs])
        digests = list(held.values_list("sha256", flat=True))
        real(review, pairs, now)
        for digest in digests:
            content.store().delete(digest)
        os.kill(os.getpid(), signal.SIGKILL)

    destroying.take_out = early


def called_destroyed_before_the_bytes_went() -> None:
    """Says that a record is destroyed while its bytes are still there, and dies."""
    real = destroying._finish

    def finish(*given):
        real(*given)
        os.kill(os.getpid(), signal.SIGKILL)

    destroying._remove_bytes = lambda items: Removal(frozenset(), {})
    destroying._finish = finish


MUTANTS = {
    "bytes before the commit": bytes_before_the_commit,
    "destroyed before the bytes": called_destroyed_before_the_bytes_went,
}
