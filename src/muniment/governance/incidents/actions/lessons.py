"""Verbs on lessons: shared with all staff once a second person has read them."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted, Reason, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.kernel.words import words_of
from muniment.governance.incidents import queries, rules
from muniment.governance.incidents.actions.keeping import (
    add_step,
    named,
    notify,
    require_handler,
)
from muniment.governance.incidents.models import Incident, Lesson
from muniment.governance.incidents.types import LessonDraft, LessonState


def offer(actor: Profile, one: Incident, draft: LessonDraft, now: datetime) -> Lesson:
    """Offer a lesson of an incident against which there is nothing; the caller tells the log."""
    made = Lesson(
        reference=new_reference("LE"),
        incident=one,
        kind=one.kind,
        state=LessonState.OFFERED,
        offered_at=now,
        offered_by=actor.reference,
    )
    _fill(made, draft)
    made.save()
    _tell_second(actor, made, now)
    return made


def _fill(lesson: Lesson, draft: LessonDraft) -> None:
    lesson.title, lesson.words = rules.line(draft.title), rules.clean(draft.words)
    words = sorted(set(words_of(f"{lesson.title} {lesson.words}")))
    lesson.found_by = " ".join(["", *words, ""])


def _tell_second(actor: Profile, lesson: Lesson, now: datetime) -> None:
    one = lesson.incident
    people = [
        each
        for each in queries.handlers(one.unit.reference, civil_date(now))
        if each.reference != actor.reference
    ]
    words = f"A lesson of {named(one)} waits for a second person: read it, then share it."
    notify(people, "lesson", one, words, f"{lesson.reference}:{lesson.offered_at}", now)


@verb("incidents:lesson:offer")
def offer_again(actor: Profile, reference: str, draft: LessonDraft, *, now: datetime) -> Lesson:
    """Offer a lesson anew, in other words, that was sent back. Raises Refused with every reason."""
    lesson = _locked(actor, reference)
    wrong = rules.reasons_not_to_judge(
        LessonState(lesson.state), "offer", offered_by=lesson.offered_by, actor=actor.reference
    )
    refuse_if([*wrong, *rules.reasons_of_lesson(draft, or_none=False)])
    _fill(lesson, draft)
    lesson.offered_at, lesson.offered_by = now, actor.reference
    lesson.judged_by, lesson.judged_at, lesson.why = "", None, ""
    _moved(actor, lesson, LessonState.OFFERED, "offer_lesson", now)
    _tell_second(actor, lesson, now)
    _log("incidents:lesson:offered", actor, lesson, now)
    return lesson


@verb("incidents:lesson:publish")
def publish(actor: Profile, reference: str, *, now: datetime) -> Lesson:
    """Share a lesson with everybody who works here: by somebody who handles incidents there and
    has not offered it. Raises Refused with every reason."""
    return _judge(actor, reference, "publish", LessonState.PUBLISHED, "", now)


@verb("incidents:lesson:return")
def send_back(actor: Profile, reference: str, *, why: str, now: datetime) -> Lesson:
    """Send a lesson back to who offered it, with what is to be said otherwise. Raises Refused with
    every reason."""
    return _judge(actor, reference, "return", LessonState.RETURNED, why, now)


@verb("incidents:lesson:withdraw")
def withdraw(actor: Profile, reference: str, *, why: str, now: datetime) -> Lesson:
    """Withdraw a lesson that is shared: from then on it is read by nobody but those who handle the
    incident. Raises Refused with every reason."""
    return _judge(actor, reference, "withdraw", LessonState.WITHDRAWN, why, now)


def _judge(
    actor: Profile, reference: str, deed: str, state: LessonState, why: str, now: datetime
) -> Lesson:
    lesson = _locked(actor, reference)
    refuse_if(
        rules.reasons_not_to_judge(
            LessonState(lesson.state),
            deed,
            offered_by=lesson.offered_by,
            actor=actor.reference,
            why=why,
        )
    )
    lesson.why = rules.clean(why)
    if deed != "withdraw":
        lesson.judged_at, lesson.judged_by = now, actor.reference
    _moved(actor, lesson, state, f"{deed}_lesson", now, why)
    _tell_offerer(actor, lesson, now)
    _log(f"incidents:lesson:{state.value}", actor, lesson, now)
    return lesson


def _locked(actor: Profile, reference: str) -> Lesson:
    found = queries.lesson_named(actor, reference)
    if not queries.visible(actor).filter(pk=found.incident.pk).exists():
        said = "It is for those who handle the incident. Ask a records manager."
        raise NotPermitted(Reason("not_permitted", said))
    require_handler(actor, found.incident)
    Incident.objects.select_for_update(of=("self",)).get(pk=found.incident.pk)
    rows = Lesson.objects.select_for_update(of=("self",))
    return rows.select_related("incident", "incident__unit").get(pk=found.pk)


def _moved(
    actor: Profile, lesson: Lesson, state: LessonState, deed: str, now: datetime, why: str = ""
) -> None:
    lesson.state = state
    lesson.save()
    one = lesson.incident
    one.version += 1
    one.changed_at, one.changed_by = now, actor.reference
    one.save(update_fields=["version", "changed_at", "changed_by"])
    said = {"lesson": lesson.reference, "title": lesson.title, "words": lesson.words}
    add_step(one, actor.reference, deed, now, why=why, said=said)


def _tell_offerer(actor: Profile, lesson: Lesson, now: datetime) -> None:
    if lesson.offered_by != actor.reference:
        state = LessonState(lesson.state).label.lower()
        words = f"The lesson of {named(lesson.incident)} stands so now: {state}."
        key = f"{lesson.reference}:{lesson.incident.version}"
        notify([access.find_person(lesson.offered_by)], "judged", lesson.incident, words, key, now)


def _log(kind: str, actor: Profile, lesson: Lesson, now: datetime) -> None:
    detail = {"incident": lesson.incident.reference}
    draft = EventDraft(kind, actor.reference, f"lesson:{lesson.reference}", detail=detail)
    record(draft, at=now)
