"""The verbs on folders and records."""

import os
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.holdings.parish import codes, events

from muniment.foundation.access import actions as people
from muniment.foundation.access.types import SETUP, Narrowing
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan import queries as plan
from muniment.holdings.fileplan.types import UNITS, ClassTerms
from muniment.holdings.records import actions, queries
from muniment.holdings.records.models import Change, Component, Found, Record
from muniment.holdings.search import queries as search


@pytest.fixture
def filed(parish):
    return parish.upload(parish.folder(), b"the words", "Minutes.txt").record


def named(parish, reference, by="manager"):
    return queries.record_named(parish.who(by), reference)


def sees(parish, who, reference):
    return queries.visible(parish.who(who)).filter(reference=reference).exists()


def test_filing_dates_the_record_by_its_rule(parish):
    folder = parish.folder()
    moment = parish.now.replace(year=2019, month=5, day=6)
    found = named(parish, parish.upload(folder, b"x", modified=moment).record)
    assert (found.rule, found.rule_version, found.record_date) == ("SIX", 1, date(2019, 5, 6))
    assert found.due_on == date(2025, 5, 6)
    assert found.due_action == "destroy"


def test_a_class_whose_rule_is_not_in_the_schedule_takes_no_records(parish):
    parish.open_class("ODD", rule="NOWHERE")
    folder = parish.folder("ODD")
    with pytest.raises(Refused) as refusal:
        parish.upload(folder, b"x")
    assert codes(refusal) == ["rule_unknown"]
    assert Record.objects.count() == 0


