"""Corrective actions of incidents, and the lessons that were learned from them."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import ANYBODY, operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given
from muniment.foundation.access.types import Permission
from muniment.governance.incidents import actions, queries
from muniment.governance.incidents.types import LessonDraft, TaskDraft

router = Router(tags=["incidents"])
SEE, HANDLE = Permission.INCIDENTS_SEE, Permission.INCIDENTS_HANDLE
Text = Annotated[str, Field(max_length=10_000)]
Short = Annotated[str, Field(max_length=300)]


class CorrectiveGiven(Given):
    """What is to be done, by whom (user name, e-mail or reference), and by when."""

    what: Annotated[str, Field(max_length=1000)]
    who: Short
    due_on: date


class CorrectiveWords(Given):
    """What was done, or why it is not."""

    words: Text


class CorrectiveNone(Given):
    """Why there is nothing to put right."""

    why: Text


class CorrectiveAction(Schema):
    """A corrective action. `who` by reference."""

    reference: str
    incident: str
    what: str
    who: str
    due_on: date
    done_at: datetime | None
    dropped_at: datetime | None
    settled_words: str


class CorrectiveNoneSaid(Schema):
    """That an incident takes no corrective action, and why."""

    reference: str
    no_task_why: str


class LessonGiven(Given):
    """A lesson in one line, and what others can learn."""

    title: Short
    words: Text


class LessonWhy(Given):
    """Why."""

    why: Text


class LessonShown(Schema):
    """A lesson: what others can learn, and when it was shared."""

    reference: str
    title: str
    words: str
    kind: str
    state: str
    judged_at: datetime | None


def _task(one: Any) -> CorrectiveAction:
    names = ("reference", "what", "due_on", "done_at", "dropped_at", "settled_words")
    return CorrectiveAction(
        incident=one.incident.reference,
        who=one.person.reference,
        **{name: getattr(one, name) for name in names},
    )


def _lesson(one: Any) -> LessonShown:
    return LessonShown(**{name: getattr(one, name) for name in LessonShown.model_fields})


@operation(router, "GET", "/incidents/actions/mine", needs=ANYBODY, answer=Page[CorrectiveAction])
def list_own_corrective(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """The corrective actions that you are to do, the first due first."""
    some = from_list(list(queries.own_tasks(request.actor)), after, limit, _reference)
    return page(request, some, limit, _task, _reference)


def _reference(one: Any) -> str:
    return str(one.reference)


@operation(
    router, "GET", "/incidents/{reference}/actions", needs=SEE, answer=Page[CorrectiveAction]
)
def list_corrective(request: Request, reference: str, after: After = "", limit: Limit = 50) -> Any:
    """The corrective actions of an incident, in the order in which they are due."""
    one = queries.incident_named(request.actor, reference)
    some = from_list(list(queries.tasks(one)), after, limit, _reference)
    return page(request, some, limit, _task, _reference)


@operation(
    router,
    "POST",
    "/incidents/{reference}/actions",
    needs=HANDLE,
    answer=CorrectiveAction,
    status=201,
)
def add_corrective(request: Request, reference: str, given: CorrectiveGiven) -> Any:
    """Add a corrective action; who does it is told."""
    draft = TaskDraft(**given.model_dump())
    return _task(actions.add_task(request.actor, reference, draft, now=request.now))


@operation(
    router, "POST", "/incidents/{reference}/no-action", needs=HANDLE, answer=CorrectiveNoneSaid
)
def say_no_corrective(request: Request, reference: str, given: CorrectiveNone) -> Any:
    """Say why an incident takes no corrective action."""
    one = actions.say_no_task(request.actor, reference, why=given.why, now=request.now)
    return CorrectiveNoneSaid(reference=one.reference, no_task_why=one.no_task_why)


@operation(
    router, "POST", "/incidents/actions/{reference}/finish", needs=ANYBODY, answer=CorrectiveAction
)
def finish_corrective(request: Request, reference: str, given: CorrectiveWords) -> Any:
    """Say that a corrective action is done."""
    done = actions.finish_task(request.actor, reference, words=given.words, now=request.now)
    return _task(done)


@operation(
    router, "POST", "/incidents/actions/{reference}/drop", needs=HANDLE, answer=CorrectiveAction
)
def drop_corrective(request: Request, reference: str, given: CorrectiveWords) -> Any:
    """Say that a corrective action is not done after all."""
    done = actions.drop_task(request.actor, reference, words=given.words, now=request.now)
    return _task(done)


@operation(router, "GET", "/lessons", needs=ANYBODY, answer=Page[LessonShown])
def list_lessons(
    request: Request,
    words: Annotated[str, Query(max_length=1000)] = "",
    waiting: bool = False,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The lessons that are shared with everybody, or (`waiting`) that wait for you as a second
    person."""
    found = (
        queries.to_judge(request.actor) if waiting else queries.lessons(request.actor, words=words)
    )
    some = from_list(list(found), after, limit, _reference)
    return page(request, some, limit, _lesson, _reference)


@operation(router, "GET", "/lessons/{reference}", needs=ANYBODY, answer=LessonShown)
def get_lesson(request: Request, reference: str) -> Any:
    """One lesson."""
    return _lesson(queries.lesson_named(request.actor, reference))


@operation(router, "POST", "/lessons/{reference}/publish", needs=HANDLE, answer=LessonShown)
def publish_lesson(request: Request, reference: str) -> Any:
    """Share a lesson with everybody, as the second person who has read it."""
    return _lesson(actions.publish(request.actor, reference, now=request.now))


@operation(router, "POST", "/lessons/{reference}/return", needs=HANDLE, answer=LessonShown)
def return_lesson(request: Request, reference: str, given: LessonWhy) -> Any:
    """Send a lesson back, with what is to be said otherwise."""
    return _lesson(actions.send_back(request.actor, reference, why=given.why, now=request.now))


@operation(router, "PUT", "/lessons/{reference}", needs=HANDLE, answer=LessonShown)
def offer_lesson(request: Request, reference: str, given: LessonGiven) -> Any:
    """Offer a lesson that was sent back, in other words."""
    draft = LessonDraft(given.title, given.words)
    return _lesson(actions.offer_again(request.actor, reference, draft, now=request.now))


@operation(router, "POST", "/lessons/{reference}/withdraw", needs=HANDLE, answer=LessonShown)
def withdraw_lesson(request: Request, reference: str, given: LessonWhy) -> Any:
    """Withdraw a lesson that everybody can read."""
    return _lesson(actions.withdraw(request.actor, reference, why=given.why, now=request.now))
