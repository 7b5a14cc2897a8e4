"""What every verb of the room does: lock, fill, keep the step, tell the owner and the log."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NoReturn

from muniment.foundation.access import queries as access
from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.kernel.words import words_of
from muniment.foundation.notices import actions as notices
from muniment.governance.plans import queries, rules
from muniment.governance.plans.models import Action, Heading, Plan, Step
from muniment.governance.plans.types import ENDED, ActionDraft, Read, Stage, Status
from muniment.holdings.records.rules import printable

KEEPERS = (
    "It is for the owner of the plan, and for those who keep the plans of that unit."
    " Ask a records manager."
)
DOERS = "It is for the owner of the action, and for those who keep its plan. Ask a records manager."


def line_of(text: str) -> str:
    """Words in one line."""
    return printable(" ".join(text.split()))


def text_of(text: str) -> str:
    """Words in several lines."""
    lines = [printable(one).rstrip() for one in text.strip().splitlines()]
    return "\n".join(lines)


def person_meant(name: str) -> Person | None:
    """Who works here and has this user name, e-mail or reference."""
    found = access.find_person(name.strip()) if name.strip() else None
    return found if found is not None and found.is_active else None


def unit_meant(reference: str) -> str:
    """The reference of the unit that is meant, blank where there is none such in use."""
    units = access.units().filter(reference=reference.strip(), closed_on=None)
    return reference.strip() if units.exists() else ""


def name_at(reference: str) -> str:
    """What somebody is called who has changed something."""
    return access.names_at([reference]).get(reference, "Somebody else")


def refuse(why: str) -> NoReturn:
    """Raise NotPermitted."""
    raise NotPermitted(Reason("not_permitted", why))


def require_manager(actor: Profile, unit: str) -> None:
    """Raise NotPermitted unless the actor keeps the plans of a unit."""
    if not queries.manages(actor, unit):
        refuse("It is for those who keep the plans of that unit. Ask a records manager.")


def locked_plan(actor: Profile, reference: str) -> Plan:
    """The plan, locked, for a change by somebody who may. Raises NotFound, NotPermitted."""
    found = queries.plan_named(actor, reference)
    rows = Plan.objects.select_for_update(of=("self",)).select_related("unit", "owner")
    one = rows.get(pk=found.pk)
    if not queries.keeps_plan(actor, one):
        refuse(KEEPERS)
    return one


def locked_heading(actor: Profile, reference: str) -> tuple[Plan, Heading]:
    """The outcome or objective, with its plan locked. Raises NotFound, NotPermitted."""
    found = queries.heading_named(actor, reference)
    plan = locked_plan(actor, found.plan.reference)
    one = Heading.objects.filter(pk=found.pk, plan=plan).select_related("outcome").first()
    return plan, one or queries.heading_named(actor, reference)


def locked_action(actor: Profile, reference: str) -> Action:
    """The action, locked. Who may do what with it, the caller asks. Raises NotFound."""
    found = queries.action_named(actor, reference)
    # Only the action: its plan and its owner may be none, and outer joins cannot be locked.
    return queries.every_action().select_for_update(of=("self",)).get(pk=found.pk)


def locked_to_keep(actor: Profile, reference: str) -> Action:
    """The same, for whoever may say otherwise what it is. Raises NotFound, NotPermitted."""
    one = locked_action(actor, reference)
    if not queries.keeps(actor, one):
        refuse(KEEPERS)
    return one


def locked_to_do(actor: Profile, reference: str) -> Action:
    """The same, for whoever may say how it stands. Raises NotFound, NotPermitted."""
    one = locked_action(actor, reference)
    if not queries.does(actor, one):
        refuse(DOERS)
    return one


def new_action(
    actor: Profile,
    draft: ActionDraft,
    status: Status,
    read: Read,
    *,
    unit: Any,
    owner: Person | None,
    now: datetime,
    today: date,
    objective: Heading | None = None,
    place: int = 0,
    source: str = "",
) -> Action:
    """An action of a draft against which there is nothing, with its first step. One that comes
    in as ended says so as its evidence. The caller tells the owner and the log."""
    every, check_on = rules.checks(
        status.stage, every=read.every, check_on=None, due=read.due, today=today
    )
    ended = status.stage in ENDED
    one = Action(
        reference=new_reference("AC"),
        plan=objective.plan if objective else None,
        objective=objective,
        place=place,
        source=source,
        unit=unit,
        what=text_of(draft.words),
        confidential=draft.confidential,
        timeline=line_of(draft.timeline),
        due_on=read.due,
        owner=owner,
        answers="" if owner else line_of(draft.answers),
        status=status.key,
        stage=status.stage,
        every=every,
        check_on=check_on,
        ended_on=today if ended else None,
        evidence=f"It came in as “{status.label}”." if ended else "",
        version=0,
        made_at=now,
        made_by=actor.reference,
    )
    kept(actor, one, "made", {}, now)
    return one


def said_of(one: Action) -> dict[str, Any]:
    """What can be changed of an action, as a step keeps it."""
    days = {name: getattr(one, name) for name in ("due_on", "check_on", "ended_on")}
    names = ("what", "timeline", "answers", "status", "every", "evidence", "record")
    return {
        **{name: getattr(one, name) for name in (*names, "confidential")},
        **{name: day.isoformat() if day else "" for name, day in days.items()},
        "owner": one.owner.reference if one.owner else "",
        "unit": one.unit.reference,
        "objective": one.objective.reference if one.objective else "",
    }


def kept(
    actor: Profile,
    one: Action,
    deed: str,
    before: Mapping[str, Any],
    now: datetime,
    *,
    note: str = "",
) -> Step:
    """Keep an action as it is now, and the step that made it so. `before`: what it said until
    now."""
    one.next_on = rules.next_on(Stage(one.stage), one.due_on, one.check_on)
    one.words = found_by(one)
    one.version += 1
    one.changed_at, one.changed_by = now, actor.reference
    one.save()
    was, is_now = rules.changed(before, said_of(one))
    if not before:
        was, is_now = {}, {name: value for name, value in is_now.items() if value not in ("", None)}
    return Step.objects.create(
        action=one,
        number=one.version,
        at=now,
        by=actor.reference,
        deed=deed,
        before=was,
        after=is_now,
        note=note,
    )


def found_by(one: Action) -> str:
    """The words that an action is found by, folded, each with a space before and after."""
    title = one.plan.title if one.plan else ""
    said = " ".join([one.reference, one.what, one.timeline, one.answers, one.source, title])
    return " ".join(["", *sorted(set(words_of(said))), ""])


def told(kind: str, by: str, one: Action, now: datetime, step: Step | None = None) -> None:
    """Tell the log, last, what was done with an action."""
    record(event_of(kind, by, one, step), at=now)


def event_of(kind: str, by: str, one: Action, step: Step | None = None) -> EventDraft:
    """What was done with an action: which of its fields changed, its status and its day. What it
    says stays out of the log."""
    fields: list[JSON] = sorted(step.after) if step else []
    detail: dict[str, JSON] = {
        "version": one.version,
        "status": one.status,
        "next_on": one.next_on.isoformat() if one.next_on else "",
        "fields": fields,
        "plan": one.plan.reference if one.plan else "",
        "source": one.source,
    }
    return EventDraft(kind, by, f"action:{one.reference}", detail=detail)


def told_of_plan(
    kind: str, actor: Profile, plan: Plan, now: datetime, *, reason: str = "", **detail: JSON
) -> None:
    """Tell the log, last, what was done with a plan."""
    said: dict[str, JSON] = {"version": plan.version, **detail}
    about = f"plan:{plan.reference}"
    record(EventDraft(kind, actor.reference, about, reason=reason, detail=said), at=now)


def touched(actor: Profile, plan: Plan, now: datetime) -> None:
    """Have a locked plan be changed now, by the actor."""
    plan.version += 1
    plan.changed_at, plan.changed_by = now, actor.reference
    plan.save()


def tell_owner(one: Action, before: str, actor: Profile, now: datetime) -> None:
    """Tell a person that an action is theirs from now on, but for what they give themselves.
    `before`: whose it was until now."""
    if one.owner is None or one.owner.reference in (before, actor.reference):
        return
    due = f" It is due on {rules.in_words(one.next_on)}." if one.next_on else ""
    notices.tell(
        one.owner.reference,
        kind="plans.owner",
        about=f"action:{one.reference}",
        words=f"You have an action: “{one.what[:300]}”.{due}",
        key=f"action-owner:{one.reference}:{one.version}",
        now=now,
    )