def test_nothing_is_moved_to_a_class_whose_rule_is_not_in_the_schedule(parish, filed):
    parish.open_class("ODD", rule="NOWHERE")
    folder = parish.folder("ODD")
    attempts = [
        lambda who: actions.move_record(
            who, filed, folder=folder.reference, reason="x", now=parish.now
        ),
        lambda who: actions.move_folder(
            who,
            named(parish, filed).folder.reference,
            file_class="ODD",
            reason="x",
            now=parish.now,
        ),
        lambda who: actions.merge_class(who, "HOU", into="ODD", reason="x", now=parish.now),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as refusal:
            attempt(parish.who("manager"))
        assert codes(refusal) == ["rule_unknown"]
    assert named(parish, filed).file_class.reference == "HOU"


def test_changing_metadata_keeps_what_was_there_with_who_when_and_why(parish, filed):
    who, now = parish.who("manager"), parish.now
    changes = {"record_date": date(2015, 1, 1), "title": "New", "metadata": {"author": "A"}}
    with pytest.raises(Refused) as refusal:
        actions.change_record(who, filed, changes=changes, now=now)
    assert codes(refusal) == ["no_reason"]
    found = actions.change_record(who, filed, changes=changes, reason="It was wrong", now=now)
    assert (found.title, found.due_on, found.date_source) == ("New", date(2021, 1, 1), "given")
    history = {one.field: (one.before, one.after, one.reason) for one in Change.objects.all()}
    assert history["title"] == ("Minutes", "New", "It was wrong")
    assert history["record_date"][1] == "2015-01-01"
    assert set(history) == {"title", "record_date", "metadata"}


def test_a_changed_record_is_found_by_what_it_says_now_and_by_nothing_else(parish, filed):
    who, now = parish.who("manager"), parish.now
    for title in ("Osbert", "Quarry"):
        actions.change_record(who, filed, changes={"title": title}, reason="x", now=now)
    found = [search.search(who, words).total for words in ("osbert", "quarry")]
    assert found == [0, 1]


def test_what_no_database_can_hold_is_shown_as_escapes(parish, filed):
    changes = {"title": "a\x00b", "metadata": {"no\x00te": "c\x00\ud800d"}}
    found = actions.change_record(parish.who("manager"), filed, changes=changes, now=parish.now)
    assert found.title == "a\\x00b"
    assert named(parish, filed).metadata["no\\x00te"] == "c\\x00\\ud800d"


def test_two_people_who_change_a_record_do_not_overwrite_each_other(parish, filed):
    who, seen = parish.who("manager"), named(parish, filed).version
    actions.change_record(who, filed, changes={"title": "One"}, version=seen, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.change_record(who, filed, changes={"title": "Two"}, version=seen, now=parish.now)
    assert codes(refusal) == ["stale"]
    assert named(parish, filed).title == "One"


def test_an_ordinary_member_of_staff_reads_and_files_but_does_not_edit(parish, filed):
    with pytest.raises(NotPermitted):
        actions.change_record(parish.who("clerk"), filed, changes={"title": "x"}, now=parish.now)
    assert events("records:record:change:refused")
    assert parish.upload(parish.folder(by="clerk"), b"new", by="clerk").record


def test_a_reading_is_in_the_log_and_one_who_may_not_see_is_told_of_nothing(parish, filed):
    actions.read_content(parish.who("clerk"), filed, now=parish.now)
    [read] = events("records:content:read")
    assert read.object_reference == f"record:{filed}"
    for who in ("auditor", "admin"):
        with pytest.raises(NotFound):
            actions.read_content(parish.who(who), filed, now=parish.now)


def test_a_record_is_narrowed_at_once_everywhere_and_never_widened(parish, filed):
    assert sees(parish, "lawyer", filed)
    actions.narrow_record(
        parish.who("manager"), filed, narrowing=Narrowing(open_to=("HOU",)), tiers=["OFFICIAL"],
        now=parish.now,
    )  # fmt: skip
    assert not sees(parish, "lawyer", filed)
    assert sees(parish, "clerk", filed)
    assert found_by_search(parish, "lawyer") == []
    assert found_by_search(parish, "clerk") == [filed]


def found_by_search(parish, who):
    return [one.reference for one in search.search(parish.who(who), "minutes").hits]


@pytest.mark.parametrize("what", ["folder", "record", "new folder", "upload"])
def test_nothing_in_a_class_for_some_units_is_opened_to_others(what, parish):
    parish.open_class("HOU/1", under="HOU", access=UNITS, open_to=("HOU",), title="Ours")
    folder = parish.folder("HOU/1")
    filed = parish.upload(folder, b"x").record
    who = parish.who("manager")
    for open_to in ((), ("LEG",), ("HOU", "LEG")):
        wider = Narrowing(open_to=open_to)
        attempt = {
            "folder": lambda wider=wider: actions.change_folder(
                who, folder.reference, narrowing=wider, now=parish.now
            ),
            "record": lambda wider=wider: actions.narrow_record(
                who, filed, narrowing=wider, tiers=["OFFICIAL"], now=parish.now
            ),
            "new folder": lambda wider=wider: parish.folder("HOU/1", narrowing=wider),
            "upload": lambda wider=wider: parish.upload(folder, b"y", narrowing=wider),
        }[what]
        with pytest.raises(Refused) as refusal:
            attempt()
        assert codes(refusal) == ["wider"]
    assert not sees(parish, "lawyer", filed)


@pytest.mark.parametrize("what", ["folder", "record", "new folder", "upload"])
def test_nothing_is_marked_higher_than_its_place_or_beyond_what_the_system_takes(what, parish):
    folder = parish.folder()
    filed = parish.upload(folder, b"x").record
    who, higher = parish.who("manager"), Narrowing(tier="SECRET", sensitive=True)
    attempt = {
        "folder": lambda: actions.change_folder(
            who, folder.reference, narrowing=higher, now=parish.now
        ),
        "record": lambda: actions.narrow_record(
            who, filed, narrowing=higher, tiers=["OFFICIAL"], now=parish.now
        ),
        "new folder": lambda: parish.folder(narrowing=higher),
        "upload": lambda: parish.upload(folder, b"y", narrowing=higher),
    }[what]
    with pytest.raises(Refused) as refusal:
        attempt()
    assert codes(refusal) == ["tier_refused", "container_lower", "above_clearance"]


def test_a_folder_made_narrower_narrows_its_records_and_those_with_their_own_say(parish):
    folder = parish.folder()
    plain = parish.upload(folder, b"x").record
    own = parish.upload(folder, b"y", narrowing=Narrowing(open_to=("LEG",))).record
    actions.change_folder(
        parish.who("manager"), folder.reference, narrowing=Narrowing(open_to=("HOU",)),
        now=parish.now,
    )  # fmt: skip
    assert (sees(parish, "lawyer", plain), sees(parish, "clerk", plain)) == (False, True)
    assert not sees(parish, "lawyer", own)


def test_a_record_moves_with_its_parts_and_takes_access_and_dates_from_its_new_place(parish):
    parish.open_class("LEG/1", under="LEG", rule="undecided", access=UNITS, open_to=("LEG",))
    filed = parish.upload(parish.folder(), b"x").record
    target = parish.folder("LEG/1")
    before = list(Component.objects.values_list("pk", "sha256"))
    moved = actions.move_record(
        parish.who("manager"), filed, folder=target.reference, reason="Wrong place", now=parish.now
    )
    assert (moved.rule, moved.due_on, moved.file_class.reference) == ("undecided", None, "LEG/1")
    assert not sees(parish, "clerk", filed)
    assert sees(parish, "lawyer", filed)
    assert list(Component.objects.values_list("pk", "sha256")) == before
    assert Found.objects.get().folder == target


@pytest.mark.parametrize("held", ["the class", "the folder"])
def test_a_hold_on_its_place_keeps_a_record_there(held, parish):
    folder, other = parish.folder(), parish.folder("LEG")
    filed = parish.upload(folder, b"x").record
    where = {"classes": ["HOU"]} if held == "the class" else {"folders": [folder.reference]}
    parish.hold(**where)
    who, now = parish.who("manager"), parish.now
    moves = [lambda: actions.move_record(who, filed, folder=other.reference, reason="x", now=now)]
    if held == "the class":
        moves += [
            lambda: actions.move_folder(
                who, folder.reference, file_class="LEG", reason="x", now=now
            ),
            lambda: actions.merge_class(who, "HOU", into="LEG", reason="x", now=now),
        ]
    for move in moves:
        with pytest.raises(Refused) as refusal:
            move()
        assert codes(refusal) == ["protected"]
    assert named(parish, filed).folder == folder


def test_a_folder_moves_with_all_its_records(parish):
    folder = parish.folder()
    filed = [parish.upload(folder, b"%d" % number).record for number in range(3)]
    parish.open_class("LEG/1", under="LEG", access=UNITS, open_to=("LEG",))
    moved = actions.move_folder(
        parish.who("manager"), folder.reference, file_class="LEG/1", reason="x", now=parish.now
    )
    assert moved.file_class.reference == "LEG/1"
    assert {named(parish, one).file_class.reference for one in filed} == {"LEG/1"}
    assert not any(sees(parish, "clerk", one) for one in filed)


@pytest.mark.fault
@pytest.mark.parametrize("count", [int(os.environ.get("MUNIMENT_FAULT_MERGE", "300"))])
def test_classes_with_many_records_merge_and_their_references_still_resolve(count, parish):
    folders = [parish.folder("LEG", title=f"Folder {number}") for number in range(3)]
    template = named(parish, parish.upload(folders[0], b"first").record)
    Record.objects.bulk_create(
        Record(
            **{
                field.attname: getattr(template, field.attname)
                for field in Record._meta.concrete_fields
                if field.attname not in {"id", "reference", "folder_id"}
            },
            reference=f"R-{number:05d}-00000",
            folder=folders[number % 3],
        )
        for number in range(count - 1)
    )
    with CaptureQueriesContext(
        connection,
    ) as context:
        found = actions.merge_class(
            parish.who("manager"), "LEG", into="HOU", reason="One service now " * 40, now=parish.now
        )
    assert found == {"folders": 3, "records": count}
    assert len(context) < 120 + count // 50
    assert Record.objects.filter(file_class__reference="HOU").count() == count
    closed = plan.class_named("LEG")
    assert closed.closed_on is not None
    assert [one.reference for one in plan.cross_references(closed)] == ["HOU"]
    assert queries.folder_named(parish.who("clerk"), folders[0].reference)


def test_a_folder_that_is_closed_takes_nothing_until_it_is_opened_for_a_reason(parish):
    folder, who = parish.folder(), parish.who("manager")
    actions.close_folder(who, folder.reference, now=parish.now)
    with pytest.raises(Refused) as refusal:
        parish.upload(folder, b"x")
    assert codes(refusal) == ["folder_closed"]
    with pytest.raises(Refused) as refusal:
        actions.reopen_folder(who, folder.reference, reason="", now=parish.now)
    assert codes(refusal) == ["no_reason"]
    actions.reopen_folder(who, folder.reference, reason="One more letter", now=parish.now)
    assert parish.upload(folder, b"x").record


def test_a_folder_goes_on_in_parts_with_their_own_dates_but_not_in_a_closed_class(parish):
    folder, who = parish.folder(), parish.who("manager")
    second = actions.start_part(who, folder.reference, now=parish.now)
    third = actions.start_part(who, second.reference, now=parish.later(days=1))
    folder.refresh_from_db()
    assert [second.part_number, third.part_number] == [2, 3]
    assert (folder.closed_on, third.part_of) == (parish.now.date() - timedelta(days=1), folder)
    fileplan.close_class(SETUP, "HOU", now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.start_part(who, third.reference, now=parish.now)
    assert codes(refusal) == ["class_closed"]


def test_a_right_taken_away_is_gone_at_the_next_question(parish, filed):
    assert sees(parish, "lawyer", filed)
    people.change_person(SETUP, parish.references["clerk"], unit="LEG", now=parish.now)
    terms = ClassTerms("HOU", title="t", rule="SIX", access=UNITS, open_to=("HOU",))
    fileplan.change_class(SETUP, "HOU", terms=terms, now=parish.now)
    assert not sees(parish, "clerk", filed)
    people.record_leaver(SETUP, parish.references["manager"], now=parish.now)
    assert not sees(parish, "manager", filed)


def test_the_same_content_elsewhere_is_named_only_to_those_who_see_it(parish):
    parish.open_class("LEG/1", under="LEG", access=UNITS, open_to=("LEG",))
    open_one = parish.upload(parish.folder(), b"same").record
    parish.upload(parish.folder("LEG/1"), b"same")
    found = named(parish, open_one)
    assert queries.same_content(parish.who("clerk"), found).count() == 0
    assert queries.same_content(parish.who("lawyer"), found).count() == 1
