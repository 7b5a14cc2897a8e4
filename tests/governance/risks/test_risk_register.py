"""The register of risks: what one says, who may say it, and how it stands."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.governance.assets.registered import registered
from tests.governance.risks.kept import (
    OPTION,
    SOON,
    TODAY,
    WHOLE,
    make,
    manager_of,
    opened,
    scored,
    siro,
)
from tests.holdings.parish import add_person, codes, events

from muniment.foundation.access import actions as accounts
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.governance.risks import actions, queries, rules
from muniment.governance.risks.models import Risk
from muniment.governance.risks.types import EVERY, FIELDS, KINDS, Narrow, RiskState, Want


def change(parish, one, by="manager", seen=None, **said):
    return actions.change(parish.who(by), one.reference, said, seen=seen, now=parish.now)


def listed(parish, want=Want.ALL, by="manager", **narrow):
    found = queries.risks(parish.who(by), want, Narrow(**narrow), today=TODAY)
    return [one.title for one in found]


@given(st.sampled_from(EVERY), st.text(max_size=60))
def test_what_was_read_of_a_risk_is_read_the_same_again(field, text):
    clean, wrong = rules.read({field.name: text})
    if not wrong:
        assert rules.read(clean) == (clean, [])


@given(st.fixed_dictionaries({one.name: st.sampled_from(["", "x"]) for one in FIELDS}))
def test_every_gap_of_an_open_risk_is_told(said):
    gaps = {one.field for one in rules.gaps(said)}
    assert gaps == {one.name for one in FIELDS if one.open and not said[one.name]} | {
        f"{kind}_likelihood" for kind in KINDS
    }


def test_a_risk_is_a_draft_with_a_version_and_its_first_scores(parish):
    made = make(parish)
    assert (made.state, made.inherent, made.current, made.target) == (RiskState.DRAFT, 16, 12, 6)
    (version,), (first,) = queries.versions(made), queries.scorings(made)
    assert version.values["owner"] == parish.references["owner"]
    assert (first.current, first.why, first.by) == (
        12,
        "First scores",
        parish.references["manager"],
    )
    (event,) = events("risks:risk:made")
    assert version.digest in event.canonical
    assert "regulator" not in event.canonical
    assert [one.words for one in notices.notices(parish.who("owner"))] == [
        f"You now own the risk “{WHOLE['title']}”."
    ]


def test_a_title_and_a_unit_are_enough_to_begin(parish):
    least = {"title": "Keys are lost", "unit": "HOU"}
    made = actions.make(parish.who("manager"), least, now=parish.now)
    assert not queries.scorings(made).exists()
    with pytest.raises(Refused) as refusal:
        actions.open_risk(parish.who("manager"), made.reference, now=parish.now)
    assert {"owner", "review_on", "cause", "event", "effect", "category", "treatment"} < set(
        codes(refusal)
    )


def test_every_fault_is_told_at_once(parish):
    with pytest.raises(Refused) as refusal:
        make(
            parish,
            title=" ",
            owner="nobody",
            category="weather",
            treatment="pray",
            review_on="31/02/27",
            current_impact="",
            target_impact="6",
            assets="IA-NONE",
        )
    assert set(codes(refusal)) == {
        *("title", "owner", "category", "treatment", "review_on", "current_impact"),
        *("target_impact", "assets"),
    }


def test_controls_do_not_raise_a_risk(parish):
    with pytest.raises(Refused) as refusal:
        make(parish, inherent_likelihood="1", inherent_impact="1")
    assert codes(refusal) == ["order", "order"]


@pytest.mark.parametrize("missing", ["owner", "review_on"])
def test_a_risk_is_not_opened_without_owner_and_next_review(parish, missing):
    made = make(parish, **{missing: ""})
    with pytest.raises(Refused) as refusal:
        actions.open_risk(parish.who("manager"), made.reference, now=parish.now)
    assert codes(refusal) == [missing]


@pytest.mark.parametrize("missing", ["owner", "review_on", "cause", "category"])
def test_an_open_risk_loses_nothing_that_it_must_say(parish, missing):
    one = opened(parish)
    with pytest.raises(Refused) as refusal:
        change(parish, one, **{missing: ""})
    assert codes(refusal) == [missing]


@pytest.mark.parametrize("column", ["owner", "review_on", "current"])
def test_the_database_keeps_no_open_risk_without_owner_review_and_score(parish, column):
    one = opened(parish)
    with pytest.raises(IntegrityError), transaction.atomic():
        Risk.objects.filter(pk=one.pk).update(**{column: None})


def test_a_review_that_has_passed_opens_nothing(parish):
    made = make(parish, review_on="2026-11-20")
    with pytest.raises(Refused) as refusal:
        actions.open_risk(parish.who("manager"), made.reference, now=parish.now)
    assert codes(refusal) == ["review_on"]


def test_what_is_said_already_is_no_change(parish):
    one = make(parish)
    with pytest.raises(Refused) as refusal:
        change(parish, one, title=WHOLE["title"])
    assert codes(refusal) == ["same"]


def test_scores_are_not_changed_in_passing(parish):
    one = make(parish)
    with pytest.raises(Refused) as refusal:
        change(parish, one, current_likelihood="1")
    assert codes(refusal) == ["same"]


def test_nobody_changes_over_somebody_else(parish):
    one = make(parish)
    change(parish, one, by="owner", plan="Other.")
    with pytest.raises(Refused) as refusal:
        change(parish, one, seen=1, plan="Third.")
    assert codes(refusal) == ["meanwhile"]


def test_scores_are_kept_for_ever_with_who_when_and_why(parish):
    one = opened(parish)
    parish.later(days=3)
    scored(parish, one, 2, 4, why="Two people check.")
    last, first = queries.scorings(one)
    assert (first.current, last.current, last.why) == (12, 8, "Two people check.")
    assert (last.by, last.at) == (parish.references["owner"], parish.now)
    assert (last.inherent, last.target) == (16, 6)


def test_a_score_needs_a_reason_and_to_be_another(parish):
    one = opened(parish)
    with pytest.raises(Refused) as refusal:
        scored(parish, one, 2, 4, why=" ")
    assert codes(refusal) == ["why"]
    with pytest.raises(Refused) as refusal:
        scored(parish, one, 3, 4)
    assert codes(refusal) == ["same"]


def test_an_open_risk_keeps_all_its_scores(parish):
    one = opened(parish)
    said = {"target_likelihood": "", "target_impact": ""}
    with pytest.raises(Refused) as refusal:
        actions.score_risk(parish.who("owner"), one.reference, said, why="No.", now=parish.now)
    assert codes(refusal) == ["target_likelihood"]


def test_a_review_says_what_was_found_and_when_it_is_looked_at_again(parish):
    one = opened(parish)
    later = TODAY + timedelta(days=200)
    actions.review(
        parish.who("owner"), one.reference, said="All as before.", review_on=later, now=parish.now
    )
    one.refresh_from_db()
    version = queries.versions(one).first()
    assert (one.review_on, version.deed, version.reason) == (later, "reviewed", "All as before.")
    with pytest.raises(Refused) as refusal:
        actions.review(parish.who("owner"), one.reference, said="", review_on=TODAY, now=parish.now)
    assert codes(refusal) == ["review_on", "said"]


def test_what_is_closed_stays_as_it_was_until_it_is_brought_back(parish):
    one = opened(parish)
    manager = parish.who("manager")
    actions.close(manager, one.reference, reason="The lists are one.", now=parish.now)
    for deed in (
        lambda: change(parish, one, plan="More."),
        lambda: scored(parish, one, 1, 1),
        lambda: actions.close(manager, one.reference, reason="Again.", now=parish.now),
        lambda: actions.open_risk(manager, one.reference, now=parish.now),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert codes(refusal) == ["closed"]
    back = actions.reopen(manager, one.reference, reason="It is back.", now=parish.now)
    assert back.state == RiskState.DRAFT


# ---------------------------------------------------------------- who may see, who may keep


def test_staff_see_the_risks_of_their_own_unit_and_below(parish):
    for unit in ("HOU", "HOU-R", "LEG"):
        make(parish, title=unit, unit=unit, owner="")
    assert listed(parish, by="clerk") == ["HOU", "HOU-R"]
    assert listed(parish, by="lawyer") == ["LEG"]
    assert listed(parish, by="auditor") == ["HOU", "HOU-R", "LEG"]
    assert listed(parish, by="admin") == []


def test_an_owner_sees_their_risk_wherever_it_is(parish):
    one = make(parish, unit="LEG", owner="clerk")
    assert listed(parish, by="clerk") == [one.title]


def test_a_risk_that_one_does_not_see_is_no_risk(parish):
    one = make(parish)
    with pytest.raises(NotFound):
        queries.risk_named(parish.who("lawyer"), one.reference)


def test_a_manager_of_one_unit_keeps_the_risks_of_that_unit(parish):
    manager_of(parish, "local", "HOU")
    make(parish, by="local", unit="HOU-R")
    with pytest.raises(NotPermitted):
        make(parish, by="local", unit="LEG")
    one = make(parish, by="local")
    with pytest.raises(NotPermitted):
        change(parish, one, by="local", unit="LEG")


def test_staff_and_auditors_change_nothing(parish):
    one = opened(parish)
    for by in ("clerk", "auditor"):
        with pytest.raises(NotPermitted):
            change(parish, one, by=by, plan="Mine.")
        with pytest.raises(NotPermitted):
            make(parish, by=by)


def test_who_owns_an_asset_keeps_the_risks_about_it(parish):
    asset = registered(parish.who("manager"), parish.now, owner="owner")
    one = make(parish, by="owner", unit="LEG", owner="lawyer", assets=asset)
    assert change(parish, one, by="owner", plan="Mine.").plan == "Mine."
    with pytest.raises(NotPermitted):
        make(parish, by="owner", title="Of no asset", unit="LEG", assets="")
    of_asset = queries.of_asset(parish.who("manager"), asset, TODAY)
    assert [each.reference for each in of_asset] == [one.reference]
    assert listed(parish, asset=asset) == [one.title]


def test_the_register_is_narrowed(parish):
    opened(parish, title="High", assets="")
    opened(parish, title="Low", current_likelihood="1", category="quality", unit="HOU-R")
    make(parish, title="Draft", unit="LEG", owner="clerk")
    assert listed(parish, Want.OPEN) == ["High", "Low"]
    assert listed(parish, Want.OVER) == ["High"]
    assert listed(parish, Want.DRAFT) == ["Draft"]
    assert listed(parish, unit="HOU-R") == ["Low"]
    assert listed(parish, category="quality") == ["Low"]
    assert listed(parish, likelihood=1, impact=4) == ["Low"]
    assert listed(parish, words="low merg") == ["Low"]
    assert listed(parish, by="clerk", mine=True) == ["Draft"]
    parish.later(days=200)
    later = queries.risks(parish.who("manager"), Want.DUE, today=parish.now.date())
    assert [one.title for one in later] == ["High", "Low"]


# ---------------------------------------------------------------- people who leave


def test_the_risks_and_the_assets_of_a_leaver_are_orphaned_and_the_siro_is_told(parish):
    siro(parish)
    asset = registered(parish.who("manager"), parish.now)
    one = opened(parish)
    accounts.record_leaver(SETUP, parish.references["owner"], now=parish.now)
    one.refresh_from_db()
    assert (one.owner, one.former_owner.reference) == (None, parish.references["owner"])
    assert queries.versions(one).first().deed == "orphaned"
    assert listed(parish, Want.ORPHANED) == [one.title]
    kinds = {each.kind for each in notices.notices(parish.who("siro"))}
    assert kinds == {"assets.orphaned", "risks.orphaned"}
    (event,) = events("assets:asset:orphaned")
    assert asset in event.canonical


def test_an_orphaned_risk_is_given_another_owner(parish):
    one = opened(parish)
    accounts.record_leaver(SETUP, parish.references["owner"], now=parish.now)
    change(parish, one, plan="Somebody must own it.")
    with pytest.raises(Refused) as refusal:
        actions.review(
            parish.who("manager"), one.reference, said="Seen.", review_on=SOON, now=parish.now
        )
    assert codes(refusal) == ["owner"]
    after = change(parish, one, owner="clerk")
    assert (after.owner.reference, after.orphaned_at) == (parish.references["clerk"], None)


# ---------------------------------------------------------------- what other rooms open


def test_another_room_opens_a_draft_of_what_it_found_and_does_so_once(parish):
    said = {"title": "A restore test failed", "unit": "HOU", "owner": "owner"}
    made = actions.open_from("restore-test:BT-1", said, by="system", now=parish.now)
    assert (made.state, made.source, made.made_by) == (
        RiskState.DRAFT,
        "restore-test:BT-1",
        "system",
    )
    assert actions.open_from("restore-test:BT-1", said, by="system", now=parish.now) is None
    (event,) = events("risks:risk:made")
    assert "restore-test:BT-1" in event.canonical
    with pytest.raises(Refused) as refusal:
        actions.open_from("incident:IN-1", {"title": "x"}, by="system", now=parish.now)
    assert codes(refusal) == ["unit"]


# ---------------------------------------------------------------- controls and options


def control(parish, one, by="owner", **said):
    values = {"words": "Two people look.", "owner": "clerk", "confidence": "good", **said}
    return actions.add_control(parish.who(by), one.reference, **values, now=parish.now)


def test_controls_are_rows_of_their_own_that_end_and_stay(parish):
    one = opened(parish)
    made = control(parish, one)
    owner = parish.who("owner")
    said = {"words": made.words, "owner": "clerk", "confidence": "tested"}
    actions.change_control(owner, made.reference, **said, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.change_control(owner, made.reference, **said, now=parish.now)
    assert codes(refusal) == ["same"]
    actions.end_control(owner, made.reference, reason="Tool bought.", now=parish.now)
    assert not queries.controls(one)
    assert [each.confidence for each in queries.controls(one, ended=True)] == ["tested"]
    with pytest.raises(Refused) as refusal:
        actions.end_control(owner, made.reference, reason="Again.", now=parish.now)
    assert codes(refusal) == ["ended"]


def test_every_gap_of_a_control_is_told(parish):
    with pytest.raises(Refused) as refusal:
        control(parish, opened(parish), words="", owner="nobody", confidence="sure")
    assert codes(refusal) == ["words", "owner", "confidence"]


def test_of_the_options_that_were_looked_at_one_is_decided_on(parish):
    one, owner = opened(parish), parish.who("owner")
    first = actions.add_option(owner, one.reference, OPTION, now=parish.now)
    second = actions.add_option(owner, one.reference, OPTION, now=parish.now)
    actions.choose_option(owner, first.reference, reason="Cheapest.", now=parish.now)
    actions.choose_option(owner, second.reference, reason="Safer.", now=parish.now)
    assert [each.chosen_why for each in queries.options(one)] == ["", "Safer."]
    with pytest.raises(Refused) as refusal:
        actions.choose_option(owner, second.reference, reason="Again.", now=parish.now)
    assert codes(refusal) == ["same"]


def test_the_siro_and_auditors_read_risks(parish):
    assert {Role.SIRO, Role.AUDITOR} <= {
        role for role in Role if queries.sees(parish.who(_with(parish, role)))
    }


def _with(parish, role):
    add_person(parish, f"a_{role.value}", "", role)
    return f"a_{role.value}"


def test_the_day_of_a_review_is_written_as_people_write_it(parish):
    made = make(parish, review_on="31/03/2027")
    assert made.review_on == date(2027, 3, 31)
