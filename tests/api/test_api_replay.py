"""Promise 10: a request that is delivered again changes nothing and gets the same answer.
Promise 21: no change without an audit event, none with a false one."""

import os
import random

import pytest
from django.test import Client
from tests import standing
from tests.api.borough import BOROUGH, Program, codes
from tests.api.morning import prepare
from tests.api.operations import changing
from tests.api.scenario import DAY
from tests.api.state import changed, state
from tests.api.steps import filled, kept, send

from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.audit.queries import verify
from muniment.foundation.jobs.models import CarriedOut

pytestmark = pytest.mark.django_db
LOG = ("audit_event", "audit_node", "audit_checkpoint", "audit_disclosure")
# What follows from a change without being one of its own.
DERIVED = {"search_searchdocument", "access_audience", "access_audiencerevision"}


WORKING_DAY = standing.kind("day", lambda made: (made, prepare(made)), on=BOROUGH)


@pytest.fixture
def day(founded, borough):
    return founded(WORKING_DAY, borough)


def program_of(made, who):
    return Program(Client(raise_request_exception=False), made.tokens[who])


def test_every_operation_that_changes_something_has_its_hour():
    assert {one.route for one in DAY} == changing()


def test_every_operation_replayed_changes_nothing_more(day):
    made, names = day
    sent = []
    for number, one in enumerate(DAY):
        program, key = program_of(made, one.who), f"day-{number}"
        first = send(program, one, names, key)
        assert first.status_code == one.status, (one.route, first.content)
        names |= {name: kept(first, where) for name, where in one.keep.items()}
        sent.append((one, key, dict(names), first))
        before = state()
        for _ in range(2):
            again = send(program, one, names, key)
            assert said_by(again) == said_by(first), one.route
        assert changed(before, state()) == [], one.route
        if one.then:
            one.then()
    _shuffled(made, sent)


def said_by(answer):
    """Status and content, without regard to the order of names in an object."""
    return answer.status_code, answer.json() if answer.content else None


def _shuffled(made, sent):
    """The whole day once more, twice over and in another order."""
    seed = int(os.environ.get("MUNIMENT_SEED", "10"))
    again = [*sent, *sent]
    random.Random(seed).shuffle(again)
    before = state()
    for one, key, names, first in again:
        answer = send(program_of(made, one.who), one, names, key)
        assert said_by(answer) == said_by(first), one.route
    assert changed(before, state()) == []
    assert CarriedOut.objects.count() == len(DAY)


def test_without_a_key_the_same_request_is_another_request(day):
    made, names = day
    one = next(step for step in DAY if step.operation == "/classes/{reference}/folders")
    answers = [send(program_of(made, one.who), one, names) for _ in range(2)]
    assert answers[0].json()["reference"] != answers[1].json()["reference"]


def test_a_key_belongs_to_one_request_of_one_person(day):
    made, _ = day
    staff, clerk = program_of(made, "staff"), program_of(made, "clerk")
    path = "/classes/FIN~OPEN/folders"
    first = staff.post(path, {"title": "One"}, Idempotency_Key="k")
    other = staff.post(path, {"title": "Two"}, Idempotency_Key="k")
    assert (first.status_code, other.status_code) == (201, 422)
    assert codes(other) == ["key_used"]
    theirs = clerk.post("/classes/HR~OPEN/folders", {"title": "One"}, Idempotency_Key="k")
    assert theirs.status_code == 201 and theirs.json() != first.json()
    assert codes(staff.post(path, {"title": "A"}, Idempotency_Key="k" * 101)) == ["key"]


def test_a_refusal_is_not_kept_and_a_repaired_request_goes_through(day):
    made, _ = day
    officer, path = program_of(made, "officer"), f"/folders/{made.folders['open']}/close"
    refused = officer.post(path, {"on": "2999-01-01"}, Idempotency_Key="c")
    assert refused.status_code == 422
    assert officer.post(path, {}, Idempotency_Key="c").status_code == 200


def test_the_answer_is_not_given_to_one_who_may_no_longer_ask(day):
    from muniment.foundation.access import actions as people
    from muniment.foundation.access.types import SETUP
    from muniment.foundation.kernel import clock

    made, _ = day
    officer, path = program_of(made, "officer"), f"/folders/{made.folders['open']}/close"
    assert officer.post(path, {}, Idempotency_Key="c").status_code == 200
    held = made.people["officer"].roles_held.get()
    people.end_role(SETUP, held.pk, now=clock.now())
    assert officer.post(path, {}, Idempotency_Key="c").status_code == 403


