"""Versions of one document: offered to a person, accepted or refused, and seen by who sees both."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.holdings.duplicates.written import AMENDED, MINUTES, OTHER, file
from tests.holdings.parish import events

from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Narrowing
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.duplicates import actions, queries
from muniment.holdings.duplicates.models import Decision
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(parish):
    """Two versions of a policy by name and text, a third by name alone, and something else."""
    place = parish.folder()
    names = (("Policy v1", MINUTES), ("Policy v2", AMENDED), ("Policy final", "Quite short"))
    made = [file(parish, text, f"{name}.txt", place) for name, text in names]
    file(parish, OTHER, "Invoices.txt", place)
    return made


def offered(parish, who="manager"):
    return [(one.earlier.title, one.later.title) for one in queries.offers(parish.who(who))]


def known(parish, record, who="manager"):
    return [one.title for one in queries.versions_of(parish.who(who), record)]


def browser(parish, username):
    client = Client()
    client.force_login(Person.objects.get(reference=parish.references[username]))
    return client


def accept(parish, one, other, who="manager"):
    return actions.accept_versions(parish.who(who), one.reference, other.reference, now=parish.now)


def test_names_and_texts_that_look_like_versions_are_offered_the_most_alike_first(parish, papers):
    found = offered(parish)
    assert found[0] == ("Policy v1", "Policy v2")
    assert sorted(found[1:]) == [("Policy v1", "Policy final"), ("Policy v2", "Policy final")]
    first = queries.offers(parish.who("manager"))[0]
    assert first.alike > 0.8 and len(first.why) == 2
    mine = queries.offers_for(parish.who("manager"), papers[2])
    assert {one.earlier.title for one in mine} == {"Policy v1", "Policy v2"}


def test_what_is_accepted_is_one_document_in_order_and_is_offered_no_more(parish, papers):
    one, two, three = papers
    before = list(Record.objects.order_by("pk").values())
    accept(parish, one, two)
    accept(parish, two, three)
    assert known(parish, one) == ["Policy v1", "Policy v2", "Policy final"] == known(parish, three)
    assert offered(parish) == []  # the first and the last are one document already
    assert list(Record.objects.order_by("pk").values()) == before  # their lives are their own
    assert len(events("duplicates:versions:accepted")) == 2


def test_what_is_refused_is_not_offered_again_and_can_be_accepted_after_all(parish, papers):
    one, two, _ = papers
    manager = parish.who("manager")
    actions.refuse_versions(manager, two.reference, one.reference, now=parish.now)
    assert ("Policy v1", "Policy v2") not in offered(parish)
    assert known(parish, one) == []
    accept(parish, one, two)
    assert known(parish, one) == ["Policy v1", "Policy v2"]
    actions.refuse_versions(manager, one.reference, two.reference, now=parish.now)
    assert known(parish, one) == [] and Decision.objects.count() == 1


def test_an_order_against_what_was_said_before_is_refused(parish, papers):
    one, two, three = papers
    accept(parish, two, one)
    assert known(parish, one) == ["Policy v2", "Policy v1"]  # a person knows better than a name
    accept(parish, one, two)  # and may change their mind
    accept(parish, two, three)
    with pytest.raises(Refused, match="other way round"):
        accept(parish, three, one)
    with pytest.raises(Refused, match="no version of itself"):
        accept(parish, one, one)


def test_who_may_not_see_both_learns_of_nothing(parish, papers):
    one, two, three = papers
    accept(parish, one, two)
    accept(parish, two, three)
    records.narrow_record(
        parish.who("manager"),
        two.reference,
        narrowing=Narrowing(open_to=("HOU-R",)),
        tiers=["OFFICIAL"],
        now=parish.now,
    )
    lawyer = parish.who("lawyer")
    assert known(parish, one, "lawyer") == []  # what ties the first to the last is not to be seen
    assert offered(parish, "lawyer") == [("Policy v1", "Policy final")]
    assert queries.offers_for(lawyer, one)[0].later.title == "Policy final"
    with pytest.raises(NotFound):
        accept(parish, one, two, "lawyer")


def test_only_who_may_change_both_decides(parish, papers):
    one, two, _ = papers
    with pytest.raises(NotPermitted):
        accept(parish, one, two, "clerk")
    assert not Decision.objects.exists()
    accept(parish, one, two, "officer")


def test_a_person_decides_on_the_page_and_the_record_shows_it(parish, papers):
    one, two, _ = papers
    client = browser(parish, "manager")
    listed = client.get(reverse("versions")).text
    address = reverse("decide_versions", args=[one.reference, two.reference])
    assert address in listed and "The names are the same but for “version 1” and" in listed
    assert "May be a version" in client.get(reverse("record", args=[one.reference])).text
    asked = client.get(address).text
    assert 'value="second" checked' in " ".join(asked.split())
    missing = client.post(address, {})
    assert missing.status_code == 422 and "Say whether they are versions" in missing.text
    assert client.post(address, {"decision": "second"}).status_code == 303
    shown = client.get(reverse("record", args=[one.reference])).text
    assert "Versions of this document" in shown and "Latest" in shown
    assert client.post(address, {"decision": "neither"}).status_code == 303
    again = client.get(reverse("record", args=[one.reference])).text
    assert "Versions of this document" not in again
    assert browser(parish, "clerk").get(address).status_code == 403
    assert "Decide" not in browser(parish, "clerk").get(reverse("versions")).text
