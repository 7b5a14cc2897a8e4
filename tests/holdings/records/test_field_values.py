"""What records hold of the fields of their class: given at filing, changed with history, found by
search, and gone with the record."""

import pytest
from tests.holdings.metadata.test_defining_fields import ask, define, wards
from tests.holdings.parish import codes, events

from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata import queries as fields
from muniment.holdings.metadata.models import Tally
from muniment.holdings.metadata.types import Asking, FieldKind
from muniment.holdings.records import actions, queries
from muniment.holdings.records.models import Change, FieldValue, Record
from muniment.holdings.search.queries import search

pytestmark = pytest.mark.django_db


@pytest.fixture
def housing(parish):
    return house(parish)


def house(parish):
    """HOU asks for a ward (it must have one), a plot, a day and a sum."""
    wards(parish, "City", "North End", "Quay")
    manager = parish.who("manager")
    for label in ("North End", "Quay"):
        metadata.change_term(
            manager, "wards", term=label, label=label, broader="City", now=parish.now
        )
    must = Asking(mandatory=True)
    define(parish, "ward", "HOU", FieldKind.CHOICE, must, vocabulary="wards", several=True)
    define(parish, "plot", "HOU", pattern="[A-Z]{2}[0-9]{3}", pattern_help="is like AB123")
    define(parish, "signed", "HOU", FieldKind.DATE)
    define(parish, "sum", "HOU", FieldKind.NUMBER)
    define(parish, "keeper", "HOU", FieldKind.PERSON, fills_from="record:captured_by")
    return parish


def held(parish, reference, by="manager"):
    record = queries.record_named(parish.who(by), reference)
    found = queries.in_words(queries.values_of([record.pk]), parish.who(by))
    return found.get(record.pk, {})


def file(parish, by="manager", data=b"text", **said):
    return parish.upload(parish.folder(), data, by=by, fields=said).record


def describe(parish, record, by="manager", **said):
    return actions.describe(parish.who(by), record, fields=said, reason="r", now=parish.now)


def found(parish, text, by="manager"):
    return {hit.reference for hit in search(parish.who(by), text).hits}


def test_a_person_is_refused_with_every_field_that_is_wrong_or_missing(housing):
    with pytest.raises(Refused) as refusal:
        file(housing, plot="ab", signed="31/02/2024", sum="much", keeper="nobody", colour="red")
    named = {one.field: one.code for one in refusal.value.reasons}
    assert named == {
        "field-ward": "field_missing",
        "field-plot": "field_pattern",
        "field-signed": "field_date",
        "field-sum": "field_number",
        "field-keeper": "field_person",
        "field-colour": "field_unknown",
    }
    assert not Record.objects.exists()
    tallies = {one.field.code: (one.sent, one.refused) for one in Tally.objects.all()}
    assert tallies["ward"] == tallies["plot"] == (1, 1)
    file(housing, ward="quay")
    tallies = {one.field.code: (one.sent, one.refused) for one in Tally.objects.all()}
    assert tallies["ward"] == (2, 1)


def test_what_is_known_is_filled_in_and_what_was_typed_is_kept(housing):
    ask(housing, "plot", "HOU", Asking(default="AA000"))
    record = file(housing, ward=["Quay", "NORTH END"], signed="1/2/2024", sum="1,200.50")
    assert held(housing, record) == {
        "keeper": ["MANAGER"],
        "plot": ["AA000"],
        "signed": ["2024-02-01"],
        "sum": ["1200.5"],
        "ward": ["Quay", "North End"],
    }
    empty = file(housing, data=b"other", ward="Quay", plot="")
    assert "plot" not in held(housing, empty)


def test_what_is_captured_in_bulk_is_filed_incomplete_and_listed(housing, tmp_path):
    from tests.holdings.parish import write

    source = write(tmp_path / "drive", {"a.txt": b"a", "b.txt": b"b"})
    assert housing.tally(source).captured == 2
    manager = housing.who("manager")
    assert queries.incomplete(manager).count() == 2
    first = queries.incomplete(manager).first()
    assert queries.missing_in([first]) == {first.pk: ["Ward"]}
    describe(housing, first.reference, ward="Quay")
    assert queries.incomplete(manager).count() == 1
    assert queries.incomplete(manager, fields.field_named("plot")).count() == 0
    metadata.retire_field(manager, "ward", now=housing.now)
    assert queries.incomplete(manager).count() == 0


def test_every_change_keeps_what_was_there_who_when_and_why(housing):
    record = file(housing, ward="Quay")
    describe(housing, record, ward="City", plot="AB123")
    ward = Change.objects.get(field="ward")
    assert (ward.before, ward.after, ward.reason, ward.at) == ("Quay", "City", "r", housing.now)
    assert ward.by == housing.who("manager").reference
    assert Change.objects.get(field="plot").before == ""
    [told] = events("records:record:described")
    assert "plot" in told.canonical and "AB123" not in told.canonical
    describe(housing, record, ward="City", plot="AB123")
    assert Change.objects.count() == 2


def test_a_mandatory_field_cannot_be_emptied_and_others_can(housing):
    record = file(housing, ward="Quay", plot="AB123")
    with pytest.raises(Refused) as refusal:
        describe(housing, record, ward="")
    assert codes(refusal) == ["field_missing"]
    describe(housing, record, plot="")
    assert "plot" not in held(housing, record)


