"""Lessons: what all staff may read, and what waits for a second person."""

from django.db.models import Q, QuerySet

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.foundation.kernel.words import words_of
from muniment.governance.incidents.models import Incident, Lesson
from muniment.governance.incidents.queries.reading import handles, visible
from muniment.governance.incidents.types import LessonState


def lessons(actor: Profile, *, words: str = "", kind: str = "") -> QuerySet[Lesson]:
    """The lessons that are shared with everybody who works here, the latest first, with all these
    words (or the beginnings of words) and of incidents of this kind."""
    rows = Lesson.objects.order_by("-judged_at", "-pk")
    found = rows.filter(state=LessonState.PUBLISHED) if actor.active else rows.none()
    for word in words_of(words):
        found = found.filter(found_by__contains=f" {word}")
    return found.filter(kind=kind) if kind else found


def lessons_of(one: Incident) -> QuerySet[Lesson]:
    """The lessons of an incident that the caller has been let read, the first first."""
    return one.lessons.order_by("pk")


def to_judge(actor: Profile) -> QuerySet[Lesson]:
    """The lessons that the actor may share or send back: offered by somebody else, of incidents
    that they may handle, the oldest first."""
    rows = Lesson.objects.select_related("incident", "incident__unit").order_by("offered_at", "pk")
    if not handles(actor):
        return rows.none()
    seen = visible(actor).order_by().values("pk")
    waiting = rows.filter(state=LessonState.OFFERED, incident__in=seen)
    return waiting.exclude(offered_by=actor.reference)


def lesson_named(actor: Profile, reference: str) -> Lesson:
    """The lesson with this reference: one that is shared, or of an incident that the actor may
    read whole. Raises NotFound."""
    rows = Lesson.objects.select_related("incident", "incident__unit")
    shared = Q(state=LessonState.PUBLISHED) if actor.active else Q(pk=None)
    allowed = shared | Q(incident__in=visible(actor).order_by().values("pk"))
    found = rows.filter(allowed, reference=normalise(reference)).first()
    if found is None:
        raise NotFound("lesson", reference)
    return found
