"""Suggestions from what people filed: right, explained, and of nothing that one cannot see."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.holdings.advice.office import PAPERS, file
from tests.holdings.parish import events

from muniment.foundation.access.models import Person
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.advice import actions, queries
from muniment.holdings.advice.models import Learnt, Sample, Taken
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries

pytestmark = pytest.mark.django_db


def offered(office, record, who="manager"):
    on = civil_date(office.now)
    return queries.suggestions(office.who(who), record.reference, on=on)


def browser(office, username):
    client = Client()
    client.force_login(Person.objects.get(reference=office.references[username]))
    return client


def test_a_new_paper_is_suggested_a_class_with_rule_words_and_papers_like_it(office):
    record = file(
        office, office.inbox, "Letter 7", "the roof leaks and slates fell off the chimney"
    )
    best, other = offered(office, record)
    assert (best.file_class, other.file_class) == ("HOU", "LEG")
    assert best.rule == "SIX"
    assert {"roof", "slates", "chimney"} & set(best.words)
    assert best.near[0].title.startswith("House")
    assert best.folder == office.roofs.reference


def test_how_often_it_was_right_is_measured_on_papers_that_taught_nothing(office):
    held_back = Sample.objects.filter(held_back=True).count()
    assert held_back >= 2
    assert sum(Learnt.objects.values_list("records", flat=True)) == 2 * PAPERS - held_back
    found = queries.accuracy(office.who("manager"))
    assert sum(one.tried for one in found) == held_back
    assert all(one.first == one.tried == one.among_three for one in found)
    said = browser(office, "manager").get(reverse("accuracy")).text
    assert f"right for {held_back} of {held_back} records" in said


def test_nothing_is_learnt_from_records_that_the_reader_cannot_see(office):
    record = file(office, office.inbox, "Letter 8", "the roof leaks; the tenant pays rent")
    before = offered(office, record, "clerk")
    secret = office.open_class(
        "SECRET", rule="SIX", owner_unit="LEG", access="units", open_to=("LEG",)
    )
    hidden = office.folder("SECRET", title="Hidden")
    for number in range(12):
        file(office, hidden, f"Project Falcon {number}", f"roof rent falcon {number}")
    actions.learn()
    assert offered(office, record, "clerk") == before
    assert queries.accuracy(office.who("clerk"))
    assert "SECRET" not in str(queries.accuracy(office.who("clerk")))
    assert secret.reference in {one.file_class for one in offered(office, record)}
    with pytest.raises(NotFound):
        offered(office, record_queries.every_record().get(title="Project Falcon 3"), "clerk")


def test_only_places_where_one_may_file_are_suggested(office):
    record = file(office, office.inbox, "Letter 9", "roof slates")
    assert offered(office, record, "clerk") != []
    with pytest.raises(NotFound):
        offered(office, record, "auditor")
    assert "INBOX" not in {one.file_class for one in offered(office, record)}


def test_taking_one_files_the_record_and_teaches_nothing(office):
    record = file(office, office.inbox, "Letter 10", "the roof leaks and slates fell")
    manager = office.who("manager")
    with pytest.raises(Refused, match="not suggested"):
        actions.take_suggestion(manager, record.reference, folder="F-NONE", now=office.now)
    client = browser(office, "manager")
    address = reverse("advice", args=[record.reference])
    assert "slates" in client.get(address).text
    assert client.post(address, {}).status_code == 422
    said = client.post(address, {"folder": office.roofs.reference})
    assert said.status_code == 303
    assert client.post(address, {"folder": office.roofs.reference}).status_code == 422
    moved = record_queries.record_named(manager, record.reference)
    assert moved.folder_id == office.roofs.pk
    assert Taken.objects.get().file_class_id == moved.file_class_id
    assert len(events("advice:suggestion:taken")) == 1
    assert actions.learn() == 0
    assert not Sample.objects.filter(record=record.pk).exists()
    # Whoever moves it elsewhere has looked: that teaches.
    records.move_record(
        manager,
        record.reference,
        folder=office.leases.reference,
        reason="It is about a lease.",
        now=office.now,
    )
    assert actions.learn() == 1


def test_who_may_not_edit_takes_none(office):
    record = file(office, office.inbox, "Letter 11", "the roof leaks")
    with pytest.raises((NotPermitted, Refused)):
        actions.take_suggestion(
            office.who("clerk"), record.reference, folder=office.roofs.reference, now=office.now
        )
    assert record_queries.every_record().get(pk=record.pk).folder_id == office.inbox.pk


def test_what_went_leaves_no_word_behind(office):
    state = {(one.audience_id, one.file_class_id): bytes(one.features) for one in _rows()}
    record = file(office, office.roofs, "House 99 Elm Row", "zephyr quartz")
    assert actions.learn() == 1
    Sample.objects.filter(record=record.pk).update(held_back=False)
    assert actions.forget([record.pk]) == 1
    after = {(one.audience_id, one.file_class_id): bytes(one.features) for one in _rows()}
    assert not Sample.objects.filter(record=record.pk).exists()
    if record.pk % 10 != 9:
        assert after == state
    actions.forget(Sample.objects.values_list("pk", flat=True))
    assert set(Learnt.objects.values_list("records", flat=True)) == {0}
    assert {bytes(one.features) for one in _rows()} == {b""}


def _rows():
    return Learnt.objects.order_by("pk")


def test_a_paper_that_was_moved_teaches_its_new_place(office):
    record = record_queries.every_record().filter(folder=office.roofs).order_by("pk").first()
    records.move_record(
        office.who("manager"),
        record.reference,
        folder=office.leases.reference,
        reason="Misfiled.",
        now=office.now,
    )
    assert actions.learn() == 2  # forgotten there, learnt here
    assert Sample.objects.get(pk=record.pk).file_class_id == office.leases.file_class_id
    assert actions.learn() == 0


def test_the_page_of_an_inbox_names_a_place_for_each_paper(office):
    file(office, office.inbox, "Letter 12", "the roof leaks and slates fell")
    file(office, office.inbox, "Letter 13", "the tenant owes rent to the landlord")
    shown = (
        browser(office, "manager").get(reverse("advise_folder", args=[office.inbox.reference])).text
    )
    assert "Letter 12" in shown
    assert "HOU" in shown
    assert "LEG" in shown
    assert "Nothing on this page is filed by itself" in shown


def test_what_is_not_filed_yet_is_suggested_a_folder_by_its_title(office):
    clerk, on = office.who("clerk"), civil_date(office.now)
    best = queries.suggestions_for(clerk, title="The roof leaks, slates fell", on=on)[0]
    assert (best.file_class, best.folder) == ("HOU", office.roofs.reference)
    assert best.near and {"roof", "slates"} & set(best.words)
    assert queries.suggestions_for(clerk, title="Zeppelin", on=on) == []
    assert queries.suggestions_for(clerk, title="", on=on) == []
    assert Sample.objects.count() == 2 * PAPERS  # nothing of what was asked is kept


def test_who_sees_nothing_is_suggested_nothing_by_title(office):
    on = civil_date(office.now)
    assert queries.suggestions_for(office.who("auditor"), title="roof slates", on=on) == []


def test_what_was_learnt_and_undone_is_not_remembered(office):
    manager = office.who("manager")
    file(office, office.roofs, "Undone", "zeppelin quartz falcon")
    point = transaction.savepoint()
    actions.learn()
    undone = queries.learnt_for(manager)
    transaction.savepoint_rollback(point)
    file(office, office.roofs, "Done", "harbour lantern compass")
    actions.learn()
    assert queries.learnt_for(manager) != undone
