"""A capture that is killed: nothing acknowledged is lost, and the next run finishes the work."""

import hashlib
import os
import signal
from pathlib import Path

from tests.holdings.parish import Parish

from muniment.foundation.content import queries as content
from muniment.holdings.capture import queries as captures
from muniment.holdings.capture.actions import running, storing, taking
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.records.models import Component, Record

FILES = 8
running.BATCH_ITEMS = 3


class Round:
    """One drive of its own, some of it known already and some of it twice."""

    def __init__(self, orders, number: int) -> None:
        self.parish = Parish(references=orders.references)
        self.source = Path(orders.folder) / f"drive {number}"
        self.mutant = orders.mutant
        self.digests: dict[str, str] = {}
        for place in range(FILES):
            data = b"file %d of drive %d" % (place % (FILES - 2), number)
            data = b"the same on every drive" if place == 5 else data
            path = f"{place % 3}/{place}.txt"
            file = self.source / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            self.digests[path] = hashlib.sha256(data).hexdigest()

    def work(self, acknowledge) -> None:
        if self.mutant:
            MUTANTS[self.mutant](self, acknowledge)
        self.parish.capture(self.source, watch=lambda found: self._tell(found, acknowledge))

    def _tell(self, found, acknowledge) -> None:
        for one in found:
            acknowledge([one.path, str(one.outcome), one.record])

    def violations(self, acknowledged, *, finished: bool) -> list[str]:
        found = [problem for one in acknowledged for problem in self._lost(*one)]
        found += self._components()
        before = {(path, record) for path, _, record in acknowledged}
        if not self.mutant:
            found += self._resumed(before)
        return found

    def _lost(self, path, outcome, reference) -> list[str]:
        if path == "error":
            return [f"the capture failed by itself: {outcome}"]
        record = Record.objects.filter(reference=reference, state="declared").first()
        if record is None:
            return [f"{path} was acknowledged as {reference} and there is no such record"]
        found = record.places.filter(path=path).exists()
        digest = record.components.get().sha256
        if not found or digest != self.digests[path]:
            return [f"{path} was acknowledged as {reference}, which is something else"]
        return []

    def _components(self) -> list[str]:
        store = content.store()
        wrong = []
        here = Component.objects.filter(record__places__source=self.source)
        for digest in here.values_list("sha256", flat=True).distinct():
            if not store.exists(digest) or _digest(store, digest) != digest:
                wrong.append(f"a component has no bytes: {digest}")
        return wrong

    def _resumed(self, before) -> list[str]:
        """Run again to the end: each item once, and what was acknowledged as it was."""
        told = []
        capture = self.parish.capture(self.source, watch=told.extend)
        tally = captures.tally(capture)
        items = CapturedItem.objects.filter(capture=capture)
        wrong = []
        if (tally.items, items.count(), tally.failed) != (FILES, FILES, 0):
            wrong.append(f"the counts do not add up: {tally}")
        if not before <= {(one.path, one.record) for one in told}:
            wrong.append("what was acknowledged is another record after the next run")
        own = set(self.digests.values())
        records = Component.objects.filter(sha256__in=own, record__places__source=self.source)
        if len(set(records.values_list("record", flat=True))) != len(own):
            wrong.append("some content has two records, or none, after the next run")
        places = sorted(
            path for path in items.values_list("record__places__path", flat=True).distinct()
        )
        if not set(self.digests) <= set(places):
            wrong.append("a place is not remembered")
        return wrong + self._components()


def _digest(store, digest: str) -> str:
    with store.open(digest) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def acknowledged_too_early(round_, acknowledge) -> None:
    """Says that it is done before it is."""
    real = taking.file_batch

    def early(actor, reference, *, batch, now):
        for item in batch.items:
            acknowledge([item.path, "captured", "R-00000-00000"])
        return real(actor, reference, batch=batch, now=now)

    taking.file_batch = early


def committed_before_the_bytes(round_, acknowledge) -> None:
    """Files the rows first, and dies before the bytes are in the store."""
    store = type(storing.store())
    exists, commit, path_for = store.exists, store.commit_many, storing.Identifier.identify_many
    store.commit_many = lambda self, staged: None
    store.exists = lambda self, sha256, seal=None: True
    unknown = storing.Format("", "", "", "", "")
    storing.Identifier.identify_many = lambda self, contents, names=None: [unknown] * len(contents)
    real = taking.file_batch

    def late(actor, reference, *, batch, now):
        real(actor, reference, batch=batch, now=now)
        _die(exists, commit, path_for)

    taking.file_batch = late


MUTANTS = {
    "acknowledged too early": acknowledged_too_early,
    "rows before bytes": committed_before_the_bytes,
}
