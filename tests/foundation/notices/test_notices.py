"""People are told what there is for them: once, on their page, and by e-mail that says nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.foundation.notices.mailbox import mailbox

from muniment.foundation.access import actions as people
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import SETUP
from muniment.foundation.audit.actions import create_signing_key
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.jobs.actions import run_next
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel.clock import CIVIL
from muniment.foundation.kernel.errors import NotFound, Refused
from muniment.foundation.notices import actions, queries, rules
from muniment.foundation.notices.types import Mail

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
SECRET = "Records of the merger are due for destruction."


@pytest.fixture
def ann(db):
    create_signing_key()
    made = people.add_person(SETUP, "ann", name="Ann", email="ann@example.org", now=NOW)
    people.add_person(SETUP, "bob", name="Bob", now=NOW)
    return made.reference


@pytest.fixture
def post(settings):
    with mailbox() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.MUNIMENT_MAIL_SERVER = "the mailbox"
        settings.MUNIMENT_ADDRESS = "https://records.example.org/"
        yield server


def tell(person, key="once", now=NOW, **more):
    said = {"kind": "review_waits", "about": "review:DR-1", "words": SECRET, **more}
    return actions.tell(person, **said, key=key, now=now)


def who(name):
    return access.profile_of(name, on=NOW.date())


def work(now=NOW):
    return run_next(clock=lambda: now)


def test_the_same_is_told_once_and_read_by_nobody_else(ann):
    assert tell(ann) is not None
    assert tell(ann) is None
    assert tell("bob") is not None
    [one] = queries.notices(who("ann"))
    assert (one.words, one.seen_at) == (SECRET, None)
    with pytest.raises(NotFound):
        queries.notice_named(who("bob"), one.reference)
    with pytest.raises(NotFound):
        actions.see(who("bob"), upto=one.reference, now=NOW)
    assert AuditEvent.objects.filter(kind="notices:notice:given").count() == 2


def test_nobody_is_told_who_has_left_or_never_came_and_nothing_without_words(ann):
    people.record_leaver(SETUP, ann, now=NOW)
    assert tell(ann) is None
    with pytest.raises(NotFound):
        tell("nobody")
    for words in (" ", "x" * 1001):
        with pytest.raises(ValueError, match="letters"):
            tell("bob", words=words)


def test_what_came_after_the_page_was_opened_stays_new(ann):
    first = tell(ann, "1")
    second = tell(ann, "2")
    assert actions.see(who("ann"), upto=first.reference, now=NOW) == 1
    assert list(queries.notices(who("ann"), unseen=True)) == [second]
    with pytest.raises(Refused) as refusal:
        actions.see(who("ann"), upto=first.reference, now=NOW)
    assert [one.code for one in refusal.value.reasons] == ["seen"]
    assert actions.see(who("ann"), now=NOW) == 1


def test_an_email_goes_out_at_once_and_says_nothing_of_what_it_is_about(ann, post):
    tell(ann, "1")
    tell(ann, "2")
    work()
    [letter] = post.taken
    assert "To: ann@example.org" in letter and "2 things" in letter
    assert "https://records.example.org/notices/" in letter
    for secret in ("merger", "DR-1", "review", "Ann"):
        assert secret not in letter
    assert work() is None, "no second e-mail about the same"


def test_an_email_that_is_turned_away_keeps_nobody_and_is_tried_again(ann, post):
    post.shut = True
    assert tell(ann) is not None
    job = work()
    assert post.taken == [] and Job.objects.get(pk=job.pk).state == "queued"
    post.shut = False
    work(NOW + timedelta(hours=1))
    assert len(post.taken) == 1


def test_what_a_job_gave_up_is_queued_again(ann, post):
    tell(ann)
    Job.objects.update(state="failed")
    assert actions.pending(now=NOW) == 1
    work()
    assert len(post.taken) == 1
    assert actions.pending(now=NOW) == 0


def test_who_wants_a_daily_email_gets_one_in_the_morning_and_who_wants_none_gets_none(ann, post):
    actions.choose_mail(who("ann"), Mail.DAILY, now=NOW)
    tell(ann, "1")
    tell(ann, "2")
    assert work() is None
    work(datetime(2026, 11, 22, 7, 0, tzinfo=UTC))
    assert len(post.taken) == 1
    actions.choose_mail(who("ann"), Mail.NEVER, now=NOW)
    tell(ann, "3")
    assert work(NOW + timedelta(days=3)) is None
    with pytest.raises(Refused):
        actions.choose_mail(who("ann"), Mail.NEVER, now=NOW)


def test_a_choice_made_while_an_email_waits_counts(ann, post):
    tell(ann)
    actions.choose_mail(who("ann"), Mail.NEVER, now=NOW)
    work()
    assert post.taken == []


def test_without_a_mail_server_or_an_address_nothing_is_queued(ann, settings):
    settings.MUNIMENT_MAIL_SERVER = ""
    tell(ann)
    settings.MUNIMENT_MAIL_SERVER = "somewhere"
    tell("bob")
    assert Job.objects.count() == 0


def test_an_address_that_somebody_else_has_is_refused(ann):
    with pytest.raises(Refused) as refusal:
        people.change_person(SETUP, who("bob").reference, email="ANN@example.org", now=NOW)
    assert [one.code for one in refusal.value.reasons] == ["taken"]
    people.change_person(SETUP, who("bob").reference, email="bob@example.org", now=NOW)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))
def test_a_daily_email_comes_at_seven_within_a_day(now):
    start = rules.mailed_from(Mail.DAILY, now)
    assert now <= start <= now + timedelta(hours=25)
    assert start.astimezone(CIVIL).hour == 7 and start.astimezone(CIVIL).minute == 0
    assert rules.mailed_from(Mail.AT_ONCE, now) == now
    assert rules.mailed_from(Mail.NEVER, now) is None


def test_a_letter_without_an_address_still_says_where_to_look():
    subject, text = rules.letter(1, "")
    assert subject == "Muniment: 1 thing for you to look at"
    assert "There is 1 thing" in text and "“Notices”." in text
