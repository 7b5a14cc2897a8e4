"""A setting aside, and the erasure at the end of the window, that are killed: each record is whole,
among the others or set aside, or on its way out; and the next run ends it."""

import os
import signal
from datetime import datetime, timedelta

from django.db import connection
from tests.faults import destroying
from tests.faults.capturing import _digest

from muniment.foundation.content import queries as content
from muniment.foundation.content.models import BlobReference
from muniment.holdings.records.models import Component, Found, Record
from muniment.holdings.search.models import SearchDocument
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal import queries
from muniment.lifecycle.disposal.actions import destroying as carrying_out
from muniment.lifecycle.disposal.models import Review, ReviewItem
from muniment.lifecycle.disposal.types import Practice

WINDOW = 7  # days
WHOLE = ("declared", "set_aside")


class Aside(destroying.Round):
    """Records in a review that is to be carried out, in a body that sets aside first."""

    until: datetime | None = None  # rounds follow each other: the clock never goes back

    def __init__(self, orders, number: int) -> None:
        super().__init__(orders, number)
        self.mutants = MUTANTS
        carrying_out.BATCH = 2  # several transactions, with kills between them
        if not queries.practice().window:
            practice = Practice(window=WINDOW)
            disposal.set_practice(self.parish.who("manager"), practice, now=self.parish.now)

    def _people(self, orders):
        parish = super()._people(orders)
        parish.now = Aside.until or parish.now
        return parish

    def _half_done(self, number: int) -> list[str]:
        record = Record.objects.get(pk=number)
        if record.state not in WHOLE:
            return super()._half_done(number)
        held = list(Component.objects.filter(record=number).exclude(blob=None))
        holders = [f"component:{one.pk}" for one in held]
        store, digest = content.store(), self.digests[number]
        aside = ReviewItem.objects.exclude(recover_until=None).filter(record=number)
        whole = {
            "content": bool(held) and store.exists(digest) and _digest(store, digest) == digest,
            "references": BlobReference.objects.filter(holder__in=holders).exists(),
            "places": Found.objects.filter(record=number).exists(),
            "index": SearchDocument.objects.filter(record_id=number, state=record.state).exists(),
            "until when": aside.exists() is (record.state == "set_aside"),
        }
        said = f"{record.reference} is {record.state}, not whole: {whole}"
        return [] if all(whole.values()) else [said]

    def _not_ended(self) -> list[str]:
        found = Record.objects.filter(pk__in=self.numbers)
        states, review = set(found.values_list("state", flat=True)), self._review()
        wrong = [] if states == {"set_aside"} else [f"after the next run they are {states}"]
        if (review.state, review.certificates.count()) != ("set_aside", 0):
            wrong.append(f"the review is {review.state}, with a certificate or without")
        items = list(review.items.values_list("state", "open", "recover_until").distinct())
        last = (self.parish.now + timedelta(days=WINDOW)).date()
        return wrong if items == [("set_aside", True, last)] else [*wrong, f"items are {items}"]

    def _review(self) -> Review:
        return Review.objects.get(pk=self.review)


class Erased(Aside):
    """The same when the window is over."""

    def __init__(self, orders, number: int) -> None:
        super().__init__(orders, number)
        disposal.carry_out(self.review, now=self.parish.now)
        for _ in range(2 * (WINDOW + 1)):
            disposal.watch_clock(now=self.parish.later(hours=12))
        Aside.until = self.parish.now

    def _go_on(self) -> None:
        """What the standing work does: end the windows, and go on with what is under way."""
        disposal.erase(now=self.parish.now)
        disposal.carry_out(self.review, now=self.parish.now)

    def _not_ended(self) -> list[str]:
        return destroying.Round._not_ended(self)


def round_of(orders, number: int) -> Aside:
    """One after the other, by turns."""
    return (Erased if number % 2 else Aside)(orders, number)


def set_aside_before_it_is_told() -> None:
    """Commits that records are set aside before their items say until when, and dies."""
    real = carrying_out.ending.set_aside

    def early(records):
        real(records)
        connection.connection.commit()
        os.kill(os.getpid(), signal.SIGKILL)

    carrying_out.ending.set_aside = early


MUTANTS = {"set aside before it is told": set_aside_before_it_is_told}
