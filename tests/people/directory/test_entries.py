"""Everybody has an entry, keeps it themselves, and says once a year that it is right."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.parish import codes, events
from tests.people.directory.staffed import chief_of, hide, knows, person, terms, write

from muniment.foundation.access import actions as people
from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.people.directory import actions, queries, rules
from muniment.people.directory.models import Entry
from muniment.people.directory.types import FIELDS, EntryDraft, Standing, Terms, Wanted

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
MONTHS = st.integers(1, 36)


def entry(parish, who):
    return queries.own_entry(parish.who(who))


def told(parish, who):
    rows = notices.notices(parish.who(who))
    return [one.words for one in rows if one.kind.startswith("directory")]


@given(DAYS, DAYS, MONTHS)
def test_the_days_asked_for_are_just_those_since_which_an_entry_is_due(since, today, months):
    assert (since <= rules.latest_due(today, months)) == (rules.due_on(since, months) <= today)


@given(DAYS, st.integers(0, 2000), MONTHS)
def test_an_entry_is_up_to_date_then_due_then_not_confirmed_and_never_back(since, later, months):
    order = list(Standing)
    before = rules.standing(since, since + timedelta(days=later), months)
    after = rules.standing(since, since + timedelta(days=later + 1), months)
    assert order.index(before) <= order.index(after)
    assert rules.standing(since, since, months) is Standing.CONFIRMED


@given(st.sets(st.sampled_from(list(FIELDS)), min_size=1), st.sets(st.sampled_from(list(FIELDS))))
def test_what_is_missing_is_what_counts_and_is_not_there(counted, there):
    lacking = rules.missing(dict.fromkeys(there, "said"), counted)
    assert set(lacking) == counted - there
    assert rules.percent(len(counted) - len(lacking), len(counted)) in range(101)


def test_an_account_has_an_entry_from_its_first_day_and_is_found_by_its_name(parish):
    person(parish, "zoe", "Zoë Quince-Hart")
    for typed in ("zoe", "QUINCE", "hart zo"):
        assert [
            one.person.username for one in queries.found(parish.who("clerk"), Wanted(typed))
        ] == ["zoe"]
    people.change_person(SETUP, parish.references["zoe"], name="Zoë Ward", now=parish.now)
    assert list(queries.found(parish.who("clerk"), Wanted("quince"))) == []
    assert len(queries.found(parish.who("clerk"), Wanted("ward"))) == 1


def test_a_person_keeps_their_own_entry_and_every_gap_is_told_at_once(parish):
    made = write(parish, "clerk", job_title="Housing officer", telephone="020 7946 0018 ext 4")
    assert (made.job_title, made.changed_at) == ("Housing officer", parish.now)
    with pytest.raises(Refused) as wrong:
        write(
            parish,
            "clerk",
            job_title="x" * 151,
            telephone="call me",
            about="y" * 1001,
            stand_in="nobody",
        )
    assert sorted(codes(wrong)) == ["about", "job_title", "stand_in", "telephone"]
    with pytest.raises(Refused) as same:
        write(parish, "clerk", job_title="Housing officer", telephone="020 7946 0018 ext 4")
    assert codes(same) == ["same"]
    [event] = events("directory:entry:changed")
    assert "Housing officer" not in str(event.canonical)


def test_nobody_stands_in_for_themselves_and_who_left_stands_in_for_nobody(parish):
    with pytest.raises(Refused) as own:
        write(parish, "clerk", stand_in="clerk")
    assert codes(own) == ["stand_in"]
    made = write(parish, "clerk", stand_in="officer")
    assert queries.stand_in_of(made).username == "officer"
    people.record_leaver(SETUP, parish.references["officer"], now=parish.now)
    assert queries.stand_in_of(made) is None


def test_who_manages_people_there_corrects_an_entry_and_its_person_is_told_why(parish):
    chief_of(parish, "HOU")
    chief_of(parish, "LEG", "other")
    clerk, draft = parish.references["clerk"], EntryDraft(job_title="Surveyor")
    with pytest.raises(NotPermitted):
        actions.correct_entry(parish.who("lawyer"), clerk, draft, reason="r", now=parish.now)
    with pytest.raises(NotPermitted):
        actions.correct_entry(parish.who("other"), clerk, draft, reason="r", now=parish.now)
    with pytest.raises(Refused) as bare:
        actions.correct_entry(
            parish.who("chief"), clerk, EntryDraft(telephone="none"), reason=" ", now=parish.now
        )
    assert codes(bare) == ["reason", "telephone"]
    actions.correct_entry(parish.who("chief"), clerk, draft, reason="New post", now=parish.now)
    said = "Your entry in the directory was changed (job title). Why: New post"
    assert told(parish, "clerk") == [said]
    assert entry(parish, "clerk").corrected_why == "New post"
    actions.confirm_entry(parish.who("clerk"), now=parish.now)
    assert entry(parish, "clerk").corrected_why == ""
    [event] = events("directory:entry:corrected")
    assert event.reason == "New post"


def test_a_leaver_is_in_the_directory_no_more(parish):
    people.record_leaver(SETUP, parish.references["lawyer"], now=parish.now)
    clerk = parish.who("clerk")
    assert not queries.found(clerk, Wanted("lawyer")).exists()
    with pytest.raises(NotFound):
        queries.entry_named(clerk, "lawyer")


def test_who_has_no_role_reads_nothing(parish):
    made = people.add_person(SETUP, "guest", name="Guest", now=parish.now)
    parish.references["guest"] = made.reference
    assert not queries.entries(parish.who("guest")).exists()
    with pytest.raises(NotFound):
        queries.entry_named(parish.who("guest"), "clerk")


def test_who_is_kept_private_is_nowhere_but_with_themselves_and_who_manages_them(parish):
    terms(parish, "Roofs")
    knows(parish, "clerk", "Roofs")
    write(parish, "officer", stand_in="clerk")
    everyone = queries.entries(parish.who("lawyer")).count()
    hide(parish, "clerk")
    lawyer = parish.who("lawyer")
    assert queries.entries(lawyer).count() == everyone - 1
    assert not queries.found(lawyer, Wanted("clerk")).exists()
    assert queries.knowing(lawyer, "roofs", most=3) == ([], 0)
    assert queries.shares_by_expertise(queries.entries(lawyer)) == []
    assert queries.stand_in_of(entry(parish, "officer")) is None
    assert queries.person_meant(lawyer, "clerk") is None
    with pytest.raises(NotFound) as hidden:
        queries.entry_named(lawyer, "clerk")
    with pytest.raises(NotFound) as nobody:
        queries.entry_named(lawyer, "klerk")
    assert str(hidden.value) == str(nobody.value).replace("klerk", "clerk")
    assert queries.entry_named(parish.who("clerk"), "clerk")
    admin = parish.who("admin")
    assert [one.person.username for one in queries.kept_private(admin)] == ["clerk"]
    assert not queries.kept_private(lawyer).exists()
    figures = queries.figures(admin, parish.now.date())
    assert sum(one.people for one in figures) == everyone - 1
    [event] = events("directory:entry:hidden")
    assert "at risk" not in f"{event.reason}{event.canonical}"
    actions.show_entry(parish.who("admin"), "clerk", reason="It is over.", now=parish.now)
    assert queries.entries(lawyer).count() == everyone


def test_only_who_manages_people_there_keeps_somebody_private_and_says_why(parish):
    clerk = parish.references["clerk"]
    with pytest.raises(NotPermitted):
        actions.hide_entry(parish.who("manager"), clerk, reason="r", now=parish.now)
    with pytest.raises(Refused) as bare:
        actions.hide_entry(parish.who("admin"), clerk, reason="", now=parish.now)
    assert codes(bare) == ["reason"]
    hide(parish, "clerk")
    with pytest.raises(Refused) as twice:
        hide(parish, "clerk")
    assert codes(twice) == ["private"]


def test_each_sees_how_complete_their_entry_is_and_the_database_reckons_the_same(parish):
    terms(parish, "Roofs")
    write(parish, "clerk", job_title="Officer", place="Town Hall", stand_in="officer")
    knows(parish, "clerk", "Roofs")
    assert queries.completeness(entry(parish, "clerk")) == (60, ["telephone", "about"])
    everything = Terms(counted=tuple(FIELDS), months=12)
    actions.set_terms(parish.who("admin"), everything, now=parish.now)
    admin, today = parish.who("admin"), parish.now.date()
    for one in queries.entries_of(admin, today=today):
        lacking = queries.completeness(one)[1]
        assert one.filled == len(FIELDS) - len(lacking)


def test_the_body_chooses_what_counts_and_after_how_many_months(parish):
    admin = parish.who("admin")
    with pytest.raises(Refused) as wrong:
        actions.set_terms(admin, Terms((), 37, "my page"), now=parish.now)
    assert codes(wrong) == ["counted", "months", "staff_record"]
    with pytest.raises(NotPermitted):
        actions.set_terms(parish.who("manager"), Terms(months=6), now=parish.now)
    chief_of(parish, "HOU")
    with pytest.raises(NotPermitted):
        actions.set_terms(parish.who("chief"), Terms(months=6), now=parish.now)
    actions.set_terms(admin, Terms(("job_title",), 6, "https://staff.example/me"), now=parish.now)
    assert queries.terms().months == 6
    with pytest.raises(Refused) as same:
        actions.set_terms(admin, queries.terms(), now=parish.now)
    assert codes(same) == ["same"]


def test_a_person_is_asked_once_and_reminded_three_times_then_it_stands_as_not_confirmed(parish):
    asked = []
    for _ in range(440):
        parish.later(days=1)
        actions.remind(now=parish.now)
        assert actions.remind(now=parish.now) is None
        asked.append(len(told(parish, "clerk")))
    first = asked.index(1)
    assert 364 <= first <= 366
    assert [asked.index(n) - first for n in (2, 3, 4)] == [14, 28, 42]
    assert asked[-1] == 4
    today = parish.now.date()
    assert queries.standing_of(entry(parish, "clerk"), today) is Standing.LAPSED
    actions.confirm_entry(parish.who("clerk"), now=parish.now)
    assert queries.standing_of(entry(parish, "clerk"), today) is Standing.CONFIRMED
    with pytest.raises(Refused) as twice:
        actions.confirm_entry(parish.who("clerk"), now=parish.now)
    assert codes(twice) == ["same"]
    parish.later(days=400)
    actions.remind(now=parish.now)
    assert len(told(parish, "clerk")) == 5


def test_a_leaver_is_asked_nothing(parish):
    people.record_leaver(SETUP, parish.references["clerk"], now=parish.now)
    parish.later(days=500)
    actions.remind(now=parish.now)
    assert Entry.objects.get(person__username="clerk").told == 0


def test_figures_are_for_those_who_manage_people_there_and_drill_down_to_them(parish):
    chief_of(parish, "HOU")
    write(parish, "clerk", job_title="Officer")
    today = parish.now.date()
    assert queries.figures(parish.who("manager"), today) == []
    [hou] = queries.figures(parish.who("chief"), today)
    assert (hou.unit, hou.people, hou.filled, hou.possible) == ("HOU", 3, 1, 15)
    assert (hou.percent, hou.confirmed, hou.lapsed) == (7, 3, 0)
    chief = parish.who("chief")
    assert queries.entries_of(chief, today=today, unit="HOU").count() == hou.people
    assert queries.entries_of(chief, today=today, unit="LEG").count() == 0
    whole = queries.figures(parish.who("admin"), today)
    assert whole[-1].name == "No unit"
    assert sum(one.people for one in whole) == queries.entries(parish.who("admin")).count()


def test_what_was_counted_of_a_month_is_its_last_day_and_is_seen_over_units(parish):
    chief_of(parish, "LEG")
    actions.count_entries(now=parish.now)
    write(parish, "lawyer", job_title="Lawyer")
    actions.count_entries(now=parish.now)
    [month] = queries.months(parish.who("chief"))
    assert (month.month, month.people, month.filled) == (date(2026, 11, 1), 2, 1)
    parish.later(days=30)
    actions.count_entries(now=parish.now)
    assert [one.month.month for one in queries.months(parish.who("chief"))] == [12, 11]
    assert queries.months(parish.who("clerk")) == []
