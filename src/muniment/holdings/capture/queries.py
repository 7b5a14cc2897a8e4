"""Reads of captures and of what became of each item."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.capture.models import Capture, CapturedItem, MessageToCheck
from muniment.holdings.capture.types import Outcome, Tally
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState


def captures(actor: Profile) -> QuerySet[Capture]:
    """The captures the actor started; all of them for those who may see the audit log."""
    everyone = access.permissions_somewhere(actor, [Permission.AUDIT_SEE])
    mine = {} if everyone else {"started_by": actor.reference}
    return Capture.objects.filter(**mine).select_related("file_class").order_by("-started_at")


def capture_named(actor: Profile, reference: str) -> Capture:
    """The capture with this reference, if the actor may see it. Raises NotFound."""
    found = captures(actor).filter(reference=reference).first()
    if found is None:
        raise NotFound("capture", reference)
    return found


def tally(capture: Capture) -> Tally:
    """The counts of a capture so far."""
    rows = capture.items.values_list("outcome").annotate(count=Count("pk"))
    counts = dict(rows)
    return Tally(*(counts.get(outcome.value, 0) for outcome in Outcome))


def mail_kinds(capture: Capture) -> dict[str, dict[str, int]]:
    """How many messages of each kind that seldom is a record there were, by outcome."""
    found: dict[str, dict[str, int]] = {}
    rows = capture.items.exclude(mail_kind="").values_list("mail_kind", "outcome")
    for kind, outcome, count in rows.annotate(count=Count("pk")).order_by("mail_kind", "outcome"):
        found.setdefault(kind, {})[outcome] = count
    return found


def brought_in(numbers: Iterable[int]) -> dict[int, str]:
    """Of records (by number) those that a capture brought in, with the kind of mail that seldom is
    a record; blank for most."""
    found = CapturedItem.objects.filter(record__in=list(numbers), outcome=Outcome.CAPTURED)
    return dict(found.values_list("record", "mail_kind"))


def items(capture: Capture, outcome: str = "") -> QuerySet[CapturedItem]:
    """The items of a capture, or those with one outcome, by path."""
    chosen = capture.items.filter(outcome=outcome) if outcome else capture.items
    return chosen.select_related("record").order_by("path", "pk")


def not_taken(actor: Profile) -> QuerySet[CapturedItem]:
    """What was refused or failed in any capture that the actor may see, the latest first."""
    wanted = [Outcome.REFUSED, Outcome.FAILED]
    rows = CapturedItem.objects.filter(capture__in=captures(actor), outcome__in=wanted)
    return rows.select_related("capture__file_class").order_by("-at", "-pk")


def seen_before(capture: Capture, keys: list[str]) -> dict[str, CapturedItem]:
    """The items of these keys that earlier runs of the capture have dealt with."""
    return {item.key: item for item in capture.items.filter(key__in=keys)}


def to_check(actor: Profile) -> QuerySet[MessageToCheck]:
    """The messages that a person is to look at and the actor may see, the longest waiting first."""
    return _checked(actor).filter(settled_at=None).order_by("since", "pk")


def to_check_named(actor: Profile, reference: str) -> MessageToCheck:
    """What is queued of the record with this reference, settled or not. Raises NotFound."""
    found = _checked(actor).filter(record__reference=normalise(reference)).first()
    if found is None:
        raise NotFound("message to check", reference)
    return found


def _checked(actor: Profile) -> QuerySet[MessageToCheck]:
    seen = records.visible(actor).filter(state=RecordState.DECLARED)
    chosen = MessageToCheck.objects.filter(record__in=seen)
    return chosen.select_related("record__folder", "record__file_class")
