"""Setting naming rules, looking at all titles again, and mending many at once."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.naming import queries, rules
from muniment.holdings.naming.models import Convention, Recheck, TitleCount
from muniment.holdings.naming.types import Asked, Check, Severity
from muniment.holdings.records import actions as record_actions
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState

RECHECK, MEND = "naming.recheck", "naming.mend"
CHUNK = 1_000
AT_ONCE = 10_000  # titles that are mended by one job
Progress = Callable[[int, int], None]


@verb("naming:convention:set")
def set_convention(actor: Profile, file_class: str, asked: Asked, *, now: datetime) -> None:
    """Ask something of the titles in a class and below (blank: in the whole body). All titles
    there are looked at again by a job. Raises Refused with every reason."""
    found = _place(actor, file_class)
    refuse_if(rules.reasons_not_to_ask(asked))
    if asked.severity is Severity.OFF and found is None:
        words = "To stop asking it of the whole body, take the rule away."
        raise Refused(Reason("off_everywhere", words, "severity"))
    Convention.objects.update_or_create(
        file_class=found,
        about=asked.check,
        defaults={
            "severity": asked.severity,
            "terms": queries.terms_of(asked),
            "set_by": actor.reference,
            "set_at": now,
        },
    )
    _follow(actor, found, now)
    detail: dict[str, JSON] = {"check": asked.check, "severity": asked.severity}
    record(_event("naming:convention:set", actor, found, detail), at=now)


@verb("naming:convention:drop")
def drop_convention(actor: Profile, file_class: str, check: Check, *, now: datetime) -> None:
    """Take away what a class (blank: the whole body) asks itself; what is above counts again."""
    found = _place(actor, file_class)
    gone, _ = Convention.objects.filter(file_class=found, about=check).delete()
    if not gone:
        raise NotFound("naming rule", f"{check} of {file_class or 'the whole body'}")
    _follow(actor, found, now)
    record(_event("naming:convention:dropped", actor, found, {"check": check}), at=now)


def _place(actor: Profile, reference: str) -> Any:
    """The class, if the actor may say what holds in it; None for the whole body."""
    found = fileplan.class_named(reference) if reference else None
    place = fileplan.effective(found).place if found else None
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place)
    if found is None:
        _require_everywhere(actor)
    return found


def _require_everywhere(actor: Profile) -> None:
    """Raise NotPermitted where the actor's role is over a part of the body only."""
    for one in fileplan.roots():
        access.require(actor, Permission.FILEPLAN_MANAGE, at=fileplan.effective(one).place)


def _event(kind: str, actor: Profile, found: Any, detail: Mapping[str, JSON]) -> EventDraft:
    about = f"class:{found.reference}" if found else f"naming:{detail['check']}"
    return EventDraft(kind, actor.reference, about, detail=detail)


def _follow(actor: Profile, found: Any, now: datetime) -> None:
    _recheck_later(found.reference if found else "", run_as=actor.reference, now=now)


def class_changed(reference: str, /, *, run_as: str, now: datetime) -> None:
    """Look again at the titles of a class that has changed, if anything is asked of titles: it
    may stand elsewhere now, or inherit otherwise. Asked by the file plan."""
    if queries.any_convention():
        _recheck_later(reference, run_as=run_as, now=now)


def _recheck_later(reference: str, *, run_as: str, now: datetime) -> None:
    Recheck.objects.update_or_create(file_class=reference, defaults={"last": 0, "done": 0})
    arguments = {"file_class": reference}
    enqueue(RECHECK, arguments, run_as=run_as, now=now, unique_key=f"class:{reference}")


def recheck(file_class: str, *, progress: Progress = lambda done, of: None) -> int:
    """Judge all titles in a class and below (blank: all) again, a thousand to a transaction; how
    many were looked at. Safe to run twice; one that was killed is gone on with."""
    wanted = queries.affected(file_class).filter(state=RecordState.DECLARED)
    total = wanted.count()
    while True:
        with transaction.atomic():
            mark = Recheck.objects.select_for_update().filter(file_class=file_class).first()
            if mark is None:
                return total
            numbers = list(
                wanted.filter(pk__gt=mark.last).order_by("pk").values_list("pk", flat=True)[:CHUNK]
            )
            if not numbers:
                mark.delete()
                return mark.done
            record_actions.rejudge(numbers)
            mark.last, mark.done = numbers[-1], mark.done + len(numbers)
            mark.save(update_fields=["last", "done"])
        progress(mark.done, max(total, mark.done))


