"""What happens to risks when their owner leaves, what comes round, and what other rooms open."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from muniment.foundation.access.models import Person
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.foundation.notices import actions as notices
from muniment.governance.assets import queries as assets
from muniment.governance.risks import queries, rules
from muniment.governance.risks.actions.keeping import (
    keep_version,
    new_risk,
    next_version,
    tell_owner,
    told,
)
from muniment.governance.risks.models import Acceptance, Risk, Waiver
from muniment.governance.risks.types import EVERY, RiskState, WaiverState

MOST_AT_ONCE = 500  # notices; others wait for the log meanwhile
LONG_OVER = timedelta(days=30)  # what ended before then is told of no more


def person_left(person: Person, /, *, now: datetime) -> None:
    """Leave the risks of somebody who leaves without an owner, in the same transaction, and tell
    the senior information risk owner. Named in the settings, since accounts know nothing of
    risks."""
    rows = Risk.objects.select_for_update(of=("self",)).select_related("unit", "owner")
    orphans = list(rows.filter(owner=person).exclude(state=RiskState.CLOSED).order_by("pk"))
    for one in orphans:
        one.owner, one.former_owner, one.orphaned_at = None, person, now
        version = next_version(one, "orphaned", "system", now, fields=["owner"])
        told("risks:risk:orphaned", "system", one, version, now)
    if not orphans:
        return
    titles = "; ".join(f"“{one.title[:80]}”" for one in orphans[:3])
    more = f" and {len(orphans) - 3} more" if len(orphans) > 3 else ""
    for reference in assets.overseers(civil_date(now)):
        notices.tell(
            reference,
            kind="risks.orphaned",
            about=f"person:{person.reference}",
            words=f"{person.name} has left. Nobody owns now the risks {titles}{more}."
            " Name an owner.",
            key=f"risk-orphaned:{person.reference}:{now.isoformat()}",
            now=now,
        )


@transaction.atomic
def open_from(source: str, values: Mapping[str, str], *, by: str, now: datetime) -> Risk | None:
    """Put a draft into the register from what another room found, such as a failed restore test or
    an incident, in the caller's transaction; None where one was opened from the same before.

    `source`: what it comes from, as the audit log writes it (`incident:IN-…`), at most 80 letters;
    `values`: what is said of it, by the names of `types.EVERY`, with a title and a unit at least;
    `by`: the reference of who acts, or `system`. It records its own event and takes the log's lock:
    call it last. Raises Refused with every gap and fault.
    """
    if not source.strip() or len(source) > 80:
        raise ValueError("a source is named, in at most 80 letters")
    if Risk.objects.filter(source=source).exists():
        return None
    clean, wrong = rules.read(values)
    known = queries.known(None, clean)
    refuse_if([*wrong, *rules.reasons_not_to_keep(clean, known)])
    try:
        with transaction.atomic():
            one = new_risk(by, {**clean, "owner": known.owner}, now, source=source)
    except IntegrityError:  # another has opened it at the same moment
        return None
    said = queries.said_of(one)
    fields = [each.name for each in EVERY if said.get(each.name)]
    version = keep_version(one, "made", by, now, fields=fields)
    told("risks:risk:made", by, one, version, now, detail={"source": source})
    tell_owner(one, "", now)
    return one


def remind(*, now: datetime) -> int | None:
    """Tell people what comes round, 30 and 7 days before and on the day: owners of reviews that are
    due; who accepted a risk, and its owner, of an acceptance that ends; who asked for a waiver and
    who granted it of its last day. Each once; how many notices, None for none."""
    today, made = civil_date(now), 0
    for person, kind, about, words, key in (
        *_reviews(today),
        *_acceptances(today),
        *_waivers(today),
    ):
        told_now = notices.tell(person, kind=kind, about=about, words=words, key=key, now=now)
        made += int(told_now is not None)
        if made == MOST_AT_ONCE:
            break
    return made or None


Said = tuple[str, str, str, str, str]


def _reviews(today: date) -> Iterable[Said]:
    rows = queries.every().filter(
        state=RiskState.OPEN, review_on__lte=rules.soon(today), owner__is_active=True
    )
    for one in rows.order_by("review_on", "pk"):
        if one.owner is None or one.review_on is None:
            continue
        due, stage = one.review_on, rules.stage(one.review_on, today)
        was = "was" if due < today else "is"
        words = f"The review of the risk “{one.title[:150]}” {was} due on {_written(due)}."
        key = f"risk-review:{one.reference}:{due}:{stage}"
        yield one.owner.reference, "risks.review", f"risk:{one.reference}", words, key


def _acceptances(today: date) -> Iterable[Said]:
    days = (today - LONG_OVER, rules.soon(today))
    rows = Acceptance.objects.filter(ended_at=None, expires_on__range=days)
    for one in rows.select_related("risk__owner").order_by("expires_on", "pk"):
        due, stage = one.expires_on, rules.stage(one.expires_on, today)
        ends = "ended" if due < today else "ends"
        words = f"The acceptance of “{one.risk.title[:150]}” {ends} on {_written(due)}."
        owner = one.risk.owner.reference if one.risk.owner else one.by
        for person in sorted({one.by, owner}):
            key = f"risk-acceptance:{one.reference}:{due}:{stage}"
            yield person, "risks.acceptance", f"risk:{one.risk.reference}", words, key


def _waivers(today: date) -> Iterable[Said]:
    days = (today - LONG_OVER, rules.soon(today))
    rows = Waiver.objects.filter(state=WaiverState.GRANTED, ends_on__range=days)
    for one in rows.order_by("ends_on", "pk"):
        due, stage = one.ends_on, rules.stage(one.ends_on, today)
        ends = "ended" if due < today else "ends"
        words = f"The waiver of “{one.rule[:150]}” {ends} on {_written(due)}."
        for person in sorted({one.asked_by, one.decided_by}):
            key = f"waiver-ends:{one.reference}:{due}:{stage}"
            yield person, "risks.waiver", f"waiver:{one.reference}", words, key


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
