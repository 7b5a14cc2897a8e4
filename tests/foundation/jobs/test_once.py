"""A request delivered twice, one after the other and at the same time."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection
from tests.foundation.jobs.kinds import note

from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.jobs.actions import once
from muniment.foundation.jobs.models import CarriedOut
from muniment.foundation.kernel.errors import Reason, Refused

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def effects():
    return AuditEvent.objects.filter(kind="tests:effect:made").count()


def carry_out(key="k", verb_name="v", what="one"):
    def effect():
        note(what, AT)
        return {"made": what}

    return once("P-1", key, verb_name, effect, now=AT)


@pytest.mark.django_db
def test_the_second_delivery_gets_the_first_answer_and_changes_nothing():
    assert carry_out(what="first") == {"made": "first"}
    assert [carry_out(what="second") for _ in range(3)] == [{"made": "first"}] * 3
    assert effects() == 1


@pytest.mark.django_db
def test_keys_belong_to_their_sender_and_to_one_verb():
    carry_out()
    assert once("P-2", "k", "v", lambda: 2, now=AT) == 2
    with pytest.raises(Refused) as refusal:
        carry_out(verb_name="another")
    assert [reason.code for reason in refusal.value.reasons] == ["key_used"]


@pytest.mark.django_db
def test_without_a_key_every_delivery_counts():
    carry_out(key="")
    carry_out(key="")
    assert effects() == 2


@pytest.mark.django_db
def test_what_fails_leaves_neither_effect_nor_note_and_can_be_sent_again():
    def fails():
        note("half", AT)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once("P-1", "k", "v", fails, now=AT)
    assert (effects(), CarriedOut.objects.count()) == (0, 0)
    assert carry_out() == {"made": "one"}


@verb("tests:thing:refuse")
def refuse(actor, reference, *, now):
    record(EventDraft("tests:thing:changed", "P-1", reference), at=now)
    raise Refused(Reason("no", "No."))


@pytest.mark.django_db
def test_a_refusal_keeps_its_audit_event_and_no_note():
    with pytest.raises(Refused):
        once("P-1", "k", "v", lambda: refuse(None, "T-1", now=AT), now=AT)
    kinds = list(AuditEvent.objects.values_list("kind", flat=True))
    assert kinds == ["tests:thing:refuse:refused"]
    assert not CarriedOut.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_deliveries_at_the_same_time_have_one_effect_and_one_answer():
    if connection.vendor == "sqlite":
        pytest.skip("the test database is in memory; test_killed.py races over a file")
    for number in range(5):
        assert race(f"key-{number}", senders=4) == [{"made": f"key-{number}"}] * 4
    assert effects() == 5


def race(key, *, senders):
    answers, start = [], threading.Barrier(senders)

    def send():
        start.wait()
        try:
            answers.append(carry_out(key=key, what=key))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