def test_a_held_record_keeps_its_fields_and_a_reader_cannot_set_them(housing):
    record = file(housing, ward="Quay")
    with pytest.raises(NotPermitted):
        describe(housing, record, by="clerk", ward="City")
    housing.hold(records=[record])
    with pytest.raises(Refused):
        describe(housing, record, ward="City")
    assert held(housing, record)["ward"] == ["Quay"]


def test_a_record_is_found_by_its_fields_and_by_broader_terms(housing):
    one = file(housing, ward="Quay", plot="AB123", signed="2024-02-01", sum="12")
    two = file(housing, data=b"second", ward="North End", sum="900")
    assert found(housing, "ward:quay") == {one}
    assert found(housing, 'ward:"north end"') == found(housing, "ward:nor*") == {two}
    assert found(housing, "ward:city") == found(housing, "city") == {one, two}
    assert found(housing, "quay") == {one} and found(housing, "quay -ward:quay") == set()
    assert found(housing, "plot:ab123") == {one} and found(housing, "ward:ab123") == set()
    assert found(housing, "signed:2024-01..2024-03") == found(housing, "signed:2024") == {one}
    assert found(housing, "sum:100..") == {two} and found(housing, "sum:..100") == {one}
    assert found(housing, "keeper:manager") == {one, two}
    assert found(housing, "ward:nowhere") == set() == found(housing, "sum:much")
    assert found(housing, "ward:city NOT sum:12") == {two}


def test_a_renamed_or_merged_term_is_found_without_indexing_anything(housing, monkeypatch):
    record = file(housing, ward="Quay")
    monkeypatch.setattr("muniment.holdings.search.actions.indexing.write", _no_writing)
    manager, said = housing.who("manager"), {"now": housing.now}
    metadata.change_term(manager, "wards", term="Quay", label="Harbour", **said)
    assert found(housing, "harbour") == found(housing, "ward:harbour") == {record}
    assert found(housing, "ward:quay") == {record}
    metadata.merge_terms(manager, "wards", term="Harbour", into="North End", **said)
    assert held(housing, record)["ward"] == ["North End"]
    assert found(housing, 'ward:"north end"') == {record}


def _no_writing(*_):
    raise AssertionError("a record was indexed again")


def test_what_another_reader_cannot_see_is_not_named_in_a_field(housing):
    define(housing, "about", "HOU", FieldKind.RECORD)
    secret = housing.upload(housing.folder("LEG", title="Secret"), b"secret").record
    manager = housing.who("manager")
    narrowing = _only("LEG")
    actions.narrow_record(
        manager, secret, narrowing=narrowing, tiers=("OFFICIAL",), now=housing.now
    )
    record = file(housing, ward="Quay", about=secret)
    assert held(housing, record)["about"] == [f"{secret} paper"]
    assert held(housing, record, by="clerk")["about"] == ["A record that you cannot see"]
    with pytest.raises(Refused) as refusal:
        housing.upload(
            housing.folder(title="More"), b"x", by="clerk", fields={"ward": "Quay", "about": secret}
        )
    assert codes(refusal) == ["field_record"]


def _only(unit):
    from muniment.foundation.access.types import Narrowing

    return Narrowing(open_to=(unit,))


def test_values_go_with_the_record_but_for_those_that_are_to_stay(housing):
    from muniment.holdings.records.types import Kept

    record = queries.record_named(housing.who("manager"), file(housing, ward="Quay", plot="AB123"))
    locked = actions.lock_all_for_disposal([record.pk])[record.pk]
    actions.begin_destruction([locked], kept=Kept(metadata=("ward",)), now=housing.now)
    stub = Record.objects.get()
    assert not FieldValue.objects.exists() and stub.metadata == {"ward": "Quay"}


def test_the_time_to_rename_does_not_grow_with_the_records(housing, django_assert_max_num_queries):
    for number in range(5):
        file(housing, data=b"%d" % number, ward="Quay")
    manager = housing.who("manager")
    with django_assert_max_num_queries(40) as first:
        metadata.change_term(manager, "wards", term="Quay", label="Pier", now=housing.now)
    for number in range(5, 25):
        file(housing, data=b"%d" % number, ward="Pier")
    with django_assert_max_num_queries(len(first)):
        metadata.change_term(manager, "wards", term="Pier", label="Mole", now=housing.now)
    tables = " ".join(one["sql"] for one in first.captured_queries)
    assert "records_" not in tables and "search_" not in tables


def test_what_is_typed_for_a_copy_fills_gaps_and_replaces_nothing(housing):
    folder = housing.folder()
    one = housing.upload(folder, b"same", fields={"ward": "Quay"}).record
    again = housing.upload(folder, b"same", fields={"ward": "City", "plot": "AB123"})
    assert again.record == one
    assert held(housing, one)["ward"] == ["Quay"] and held(housing, one)["plot"] == ["AB123"]
    assert Change.objects.get().reason == "Entered with another copy"


def test_of_merged_terms_a_record_holds_the_other_once_and_choosing_it_changes_nothing(housing):
    record = file(housing, ward="North End|Quay")
    metadata.merge_terms(
        housing.who("manager"), "wards", term="Quay", into="North End", now=housing.now
    )
    assert held(housing, record)["ward"] == ["North End"]
    describe(housing, record, ward="North End")
    assert not Change.objects.filter(field="ward").exists()
    [event] = events("records:record:described")
    assert '"fields":[]' in event.canonical
