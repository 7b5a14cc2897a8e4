"""Lessons: shared with all staff once a second person has read them."""

import pytest
from tests.governance.incidents.happened import LESSON, NO_LESSON, closed
from tests.holdings.parish import codes

from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.governance.incidents import actions, queries
from muniment.governance.incidents.types import LessonDraft, LessonState

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(parish):
    """A lesson that the manager offers."""
    closed(parish.who("manager"), parish.who("clerk"), parish.now)
    [one] = queries.to_judge(parish.who("manager2"))
    return one


def shared(parish, by="clerk", **narrow):
    return [one.title for one in queries.lessons(parish.who(by), **narrow)]


def test_a_lesson_is_read_by_all_once_a_second_person_has_shared_it(parish, lesson):
    assert shared(parish) == [] and not queries.to_judge(parish.who("manager")).exists()
    with pytest.raises(Refused) as refusal:
        actions.publish(parish.who("manager"), lesson.reference, now=parish.now)
    assert codes(refusal) == ["second"]
    actions.publish(parish.who("manager2"), lesson.reference, now=parish.now)
    for who in ("clerk", "lawyer", "admin"):
        assert shared(parish, who) == [LESSON.title], who
    assert shared(parish, words="NIGHT stor") == [LESSON.title]
    assert shared(parish, words="roof") == [] == shared(parish, kind="damaged")
    assert "Shared with all staff" not in str(notices.notices(parish.who("clerk")))
    said = [one.words for one in notices.notices(parish.who("manager"))]
    assert any("shared with all staff" in one for one in said)


def test_nobody_else_knows_of_a_lesson_that_waits(parish, lesson):
    for who in ("clerk", "officer", "admin"):
        with pytest.raises(NotFound):
            queries.lesson_named(parish.who(who), lesson.reference)
        with pytest.raises(NotFound):
            actions.publish(parish.who(who), lesson.reference, now=parish.now)
    with pytest.raises(NotPermitted):
        actions.publish(parish.who("auditor"), lesson.reference, now=parish.now)


def test_a_lesson_that_is_sent_back_is_offered_anew_in_other_words(parish, lesson):
    second = parish.who("manager2")
    with pytest.raises(Refused) as refusal:
        actions.send_back(second, lesson.reference, why=" ", now=parish.now)
    assert codes(refusal) == ["why"]
    actions.send_back(second, lesson.reference, why="It names a person.", now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.publish(second, lesson.reference, now=parish.now)
    assert codes(refusal) == ["state"]
    with pytest.raises(Refused) as refusal:
        actions.offer_again(second, lesson.reference, NO_LESSON, now=parish.now)
    assert codes(refusal) == ["title", "words"]
    draft = LessonDraft("Lock up", "Lock the store at night.")
    actions.offer_again(second, lesson.reference, draft, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.publish(second, lesson.reference, now=parish.now)
    assert codes(refusal) == ["second"]
    actions.publish(parish.who("manager"), lesson.reference, now=parish.now)
    assert shared(parish) == ["Lock up"]


def test_a_lesson_is_withdrawn_with_a_reason_and_read_no_more(parish, lesson):
    actions.publish(parish.who("manager2"), lesson.reference, now=parish.now)
    with pytest.raises(NotPermitted):
        actions.withdraw(parish.who("clerk"), lesson.reference, why="w", now=parish.now)
    actions.withdraw(parish.who("manager"), lesson.reference, why="It was wrong.", now=parish.now)
    assert shared(parish) == []
    kept = queries.lesson_named(parish.who("manager"), lesson.reference)
    assert (kept.state, kept.why) == (LessonState.WITHDRAWN, "It was wrong.")


def test_an_incident_without_a_lesson_says_why(parish):
    closed(parish.who("manager"), parish.who("clerk"), parish.now, lesson=NO_LESSON)
    assert not queries.to_judge(parish.who("manager2")).exists()
