"""Telling owners in advance of what falls due, and what the body sets for its reviews."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from django.db import connection, transaction
from django.db.models import BigIntegerField, QuerySet, Value

from muniment.foundation.access import queries as access
from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile, Role
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import refuse_if
from muniment.foundation.notices.actions import tell
from muniment.lifecycle.disposal import queries, rules
from muniment.lifecycle.disposal.models import AdvanceNotice, TermsSet, ToldOf
from muniment.lifecycle.disposal.types import ReviewTerms

PERIOD = 7  # days between two notices to the same owners, which each looks so much further
Classes: TypeAlias = Counter[tuple[str, str]]


@verb("disposal:terms:set")
def set_review_terms(actor: Profile, wanted: ReviewTerms, *, now: datetime) -> ReviewTerms:
    """Set how long before owners are told, whether that is needed, when a stage is late, and
    whether and how what is due is put on lists by night. Raises Refused for days and sizes that are
    out of reach, or where that is set already."""
    require(actor, Permission.RETENTION_MANAGE)
    refuse_if(rules.reasons_not_to_set_terms(wanted, queries.review_terms()))
    said: dict[str, JSON] = {
        "notice_days": wanted.notice_days,
        "notice_needed": wanted.notice_needed,
        "late_days": wanted.late_days,
        "lists": wanted.lists,
        "list_size": wanted.list_size,
        "leave_days": wanted.leave_days,
    }
    TermsSet.objects.create(**said, set_by=actor.reference, set_at=now)
    record(
        EventDraft("disposal:terms:set", actor.reference, "reviews:review-settings", detail=said),
        at=now,
    )
    return wanted


@transaction.atomic
def announce(*, now: datetime) -> int:
    """Tell the owners of every scope, and the records managers, what falls due for destruction
    within the days that the body has set; of how many records. Each owner scope at most once in
    seven days, and of each record once for each date that it is due."""
    today = civil_date(now)
    until = add_period(today, queries.review_terms().notice_days + PERIOD, "days")
    lately = queries.told_since(today - timedelta(days=PERIOD - 1))
    people = _people(today)
    told: dict[str, Classes] = defaultdict(Counter)
    events = []
    for scope, (owners, audiences) in sorted(_scopes(now).items()):
        if scope not in lately:
            events += _announce(scope, owners, audiences, people, told, until, now)
    for person, classes in sorted(told.items()):
        words = _words(classes, until)
        about = f"due:{until.isoformat()}"
        tell(person, kind="falls_due", about=about, words=words, key=f"due:{today}", now=now)
    if events:
        record(events, at=now)
    return sum(int(str(one.detail["records"])) for one in events)


def _people(today: date) -> dict[str, Profile]:
    """Everybody who may be told: owners and records managers, as they stand today."""
    roles = (Role.INFORMATION_ASSET_OWNER, Role.RECORDS_MANAGER)
    found = {person.pk: person for role in roles for person, _ in access.holders(role, on=today)}
    return {one.reference: access.profile(one, on=today) for one in found.values()}


def _scopes(now: datetime) -> dict[str, tuple[set[str], set[int]]]:
    """The owners of every scope, and the audiences in it."""
    owners = queries.owners(now)
    found: dict[str, tuple[set[str], set[int]]] = {}
    for number, place in access.places():
        scope, people = queries.owner_of(place, owners)
        if scope:
            found.setdefault(scope, (people, set()))[1].add(number)
    return found


def _announce(
    scope: str,
    owners: set[str],
    audiences: set[int],
    people: dict[str, Profile],
    told: dict[str, Classes],
    until: date,
    now: datetime,
) -> list[EventDraft]:
    # What no owner may see, no owner was told of.
    seen = {one: access.visible_audiences(people[one]) & audiences for one in sorted(owners)}
    of_any = set[int]().union(*seen.values())
    found = queries.untold(until, scope, of_any)
    counts = queries.by_class(found)
    if not counts:
        return []
    notice = AdvanceNotice.objects.create(
        owner_scope=scope,
        told_on=civil_date(now),
        until=until,
        people=sorted(owners),
        records=sum(counts.values()),
    )
    _note(notice, queries.untold(until, scope, of_any))
    for reference, person in people.items():
        mine = seen.get(reference, frozenset()) | _looked_after(person, of_any)
        for (number, file_class, title), count in counts.items():
            if number in mine:
                told[reference][file_class, title] += count
    detail: dict[str, JSON] = {
        "owner_scope": scope,
        "until": until.isoformat(),
        "records": notice.records,
        "people": sorted(owners),
    }
    return [EventDraft("disposal:notice:given", "system", "reviews:notice", detail=detail)]


def _looked_after(person: Profile, audiences: set[int]) -> set[int]:
    places = dict(access.places())
    visible = access.visible_audiences(person) & audiences
    return {number for number in visible if queries.looks_after(person, places[number])}


def _note(notice: AdvanceNotice, found: QuerySet[Any]) -> None:
    """Note every record with its date, in one statement: it can be a million."""
    rows = found.order_by().annotate(of=Value(notice.pk, BigIntegerField()))
    select, given = rows.values_list("of", "pk", "due_on").query.sql_with_params()
    table = connection.ops.quote_name(ToldOf._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} (notice_id, record_id, due_on) {select}", given)


def _words(classes: Classes, until: date) -> str:
    total = sum(classes.values())
    listed = [
        f"{count:,} in {reference} {title[:60]}"
        for (reference, title), count in classes.most_common(6)
    ]
    more = f", and more in {len(classes) - 6:,} other classes" if len(classes) > 6 else ""
    return (
        f"By {until:%-d %B %Y} the time of {total:,} {'record' if total == 1 else 'records'} is up,"
        f" to be proposed for destruction: {'; '.join(listed)}{more}."
        " Look through them, and say what should stay."
    )