def seal_of(title: str) -> str:
    """Stands for a title where its words are not to be written: in the row of a job."""
    return hashlib.sha256(title.encode()).hexdigest()[:24]


@verb("naming:titles:mend")
def mend_later(actor: Profile, chosen: Mapping[str, str], *, now: datetime) -> int:
    """Give records (by reference) the titles that were suggested for them, by a job; the number
    of the job. `chosen` has the suggestion that the person saw: where another one is made by the
    time the job runs, the title stays. Raises Refused for what the actor may not change."""
    found = list(records.visible(actor).filter(reference__in=list(chosen)))
    refuse_if(_reasons_not_to_mend(actor, chosen, found))
    seals = {one.reference: seal_of(chosen[one.reference]) for one in found}
    job = enqueue(MEND, {"titles": seals}, run_as=actor.reference, now=now)
    detail: dict[str, JSON] = {"records": len(seals)}
    about = f"job:{job.pk}"
    record(EventDraft("naming:titles:to_mend", actor.reference, about, detail=detail), at=now)
    return int(job.pk)


def _reasons_not_to_mend(
    actor: Profile, chosen: Mapping[str, str], found: Sequence[Any]
) -> list[Reason]:
    if not chosen:
        return [Reason("none", "Choose at least one title.", "chosen")]
    if len(chosen) > AT_ONCE:
        return [Reason("too_many", f"At most {AT_ONCE:,} titles at once.", "chosen")]
    missing = sorted(set(chosen) - {one.reference for one in found})
    places = access.places_of({one.audience_id for one in found})
    for place in places.values():
        access.require(actor, Permission.RECORDS_EDIT, at=place)
    return [NotFound("record", one).reasons[0] for one in missing[:20]]


def mend(
    actor: Profile,
    seals: Mapping[str, str],
    *,
    now: datetime,
    progress: Progress = lambda done, of: None,
) -> dict[str, Any]:
    """Give records the titles that were chosen, one transaction each; how many were mended, and
    how many not for which reason. The name of the file stays. Safe to run twice."""
    counts: Counter[str] = Counter()
    left: dict[str, str] = {}
    for done, (reference, seal) in enumerate(sorted(seals.items()), 1):
        code = _mend_one(actor, reference, seal, now)
        counts[code or "mended"] += 1
        if code and len(left) < 100:
            left[reference] = code
        progress(done, len(seals))
    return {"mended": counts.pop("mended", 0), "left": dict(counts), "records": left}


def _mend_one(actor: Profile, reference: str, seal: str, now: datetime) -> str:
    """The code of the reason why the title stays; blank if it is as chosen."""
    try:
        found = records.record_named(actor, reference)
        looked = queries.look_at([found])[found.pk]
        if seal_of(found.title) == seal:
            return ""
        if seal_of(looked.suggestion) != seal:
            return "suggested_otherwise"
        record_actions.change_record(
            actor,
            reference,
            changes={"title": looked.suggestion},
            reason="The title that the naming rules suggest.",
            version=found.version,
            now=now,
        )
    except Refused as refusal:
        return refusal.reasons[0].code
    return ""


def count_titles(*, now: datetime) -> int:
    """Write down how many titles there are of each state on the civil date of `now`; how many in
    all. The first count of a day stands."""
    today = civil_date(now)
    if TitleCount.objects.filter(day=today).exists():
        return 0
    declared = records.every_record().filter(queries.judged_at_all(), state=RecordState.DECLARED)
    groups: Any = declared.order_by().values_list("audience", "title_state")
    rows = list(groups.annotate(n=Count("pk")))
    TitleCount.objects.bulk_create(
        [
            TitleCount(day=today, audience_id=audience, state=state, records=number)
            for audience, state, number in rows
        ],
        ignore_conflicts=True,
    )
    return sum(number for _, _, number in rows)
