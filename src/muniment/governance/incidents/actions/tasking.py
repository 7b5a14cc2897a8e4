"""Verbs on corrective actions: adding one, and saying that it is done or dropped."""

from datetime import datetime

from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.governance.incidents import queries, rules
from muniment.governance.incidents.actions.keeping import (
    keep,
    locked,
    log,
    named,
    notify,
    out_of_order,
    require_handler,
)
from muniment.governance.incidents.models import Incident, Task
from muniment.governance.incidents.types import Stage, TaskDraft


@verb("incidents:task:add")
def add_task(
    actor: Profile,
    reference: str,
    draft: TaskDraft,
    *,
    seen: int | None = None,
    now: datetime,
) -> Task:
    """Add a corrective action: what is to be done, by whom, by when. Who does it is told. Raises
    Refused with every gap and fault."""
    one = locked(actor, reference)
    person = queries.person_here(draft.who)
    who = person.reference if person else ""
    wrong = rules.reasons_not_to_task(Stage(one.stage), draft, who=who, today=civil_date(now))
    refuse_if([*out_of_order(one, seen), *wrong])
    if person is None or draft.due_on is None:
        raise AssertionError("reasons_not_to_task says so")
    made = Task.objects.create(
        reference=new_reference("CA"),
        incident=one,
        what=rules.line(draft.what),
        person=person,
        due_on=draft.due_on,
        added_at=now,
    )
    said = {"task": made.reference, "what": made.what, "who": who}
    keep(one, actor.reference, "add_task", now, said=said)
    by = f"{draft.due_on.day} {draft.due_on:%B %Y}"
    words = f"A corrective action of {named(one)} is yours, by {by}. It is under “Reports by me”."
    notify([person], "task", one, words, made.reference, now)
    log("incidents:task:added", actor.reference, one, now, {"task": made.reference})
    return made


@verb("incidents:task:finish")
def finish_task(actor: Profile, reference: str, *, words: str, now: datetime) -> Task:
    """Say that a corrective action is done, and what was done: by who was to do it, or who handles
    incidents there. The handler is told. Raises Refused with every reason."""
    task = queries.task_named(actor, reference)
    mine = task.person.reference == actor.reference
    one = _locked_of(actor, task, mine)
    task.refresh_from_db()
    _refuse_done(one, task, words, "Say what was done.")
    task.done_at = now
    _settle(actor, one, task, "finish_task", words, now)
    if one.handler is not None and one.handler.reference != actor.reference:
        said = f"A corrective action of {named(one)} is done."
        notify([one.handler], "task_done", one, said, task.reference, now)
    log("incidents:task:finished", actor.reference, one, now, {"task": task.reference})
    return task


@verb("incidents:task:drop")
def drop_task(actor: Profile, reference: str, *, words: str, now: datetime) -> Task:
    """Say that a corrective action is not done after all, and why: by who handles incidents there.
    Raises Refused with every reason."""
    task = queries.task_named(actor, reference)
    one = _locked_of(actor, task, mine=False)
    task.refresh_from_db()
    _refuse_done(one, task, words, "Say why it is dropped.")
    task.dropped_at = now
    _settle(actor, one, task, "drop_task", words, now)
    log("incidents:task:dropped", actor.reference, one, now, {"task": task.reference})
    return task


def _locked_of(actor: Profile, task: Task, mine: bool) -> Incident:
    if not mine:
        require_handler(actor, task.incident)
    rows = Incident.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "handler", "reporter").get(pk=task.incident.pk)


def _refuse_done(one: Incident, task: Task, words: str, ask: str) -> None:
    settled = task.done_at is not None or task.dropped_at is not None
    refuse_if(rules.reasons_not_done(one.stage == Stage.CLOSED, settled, words, ask))


def _settle(
    actor: Profile, one: Incident, task: Task, deed: str, words: str, now: datetime
) -> None:
    task.settled_by, task.settled_words = actor.reference, rules.clean(words)
    task.save()
    keep(one, actor.reference, deed, now, why=words, said={"task": task.reference})
