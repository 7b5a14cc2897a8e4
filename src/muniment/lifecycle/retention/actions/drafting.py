"""Opening a schedule, and writing an edition of it. A draft dates no record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, Reason, Refused, refuse_if
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.actions.ruling import columns_of
from muniment.lifecycle.retention.models import DraftRule, Edition, Schedule
from muniment.lifecycle.retention.types import RuleDraft
from muniment.lifecycle.retention.types.clauses import Clause
from muniment.lifecycle.retention.types.schedules import (
    UNDER_WAY,
    Drafted,
    ScheduleState,
    ScheduleTerms,
)


@verb("retention:schedule:create")
def open_schedule(actor: Profile, code: str, terms: ScheduleTerms, *, now: datetime) -> Schedule:
    """Open a schedule under a code. Raises Refused with every reason."""
    access.require(actor, Permission.RETENTION_MANAGE)
    taken = Schedule.objects.filter(code__iexact=code).exists()
    refuse_if([*decide.reasons_not_to_create(code, terms, taken=taken), *_of_unit(terms)])
    made = Schedule.objects.create(
        code=code, opened_by=actor.reference, opened_at=now, **_said(terms)
    )
    tell("retention:schedule:created", actor, made, now)
    return made


@verb("retention:schedule:change")
def change_schedule(actor: Profile, code: str, terms: ScheduleTerms, *, now: datetime) -> Schedule:
    """Change what a schedule is called and for, and whose it is. Its rules are in its editions."""
    access.require(actor, Permission.RETENTION_MANAGE)
    found = locked_schedule(code)
    faults = [*decide.reasons_not_to_call_it(terms), *_of_unit(terms)]
    if found.state == ScheduleState.WITHDRAWN:
        faults.append(Reason("withdrawn", "The schedule is withdrawn."))
    if all(getattr(found, name) == said for name, said in _said(terms).items()):
        faults.append(Reason("same", "Nothing in it would change."))
    refuse_if(faults)
    for name, said in _said(terms).items():
        setattr(found, name, said)
    found.save(update_fields=list(_said(terms)))
    tell("retention:schedule:changed", actor, found, now)
    return found


def _said(terms: ScheduleTerms) -> dict[str, str]:
    names = ("title", "purpose", "owner_unit", "area")
    return {name: getattr(terms, name).strip() for name in names}


def _of_unit(terms: ScheduleTerms) -> list[Reason]:
    if not terms.owner_unit.strip():
        return []
    try:
        access.unit_named(terms.owner_unit.strip())
    except NotFound as unknown:
        return [Reason("unit", str(unknown), "owner_unit")]
    return []


@verb("retention:edition:start")
def start_edition(actor: Profile, code: str, *, note: str = "", now: datetime) -> Edition:
    """Begin the next edition of a schedule, with the rules and clauses of the one in force. Raises
    Refused while another is under way."""
    access.require(actor, Permission.RETENTION_MANAGE)
    schedule = locked_schedule(code)
    open_one = schedule.editions.filter(state__in=UNDER_WAY).first()
    number = open_one.number if open_one else None
    refuse_if(decide.reasons_not_to_start(ScheduleState(schedule.state), number))
    if len(note) > 500:
        raise Refused(Reason("too_long", "The note may have at most 500 characters.", "note"))
    before = queries.edition_in_force(code)
    made = Edition.objects.create(
        schedule=schedule,
        number=schedule.editions.count() + 1,
        note=note,
        clauses=before.clauses if before else [],
        started_by=actor.reference,
        started_at=now,
    )
    _add(made, queries.rules_of(before))
    tell("retention:edition:started", actor, schedule, now, edition=made)
    return made


@verb("retention:edition:draft_rule")
def draft_rule(
    actor: Profile, code: str, number: int, draft: RuleDraft, *, seen: int | None, now: datetime
) -> DraftRule:
    """Write a rule into an edition, or change one in it. `seen` is the revision that the person
    was looking at, 0 for a new rule; None: whatever there is. Raises Refused with every reason."""
    access.require(actor, Permission.RETENTION_MANAGE)
    edition = locked_edition(code, number)
    last = edition.drafts.filter(code=draft.code).first()
    faults = [
        *decide.reasons_not_to_change(queries.facts_of(edition)),
        *decide.reasons_not_to_draft(draft, today=civil_date(now)),
        *decide.reasons_of_others([draft.code], queries.belonging([draft.code], but=code)),
    ]
    if seen is not None and seen != (last.revision if last else 0):
        faults.append(_reason_seen(draft.code, seen))
    refuse_if(faults)
    if last and queries.draft_of(last) == draft:
        raise Refused(Reason("same", "Nothing in the rule would change."))
    [made] = _put(edition, [draft], {draft.code: last} if last else {})
    _written(edition, actor)
    detail: dict[str, JSON] = {"rule": draft.code, "revision": made.revision}
    tell("retention:edition:rule_drafted", actor, edition.schedule, now, edition, detail=detail)
    return made


def _reason_seen(code: str, seen: int) -> Reason:
    if not seen:
        return Reason("there", f"There is a rule {code} in this edition already.", "code")
    return Reason("changed", "The rule has changed since you opened it. Look at it again.")


@verb("retention:edition:drop_rule")
def drop_rule(actor: Profile, code: str, number: int, rule: str, *, now: datetime) -> Edition:
    """Take a rule out of an edition. If it is in force, it is retired when that is published."""
    access.require(actor, Permission.RETENTION_MANAGE)
    edition = locked_edition(code, number)
    found = queries.draft_named(edition, rule)
    refuse_if(decide.reasons_not_to_change(queries.facts_of(edition)))
    edition.drafts.filter(pk=found.pk).delete()
    _written(edition, actor)
    detail: dict[str, JSON] = {"rule": rule}
    tell("retention:edition:rule_dropped", actor, edition.schedule, now, edition, detail=detail)
    return edition


@verb("retention:edition:import")
def import_edition(
    actor: Profile,
    code: str,
    number: int,
    rows: Sequence[Mapping[str, object]],
    *,
    clauses: Sequence[Mapping[str, object]] | None = None,
    version: int | None = None,
    now: datetime,
) -> Drafted:
    """Give an edition the rules of a file (columns as in `rules.read_rows`), and no others: all
    rows or none. `clauses`: those of the file (RET-08); None: it says nothing of them, and those of
    the edition stay. `version` is that of the edition as it was looked at. Raises Refused with
    every fault of every row."""
    access.require(actor, Permission.RETENTION_MANAGE)
    edition = locked_edition(code, number)
    drafts, faults = queries.read_edition(edition, rows, today=civil_date(now))
    named = queries.clauses_of(edition) if clauses is None else decide.read_clauses(clauses)
    faults += decide.reasons_against_clauses(named)
    if version is not None and version != edition.version:
        faults.append(Reason("changed", "The edition has changed since you opened it."))
    refuse_if([*decide.reasons_not_to_change(queries.facts_of(edition)), *faults])
    done = put_rules(edition, actor, drafts)
    put_clauses(edition, actor, named)
    detail: dict[str, JSON] = {
        "added": done.added,
        "changed": done.changed,
        "same": done.same,
        "left_out": done.left_out,
        "clauses": len(named),
    }
    tell("retention:edition:imported", actor, edition.schedule, now, edition, detail=detail)
    return done


@verb("retention:schedule:load")
def load_schedule(
    actor: Profile,
    code: str,
    terms: ScheduleTerms,
    rows: Sequence[Mapping[str, object]],
    *,
    clauses: Sequence[Mapping[str, object]] | None = None,
    now: datetime,
) -> Drafted:
    """Open a schedule, unless there is one of that code, and give a draft of it these rules, and
    clauses if the file says any: all or nothing. Raises Refused with every fault."""
    access.require(actor, Permission.RETENTION_MANAGE)
    if not Schedule.objects.filter(code=code).exists():
        open_schedule(actor, code, terms, now=now)
    under_way = queries.editions(code).filter(state__in=UNDER_WAY).first()
    edition = under_way or start_edition(actor, code, now=now)
    return import_edition(actor, code, edition.number, rows, clauses=clauses, now=now)


def put_rules(edition: Edition, actor: Profile, drafts: Sequence[RuleDraft]) -> Drafted:
    """Give a draft these rules and no others, within a verb that has locked it."""
    changes = decide.changes_between(queries.rules_of(edition), drafts)
    gone = [one.code for one in changes.left_out]
    edition.drafts.filter(code__in=gone).delete()
    last = {one.code: one for one in edition.drafts.all()}
    differ = {one.code for one in changes.added} | {one.code for one in changes.changed}
    _put(edition, [one for one in drafts if one.code in differ], last)
    if differ or gone:
        _written(edition, actor)
    return Drafted(len(changes.added), len(changes.changed), changes.same, len(gone))


def put_clauses(edition: Edition, actor: Profile, clauses: Sequence[Clause]) -> bool:
    """Give a draft these clauses and no others, within a verb that has locked it; whether that
    changed anything."""
    if tuple(clauses) == queries.clauses_of(edition):
        return False
    edition.clauses = [decide.as_clause_cells(one) for one in clauses]
    edition.save(update_fields=["clauses"])
    _written(edition, actor)
    return True


def _add(edition: Edition, drafts: Sequence[RuleDraft]) -> None:
    _put(edition, drafts, {})


def _put(
    edition: Edition, drafts: Sequence[RuleDraft], last: Mapping[str, DraftRule]
) -> list[DraftRule]:
    rows = []
    for draft in drafts:
        old = last.get(draft.code)
        new = DraftRule(edition=edition, code=draft.code, **columns_of(draft))
        new.pk, new.revision = (old.pk, old.revision + 1) if old else (None, 1)
        rows.append(new)
    columns = [*columns_of(drafts[0]), "revision"] if drafts else []
    DraftRule.objects.bulk_create([one for one in rows if one.pk is None], batch_size=500)
    changed = [one for one in rows if one.code in last]
    if changed:
        DraftRule.objects.bulk_update(changed, columns, batch_size=100)
    return rows


def _written(edition: Edition, actor: Profile) -> None:
    """Note that somebody wrote in the edition: whoever did does not approve it."""
    edition.version += 1
    if actor.reference not in edition.drafters:
        edition.drafters = [*edition.drafters, actor.reference]
    edition.save(update_fields=["version", "drafters"])


def locked_schedule(code: str) -> Schedule:
    """The schedule, locked: what is done to it and its editions is done one after another."""
    found = Schedule.objects.select_for_update().filter(code=code.strip()).first()
    if found is None:
        raise NotFound("schedule", code)
    return found


def locked_edition(code: str, number: int) -> Edition:
    """An edition, fresh, with its schedule locked."""
    locked_schedule(code)
    return queries.edition_named(code, number)


def tell(
    kind: str,
    actor: Profile,
    schedule: Schedule,
    now: datetime,
    edition: Edition | None = None,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Record what was done to a schedule or to an edition of it."""
    said: dict[str, JSON] = {"edition": edition.number} if edition else {}
    subject = f"schedules:{schedule.code}"
    record(
        EventDraft(kind, actor.reference, subject, reason, detail=said | dict(detail or {})), at=now
    )
