"""The way of an edition: consultation, comments, approval, publication, and its end."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.lifecycle.retention import queries
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.actions.agreeing import put_to, reasons_of_areas
from muniment.lifecycle.retention.actions.drafting import locked_edition, locked_schedule, tell
from muniment.lifecycle.retention.actions.ruling import put_in_force, put_out_of_force
from muniment.lifecycle.retention.models import Edition, EditionComment, Rule, Schedule
from muniment.lifecycle.retention.types import RuleState
from muniment.lifecycle.retention.types.schedules import (
    TRANSITIONS,
    UNDER_WAY,
    Approval,
    EditionState,
    ScheduleState,
)

S = EditionState


@verb("retention:edition:consult")
def consult(
    actor: Profile,
    code: str,
    number: int,
    *,
    until: date | None = None,
    areas: Mapping[str, str] | None = None,
    now: datetime,
) -> Edition:
    """Put an edition out to consultation, with the last day for comments, and to business areas
    (units, each with the person who heads it), whose heads have to agree before it is published.
    Raises Refused where a rule in it says something that no rule can."""
    access.require(actor, Permission.RETENTION_MANAGE)
    edition = locked_edition(code, number)
    facts, today = queries.facts_of(edition), civil_date(now)
    against = decide.reasons_not_to_consult(facts, until=until, today=today)
    refuse_if([*against, *reasons_of_areas(areas or {})])
    _move(edition, S.CONSULTATION, consult_until=until)
    put_to(edition, areas or {}, now=now)
    detail: dict[str, Any] = {"until": until.isoformat()} if until else {}
    detail |= {"areas": sorted(areas)} if areas else {}
    tell("retention:edition:consulted", actor, edition.schedule, now, edition, detail=detail)
    return edition


@verb("retention:edition:return")
def return_edition(
    actor: Profile, code: str, number: int, *, reason: str, now: datetime
) -> Edition:
    """Take an edition back from consultation to a draft. Its comments stay."""
    access.require(actor, Permission.RETENTION_MANAGE)
    edition = locked_edition(code, number)
    refuse_if(decide.reasons_not_to_return(queries.facts_of(edition), reason=reason))
    _move(edition, S.DRAFT, consult_until=None)
    tell("retention:edition:returned", actor, edition.schedule, now, edition, reason)
    return edition


@verb("retention:edition:comment")
def comment(
    actor: Profile, code: str, number: int, *, text: str, rule: str = "", now: datetime
) -> EditionComment:
    """Say something of an edition that is out to consultation, of one rule or of the whole."""
    access.require(actor, Permission.RETENTION_SEE)
    edition = locked_edition(code, number)
    facts, today = queries.facts_of(edition), civil_date(now)
    known = not rule or queries.drafts(edition).filter(code=rule).exists()
    own = queries.comments(edition).filter(by=actor.reference, code=rule, text=text.strip())
    refuse_if(
        decide.reasons_not_to_comment(facts, text, known=known, said=own.exists(), today=today)
    )
    made = EditionComment.objects.create(
        edition=edition,
        code=rule,
        text=text.strip(),
        by=actor.reference,
        unit=actor.unit_lineage[0] if actor.unit_lineage else "",
        at=now,
    )
    detail = {"comment": made.pk, **({"rule": rule} if rule else {})}
    tell("retention:edition:commented", actor, edition.schedule, now, edition, detail=detail)
    return made


@verb("retention:edition:answer")
def answer(
    actor: Profile, code: str, number: int, comment: int, *, answer: str, now: datetime
) -> EditionComment:
    """Answer a comment: what was done about it, or why nothing was."""
    access.require(actor, Permission.RETENTION_MANAGE)
    edition = locked_edition(code, number)
    found = queries.comment_named(edition, comment)
    answered = found.answered_at is not None
    facts = queries.facts_of(edition)
    refuse_if(decide.reasons_not_to_answer(facts, answer, answered=answered))
    found.answer, found.answered_by, found.answered_at = answer.strip(), actor.reference, now
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    detail = {"comment": found.pk}
    tell("retention:edition:answered", actor, edition.schedule, now, edition, detail=detail)
    return found


@verb("retention:edition:approve")
def approve_edition(
    actor: Profile,
    code: str,
    number: int,
    approval: Approval,
    *,
    version: int | None = None,
    now: datetime,
) -> Edition:
    """Enter that the governance body approved the edition: its name, the date of the meeting and
    where it is minuted. Not by anybody who wrote in it. `version` is that of the edition as the
    person saw it. Raises Refused with every reason, what its rules lack among them."""
    access.require(actor, Permission.RETENTION_APPROVE)
    edition = locked_edition(code, number)
    today = civil_date(now)
    faults = decide.reasons_not_to_approve(
        queries.facts_of(edition),
        approval,
        person=actor.reference,
        seen_version=version,
        today=today,
    )
    refuse_if([*faults, *_of_rules(edition, today, later=True)])
    _move(
        edition,
        S.APPROVED,
        approved_by=actor.reference,
        approved_at=now,
        body=approval.body.strip(),
        met_on=approval.met_on,
        minute=approval.minute.strip(),
    )
    detail = {"body": edition.body, "minute": edition.minute}
    tell("retention:edition:approved", actor, edition.schedule, now, edition, detail=detail)
    return edition


def _of_rules(edition: Edition, today: date, *, later: bool) -> list[Any]:
    drafts = queries.rules_of(edition)
    codes = [one.code for one in drafts]
    elsewhere = queries.belonging(codes, but=edition.schedule.code)
    return [
        *decide.reasons_not_whole(drafts, today=today, later=later),
        *decide.reasons_of_others(codes, elsewhere),
    ]


@verb("retention:edition:publish")
def publish_edition(
    actor: Profile, code: str, number: int, *, version: int | None = None, now: datetime
) -> Edition:
    """Put an approved edition in force: its rules get new versions where they differ, those that it
    leaves out are retired, and the edition before it is superseded. The dates of records follow by
    jobs. Raises Refused where a rule in it is not valid yet: publish it on that day."""
    access.require(actor, Permission.RETENTION_MANAGE)
    edition = locked_edition(code, number)
    schedule, facts = edition.schedule, queries.facts_of(edition)
    faults = decide.reasons_not_to_put_in_force(facts, seen_version=version)
    refuse_if([*faults, *_of_rules(edition, civil_date(now), later=False)])
    drafts = queries.rules_of(edition)
    done = [put_in_force(actor, draft, schedule, now) for draft in drafts]
    gone = _retire(
        actor, schedule, [one.code for one in drafts], f"Left out of {code}/{number}", now
    )
    for before in schedule.editions.filter(state=S.PUBLISHED):
        _move(before, S.SUPERSEDED, ended_at=now)
    _move(edition, S.PUBLISHED, published_by=actor.reference, published_at=now)
    detail = {word: done.count(word) for word in ("added", "changed", "same")}
    detail["retired"] = gone
    tell("retention:edition:published", actor, schedule, now, edition, detail=detail)
    return edition


def _retire(actor: Profile, schedule: Schedule, but: list[str], reason: str, now: datetime) -> int:
    """Retire the rules of the schedule but for some; how many. Locked in one order."""
    active = Rule.objects.select_for_update().filter(schedule=schedule, state=RuleState.ACTIVE)
    gone = list(active.exclude(code__in=but).order_by("code"))
    for rule in gone:
        put_out_of_force(actor, rule, reason, now)
    return len(gone)


@verb("retention:edition:withdraw")
def withdraw_edition(
    actor: Profile, code: str, number: int, *, reason: str, now: datetime
) -> Edition:
    """Withdraw an edition that is under way. What is in force stays."""
    access.require(actor, Permission.RETENTION_MANAGE)
    edition = locked_edition(code, number)
    refuse_if(decide.reasons_not_to_drop(queries.facts_of(edition), reason=reason))
    _move(edition, S.WITHDRAWN, ended_at=now, reason=reason)
    tell("retention:edition:withdrawn", actor, edition.schedule, now, edition, reason)
    return edition


@verb("retention:schedule:withdraw")
def withdraw_schedule(actor: Profile, code: str, *, reason: str, now: datetime) -> Schedule:
    """Withdraw a schedule: all its rules are retired, and what they dated is kept and protected
    until its class has another rule. A disposal review that is under way over such records destroys
    none of them, since destruction asks for a rule in force."""
    access.require(actor, Permission.RETENTION_MANAGE)
    schedule = locked_schedule(code)
    refuse_if(decide.reasons_not_to_end(ScheduleState(schedule.state), reason=reason))
    gone = _retire(actor, schedule, [], reason, now)
    for edition in schedule.editions.filter(state__in=[*UNDER_WAY, S.PUBLISHED]):
        _move(edition, S.WITHDRAWN, ended_at=now, reason=reason)
    schedule.state, schedule.withdrawn_at = ScheduleState.WITHDRAWN, now
    schedule.reason = reason
    schedule.save(update_fields=["state", "withdrawn_at", "reason"])
    detail = {"retired": gone}
    tell("retention:schedule:withdrawn", actor, schedule, now, None, reason, detail)
    return schedule


def _move(edition: Edition, to: EditionState, **columns: Any) -> None:
    """Bring the edition into another state. Raises ValueError where its life has no such step: the
    verbs must have refused before."""
    if to not in TRANSITIONS[EditionState(edition.state)]:
        raise ValueError(f"an edition does not go from {edition.state} to {to}")
    edition.state = to
    edition.version += 1
    for name, value in columns.items():
        setattr(edition, name, value)
    edition.save(update_fields=["state", "version", *columns])
