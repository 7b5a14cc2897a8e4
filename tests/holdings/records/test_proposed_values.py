"""Values that documents propose for empty fields: shown, accepted by a person, never applied."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from tests.holdings.metadata.test_defining_fields import define, wards
from tests.holdings.records.test_bulk_edits import carry_out

from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Narrowing
from muniment.foundation.content.adapters.extractor import office
from muniment.foundation.content.models import Derived
from muniment.foundation.content.states import DerivedState
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.metadata import queries as fields
from muniment.holdings.metadata.types import Asking, FieldKind
from muniment.holdings.records import actions, queries
from muniment.holdings.records.models import Change, FieldValue, Record
from muniment.holdings.records.queries import bulk

pytestmark = pytest.mark.django_db
NONE = Narrowing()
FACTS = {"creator": "Ada Byron", "created": "2019-05-06T10:00:00Z", "keywords": "Quay, Moon"}


@pytest.fixture
def housing(parish):
    """HOU asks for an author (it must have one), a day, wards and a language."""
    wards(parish, "Quay", "City")
    must = Asking(mandatory=True)
    define(parish, "author", "HOU", asking=must, proposed_from="document:author")
    define(parish, "made", "HOU", FieldKind.DATE, proposed_from="document:created")
    where = {"vocabulary": "wards", "several": True, "proposed_from": "document:keywords"}
    define(parish, "ward", "HOU", FieldKind.CHOICE, **where)
    define(parish, "tongue", "HOU", proposed_from="document:language")
    return parish


def read(parish, facts, text, folder=None, language="en", narrowing=NONE, **said):
    """A record of a document that says this of itself; filed with the author given, if one is."""
    place = folder or parish.folder()
    given = {"author": "Placeholder", **said}
    made = Record.objects.get(
        reference=parish.upload(
            place, text.encode(), f"{text}.txt", fields=given, narrowing=narrowing
        ).record
    )
    if "author" not in said:  # as what comes in bulk: incomplete
        FieldValue.objects.filter(record=made).delete()
    digest = made.components.get(ordinal=1).sha256
    done = {"state": DerivedState.DONE, "metadata": facts, "language": language, "text": text}
    Derived.objects.filter(pk=digest).update(**done)
    return made


def offered(parish, record, who="manager"):
    found = queries.proposals(parish.who(who), [record]).get(record.pk, [])
    return {one.code: one.text for one in found}


def test_what_fits_an_empty_field_is_proposed_and_nothing_is_set(housing):
    one = read(housing, FACTS, "one")
    assert offered(housing, one) == {
        "author": "Ada Byron",
        "made": "2019-05-06",
        "ward": "Quay",  # Moon is no ward
        "tongue": "English",
    }
    assert not FieldValue.objects.exists()
    two = read(housing, {**FACTS, "created": "?"}, "two", language="", author="Ben")
    assert offered(housing, two) == {"ward": "Quay"}
    manager = housing.who("manager")
    assert list(queries.with_proposals(manager)) == [two, one]
    author = fields.field_named("author")
    assert list(queries.with_proposals(manager, author)) == [one]
    own = read(housing, FACTS, "own", narrowing=Narrowing(open_to=("HOU",)))
    assert list(queries.with_proposals(housing.who("lawyer"), author)) == [one]
    assert list(queries.with_proposals(housing.who("clerk"), author)) == [own, one]
    assert list(queries.with_proposals(manager, author)) == [own, one]
    assert list(queries.with_proposals(manager, fields.field_named("tongue"))) == [own, one]


def test_the_history_says_that_a_value_came_from_the_document(housing):
    one = read(housing, FACTS, "one")
    said = {"author": "Ada Byron", "made": "2020-01-01", "tongue": "English"}
    actions.describe(
        housing.who("manager"), one.reference, fields=said, reason="Read.", now=housing.now
    )
    told = dict(Change.objects.values_list("field", "reason"))
    assert told["author"] == "Read. Proposed from the author in the document's properties"
    assert told["made"] == "Read."  # the person knew better
    assert offered(housing, one) == {"ward": "Quay"}


def test_many_are_accepted_as_a_bulk_edit_that_leaves_what_has_a_value(housing):
    place = housing.folder()
    housing.records = [read(housing, FACTS, name, place) for name in ("one", "two", "three")]
    read(housing, FACTS, "four", place, author="Ben")
    housing.hold(records=[housing.records[2].reference])
    client = Client()
    client.force_login(Person.objects.get(reference=housing.references["manager"]))
    listed = client.get(reverse("proposed_values"), {"field": "author"}).text
    assert "Author: Ada Byron" in listed and "Accept many at once" in listed
    sent = {"which": "proposed", "field": "author", "reason": "From the documents"}
    address = f"{reverse('look_at_bulk')}?proposed=author"
    asked = client.get(address).text
    assert "Accept proposed values" in asked and 'name="value"' not in asked
    done = client.post(address, sent)
    assert done.status_code == 303
    shown = client.get(done["Location"]).text
    assert "2 records would be changed" in shown and "author: Ada Byron" in shown
    edit = bulk.bulk_edits(housing.who("manager")).get()
    carry_out(housing, edit)
    assert FieldValue.objects.filter(text="Ada Byron").count() == 2
    (reason,) = set(Change.objects.filter(field="author").values_list("reason", flat=True))
    assert reason.startswith("From the documents. Proposed")
    again = client.post(reverse("look_at_bulk"), sent)  # the one on hold is still proposed
    assert again.status_code == 303


def test_on_its_page_a_proposal_is_shown_and_fills_in_the_form_only(housing):
    one = read(housing, FACTS, "one")
    client = Client()
    client.force_login(Person.objects.get(reference=housing.references["manager"]))
    address = reverse("describe_record", args=[one.reference])
    assert f"{address}?proposed=yes" in client.get(reverse("incomplete")).text
    plain = client.get(address).text
    assert "Author: Ada Byron" in plain and 'value="Ada Byron"' not in plain
    filled = client.get(address, {"proposed": "yes"}).text
    assert 'value="Ada Byron"' in filled and "Filled in below" in filled
    assert not FieldValue.objects.exists()


def test_a_field_is_proposed_from_a_property_that_there_is(parish):
    with pytest.raises(Refused) as refusal:
        define(parish, "author", proposed_from="document:mood")
    assert [one.field for one in refusal.value.reasons] == ["proposed_from"]


def test_an_opendocument_text_says_all_of_its_keywords():
    told = (
        '<m xmlns:meta="urn:x" xmlns:dc="urn:y"><meta:initial-creator>Ada</meta:initial-creator>'
        "<meta:keyword>rent</meta:keyword><meta:keyword>roof</meta:keyword></m>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("meta.xml", told)
    found = office._facts(office.Package(made.getvalue()), "meta.xml")
    assert found == {"initial-creator": "Ada", "keyword": "rent, roof"}
