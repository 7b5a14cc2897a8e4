"""Owners have stewards keep parts of an entry, and say that the whole is right."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.governance.assets.registered import approved, whole
from tests.holdings.parish import add_person, codes, events

from muniment.foundation.access import actions as accounts
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.governance.assets import actions, queries, rules
from muniment.governance.assets.types import BY_NAME, DELEGATED, FIELDS, DelegationDraft, Group

TODAY = date(2026, 11, 21)
NEXT = date(2027, 11, 21)


def delegate(parish, one, steward="clerk", groups=("backup",), by="owner", **days):
    draft = DelegationDraft(steward, tuple(groups), **days)
    return actions.delegate(parish.who(by), one.reference, draft, now=parish.now)


def change(parish, one, by="clerk", **said):
    return actions.change(parish.who(by), one.reference, said, now=parish.now)


def attest(parish, one, by="owner", review_on=NEXT, **said):
    actor = parish.who(by)
    return actions.attest(actor, one.reference, review_on=review_on, **said, now=parish.now)


@given(st.sets(st.sampled_from(DELEGATED)))
def test_of_the_groups_that_are_delegated_all_fields_are_and_of_the_others_none(groups):
    allowed = rules.fields_of(groups)
    assert {BY_NAME[name].group for name in allowed} == groups
    assert "owner" not in allowed and "review_on" not in allowed


@pytest.mark.parametrize("group", list(Group))
def test_a_steward_changes_what_is_delegated_and_nothing_else(parish, group):
    one = whole(parish)
    field = next(each for each in FIELDS if each.group is group and not each.choices)
    said = {"day": "2027-02-03", "number": "4", "references": "LEG"}.get(field.form, "Other")
    said = {"unit": "LEG", "owner": "manager", "rule": "SIX"}.get(field.name, said)
    delegate(parish, one, groups=["backup" if group is not Group.BACKUP else "risk"])
    with pytest.raises(Refused) as refusal:
        change(parish, one, **{field.name: said})
    assert "not_delegated" in codes(refusal)
    if group in DELEGATED:
        delegate(parish, one, groups=[group])
        assert change(parish, one, **{field.name: said}).version == 2


def test_who_and_when_cannot_be_delegated(parish):
    with pytest.raises(Refused) as refusal:
        delegate(parish, whole(parish), groups=["ownership", "review", "rubbish"])
    assert codes(refusal) == ["groups"] * 3


def test_every_gap_of_a_delegation_is_told(parish):
    with pytest.raises(Refused) as refusal:
        delegate(
            parish, whole(parish), steward="nobody", groups=[], ends_on=TODAY - timedelta(days=1)
        )
    assert codes(refusal) == ["steward", "groups", "ends_on"]


def test_the_owner_needs_no_delegation(parish):
    with pytest.raises(Refused) as refusal:
        delegate(parish, whole(parish), steward="owner")
    assert codes(refusal) == ["steward"]


def test_only_the_owner_delegates(parish):
    one = whole(parish)
    for by in ("manager", "clerk", "auditor"):
        with pytest.raises(NotPermitted):
            delegate(parish, one, by=by)


def test_a_steward_does_not_approve_retire_or_delegate(parish):
    one = whole(parish)
    delegate(parish, one, groups=DELEGATED)
    clerk = parish.who("clerk")
    with pytest.raises(NotPermitted):
        actions.approve(clerk, one.reference, now=parish.now)
    with pytest.raises(NotPermitted):
        actions.retire(clerk, one.reference, reason="Gone.", now=parish.now)
    with pytest.raises(NotPermitted):
        delegate(parish, one, steward="lawyer", by="clerk")


def test_a_delegation_holds_from_its_first_day_to_its_last(parish):
    one = whole(parish)
    delegate(parish, one, starts_on=TODAY + timedelta(days=2), ends_on=TODAY + timedelta(days=3))
    may = []
    for _ in range(5):
        may.append(bool(queries.changeable(parish.who("clerk"), one, parish.now.date())))
        parish.later(days=1)
    assert may == [False, False, True, True, False]


def test_ended_it_ends_at_once_and_stays_in_the_list(parish):
    one = whole(parish)
    made = delegate(parish, one)
    actions.end_delegation(parish.who("owner"), made.reference, now=parish.now)
    with pytest.raises(NotPermitted):
        change(parish, one, backup="Daily")
    assert [each.reference for each in queries.delegations(one)] == [made.reference]
    with pytest.raises(Refused) as refusal:
        actions.end_delegation(parish.who("owner"), made.reference, now=parish.now)
    assert codes(refusal) == ["ended"]


def test_the_steward_is_told_and_finds_the_asset(parish):
    one = whole(parish)
    delegate(parish, one, groups=["backup", "risk"])
    (told,) = notices.notices(parish.who("clerk"))
    assert "Backup and restoring, What could go wrong" in told.words
    assert queries.delegated_to(parish.who("clerk"), TODAY) == [one]
    assert queries.delegated_to(parish.who("lawyer"), TODAY) == []


def test_what_an_owner_gave_ends_with_the_owner(parish):
    one = whole(parish)
    delegate(parish, one)
    accounts.record_leaver(SETUP, parish.references["owner"], now=parish.now)
    with pytest.raises(NotPermitted):
        change(parish, one, backup="Daily")
    assert queries.delegated_to(parish.who("clerk"), TODAY) == []


# ---------------------------------------------------------------- looking at it again


def test_an_owner_says_that_an_entry_is_right_and_when_it_is_looked_at_again(parish):
    one = approved(parish)
    made = attest(parish, one, said="Looked at with the team.")
    one.refresh_from_db()
    newest = queries.versions(one).first()
    assert (one.review_on, newest.deed) == (NEXT, "attested")
    assert (made.version, made.digest) == (newest.version, newest.digest)
    assert made.by == made.for_owner == parish.references["owner"]
    assert made.digest in events("assets:asset:attested")[0].canonical


def test_nobody_else_says_it_for_the_owner(parish):
    one = approved(parish)
    delegate(parish, one, groups=DELEGATED)
    for by in ("manager", "clerk", "auditor"):
        with pytest.raises(NotPermitted):
            attest(parish, one, by=by)


def test_who_stands_in_for_an_absent_owner_does_and_both_are_named(parish):
    add_person(parish, "deputy", "", Role.INFORMATION_ASSET_OWNER)
    one = approved(parish)
    accounts.name_substitute(
        parish.who("owner"),
        parish.references["owner"],
        substitute=parish.references["deputy"],
        role=Role.INFORMATION_ASSET_OWNER,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=5),
        reason="Leave",
        now=parish.now,
    )
    made = attest(parish, one, by="deputy")
    assert made.by == parish.references["deputy"]
    assert made.for_owner == parish.references["owner"]
    parish.later(days=7)
    with pytest.raises(NotPermitted):
        attest(parish, one, by="deputy", review_on=date(2028, 1, 1))


def test_it_is_not_said_of_a_draft_or_of_what_has_gaps_or_without_a_day(parish):
    with pytest.raises(Refused) as refusal:
        attest(parish, whole(parish), review_on=None)
    assert codes(refusal) == ["draft", "review_on"]
    one = approved(parish, title="Other", purposes="")
    with pytest.raises(Refused) as refusal:
        attest(parish, one, review_on=TODAY)
    assert codes(refusal) == ["purposes", "review_on"]


def test_it_is_not_said_of_what_somebody_has_changed_meanwhile(parish):
    one = approved(parish)
    change(parish, one, by="manager", volume="9 GB")
    with pytest.raises(Refused) as refusal:
        attest(parish, one, seen=one.version)
    assert codes(refusal) == ["meanwhile"]
