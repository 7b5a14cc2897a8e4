"""Titles as people meet the rules for them: at filing, on change, many at once, in reports."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.holdings.parish import codes, events, write

from muniment.foundation.access.types import Narrowing
from muniment.foundation.jobs.actions import run_next
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan import queries as classes
from muniment.holdings.naming import actions, queries
from muniment.holdings.naming.models import Recheck, TitleCount
from muniment.holdings.naming.types import Asked, Check, Personal, Severity
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Change, Component, Record

pytestmark = pytest.mark.django_db

BANNED = Asked(Check.BANNED, Severity.REASON, words=("misc", "copy of", "new folder"))
PERSONAL = Asked(Check.PERSONAL, Severity.REFUSE, kinds=tuple(Personal))
LENGTH = Asked(Check.LENGTH, Severity.ADVISE, least=10, most=120)
DATED = Asked(Check.PATTERN, Severity.REASON, pattern="date subject [version]")


def work(parish, kind=""):
    while True:
        others = Job.objects.filter(state="queued").exclude(kind__startswith="naming.")
        others.update(not_before=parish.now + timedelta(days=1))
        if run_next(clock=lambda: parish.now) is None:
            return


def ask(parish, *asked, where=""):
    for one in asked:
        actions.set_convention(parish.who("manager"), where, one, now=parish.now)
    work(parish)


def paper(parish, name="paper.txt", folder=None, **given):
    place = folder or parish.folder()
    taken = parish.upload(place, name.encode(), name, **given)
    return Record.objects.get(reference=taken.record)


def test_a_title_that_a_person_gives_is_refused_with_every_reason(parish):
    ask(parish, BANNED, PERSONAL, LENGTH)
    place = parish.folder()
    with pytest.raises(Refused) as refusal:
        parish.upload(place, b"x", "a.txt", title="misc of AB123456C")
    assert codes(refusal) == ["title_refused", "title_needs_reason"]
    assert not Record.objects.exists()


def test_a_reason_keeps_a_title_that_needs_one_and_is_in_the_log(parish):
    ask(parish, BANNED, PERSONAL)
    kept = paper(parish, title="Misc claims of 2019", title_reason="It is the name of the scheme")
    assert (kept.title_state, kept.title_checks) == ("overridden", "banned")
    event = events("records:record:filed")[-1]
    assert event.reason == "It is the name of the scheme"
    assert json.loads(event.canonical)["detail"]["title_kept"] == "banned"


def test_no_reason_keeps_a_title_with_personal_data(parish):
    ask(parish, PERSONAL)
    with pytest.raises(Refused) as refusal:
        paper(parish, title="Claim AB123456C", title_reason="We need it")
    assert codes(refusal) == ["title_refused"]


def test_a_title_made_from_the_name_of_a_file_is_taken_and_marked(parish, tmp_path):
    ask(parish, BANNED, LENGTH)
    drive = write(
        tmp_path / "drive", {"Copy of minutes.txt": b"1", "Boiler repairs 2019.txt": b"2"}
    )
    parish.capture(drive)
    found = dict(Record.objects.values_list("title", "title_state"))
    assert found == {"Copy of minutes": "failing", "Boiler repairs 2019": "good"}


def test_a_change_of_title_is_checked_and_can_be_overridden(parish):
    ask(parish, BANNED)
    made, manager = paper(parish, "Boiler repairs.txt"), parish.who("manager")
    with pytest.raises(Refused) as refusal:
        records.change_record(manager, made.reference, changes={"title": "Misc"}, now=parish.now)
    assert codes(refusal) == ["title_needs_reason"]
    assert Record.objects.get().title == "Boiler repairs"
    records.change_record(
        manager, made.reference, changes={"title": "Misc"}, override="So it is", now=parish.now
    )
    assert Record.objects.get().title_state == "overridden"
    event = events("records:record:changed")[-1]
    assert (event.reason, json.loads(event.canonical)["detail"]["title_kept"]) == (
        "So it is",
        ["banned"],
    )
    assert Change.objects.get().reason == "So it is"


def test_a_change_of_something_else_does_not_ask_for_a_better_title(parish):
    ask(parish, BANNED)
    made = paper(parish, "misc.txt")
    records.change_record(
        parish.who("manager"), made.reference, changes={"metadata": {"a": "b"}}, now=parish.now
    )
    assert Record.objects.get().title_state == "failing"


def test_the_title_of_a_folder_is_checked_but_needs_no_date(parish):
    ask(parish, BANNED, DATED)
    parish.folder(title="Boiler repairs")
    with pytest.raises(Refused) as refusal:
        parish.folder(title="New Folder")
    assert codes(refusal) == ["title_needs_reason"]
    made = parish.folder(title="New Folder", override="It is about new folders")
    with pytest.raises(Refused):
        records.change_folder(parish.who("manager"), made.reference, title="misc", now=parish.now)


def test_a_new_rule_is_previewed_and_then_looks_at_all_titles_again(parish):
    place = parish.folder()
    for name in ("misc 1.txt", "Copy of 2.txt", "Boiler repairs.txt"):
        paper(parish, name, place)
    seen = queries.preview(parish.who("manager"), "", BANNED, Check.BANNED)
    assert (seen.records, seen.tried, seen.changed) == (3, 3, 3)  # none was judged before
    assert (seen.failing_before, seen.failing_after, seen.sampled) == (0, 2, False)
    assert not Record.objects.filter(title_state="failing").exists()
    ask(parish, BANNED)
    assert Record.objects.filter(title_state="failing").count() == 2
    assert not Recheck.objects.exists()
    again = queries.preview(parish.who("manager"), "", BANNED, Check.BANNED)
    assert again.changed == 0


def test_a_preview_of_many_tries_some_and_says_so(parish, monkeypatch):
    monkeypatch.setattr(queries, "TRIED", 2)
    place = parish.folder()
    for number in range(5):
        paper(parish, f"misc {number}.txt", place)
    seen = queries.preview(parish.who("manager"), "", BANNED, Check.BANNED)
    assert seen.sampled and seen.records == 5 and seen.tried == 2


def test_a_look_that_was_broken_off_goes_on_where_it_was(parish, monkeypatch):
    monkeypatch.setattr(actions, "CHUNK", 2)
    place = parish.folder()
    for number in range(5):
        paper(parish, f"misc {number}.txt", place)
    actions.set_convention(parish.who("manager"), "", BANNED, now=parish.now)

    def killed(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.recheck("", progress=killed)
    assert queries.being_checked() == [("", 2)]
    assert actions.recheck("") == 5
    assert Record.objects.filter(title_state="failing").count() == 5
    assert actions.recheck("") == 5  # nothing is left to do


def test_the_nearest_rule_counts_and_dropping_it_brings_back_the_one_above(parish):
    parish.open_class("HOU/REP", under="HOU")
    place = parish.folder("HOU/REP")
    ask(parish, BANNED)
    ask(parish, Asked(Check.BANNED, Severity.OFF), where="HOU")
    made = paper(parish, "misc.txt", place)
    assert made.title_state == "good"
    found = queries.conventions(classes.class_named("HOU/REP"))
    assert [(one.origin, one.asked.severity) for one in found] == [("HOU", Severity.OFF)]
    actions.drop_convention(parish.who("manager"), "HOU", Check.BANNED, now=parish.now)
    work(parish)
    assert Record.objects.get().title_state == "failing"


def test_a_class_that_stops_inheriting_has_its_titles_looked_at_again(parish):
    ask(parish, BANNED, where="HOU")
    parish.open_class("HOU/REP", under="HOU")
    made = paper(parish, "misc.txt", parish.folder("HOU/REP"))
    assert made.title_state == "failing"
    own = classes.class_named("HOU/REP")
    terms = replace(
        classes.terms_of(own), inherits=False, rule="SIX", owner_unit="HOU", access="everyone"
    )
    fileplan.change_class(parish.who("manager"), "HOU/REP", terms=terms, now=parish.now)
    work(parish)
    assert Record.objects.get().title_state == "unjudged"


def test_a_record_that_moves_is_judged_where_it_goes(parish):
    ask(parish, BANNED, where="LEG")
    made, target = paper(parish, "misc.txt"), parish.folder("LEG", "Cases")
    assert made.title_state == "unjudged"
    records.move_record(
        parish.who("manager"), made.reference, folder=target.reference, reason="r", now=parish.now
    )
    assert Record.objects.get().title_state == "failing"


def test_a_folder_that_moves_takes_its_titles_to_be_judged_there(parish):
    ask(parish, BANNED, where="LEG")
    place = parish.folder()
    paper(parish, "misc.txt", place)
    records.move_folder(
        parish.who("manager"), place.reference, file_class="LEG", reason="r", now=parish.now
    )
    assert Record.objects.get().title_state == "failing"


def test_many_titles_are_mended_at_once_and_files_keep_their_names(parish):
    ask(parish, BANNED)
    place = parish.folder()
    for name in ("Copy of boiler repairs.txt", "misc roof repairs.txt"):
        paper(parish, name, place)
    manager = parish.who("manager")
    found = list(queries.to_mend(manager))
    chosen = {one.reference: queries.look_at([one])[one.pk].suggestion for one in found}
    assert sorted(chosen.values()) == ["boiler repairs", "roof repairs"]
    actions.mend_later(manager, chosen, now=parish.now)
    work(parish)
    assert sorted(Record.objects.values_list("title", flat=True)) == sorted(chosen.values())
    assert set(Record.objects.values_list("title_state", flat=True)) == {"good"}
    assert sorted(Component.objects.values_list("name", flat=True)) == [
        "Copy of boiler repairs.txt",
        "misc roof repairs.txt",
    ]
    assert Change.objects.filter(field="title").count() == 2
    job = Job.objects.get(kind="naming.mend")
    assert job.result == {"mended": 2, "left": {}, "records": {}}
    assert not any(title in str(job.arguments) for title in chosen.values())


def test_mending_twice_changes_nothing_more(parish):
    ask(parish, BANNED)
    made, manager = paper(parish, "misc roof repairs.txt"), parish.who("manager")
    seals = {made.reference: actions.seal_of("roof repairs")}
    assert actions.mend(manager, seals, now=parish.now)["mended"] == 1
    assert actions.mend(manager, seals, now=parish.now)["mended"] == 1
    assert Change.objects.count() == 1


def test_a_title_that_is_suggested_otherwise_by_then_stays(parish):
    ask(parish, BANNED)
    made, manager = paper(parish, "misc roof repairs.txt"), parish.who("manager")
    seals = {made.reference: actions.seal_of("Something that nobody suggested")}
    done = actions.mend(manager, seals, now=parish.now)
    assert (done["mended"], done["left"]) == (0, {"suggested_otherwise": 1})
    assert Record.objects.get().title == "misc roof repairs"


def test_a_held_record_keeps_its_title(parish):
    ask(parish, BANNED)
    made, manager = paper(parish, "misc roof repairs.txt"), parish.who("manager")
    parish.hold(records=[made.reference])
    done = actions.mend(manager, {made.reference: actions.seal_of("roof repairs")}, now=parish.now)
    assert done["mended"] == 0 and len(done["left"]) == 1
    assert Record.objects.get().title == "misc roof repairs"


def test_nobody_mends_what_they_may_not_change_or_see(parish):
    ask(parish, BANNED)
    made = paper(parish, "misc roof repairs.txt")
    secret = parish.folder("LEG", "Cases", narrowing=None)
    hidden = paper(parish, "misc case.txt", secret)
    records.narrow_record(
        parish.who("manager"),
        hidden.reference,
        narrowing=_only("LEG"),
        tiers=["OFFICIAL"],
        now=parish.now,
    )
    with pytest.raises(NotPermitted):
        actions.mend_later(parish.who("clerk"), {made.reference: "roof repairs"}, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.mend_later(parish.who("owner"), {hidden.reference: "case"}, now=parish.now)
    assert codes(refusal) == ["not_found"]
    assert [one.pk for one in queries.to_mend(parish.who("clerk"))] == [made.pk]


def _only(unit):
    return Narrowing(open_to=(unit,))


def test_the_report_is_by_unit_and_of_what_the_reader_may_see(parish):
    ask(parish, BANNED, LENGTH)
    place, cases = parish.folder(), parish.folder("LEG", "Cases")
    for name in ("misc.txt", "Boiler repairs 2019.txt", "Roof.txt"):
        paper(parish, name, place)
    hidden = paper(parish, "misc of the case.txt", cases)
    lines = {one.unit: one for one in queries.report(parish.who("manager"))}
    assert (lines["HOU"].records, lines["HOU"].percent) == (3, 33)
    assert dict(lines["HOU"].counts) == {"failing": 1, "good": 1, "advised": 1}
    assert dict(lines["HOU"].checks) == {"banned": 1, "length": 2}
    assert lines["LEG"].percent == 0
    records.narrow_record(
        parish.who("manager"),
        hidden.reference,
        narrowing=_only("LEG"),
        tiers=["OFFICIAL"],
        now=parish.now,
    )
    assert [one.unit for one in queries.report(parish.who("clerk"))] == ["HOU"]


def test_counts_of_a_day_stand_and_make_the_trend(parish):
    ask(parish, BANNED)
    paper(parish, "misc.txt")
    assert actions.count_titles(now=parish.now) == 1
    paper(parish, "Boiler repairs.txt")
    assert actions.count_titles(now=parish.now) == 0  # the first of a day stands
    parish.later(days=30)
    actions.count_titles(now=parish.now)
    assert queries.trend(parish.who("manager")) == [
        (date(2026, 11, 21), {"failing": 1}),
        (date(2026, 12, 21), {"failing": 1, "good": 1}),
    ]
    assert TitleCount.objects.count() == 3


def test_only_who_manages_the_plan_sets_rules_and_only_over_all_of_it_for_all(parish):
    with pytest.raises(NotPermitted):
        actions.set_convention(parish.who("officer"), "HOU", BANNED, now=parish.now)
    with pytest.raises(NotFound):
        actions.drop_convention(parish.who("manager"), "HOU", Check.BANNED, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.set_convention(
            parish.who("manager"), "", Asked(Check.BANNED, Severity.OFF), now=parish.now
        )
    assert codes(refusal) == ["off_everywhere"]
    assert not queries.any_convention()


def test_titles_are_tried_without_anything_being_kept(parish):
    ask(parish, BANNED, DATED)
    before = Record.objects.count()
    found = queries.look(["Copy of minutes", "2024-03-31 Minutes"], "HOU", date(2026, 1, 2))
    assert [one.suggestion for one in found] == ["2026-01-02 minutes", ""]
    assert [len(one.faults) for one in found] == [2, 0]
    assert Record.objects.count() == before


def test_a_record_that_comes_back_is_judged_by_the_rules_of_today(parish):
    made = paper(parish, "misc.txt")
    records.set_aside([made])
    ask(parish, BANNED)  # while it is set aside nobody looks at it
    assert Record.objects.get().title_state == "unjudged"
    records.bring_back([Record.objects.get()])
    assert Record.objects.get().title_state == "failing"
