"""Records on paper and their boxes: registering, finding, moving about, and bringing in."""

from datetime import date

import pytest
from django.urls import reverse
from tests.holdings.parish import add_person, codes, events

from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Role
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata.types import Asking, FieldTerms
from muniment.holdings.physical import actions, queries
from muniment.holdings.physical.models import Box
from muniment.holdings.physical.types import BoxDraft, PaperDraft
from muniment.holdings.records import actions as record_actions
from muniment.holdings.records import queries as records
from muniment.holdings.records.models import Record
from muniment.holdings.search import queries as search

LAST = date(2015, 3, 31)


@pytest.fixture
def folder(parish):
    return parish.folder("HOU", "Tenancy files")


def box(parish, label="HB/12", unit="HOU", by="manager"):
    draft = BoxDraft(label, "Store A, bay 3", unit, "Tenancies")
    return actions.open_box(parish.who(by), draft, now=parish.now)


def paper(parish, folder, title="Tenancy of 4 Mill Lane", by="manager", **said):
    said = {"location": "Strong room", **said}
    draft = PaperDraft(title, LAST, **said)
    return actions.register(parish.who(by), folder.reference, draft, now=parish.now)


def boxed(parish, folder, inside, title="Tenancy of 4 Mill Lane", **said):
    return paper(parish, folder, title, location="", box=inside.reference, **said)


def test_a_paper_is_a_record_with_dates_access_and_words_to_be_found_by(parish, folder):
    made = paper(
        parish, folder, by="clerk", former_reference="HSG/4471", description="Arrears of rent"
    )
    made.refresh_from_db()
    assert (made.due_on, made.due_action) == (date(2021, 3, 31), "destroy")
    assert made.audience_id == folder.audience_id
    assert not made.components.exists()
    for words in ("mill lane", "arrears", "hsg/4471", 'path:"on paper"'):
        found = search.search(parish.who("clerk"), words)
        assert [hit.reference for hit in found.hits] == [made.reference], words
    assert made.reference in events("records:record:filed")[-1].canonical
    assert [one.pk for one in records.in_folder(parish.who("clerk"), folder)] == [made.pk]


def test_a_paper_is_refused_with_every_gap_at_once(parish, folder):
    draft = PaperDraft(" ", date(2027, 1, 1), date(2028, 1, 1))
    with pytest.raises(Refused) as refusal:
        actions.register(parish.who("manager"), folder.reference, draft, now=parish.now)
    assert codes(refusal) == ["no_title", "future", "dates", "nowhere"]
    assert not Record.objects.exists()
    assert events("physical:paper:register:refused")


def test_a_paper_that_is_described_better_keeps_what_was_said(parish, folder):
    made = paper(parish, folder, description="Rent")
    told = {"description": "Rent and repairs", "former_reference": "H 1", "format": "Bundle"}
    actions.describe(parish.who("manager"), made.reference, **told, now=parish.now)
    assert records.history(parish.who("manager"), made)[0].before["description"] == "Rent"
    uploaded = parish.upload(folder, b"x")
    with pytest.raises(Refused) as refusal:
        actions.describe(parish.who("manager"), uploaded.record, **told, now=parish.now)
    assert codes(refusal) == ["not_paper"]


def test_papers_are_put_in_taken_out_and_moved_with_their_box(parish, folder):
    first, second = box(parish), box(parish, "HB/13")
    one = paper(parish, folder)
    who = parish.who("officer")
    actions.put_in(who, "HB/12", references=[one.reference], now=parish.now)
    assert queries.paper_of(one.pk).box == first
    actions.put_in(who, second.reference, references=[one.reference], now=parish.now)
    assert list(queries.in_box(who, second)) == [one]
    assert not queries.in_box(who, first).exists()
    actions.change_box(who, "HB/13", location="Store B", now=parish.now)
    assert "Store A, bay 3" in events("physical:box:changed")[-1].canonical
    said = {"location": "With legal", "reason": "A claim", "now": parish.now}
    assert actions.take_out(who, references=[one.reference], **said) == 1
    assert (queries.paper_of(one.pk).box, queries.paper_of(one.pk).location) == (None, "With legal")


def test_what_cannot_be_moved_about_is_refused_with_every_reason(parish, folder):
    inside = box(parish)
    one, other = boxed(parish, folder, inside), paper(parish, folder)
    uploaded = parish.upload(folder, b"x").record
    who = parish.who("manager")
    with pytest.raises(Refused) as refusal:
        actions.put_in(who, "HB/12", references=[one.reference, uploaded], now=parish.now)
    assert codes(refusal) == ["inside", "not_paper"]
    with pytest.raises(Refused) as refusal:
        said = {"location": "", "reason": "", "now": parish.now}
        actions.take_out(who, references=[other.reference], **said)
    assert codes(refusal) == ["location", "no_reason", "not_boxed"]
    with pytest.raises(Refused) as refusal:
        actions.change_box(who, "HB/12", location=inside.location, now=parish.now)
    assert codes(refusal) == ["same"]
    with pytest.raises(Refused) as refusal:
        box(parish)
    assert codes(refusal) == ["taken"]


def test_boxes_are_seen_by_their_unit_and_by_whoever_sees_what_is_in_them(parish, folder):
    inside = box(parish)
    closed = parish.open_class("HOU/X", under="HOU", access="units", open_to=("HOU",))
    add_person(parish, "outsider", "LEG", Role.STAFF)
    assert list(queries.boxes(parish.who("clerk"))) == [inside]
    assert not queries.boxes(parish.who("outsider")).exists()
    hidden = boxed(parish, parish.folder(closed.reference, "Conduct"), inside)
    assert not queries.boxes(parish.who("outsider")).exists()
    with pytest.raises(NotFound):
        queries.box_named(parish.who("outsider"), "HB/12")
    shown = boxed(parish, folder, inside)
    [seen] = queries.boxes(parish.who("outsider"))
    assert seen.held == 1
    assert list(queries.in_box(parish.who("outsider"), inside)) == [shown]
    assert queries.every_in_box(inside) == sorted([hidden.pk, shown.pk])
    # The same label in a unit of which they see nothing is not told.
    box(parish, "LB/1", "LEG")
    assert not queries.boxes(parish.who("clerk")).filter(label="LB/1").exists()
    with pytest.raises(NotPermitted):
        box(parish, "HB/14", by="clerk")