UNTOLD = {("POST", "/library/{reference}/open")}  # what people read is not for the audit log
FOR_ALL = UNTOLD | {("POST", "/library/{reference}/report"), ("POST", "/incidents")}
OF_ALL_STAFF = ("/directory/mine", "/policies", "/bodies")
OF_THE_SIRO = (
    *("/schedules", "/assets", "/plans", "/actions", "/incidents", "/lessons"),
    *("/risk", "/waivers"),
)


@pytest.mark.seldom
def test_every_change_leaves_its_event_and_every_refusal_only_that(day):
    made, names = day
    for one in DAY:
        _refused_to_the_wrong(made, one, names)
        before, size = state(without=LOG), AuditEvent.objects.count()
        answer = send(program_of(made, one.who), one, names)
        assert answer.status_code == one.status, (one.route, answer.content)
        names |= {name: kept(answer, where) for name, where in one.keep.items()}
        assert set(changed(before, state(without=LOG))) - DERIVED, one.route
        if one.route in UNTOLD:
            assert AuditEvent.objects.count() == size
            continue
        _check_events(made, one, size, filled(one.path, names) + answer.content.decode())
        if one.then:
            one.then()
    assert verify().sound


def _check_events(made, one, size, said):
    new = list(AuditEvent.objects.filter(seq__gte=size))
    assert new, one.route
    done = [event for event in new if event.kind != "notices:notice:given"]  # the system tells
    assert {event.actor for event in done} == {made.people[one.who].reference}
    assert {event.origin for event in new} == {"api 127.0.0.1"}
    assert [event.kind for event in new if _is_refusal(event.kind)] == []
    named = [event.object_reference.rpartition(":")[2] for event in new]
    # About oneself: the address names nobody.
    if one.path.startswith(("/notices", "/mailboxes/own", "/directory/mine")):
        said += made.people[one.who].reference
    named += [event.canonical.partition('"token":"')[2][:13] or named[0] for event in new]
    assert any(name in said.replace("~", "/") for name in named), (one.route, named)


def _is_refusal(kind):
    """Whether it is a verb that was refused; to refuse can be what a verb does."""
    return kind.endswith(":refused") and kind.count(":") == 3


def _refused_to_the_wrong(made, one, names):
    """Somebody without the role is refused: nothing changes but, at most, a refusal is noted."""
    if one.path == "/notices/mail" or one.route in FOR_ALL:
        return  # everybody may, for themselves
    before, size = state(without=LOG), AuditEvent.objects.count()
    # A SIRO may comment on a schedule and approve it, keeps the registers of governance, and
    # handles incidents.
    wrong = "admin" if one.path.startswith(OF_THE_SIRO) else "siro"
    # Whoever has a role keeps their own entry, and comments on policies.
    wrong = "nobody" if one.path.startswith(OF_ALL_STAFF) else wrong
    answer = send(program_of(made, wrong), one, names)
    assert answer.status_code in ({403, 404} if "me/tokens" not in one.path else {404}), one.route
    assert changed(before, state(without=LOG)) == []
    new = AuditEvent.objects.filter(seq__gte=size)
    assert all(event.kind.endswith(":refused") for event in new), one.route


def test_the_diff_notices_a_change_without_an_event(day):
    from muniment.holdings.records.models import Folder

    made, _ = day
    before, size = state(without=LOG), AuditEvent.objects.count()
    Folder.objects.filter(reference=made.folders["open"]).update(title="Quietly changed")
    assert changed(before, state(without=LOG)) == ["records_folder"]
    assert AuditEvent.objects.count() == size


def test_the_hash_notices_an_operation_that_is_carried_out_twice(day, monkeypatch):
    """The mutant: keys are passed over."""
    from muniment.api import operation

    made, names = day
    monkeypatch.setattr(operation, "once", lambda actor, key, name, do, now: do())
    one = next(step for step in DAY if step.operation == "/classes/{reference}/folders")
    send(program_of(made, one.who), one, names, "k")
    before = state()
    send(program_of(made, one.who), one, names, "k")
    assert "records_folder" in changed(before, state())
    assert filled("{open}", names) == made.folders["open"]
