"""How the library is used: counted by month and unit; licences that end; lists in and out."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.holdings.library.test_library import subjects
from tests.holdings.parish import add_person, codes, events

from muniment.foundation.access.types import Role
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Refused
from muniment.foundation.notices import queries as notices
from muniment.holdings.library import actions, queries
from muniment.holdings.library.adapters import ris
from muniment.holdings.library.models import UseCount
from muniment.holdings.library.rules import columns_of

pytestmark = pytest.mark.django_db


def crowd(parish, unit, count):
    for number in range(count):
        add_person(parish, f"{unit.lower()}{number}", unit, Role.STAFF)


def test_use_is_counted_by_month_and_unit_and_says_nothing_of_a_person(parish, library):
    crowd(parish, "HOU-R", 5)
    crowd(parish, "LEG", 2)
    one = library.add()
    library.license(one)
    before = AuditEvent.objects.count()
    for who in ("hou-r0", "hou-r1", "clerk", "leg0", "manager"):
        actor = parish.who(who)
        found = queries.find(actor, "planning")
        actions.note_shown(actor, found.items, now=parish.now)
        assert actions.open_resource(actor, one.reference, now=parish.now) == one.address
    assert AuditEvent.objects.count() == before
    rows = UseCount.objects.order_by("unit").values_list("unit", "shown", "opened")
    # Legal has too few people for a count of its own.
    assert list(rows) == [("", 2, 2), ("HOU", 1, 1), ("HOU-R", 2, 2)]
    kept = {field.name for field in UseCount._meta.fields}
    assert kept == {"id", "resource", "month", "unit", "shown", "opened"}


def test_the_figures_are_of_twelve_months_with_what_a_use_came_to(parish, library):
    one, other = library.add(), library.add("Never read")
    library.license(one)
    clerk, manager = parish.who("clerk"), parish.who("manager")
    long_ago = datetime(2025, 11, 30, 12, tzinfo=UTC)
    for now in (long_ago, datetime(2025, 12, 1, 12, tzinfo=UTC), parish.now, parish.now):
        actions.open_resource(clerk, one.reference, now=now)
    today = civil_date(parish.now)
    found = {it.reference: queries.use_line(it) for it in queries.used(manager, today=today)}
    assert (found[one.reference].opened, found[one.reference].each) == (3, Decimal("400.00"))
    assert (found[other.reference].opened, found[other.reference].each) == (0, None)
    assert [it.pk for it in queries.used(manager, today=today, unused=True)] == [other.pk]
    months = [row["month"].isoformat()[:7] for row in queries.months_of(manager, one)]
    assert months == ["2026-11", "2025-12", "2025-11"]
    every = list(queries.every_count(manager))
    assert [row["month"] for row in every] == ["2025-11", "2025-12", "2026-11"]
    assert [row["opened"] for row in every] == [1, 1, 2]


def test_those_who_manage_the_library_are_told_of_an_end_three_times_each_once(parish, library):
    add_person(parish, "librarian", "LEG", Role.LIBRARY_MANAGER)
    ends = civil_date(parish.now) + timedelta(days=91)
    library.license(library.add(), ends_on=ends)
    library.license(library.add("Open"), kind="open", name="OGL v3.0", supplier="")
    told = []
    for days in (0, 1, 1, 58, 1, 1, 29, 30):
        told.append(actions.warn(now=parish.later(days=days)))
        assert actions.warn(now=parish.now) is None
    # The manager, the other manager and the librarian.
    assert told == [None, 3, None, None, 3, None, 3, None]
    words = [one.words for one in notices.notices(parish.who("librarian"))]
    assert len(words) == 3 and "ends on 20 February 2027" in words[-1]
    assert notices.notices(parish.who("clerk")).count() == 0


def test_after_its_end_a_licence_leads_nowhere_and_the_resource_is_still_found(parish, library):
    one, clerk = library.add(), parish.who("clerk")
    today = civil_date(parish.now)
    library.license(one, ends_on=today)
    assert actions.open_resource(clerk, one.reference, now=parish.now)
    tomorrow = parish.later(days=1)
    with pytest.raises(Refused) as refusal:
        actions.open_resource(clerk, one.reference, now=tomorrow)
    assert codes(refusal) == ["ended"]
    [found] = queries.find(clerk, "planning", today=civil_date(tomorrow)).items
    assert found.line.startswith("Licence ended on") and not found.usable
    library.license(one, ends_on=today + timedelta(days=365))
    assert actions.open_resource(clerk, one.reference, now=tomorrow)
    assert queries.licences_of(one).count() == 2


LIST = [
    {"Title": "Damp", "Type": "E-book", "Title URL": "https://example.org/damp", "Price": "£1,200"},
    {"Title": "Roofs", "Type": "journal", "Title URL": "https://example.org/roofs"},
    {"Title": "", "Type": "scroll", "Title URL": "javascript:alert(1)"},
    {"Title": "Damp again", "Type": "e_book", "Title URL": "http://www.example.org/damp/"},
    {"Title": "", "Type": "", "Title URL": ""},
]


def test_a_list_is_brought_in_and_what_is_not_understood_left_out_with_every_reason(
    parish, library
):
    rows = [{**row, "Licence": "Subscription" if row.get("Price") else ""} for row in LIST]
    library.add("Roofs", address="https://example.org/roofs")
    chosen = columns_of(list(rows[0])) | {"address": "Title URL", "cost": "Price"}
    manager = parish.who("manager")
    found, left = queries.look_at(manager, rows, chosen)
    assert [one.resource.title for one in found] == ["Damp"]
    assert [one.line for one in left] == [3, 4, 5]
    assert "has it already" in left[0].reason and "stands in line 2" in left[2].reason
    for words in ("Give it a title", "Choose a kind", "Write the whole address"):
        assert words in left[1].reason
    [made] = actions.import_resources(manager, rows, chosen, now=parish.now)
    one = queries.resource_named(manager, made)
    assert (one.kind, one.licence.cost) == ("e_book", Decimal(1200))
    assert queries.find(parish.who("clerk"), "damp").total == 1
    assert len(events("library:resources:imported")) == 1
    with pytest.raises(Refused) as refusal:
        actions.import_resources(manager, rows, chosen, now=parish.now)
    assert codes(refusal) == ["nothing"]


def test_what_is_taken_out_comes_in_again_in_another_body_as_csv_and_as_ris(parish, library):
    subjects(parish, "Damp")
    one = library.add(
        "Roofs; and gutters", isbn="9780306406157", subjects=("Damp",), description="=1+1"
    )
    library.license(one, ends_on=civil_date(parish.now))
    manager, clerk = parish.who("manager"), parish.who("clerk")
    [row], [seen] = list(queries.export_rows(manager)), list(queries.export_rows(clerk))
    assert row["cost"] == "1200.00" and seen["cost"] == ""
    text = queries.ris_of(clerk)
    actions.withdraw(manager, one.reference, reason="Once.", now=parish.now)
    columns = {name: name for name in row}
    found, left = queries.look_at(manager, [row], columns)
    assert not left and found[0].licence.cost == Decimal("1200.00")
    [read] = ris.rows_of("library.ris", text.encode())
    found, left = queries.look_at(manager, [read], {name: name for name in read})
    assert not left and found[0].resource.isbn == "9780306406157"
    assert found[0].resource.title == "Roofs; and gutters"
    assert found[0].resource.subjects == ("Damp",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"TY  - ",
        b"<html>",
        b"TI  - no type\nER  - \n",
        b"ER  - \n" * 50,
        b"TY  - BOOK\nTI  - never ends",
    ],
)
def test_a_file_that_is_no_ris_is_refused_or_gives_nothing_that_can_be_kept(parish, data):
    try:
        rows = ris.rows_of("list.ris", data)
    except Refused as refusal:
        assert [one.code for one in refusal.reasons] == ["unreadable"]
        return
    manager = parish.who("manager")
    assert queries.look_at(manager, rows, {name: name for name in rows[0]})[0] == []
