"""What is decided for records apart from the rule of their class."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.asking import once_a_page
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import Filing, RecordState
from muniment.lifecycle.retention.models import Disposition, StepDone
from muniment.lifecycle.retention.queries.schedule import terms_of
from muniment.lifecycle.retention.rules import dispositions as rules
from muniment.lifecycle.retention.types import UNDECIDED, Action
from muniment.lifecycle.retention.types.dispositions import Apart, Decided

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

CHUNK = 500


def as_value(row: Disposition) -> Decided:
    """The decision as a value."""
    return Decided(Apart(row.kind), row.rule, row.reason, row.review, civil_date(row.set_at))


def has_been_transferred() -> Q:
    """The condition that somebody outside has received the record: its rule's step is done, or
    what was kept for transfer by decision ended with a receipt."""
    steps = StepDone.objects.filter(action=Action.TRANSFER).order_by().values("scope")
    received = Disposition.objects.filter(kind=Apart.TRANSFER, received_on__isnull=False)
    return Q(reference__in=steps) | Q(reference__in=received.order_by().values("scope"))


def decided_for(references: Iterable[str]) -> dict[str, Decided]:
    """What is decided for each of these records by itself, if anything."""
    standing = Disposition.objects.filter(ended_at=None)
    if not _any_decided():  # a million records are dated, and none of them has any
        return {}
    wanted, found = list(references), {}
    for start in range(0, len(wanted), CHUNK):
        for one in standing.filter(scope__in=wanted[start : start + CHUNK]):
            found[one.scope] = as_value(one)
    return found


@once_a_page
def _any_decided() -> bool:
    return Disposition.objects.filter(ended_at=None).exists()


def decided_among(numbers: Iterable[Sequence[int]]) -> set[int]:
    """Those of the records (by number, in groups) for which something is decided by itself."""
    standing = Disposition.objects.filter(ended_at=None)
    if not _any_decided():
        return set()
    wanted = {number for several in numbers for number in several}
    between = {"pk__gte": min(wanted), "pk__lte": max(wanted)}
    rows = records.every_record().filter(**between, reference__in=standing.values("scope"))
    return wanted.intersection(rows.values_list("pk", flat=True))


def with_decisions(filings: Sequence[Filing]) -> tuple[list[Filing], list[Decided | None]]:
    """The filings under the rule that counts for each, and what is decided for each by itself."""
    found = decided_for(one.scopes[0] for one in filings)
    if not found:
        return list(filings), [None] * len(filings)
    each = [found.get(one.scopes[0]) for one in filings]
    waiting = {one.rule for one, d in zip(filings, each, strict=True) if d}
    in_force = terms_of(waiting)
    pairs = zip(filings, each, strict=True)
    return [rules.under(one, decided, in_force) for one, decided in pairs], each


def kept_for_transfer() -> list[str]:
    """The references of what is kept to be transferred."""
    rows = Disposition.objects.filter(ended_at=None, kind=Apart.TRANSFER)
    return list(rows.values_list("scope", flat=True))


def kept_for_transfer_by(review: str) -> set[str]:
    """The references of what this review had kept for transfer, and is so still or was received
    outside."""
    found = Disposition.objects.filter(kind=Apart.TRANSFER, review=review)
    found = found.filter(Q(ended_at=None) | Q(received_on__isnull=False))
    return set(found.values_list("scope", flat=True))


def received_by_decision(references: Iterable[str]) -> set[str]:
    """Those of the records that were kept for transfer by decision and received outside."""
    wanted, found = list(references), set()
    received = Disposition.objects.filter(kind=Apart.TRANSFER, received_on__isnull=False)
    for start in range(0, len(wanted), CHUNK):
        rows = received.filter(scope__in=wanted[start : start + CHUNK])
        found |= set(rows.values_list("scope", flat=True))
    return found


def waiting_for_rule(actor: Profile) -> "QuerySet[Record]":
    """What the actor may see and a rule is still to be set for, because a review decided that it
    is to have another."""
    access.require(actor, Permission.RETENTION_SEE)
    # Undecided no more: its class has been given another rule, and that is in force for it.
    undecided = records.visible(actor).filter(state=RecordState.DECLARED, rule=UNDECIDED)
    return undecided.filter(reference__in=_waiting().values("scope")).order_by("pk")


def _waiting() -> QuerySet[Disposition]:
    return Disposition.objects.filter(ended_at=None, kind=Apart.RULE_TO_SET)


def waiting_since(actor: Profile, review: str) -> int:
    """For how many records of the review, as far as the actor may see them, a rule is still to be
    set."""
    chosen = _waiting().filter(review=review).values("scope")
    undecided = records.visible(actor).filter(state=RecordState.DECLARED, rule=UNDECIDED)
    return undecided.filter(reference__in=chosen).count()


def waiting_in(actor: Profile, scope: str) -> "QuerySet[Record]":
    """Of what waits for a rule: the record, what lies in the folder, or in the class and below it.
    Raises NotFound where the actor may not see the scope."""
    every = waiting_for_rule(actor)
    if scope.upper().startswith("R-"):
        return every.filter(pk=records.record_named(actor, scope).pk)
    if scope.upper().startswith("F-"):
        return every.filter(folder=records.folder_named(actor, scope))
    branch = fileplan.below(fileplan.class_named(scope))
    return every.filter(file_class__in=list(branch.values_list("pk", flat=True)))


def dispositions_of(reference: str) -> QuerySet[Disposition]:
    """Everything that was decided for the record by itself, the latest first."""
    return Disposition.objects.filter(scope=reference).order_by("-pk")
