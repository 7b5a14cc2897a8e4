"""Verbs of governance bodies: who sits, when they meet, what they decide."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NoReturn

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.kernel.words import fold
from muniment.foundation.notices import actions as notices
from muniment.governance.bodies import queries, rules
from muniment.governance.bodies.models import Decision, GoverningBody, Meeting, Member, Paper
from muniment.governance.bodies.types import (
    BodyDraft,
    DecisionDraft,
    MeetingDraft,
    MeetingState,
    PaperDraft,
    Part,
)
from muniment.holdings.records.rules import printable

OTHERS = "It is for the chair and the secretary of the body, or a records manager."


@verb("bodies:body:found")
def found(actor: Profile, draft: BodyDraft, *, now: datetime) -> GoverningBody:
    """Put a governance body down, with its terms of reference. Raises Refused with every gap and
    fault."""
    access.require(actor, Permission.BODIES_MANAGE)
    draft = _clean(draft)
    refuse_if([*rules.reasons_not_to_keep(draft, units=access.unit_lineages()), *_taken(draft)])
    if not queries.may_found(actor, draft.unit):
        _refuse("Your role does not reach that unit. Ask a records manager of the whole body.")
    one = GoverningBody(reference=new_reference("GB"))
    _fill(one, draft)
    _tell("bodies:body:founded", actor, one, now, name=one.name)
    return one


def _clean(draft: BodyDraft) -> BodyDraft:
    return replace(draft, name=_line(draft.name), terms=_text(draft.terms))


def _taken(draft: BodyDraft, but: int = 0) -> list[Reason]:
    same = GoverningBody.objects.filter(sort_key=fold(draft.name)[:200]).exclude(pk=but)
    said = "There is a governance body of this name already."
    return [Reason("name", said, "name")] if draft.name and same.exists() else []


def _fill(one: GoverningBody, draft: BodyDraft) -> None:
    one.name, one.sort_key = draft.name, fold(draft.name)[:200]
    one.terms, one.quorum = draft.terms, draft.quorum
    one.unit = access.unit_named(draft.unit) if draft.unit else None
    one.save()


@verb("bodies:body:change")
def change(actor: Profile, reference: str, draft: BodyDraft, *, now: datetime) -> GoverningBody:
    """Say otherwise what a body is. Raises Refused with every gap and fault, and where nothing
    would change."""
    one = _kept(actor, queries.body_named(actor, reference), now)
    draft = _clean(draft)
    units = access.unit_lineages()
    refuse_if([*rules.reasons_not_to_keep(draft, units=units), *_taken(draft, one.pk)])
    before = BodyDraft(one.name, one.terms, one.unit.reference if one.unit else "", one.quorum)
    if draft == before:
        raise Refused(Reason("same", "That is what is said of it already."))
    if draft.unit != before.unit and not queries.may_found(actor, draft.unit):
        _refuse("Your role does not reach that unit. Ask a records manager of the whole body.")
    _fill(one, draft)
    _tell("bodies:body:changed", actor, one, now, name=one.name)
    return one


@verb("bodies:body:close")
def close(actor: Profile, reference: str, *, reason: str, now: datetime) -> GoverningBody:
    """Close a body that is no more: all it decided stays. Raises Refused with every reason."""
    one = _kept(actor, queries.body_named(actor, reference), now)
    refuse_if(_why(reason))
    one.closed_at, one.closed_why = now, _line(reason)
    one.save(update_fields=["closed_at", "closed_why"])
    _tell("bodies:body:closed", actor, one, now, reason=_line(reason))
    return one


def _why(reason: str) -> list[Reason]:
    if not reason.strip():
        return [Reason("reason", "Say why.", "reason")]
    over = len(reason.strip()) > 500
    return [Reason("reason", "Use at most 500 letters.", "reason")] if over else []


@verb("bodies:member:appoint")
def appoint(
    actor: Profile,
    reference: str,
    person: str,
    part: str = Part.MEMBER,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    now: datetime,
) -> Member:
    """Have somebody (user name, e-mail or reference) sit on a body from a day (None: today). They
    are told. Raises Refused with every reason."""
    one = _kept(actor, queries.body_named(actor, reference), now)
    who, first = access.find_person(person), starts_on or civil_date(now)
    here = who.reference if who is not None and who.is_active else ""
    sits = queries.sitting(one, first).filter(person__reference=here).exists()
    refuse_if(rules.reasons_not_to_appoint(person, here, part, first, ends_on, sits=sits))
    if who is None:
        raise AssertionError("reasons_not_to_appoint says so")
    made = Member.objects.create(
        reference=new_reference("GM"),
        body=one,
        person=who,
        part=part,
        starts_on=first,
        ends_on=ends_on,
    )
    _tell("bodies:member:appointed", actor, one, now, person=here, part=made.part)
    notices.tell(
        here,
        kind="bodies.member",
        about=f"body:{one.reference}",
        words=f"You sit on {one.name} from {first.day} {first:%B %Y}: {made.label.lower()}.",
        key=f"body-member:{made.reference}",
        now=now,
    )
    return made


@verb("bodies:member:end")
def end_membership(
    actor: Profile, reference: str, *, ends_on: date | None = None, now: datetime
) -> Member:
    """Have somebody sit on a body no more, with a last day (None: yesterday, so that it is so at
    once). Raises Refused."""
    member = queries.member_named(actor, reference)
    one, today = _kept(actor, member.body, now), civil_date(now)
    member.refresh_from_db()
    yesterday = today - timedelta(days=1)
    if member.ends_on is not None and member.ends_on < today:
        raise Refused(Reason("ended", "It has ended already."))
    if ends_on is not None and ends_on < yesterday:
        raise Refused(Reason("ends_on", "The last day is not before yesterday.", "ends_on"))
    member.ends_on = ends_on or yesterday
    member.starts_on = min(member.starts_on, member.ends_on)
    member.save(update_fields=["starts_on", "ends_on"])
    ended = member.ends_on.isoformat()
    _tell("bodies:member:ended", actor, one, now, person=member.person.reference, ends_on=ended)
    return member


@verb("bodies:meeting:call")
def call_meeting(actor: Profile, reference: str, draft: MeetingDraft, *, now: datetime) -> Meeting:
    """Call a meeting of a body. Whoever sits on it is told. Raises Refused with every reason."""
    one = _kept(actor, queries.body_named(actor, reference), now)
    refuse_if(rules.reasons_not_to_call(draft, civil_date(now)))
    if draft.on is None:
        raise AssertionError("reasons_not_to_call says so")
    said = {"on": draft.on, "title": _line(draft.title), "place": _line(draft.place)}
    made = Meeting.objects.create(
        reference=new_reference("MT"), body=one, state=MeetingState.CALLED, **said
    )
    _tell("bodies:meeting:called", actor, one, now, meeting=made.reference, on=f"{made.on}")
    if draft.on >= civil_date(now):
        _tell_members(made, now)
    return made


def _tell_members(made: Meeting, now: datetime) -> None:
    for member in queries.sitting(made.body, made.on):
        notices.tell(
            member.person.reference,
            kind="bodies.meeting",
            about=f"body:{made.body.reference}",
            words=f"{made.body.name} meets on {made.on.day} {made.on:%B %Y}.",
            key=f"meeting:{made.reference}:{member.person.reference}",
            now=now,
        )


@verb("bodies:paper:put")
def put_paper(actor: Profile, reference: str, draft: PaperDraft, *, now: datetime) -> Paper:
    """Put a paper on the agenda of a meeting that is called, as its last. Raises Refused."""
    meeting = _kept_meeting(actor, reference, now)
    refuse_if(rules.reasons_not_to_put(MeetingState(meeting.state), draft))
    last = queries.papers(meeting).last()
    made = Paper.objects.create(
        reference=new_reference("MP"),
        meeting=meeting,
        position=last.position + 1 if last else 1,
        title=_line(draft.title),
        purpose=draft.purpose,
        about=_line(draft.about),
    )
    said = {"meeting": meeting.reference, "paper": made.reference, "concerns": made.about}
    _tell("bodies:paper:put", actor, meeting.body, now, **said)
    return made


@verb("bodies:paper:withdraw")
def withdraw_paper(actor: Profile, reference: str, *, now: datetime) -> None:
    """Take a paper off the agenda of a meeting that is still to be held. Raises Refused."""
    paper = queries.paper_named(actor, reference)
    meeting = _kept_meeting(actor, paper.meeting.reference, now)
    if meeting.state != MeetingState.CALLED:
        raise Refused(Reason(meeting.state, "The meeting has been: its papers stay."))
    said = {"meeting": meeting.reference, "paper": paper.reference, "title": paper.title}
    paper.delete()
    _tell("bodies:paper:withdrawn", actor, meeting.body, now, **said)


@verb("bodies:meeting:hold")
def hold(
    actor: Profile, reference: str, *, present: Sequence[str], minutes: str = "", now: datetime
) -> Meeting:
    """Tell that a meeting was held, which members (user name, e-mail or reference) were there, and
    what was said. Raises Refused with every reason: too few were there."""
    meeting = _kept_meeting(actor, reference, now)
    sat = {one.person.reference: one for one in queries.sitting(meeting.body, meeting.on)}
    named = {one: _meant(one) for one in present}
    there = [sat[one] for one in dict.fromkeys(named.values()) if one in sat]
    unknown = [
        Reason("present", f"They do not sit on it: {one[:60]}.", "present")
        for one, reference in named.items()
        if reference not in sat
    ]
    deciding = sum(Part(one.part).decides for one in there)
    state, quorum = MeetingState(meeting.state), meeting.body.quorum
    long = len(minutes) > rules.TEXT
    over = [Reason("minutes", f"Use at most {rules.TEXT:,} letters.", "minutes")] if long else []
    today = civil_date(now)
    wrong = rules.reasons_not_to_hold(state, meeting.on, deciding, quorum, today)
    refuse_if([*wrong, *unknown, *over])
    meeting.state, meeting.minutes = MeetingState.HELD, _text(minutes)
    meeting.save(update_fields=["state", "minutes"])
    meeting.present.set(one.person for one in there)
    _tell(
        "bodies:meeting:held",
        actor,
        meeting.body,
        now,
        meeting=meeting.reference,
        present=[one.person.reference for one in there],
    )
    return meeting


def _meant(name: str) -> str:
    """The reference of who is named; blank for nobody."""
    found = access.find_person(name)
    return found.reference if found else ""


@verb("bodies:meeting:cancel")
def cancel(actor: Profile, reference: str, *, reason: str, now: datetime) -> Meeting:
    """Cancel a meeting that is called. Raises Refused with every reason."""
    meeting = _kept_meeting(actor, reference, now)
    refuse_if([*rules.reasons_not_to_move(MeetingState(meeting.state), "cancel"), *_why(reason)])
    meeting.state, meeting.cancelled_why = MeetingState.CANCELLED, _line(reason)
    meeting.save(update_fields=["state", "cancelled_why"])
    said = {"meeting": meeting.reference, "reason": meeting.cancelled_why}
    _tell("bodies:meeting:cancelled", actor, meeting.body, now, **said)
    return meeting


@verb("bodies:decision:make")
def decide(actor: Profile, reference: str, draft: DecisionDraft, *, now: datetime) -> Decision:
    """Write down what a body decided at a meeting that was held. It is never changed. Raises
    Refused with every reason."""
    meeting = _kept_meeting(actor, reference, now)
    refuse_if(rules.reasons_not_to_decide(MeetingState(meeting.state), draft))
    made = Decision.objects.create(
        reference=new_reference("DE"),
        meeting=meeting,
        number=meeting.decisions.count() + 1,
        words=_text(draft.words),
        outcome=draft.outcome,
        about=_line(draft.about),
        at=now,
        by=actor.reference,
    )
    said = {"meeting": meeting.reference, "decision": made.reference, "concerns": made.about}
    _tell("bodies:decision:made", actor, meeting.body, now, **said, outcome=made.outcome)
    return made


def _kept(actor: Profile, body: GoverningBody, now: datetime) -> GoverningBody:
    """The body, locked, for somebody who keeps it. Raises NotPermitted; Refused once it is
    closed."""
    one = GoverningBody.objects.select_for_update(of=("self",)).get(pk=body.pk)
    if not queries.keeps(actor, one, civil_date(now)):
        _refuse(OTHERS)
    if one.closed_at is not None:
        raise Refused(Reason("closed", "This body is closed."))
    return one


def _kept_meeting(actor: Profile, reference: str, now: datetime) -> Meeting:
    """The meeting, with its body locked."""
    meeting = queries.meeting_named(actor, reference)
    body = _kept(actor, meeting.body, now)
    meeting.refresh_from_db()
    meeting.body = body
    return meeting


def _refuse(why: str) -> NoReturn:
    raise NotPermitted(Reason("not_permitted", why))


def _line(text: str) -> str:
    return printable(" ".join(text.split()))


def _text(text: str) -> str:
    return "\n".join(printable(line.rstrip()) for line in text.strip().splitlines())


def _tell(kind: str, actor: Profile, one: GoverningBody, now: datetime, **detail: JSON) -> None:
    about = f"body:{one.reference}"
    record(EventDraft(kind, actor.reference, about, detail=detail), at=now)