ROWS = [
    {
        "class": "HOU",
        "folder": "Tenancy files",
        "title": f"File {number}",
        "last_date": "31/03/2015",
        "former_reference": f"H {number}",
        "box": "HB/20",
        "unit": "HOU",
        "location": "Store C",
    }
    for number in range(3)
]


def test_a_spreadsheet_is_brought_in_whole_with_its_boxes_and_folders(parish, folder):
    rows = [*ROWS, {**ROWS[0], "folder": "Old", "former_reference": "", "box": "", "unit": ""}]
    who = parish.who("officer")
    planned = actions.look_at(who, rows, now=parish.now)
    assert (len(planned.papers), [one.label for one in planned.boxes]) == (4, ["HB/20"])
    assert not Record.objects.exists()
    counts = actions.import_papers(who, rows, now=parish.now)
    assert counts == {"papers": 4, "folders": 1, "boxes": 1}
    inside = queries.box_named(who, "HB/20")
    assert [one.title for one in queries.in_box(who, inside)] == ["File 0", "File 1", "File 2"]
    assert {one.due_on for one in Record.objects.all()} == {date(2021, 3, 31)}
    with pytest.raises(Refused) as refusal:  # the same file once more
        actions.import_papers(who, ROWS, now=parish.now)
    assert codes(refusal) == ["registered"] * 3


def test_every_bad_row_is_listed_with_its_line_and_nothing_is_brought_in(parish, folder):
    box(parish, "HB/30")
    parish.folder("LEG", "Claims")
    rows = [
        ROWS[0],
        {**ROWS[1], "class": "NONE"},
        {**ROWS[2], "last_date": "March"},
        {**ROWS[2], "former_reference": "H 0", "title": ""},
        {**ROWS[2], "box": "HB/30", "location": "Elsewhere"},
        {**ROWS[2], "former_reference": "", "box": "LB/9", "unit": "LEGAL"},
        {**ROWS[2], "former_reference": "", None: ["more"]},
    ]
    with pytest.raises(Refused) as refusal:
        actions.import_papers(parish.who("manager"), rows, now=parish.now)
    found = [one.message.partition(":")[0] + " " + one.code for one in refusal.value.reasons]
    assert found == [
        "Line 3 not_found",
        "Line 4 not_a_date",
        "Line 4 no_date",
        "Line 5 no_title",
        "Line 5 registered",
        "Line 6 two_places",
        "Line 6 registered",
        "Line 7 no_unit",
        "Line 8 too_many_cells",
    ]
    assert not Record.objects.exists()
    assert not Box.objects.filter(label="HB/20").exists()
    # What somebody may not do stands at its rows, too.
    with pytest.raises(Refused) as refusal:
        actions.import_papers(parish.who("clerk"), ROWS, now=parish.now)
    assert codes(refusal) == ["no_box"]


def test_the_fields_of_its_class_are_on_the_form_and_kept_with_the_paper(parish, folder, client):
    manager, now = parish.who("manager"), parish.now
    metadata.define_field(manager, FieldTerms("street", "Street"), now=now)
    asking = Asking(mandatory=True)
    metadata.ask_for(manager, "street", file_class="HOU", asking=asking, now=now)
    with pytest.raises(Refused) as refusal:
        actions.register(
            manager, folder.reference, PaperDraft("", LAST), fields={"lane": "x"}, now=now
        )
    assert {"no_title", "nowhere"} < set(codes(refusal)) and len(codes(refusal)) == 4
    client.force_login(Person.objects.get(reference=manager.reference))
    address = reverse("register_paper", args=[folder.reference])
    assert "Street" in client.get(address).text
    given = {"title": "Tenancy", "location": "Strong room"}
    given |= {"last_date-day": "31", "last_date-month": "3", "last_date-year": "2015"}
    assert client.post(address, given).status_code == 422
    assert not Record.objects.exists()
    assert client.post(address, given | {"field-street": "Mill Lane"}).status_code == 303
    made = Record.objects.get()
    assert records.in_words(records.values_of([made.pk]))[made.pk] == {"street": ["Mill Lane"]}
    found = search.search(manager, "street:mill")
    assert [hit.reference for hit in found.hits] == [made.reference]


def test_what_no_text_holds_is_told_line_by_line(parish):
    rows = [
        {"class": "HOU\0", "folder": "A", "title": "T", "last_date": "2015", "location": "Store"},
        {"class": "HOU", "folder": "A", "title": "T", "last_date": "2015", "box": "B\0\ud800"},
    ]
    with pytest.raises(Refused) as refused:
        actions.import_papers(parish.who("manager"), rows, now=parish.now)
    assert all(one.message.startswith("Line ") for one in refused.value.reasons)


def test_what_is_set_aside_counts_in_no_box_and_opens_none(parish, folder):
    store = box(parish, unit="LEG")
    made = boxed(parish, folder, store)
    boxed(parish, folder, store, "Another")
    clerk = parish.who("clerk")
    assert queries.boxes(clerk).get().held == 2
    record_actions.set_aside([Record.objects.get(pk=made.pk)])
    assert queries.boxes(clerk).get().held == queries.in_box(clerk, store).count() == 1
