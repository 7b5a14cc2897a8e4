"""Reads of captures and of what became of each item."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Narrowing, Permission, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.capture.models import Capture, CapturedItem, MessageToCheck
from muniment.holdings.capture.types import Outcome, Tally
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan import rules as plan_rules
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


def source_shown(actor: Profile, capture: Capture) -> str:
    """What the source of a capture is called. Where it is on a machine is for those who look after
    sources or after Muniment; others see the last part of the path or address."""
    source: str = capture.source
    whole = actor.permissions & {Permission.SOURCE_MANAGE, Permission.SYSTEM_RUN}
    if whole or not (source.startswith("/") or "://" in source):
        return source
    return source.rstrip("/").rpartition("/")[2] or capture.reference


def may_name_items(actor: Profile, capture: Capture) -> bool:
    """Whether the actor may know what the items that did not come in are called, and why: whoever
    started the capture, and whoever sees what lies in the place that they were meant for."""
    if capture.started_by == actor.reference:
        return True
    if Permission.RECORDS_SEE not in actor.permissions:
        return False  # an auditor is told what was done, not what things are called
    if capture.folder_id:
        return records.visible_folders(actor).filter(pk=capture.folder_id).exists()
    audience = plan_rules.resolve_audience(fileplan.effective(capture.file_class), Narrowing())
    return not access_rules.reasons_not_to_see(actor, audience)


def named_items(actor: Profile, capture: Capture, some: Sequence[CapturedItem]) -> dict[int, str]:
    """Those of the items (by number) of which the actor may be told the path, each with its
    record (by reference), which is blank where there is none that the actor may see."""
    numbers = [one.record_id for one in some if one.record_id]
    seen = dict(records.visible(actor).filter(pk__in=numbers).values_list("pk", "reference"))
    mine, named = capture.started_by == actor.reference, may_name_items(actor, capture)
    return {
        one.pk: seen.get(one.record_id or 0, "")
        for one in some
        if mine or one.record_id in seen or (one.record_id is None and named)
    }


def tallies(some: Sequence[Capture]) -> dict[int, Tally]:
    """The counts so far of each of these captures, by its number."""
    counts: dict[int, dict[str, int]] = {one.pk: {} for one in some}
    rows = CapturedItem.objects.filter(capture__in=list(counts)).values_list("capture", "outcome")
    for capture, outcome, count in rows.annotate(count=Count("pk")).order_by():
        counts[capture][outcome] = count
    return {
        number: Tally(*(found.get(outcome.value, 0) for outcome in Outcome))
        for number, found in counts.items()
    }


def tally(capture: Capture) -> Tally:
    """The counts of a capture so far."""
    return tallies([capture])[capture.pk]


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
