"""The register of information assets: what an entry says, who may say it, and how it stands."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.governance.assets.registered import (
    NEEDED,
    PROCESSING,
    WHOLE,
    approved,
    make,
    siro,
    whole,
)
from tests.holdings.parish import RULE, add_person, codes, events

from muniment.foundation.access import actions as accounts
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.governance.assets import actions, queries, rules
from muniment.governance.assets.types import BY_NAME, FIELDS, AssetState, Form, Want
from muniment.holdings.fileplan import queries as plan
from muniment.holdings.physical import actions as physical
from muniment.holdings.physical.types import BoxDraft
from muniment.lifecycle.retention import actions as retention

TODAY = date(2026, 11, 21)


def change(parish, one, by="manager", seen=None, **said):
    return actions.change(parish.who(by), one.reference, said, seen=seen, now=parish.now)


def listed(parish, want=Want.ALL, by="clerk", **narrow):
    return [one.title for one in queries.assets(parish.who(by), want, today=TODAY, **narrow)]


def test_there_are_thirteen_groups_of_fields_and_each_has_one():
    assert len({one.group for one in FIELDS}) == 13
    assert len(BY_NAME) == len(FIELDS)


@given(st.sampled_from(FIELDS), st.text(max_size=60))
def test_what_was_read_once_is_read_the_same_again(field, text):
    value, fault = rules.read_one(field, text)
    if not fault:
        assert rules.read_one(field, value) == (value, "")


@given(st.sampled_from([one for one in FIELDS if one.choices]))
def test_a_choice_is_understood_by_its_label_in_any_case(field):
    for value, label in field.choices.items():
        assert rules.read_one(field, f" {label.upper()} ") == (value, "")


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_is_understood_as_the_british_write_it(day):
    assert rules.read_one(BY_NAME["review_on"], f"{day:%d/%m/%Y}") == (day.isoformat(), "")


def test_an_entry_is_a_draft_and_its_first_version_says_everything(parish):
    made = whole(parish)
    (version,) = queries.versions(made)
    assert made.state == AssetState.DRAFT
    assert version.values == queries.said_of(made) | {"owner": parish.references["owner"]}
    assert set(version.fields) == {*WHOLE, *PROCESSING}
    (event,) = events("assets:asset:made")
    assert version.digest in event.canonical


def test_what_an_entry_says_is_not_in_the_log(parish):
    whole(parish)
    assert "What was agreed" not in str([one.canonical for one in events("assets:asset:made")])


def test_every_gap_and_fault_is_told_at_once(parish):
    with pytest.raises(Refused) as refusal:
        make(
            parish, title=" ", kind="thing", owner="nobody", classes="HOU ZZZ", review_on="31/02/26"
        )
    assert set(codes(refusal)) >= {"title", "kind", "owner", "classes", "review_on"}


def test_a_box_that_one_cannot_see_is_no_box(parish):
    with pytest.raises(Refused) as refusal:
        make(parish, boxes="BX-NONE")
    assert codes(refusal) == ["boxes"]


@pytest.mark.parametrize("missing", [one for one in NEEDED if one != "rule"])
def test_an_entry_is_not_approved_without(parish, missing):
    made = whole(parish, **{missing: ""})
    with pytest.raises(Refused) as refusal:
        actions.approve(parish.who("manager"), made.reference, now=parish.now)
    assert codes(refusal) == [missing]


def test_a_class_with_a_rule_stands_for_a_rule_of_its_own(parish):
    parish.open_class("MISC", owner_unit="LEG", access="everyone")
    ruled = whole(parish)
    without = whole(parish, title="Odds and ends", classes="MISC")
    actions.approve(parish.who("manager"), ruled.reference, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.approve(parish.who("manager"), without.reference, now=parish.now)
    assert codes(refusal) == ["rule"]
    change(parish, without, rule="SIX")
    actions.approve(parish.who("manager"), without.reference, now=parish.now)


def test_when_one_of_its_classes_has_no_rule_the_rule_is_missing(parish):
    parish.open_class("MISC", owner_unit="LEG", access="everyone")
    assert [one.name for one in queries.gaps(whole(parish, classes="HOU MISC"))[0]] == ["rule"]


def test_how_long_it_is_kept_is_what_the_schedule_says_today(parish):
    made = whole(parish)
    assert "6 years" in queries.kept_in_words([made])[made.pk]
    retention.import_rules(
        SETUP, [{**RULE, "period": "9 years", "valid_from": "2026-11-21"}], now=parish.now
    )
    assert "9 years" in queries.kept_in_words([made])[made.pk]


def test_an_approved_entry_stays_complete(parish):
    one = approved(parish)
    with pytest.raises(Refused) as refusal:
        change(parish, one, description="", review_on="2026-01-01")
    assert codes(refusal) == ["description", "review_on"]


def test_a_review_that_is_overdue_does_not_stop_other_corrections(parish):
    one = approved(parish, review_on="2026-12-01")
    parish.later(days=40)
    assert change(parish, one, location="Cabinet 4").values["location"] == "Cabinet 4"


def test_an_approved_entry_that_has_lost_its_owner_can_be_put_right_otherwise(parish):
    one = approved(parish)
    leave(parish)
    assert change(parish, one, location="Cabinet 4").version == 4
    with pytest.raises(Refused) as refusal:
        change(parish, one, description="")
    assert codes(refusal) == ["description"]


def test_an_approved_entry_does_not_move_to_classes_without_a_rule(parish):
    parish.open_class("MISC", owner_unit="LEG", access="everyone")
    one = approved(parish)
    for classes in ("MISC", "HOU MISC", ""):
        with pytest.raises(Refused) as refusal:
            change(parish, one, classes=classes)
        assert codes(refusal) == ["rule"]
    assert change(parish, one, classes="LEG").version == 3


def test_each_change_is_a_version_with_its_person_and_fields(parish):
    one = whole(parish)
    change(parish, one, location="Cabinet 4", volume="12 boxes")
    newest, oldest = queries.versions(one)
    assert (newest.version, newest.by) == (2, parish.references["manager"])
    assert newest.fields == ["location", "volume"]
    assert oldest.values["location"] == "File plan"
    assert newest.digest != oldest.digest


def test_a_change_that_changes_nothing_is_refused_and_leaves_no_version(parish):
    one = whole(parish)
    with pytest.raises(Refused) as refusal:
        change(parish, one, location=" File   plan ")
    assert codes(refusal) == ["same"]
    assert queries.versions(one).count() == 1


def test_of_two_people_the_second_is_told_that_the_first_has_changed_it(parish):
    one = whole(parish)
    change(parish, one, seen=1, location="Cabinet 4")
    with pytest.raises(Refused) as refusal:
        change(parish, one, by="owner", seen=1, location="Cabinet 5")
    assert codes(refusal) == ["meanwhile"]
    assert "MANAGER has changed it" in str(refusal.value)


def test_its_owner_changes_an_entry_and_others_of_the_unit_do_not(parish):
    one = whole(parish)
    change(parish, one, by="owner", volume="9 GB")
    for name in ("clerk", "officer", "lawyer", "auditor", "admin"):
        with pytest.raises((NotPermitted, NotFound)):
            change(parish, one, by=name, volume="1 GB")


def test_who_keeps_the_register_of_one_unit_does_not_keep_that_of_another(parish):
    made = accounts.add_person(SETUP, "local", name="Local", unit="HOU", now=parish.now)
    parish.references["local"] = made.reference
    accounts.give_role(SETUP, made.reference, role=Role.RECORDS_MANAGER, unit="HOU", now=parish.now)
    one = make(parish, by="local", unit="HOU-R")
    with pytest.raises(NotPermitted):
        make(parish, by="local", unit="LEG")
    with pytest.raises(NotPermitted):
        change(parish, one, by="local", unit="LEG")


def test_a_new_owner_is_told_once(parish):
    one = whole(parish)
    change(parish, one, volume="9 GB")
    told = [one.words for one in notices.notices(parish.who("owner"))]
    assert [one for one in told if "Tenancy files" in one] == [
        "You are now the information asset owner of “Tenancy files”."
    ]


def test_retired_it_stays_as_it_was_and_comes_back_as_a_draft(parish):
    one = approved(parish)
    manager = parish.who("manager")
    actions.retire(manager, one.reference, reason="The system is gone.", now=parish.now)
    assert listed(parish) == []
    assert listed(parish, Want.RETIRED) == ["Tenancy files"]
    with pytest.raises(Refused):
        change(parish, one, volume="1 GB")
    back = actions.restore(manager, one.reference, reason="It is not.", now=parish.now)
    assert (back.state, back.approved_at) == (AssetState.DRAFT, None)


@pytest.mark.parametrize("deed", ["retire", "restore"])
def test_why_must_be_said(parish, deed):
    one = whole(parish)
    with pytest.raises(Refused) as refusal:
        getattr(actions, deed)(parish.who("manager"), one.reference, reason=" ", now=parish.now)
    assert "reason" in codes(refusal)


def test_lists_are_narrowed_by_unit_words_and_how_an_entry_stands(parish):
    whole(parish)
    make(parish, title="Boiler log", unit="HOU-R", review_on="2026-01-01", vital="yes")
    make(parish, title="Case law", unit="LEG", kind="data_set")
    assert listed(parish) == ["Boiler log", "Case law", "Tenancy files"]
    assert listed(parish, unit="HOU") == ["Boiler log", "Tenancy files"]
    assert listed(parish, words="boil LOG") == ["Boiler log"]
    assert listed(parish, Want.VITAL) == ["Boiler log"]
    assert listed(parish, Want.PERSONAL) == ["Tenancy files"]
    assert listed(parish, Want.DUE) == ["Boiler log", "Case law"]
    assert listed(parish, Want.ORPHANED) == ["Boiler log", "Case law"]
    assert listed(parish, Want.INCOMPLETE) == ["Boiler log", "Case law"]
    assert listed(parish, Want.MINE, by="owner") == ["Tenancy files"]
    assert listed(parish, Want.PERSONAL, by="owner", mine=True) == ["Tenancy files"]
    assert listed(parish, Want.VITAL, by="owner", mine=True) == []


def test_who_has_no_part_in_it_reads_no_register(parish):
    whole(parish)
    assert listed(parish, by="admin") == []
    assert listed(parish, by="auditor") == ["Tenancy files"]


def test_the_figures_count_complete_entries_reviews_owners_and_processing(parish):
    approved(parish)
    make(parish, title="Boiler log", personal_data="yes")
    make(parish, title="Case law", unit="LEG", owner="owner", review_on="2027-01-01")
    found = queries.figures(parish.who("clerk"), TODAY)
    assert (found.entries, found.complete, found.in_date) == (3, 1, 2)
    assert (found.orphaned, found.personal, found.lacking) == (1, 2, 1)
    assert found.incomplete == len(listed(parish, Want.INCOMPLETE)) == 2
    assert queries.figures(parish.who("clerk"), TODAY, unit="LEG").entries == 1


# ---------------------------------------------------------------- owners who leave


def leave(parish, who="owner"):
    accounts.record_leaver(SETUP, parish.references[who], now=parish.now)


def test_when_its_owner_leaves_an_asset_has_none_in_the_same_moment(parish):
    siro(parish)
    one = approved(parish)
    leave(parish)
    one.refresh_from_db()
    assert one.owner is None
    assert one.former_owner.reference == parish.references["owner"]
    assert one.orphaned_at == parish.now
    assert one.state == AssetState.APPROVED
    assert queries.versions(one).first().deed == "orphaned"
    assert listed(parish, Want.ORPHANED, by="siro") == ["Tenancy files"]


def test_the_siro_is_told_who_left_and_of_what(parish):
    siro(parish)
    approved(parish)
    leave(parish)
    (told,) = notices.notices(parish.who("siro"))
    assert "OWNER has left" in told.words
    assert "Tenancy files" in told.words


def test_without_a_siro_the_records_managers_are_told(parish):
    approved(parish)
    leave(parish)
    told = [one.kind for one in notices.notices(parish.who("manager2"))]
    assert told == ["assets.orphaned"]


def test_the_siro_names_another_owner_and_all_is_well(parish):
    siro(parish)
    one = approved(parish)
    leave(parish)
    change(parish, one, by="siro", owner="manager2")
    one.refresh_from_db()
    assert (one.orphaned_at, one.former_owner) == (None, None)
    assert listed(parish, Want.ORPHANED) == []


def test_who_has_left_is_no_owner(parish):
    leave(parish)
    with pytest.raises(Refused) as refusal:
        whole(parish)
    assert codes(refusal) == ["owner"]


# ---------------------------------------------------------------- what is covered


def test_one_asset_covers_a_branch_boxes_and_a_system_at_once(parish):
    folder = parish.folder("HOU")
    parish.upload(folder, b"one")
    parish.upload(folder, b"two", name="two.txt")
    box = physical.open_box(
        parish.who("manager"), BoxDraft("BX 1", unit="HOU", location="Cellar"), now=parish.now
    )
    made = whole(parish, boxes=box.reference, system="Northgate")
    held = queries.held(parish.who("manager"), made)
    assert (held.records, held.folders, held.boxes, held.system) == (2, 1, 1, "Northgate")


def test_a_reader_counts_what_they_may_see_and_who_oversees_the_whole_body_all_of_it(parish):
    siro(parish)
    add_person(parish, "outsider", "LEG", Role.LIBRARY_MANAGER)
    parish.open_class("SEC", rule="SIX", owner_unit="HOU", access="units", open_to=("HOU",))
    parish.upload(parish.folder("SEC"), b"hidden")
    made = whole(parish, classes="SEC")
    counted = {
        who: queries.held(parish.who(who), made).records
        for who in ("clerk", "lawyer", "owner", "siro", "manager")
    }
    assert counted == {"clerk": 1, "lawyer": 0, "owner": 0, "siro": 1, "manager": 1}


def test_nobody_learns_what_is_there_by_having_an_asset_cover_it(parish):
    made = accounts.add_person(SETUP, "local", name="Local", unit="LEG", now=parish.now)
    parish.references["local"] = made.reference
    accounts.give_role(SETUP, made.reference, role=Role.RECORDS_MANAGER, unit="LEG", now=parish.now)
    parish.open_class("SEC", rule="SIX", owner_unit="HOU", access="units", open_to=("HOU",))
    parish.upload(parish.folder("SEC"), b"hidden")
    one = make(parish, by="local", unit="LEG", owner="local", classes="SEC")
    held = queries.held(parish.who("local"), one)
    assert (held.records, held.folders) == (0, 0)


def test_a_class_knows_the_assets_that_cover_it_from_above(parish):
    parish.open_class("HOU/REP", under="HOU")
    one = whole(parish)
    assert queries.covering(plan.class_named("HOU/REP")) == [one]
    assert queries.covering(plan.class_named("LEG")) == []


# ---------------------------------------------------------------- what comes round


def test_owners_are_told_of_a_review_before_and_after_its_day_once_each(parish):
    approved(parish, review_on="2026-12-10")
    assert [actions.remind(now=parish.now), actions.remind(now=parish.now)] == [1, None]
    parish.later(days=30)
    assert [actions.remind(now=parish.now), actions.remind(now=parish.now)] == [1, None]
    told = [one.words for one in notices.notices(parish.who("owner"))]
    assert any("is due on 10 December 2026" in one for one in told)
    assert any("was due on 10 December 2026" in one for one in told)


def test_every_form_of_a_field_is_used():
    assert {one.form for one in FIELDS} == set(Form)
