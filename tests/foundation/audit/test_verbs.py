import inspect
from types import SimpleNamespace

import pytest
from django.db import transaction
from tests.foundation.audit.helpers import AT, draft

from muniment.foundation.audit import queries
from muniment.foundation.audit.actions import origin, record, registered_verbs, verb, verbs
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.audit.types import UnauditedVerb
from muniment.foundation.kernel.errors import NotPermitted, Reason, Refused

# Most run in the test's own transaction; those that show what a real rollback leaves do not.
pytestmark = pytest.mark.django_db
ANN = SimpleNamespace(reference="P-ANN00-00000")


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """Keep the verbs made up here out of the real list."""
    monkeypatch.setattr(verbs, "_registry", {})


@pytest.fixture
def place():
    @verb("holds:hold:place")
    def place(actor, reference, *, refuse=(), record_it=True, now):
        """Place a hold."""
        if record_it:
            record(draft(kind="holds:hold:placed", object_reference=reference), at=now)
        if refuse:
            raise Refused([Reason(code, "No.") for code in refuse])
        return reference

    return place


def kinds():
    return list(AuditEvent.objects.order_by("seq").values_list("kind", flat=True))


def test_a_verb_returns_what_its_function_returns_and_keeps_its_signature(place):
    assert place(ANN, "H-1", now=AT) == "H-1"
    assert kinds() == ["holds:hold:placed"]
    assert place.__doc__ == "Place a hold."
    assert list(inspect.signature(place).parameters)[:2] == ["actor", "reference"]


@pytest.mark.django_db(transaction=True)
def test_a_refused_verb_changes_nothing_and_leaves_an_event_of_the_refusal(place):
    with pytest.raises(Refused), origin("web 192.0.2.1"):
        place(ANN, "H-1", refuse=["held", "closed"], now=AT)
    event = AuditEvent.objects.get()
    assert event.kind == "holds:hold:place:refused"
    assert (event.actor, event.object_reference) == (ANN.reference, "H-1")
    assert event.origin == "web 192.0.2.1"
    assert event.at == AT
    assert '"detail":{"codes":["held","closed"]}' in event.canonical


def test_actor_and_reference_are_found_however_they_are_passed(place):
    for call in (
        lambda: place(actor=ANN, reference="H-1", refuse=["x"], now=AT),
        lambda: place(ANN, reference="H-1", refuse=["x"], now=AT),
    ):
        with pytest.raises(Refused):
            call()
    seen = AuditEvent.objects.values_list("actor", "object_reference")
    assert set(seen) == {(ANN.reference, "H-1")}


def test_a_verb_of_nobody_and_of_no_object_is_refused_all_the_same():
    @verb("jobs:job:sweep")
    def sweep(who, *, now):
        raise NotPermitted(Reason("not_permitted", "No."))

    with pytest.raises(NotPermitted):
        sweep(None, now=AT)
    event = AuditEvent.objects.get()
    assert (event.actor, event.object_reference) == ("", "")


def test_an_endless_reference_does_not_hide_the_refusal(place):
    with pytest.raises(Refused):
        place(ANN, "H\x00" * 5000, refuse=["x"], record_it=False, now=AT)
    assert len(AuditEvent.objects.get().object_reference) == 500


@pytest.mark.django_db(transaction=True)
def test_a_verb_that_records_nothing_is_a_programming_error_and_is_undone(place):
    @verb("records:record:rename")
    def rename(actor, *, now):
        AuditEvent.objects.count()

    with pytest.raises(UnauditedVerb):
        rename(ANN, now=AT)
    with pytest.raises(UnauditedVerb):
        place(ANN, "H-1", record_it=False, now=AT)
    assert kinds() == []


def test_what_an_earlier_verb_recorded_does_not_count_for_the_next(place):
    place(ANN, "H-1", now=AT)
    with pytest.raises(UnauditedVerb):
        place(ANN, "H-2", record_it=False, now=AT)


@pytest.mark.django_db(transaction=True)
def test_a_verb_within_a_verb_is_one_transaction_and_its_refusal_is_that_of_the_outer(place):
    @verb("disposal:review:approve")
    def approve(actor, reference, *, now):
        place(actor, "H-1", now=now)
        place(actor, "H-2", refuse=["held"], now=now)

    with pytest.raises(Refused):
        approve(ANN, "DR-1", now=AT)
    assert kinds() == ["disposal:review:approve:refused"]
    assert AuditEvent.objects.get().object_reference == "DR-1"


def test_an_inner_refusal_that_the_outer_verb_takes_in_its_stride_is_not_recorded(place):
    @verb("holds:hold:place_all")
    def place_all(actor, *, now):
        for reference, refuse in (("H-1", []), ("H-2", ["held"]), ("H-3", [])):
            try:
                place(actor, reference, refuse=refuse, now=now)
            except Refused:
                continue

    place_all(ANN, now=AT)
    assert list(AuditEvent.objects.order_by("seq").values_list("object_reference", flat=True)) == [
        "H-1",
        "H-3",
    ]


def test_an_inner_event_that_was_undone_does_not_count(place):
    @verb("holds:hold:try")
    def attempt(actor, *, now):
        try:
            place(actor, "H-1", refuse=["held"], now=now)
        except Refused:
            return

    with pytest.raises(UnauditedVerb):
        attempt(ANN, now=AT)
    assert kinds() == []


@pytest.mark.django_db(transaction=True)
def test_any_other_error_undoes_the_verb_and_records_nothing(place):
    @verb("holds:hold:break")
    def shatter(actor, *, now):
        place(actor, "H-1", now=now)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        shatter(ANN, now=AT)
    assert kinds() == []
    assert place(ANN, "H-1", now=AT) == "H-1"


def test_a_refusal_inside_a_transaction_of_the_caller_undoes_only_the_verb(place):
    with transaction.atomic():
        record(draft(), at=AT)
        with pytest.raises(Refused):
            place(ANN, "H-1", refuse=["held"], now=AT)
    assert kinds() == ["records:record:captured", "holds:hold:place:refused"]
    assert queries.verify().sound


def test_verbs_are_listed_by_kind(place):
    assert registered_verbs()["holds:hold:place"].function is place
    assert registered_verbs()["holds:hold:place"].name.endswith("place.<locals>.place")


def test_two_functions_cannot_be_the_same_verb(place):
    with pytest.raises(ValueError, match="already"):

        @verb("holds:hold:place")
        def another(actor, *, now):
            """Never registered."""


@pytest.mark.parametrize("kind", ["", "hold", "holds:hold", "Holds:hold:place", "a:b:c:d"])
def test_a_verb_is_named_room_object_verb(kind):
    with pytest.raises(ValueError, match="room:object:verb"):
        verb(kind)


def test_a_verb_is_told_the_time():
    with pytest.raises(TypeError, match="now"):

        @verb("holds:hold:timeless")
        def timeless(actor):
            """Never registered."""

    with pytest.raises(TypeError, match="now"):

        @verb("holds:hold:positional")
        def positional(actor, now):
            """Never registered."""
