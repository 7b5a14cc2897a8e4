"""Each part of the holdings has one owner at a time, or stands as vacant."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.parish import codes, events
from tests.people.directory.staffed import chief_of, hide

from muniment.foundation.access import actions as accounts
from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan import queries as plan
from muniment.people.directory import actions, queries, rules
from muniment.people.directory.types import Named, Part, SiteKind, StewardDraft

DAYS = st.dates()


@given(DAYS, st.none() | DAYS, DAYS, st.none() | DAYS)
def test_two_times_overlap_whichever_comes_first(start, end, other, last):
    one = Named(1, Part.OWNER, "P", "P", start, end, True)
    two = Named(2, Part.OWNER, "Q", "Q", other, last, True)
    assert rules.overlaps(one, other, last) == rules.overlaps(two, start, end)


def name(parish, where, who, part="owner", by="manager", **days):
    kind = "class" if where in ("HOU", "LEG", "HOU/REP") else "unit"
    draft = StewardDraft(who, part, **days)
    return actions.name_steward(parish.who(by), kind, where, draft, now=parish.now)


def site(parish, where, kind=SiteKind.CLASS, by="lawyer"):
    sites = queries.sites(parish.who(by), parish.now.date())
    return next(one for one in sites if (one.kind, one.reference) == (kind, where))


def test_there_is_one_owner_at_a_time_and_deputies_beside(parish):
    name(parish, "HOU", "clerk")
    with pytest.raises(Refused) as second:
        name(parish, "HOU", "officer")
    assert codes(second) == ["owned"]
    name(parish, "HOU", "officer", part="deputy")
    with pytest.raises(Refused) as twice:
        name(parish, "HOU", "officer", part="deputy")
    assert codes(twice) == ["same"]
    found = site(parish, "HOU")
    assert [one.name for one in found.of(Part.OWNER)] == ["CLERK"] and not found.vacant
    assert site(parish, "LEG").vacant
    [notice] = notices.notices(parish.who("clerk"))
    assert notice.words == "You are named for HOU: site owner, from 21 November 2026."


def test_every_reason_is_given_at_once(parish):
    today = parish.now.date()
    with pytest.raises(Refused) as wrong:
        name(
            parish,
            "HOU",
            "nobody",
            part="king",
            starts_on=today + timedelta(days=800),
            ends_on=today - timedelta(days=1),
        )
    assert sorted(codes(wrong)) == ["ends_on", "part", "person", "starts_on"]


def test_the_site_of_who_left_is_vacant_at_once_and_can_be_given_to_another(parish):
    name(parish, "HOU", "clerk")
    accounts.record_leaver(SETUP, parish.references["clerk"], now=parish.now)
    assert site(parish, "HOU").vacant
    name(parish, "HOU", "officer")
    house = plan.class_named("HOU")
    kept = queries.history(parish.who("lawyer"), house)
    assert [(one.name, one.here, one.ends_on is None) for one in kept] == [
        ("OFFICER", True, True),
        ("CLERK", False, False),
    ]


def test_an_owner_ends_with_a_day_and_another_follows_on_the_next(parish):
    made = name(parish, "HOU", "clerk")
    last = parish.now.date() + timedelta(days=9)
    actions.end_steward(parish.who("manager"), made.pk, ends_on=last, now=parish.now)
    name(parish, "HOU", "officer", starts_on=last + timedelta(days=1))
    assert [one.name for one in site(parish, "HOU").named] == ["CLERK"]
    parish.later(days=10)
    assert [one.name for one in site(parish, "HOU").named] == ["OFFICER"]
    with pytest.raises(Refused) as ended:
        actions.end_steward(parish.who("manager"), made.pk, now=parish.now)
    assert codes(ended) == ["ended"]
    assert len(events("directory:steward:ended")) == 1


def test_only_who_manages_the_plan_or_the_people_there_names_anybody(parish):
    chief_of(parish, "LEG")
    with pytest.raises(NotPermitted):
        name(parish, "HOU", "clerk", by="clerk")
    with pytest.raises(NotPermitted):
        name(parish, "HOU-R", "clerk", by="chief")
    made = name(parish, "HOU-R", "clerk", by="admin")
    with pytest.raises(NotPermitted):
        actions.end_steward(parish.who("chief"), made.pk, now=parish.now)


def test_who_does_not_see_the_file_plan_reads_of_units_only(parish):
    made = name(parish, "HOU", "clerk")
    name(parish, "HOU-R", "clerk")
    kinds = {one.kind for one in queries.sites(parish.who("admin"), parish.now.date())}
    assert kinds == {SiteKind.UNIT}
    with pytest.raises(NotFound):
        queries.place_named(parish.who("admin"), "class", "HOU")
    with pytest.raises(NotFound):
        queries.steward_numbered(parish.who("admin"), made.pk)
    entry = queries.entry_named(parish.who("admin"), "clerk")
    [(_, unit)] = queries.sites_of(parish.who("admin"), entry, parish.now.date())
    assert unit.reference == "HOU-R"
    assert len(queries.sites_of(parish.who("lawyer"), entry, parish.now.date())) == 2


def test_an_owner_who_is_kept_private_is_no_vacancy_and_has_no_name(parish):
    name(parish, "HOU", "clerk")
    hide(parish, "clerk")
    [owner] = site(parish, "HOU").of(Part.OWNER)
    assert (owner.person, owner.name) == ("", "Kept private")
    with pytest.raises(Refused) as unknown:
        name(parish, "LEG", "clerk")
    assert codes(unknown) == ["person"]
    with pytest.raises(Refused) as owned:
        name(parish, "HOU", "officer")
    assert "CLERK" not in str(owned.value)


def test_a_class_is_asked_about_with_the_nearest_who_answer_for_it(parish):
    parish.open_class("HOU/REP", under="HOU")
    name(parish, "HOU", "clerk")
    repairs, today = plan.class_named("HOU/REP"), parish.now.date()

    def asked():
        found = queries.people_of(parish.who("lawyer"), repairs, today)
        return {label: [one.name for one in some] for label, some in found}

    assert asked() == {
        "Site owner": ["CLERK"],
        "Information asset owner": ["OWNER"],
        "Records manager": ["MANAGER", "MANAGER2"],
    }
    name(parish, "HOU/REP", "officer")
    assert asked()["Site owner"] == ["OFFICER"]
    hide(parish, "manager")
    assert asked()["Records manager"] == ["MANAGER2"]


def test_a_class_below_is_a_site_while_somebody_is_named_and_a_closed_one_is_none(parish):
    parish.open_class("HOU/REP", under="HOU")
    listed = [one.reference for one in queries.sites(parish.who("lawyer"), parish.now.date())]
    assert "HOU/REP" not in listed
    made = name(parish, "HOU/REP", "officer")
    assert not site(parish, "HOU/REP").vacant
    actions.end_steward(parish.who("manager"), made.pk, now=parish.now)
    listed = [one.reference for one in queries.sites(parish.who("lawyer"), parish.now.date())]
    assert "HOU/REP" not in listed
    fileplan.close_class(parish.who("manager"), "LEG", reason="Merged", now=parish.now)
    with pytest.raises(Refused) as closed:
        name(parish, "LEG", "lawyer")
    assert codes(closed) == ["closed"]
