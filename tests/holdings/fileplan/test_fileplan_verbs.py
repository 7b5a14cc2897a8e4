"""The verbs of the file plan: what they do, refuse and leave in the log."""

from datetime import date, timedelta

import pytest
from tests.holdings.parish import codes, events

from muniment.foundation.access import actions as people
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.capture import actions as capture
from muniment.holdings.fileplan import actions, queries
from muniment.holdings.fileplan.models import FileClass
from muniment.holdings.fileplan.types import UNITS, ClassTerms
from muniment.holdings.records import queries as records
from muniment.holdings.records.models import Record


def titled(reference="", **terms):
    return ClassTerms(reference, **{"title": "A class", **terms})


def test_a_plan_can_be_six_levels_deep_and_more(parish):
    under = "HOU"
    for level in range(2, 8):
        made = parish.open_class(f"HOU/{level}", under=under)
        under = made.reference
    found = queries.effective(made)
    assert found.place.classes == (*(f"HOU/{level}" for level in range(7, 1, -1)), "HOU")
    assert (found.rule.value, found.rule.origin) == ("SIX", "HOU")


def test_a_reference_is_given_once(parish):
    with pytest.raises(Refused) as refusal:
        parish.open_class("HOU")
    assert codes(refusal) == ["taken"]
    assert events("fileplan:class:open:refused")[0].object_reference == "HOU"


def test_a_closed_class_takes_nothing_and_the_refusal_is_in_the_log(parish):
    folder = parish.folder()
    kept = parish.upload(folder, b"before")
    actions.close_class(SETUP, "HOU", reason="Gone to another body", now=parish.now)
    with pytest.raises(Refused) as refusal:
        parish.folder()
    assert codes(refusal) == ["class_closed"]
    [refused] = events("records:folder:open:refused")
    assert refused.actor == parish.references["manager"]
    for attempt in (
        lambda: parish.upload(folder, b"after"),
        lambda: capture.begin(parish.who("manager"), "HOU", source="/x", now=parish.now),
        lambda: parish.open_class("HOU/9", under="HOU"),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert codes(refusal) == ["class_closed"]
    assert records.record_named(parish.who("clerk"), kept.record)


def test_a_class_that_closes_next_month_takes_things_until_then(parish):
    soon = civil_date(parish.now) + timedelta(days=30)
    actions.close_class(SETUP, "HOU", on=soon, now=parish.now)
    parish.folder()
    parish.later(days=30)
    with pytest.raises(Refused) as refusal:
        parish.folder()
    assert codes(refusal) == ["class_closed"]


def test_a_class_is_opened_again_for_a_reason_only(parish):
    actions.close_class(SETUP, "HOU", now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.reopen_class(SETUP, "HOU", reason=" ", now=parish.now)
    assert codes(refusal) == ["no_reason"]
    changed = actions.change_class(SETUP, "HOU", terms=titled(rule="SIX"), now=parish.now)
    assert changed.closed_on is not None
    assert actions.reopen_class(SETUP, "HOU", reason="Back", now=parish.now).closed_on is None


def test_a_class_without_a_rule_takes_nothing_until_it_says_undecided(parish):
    parish.open_class("NEW")
    with pytest.raises(Refused) as refusal:
        parish.folder("NEW")
    assert codes(refusal) == ["class_without_rule"]
    actions.change_class(SETUP, "NEW", terms=titled(rule="undecided"), now=parish.now)
    assert parish.upload(parish.folder("NEW"), b"x").record


@pytest.mark.parametrize("who", ["clerk", "officer", "owner", "auditor", "admin"])
def test_only_those_who_manage_the_plan_change_it(who, parish):
    parish.open_class("HOU/1", under="HOU")
    actor, now = parish.who(who), parish.now
    rows = [{"reference": "Z", "title": "z"}]
    attempts = {
        "fileplan:class:open": lambda: actions.open_class(actor, "Z", terms=titled(), now=now),
        "fileplan:class:change": lambda: actions.change_class(
            actor, "HOU", terms=titled(), now=now
        ),
        "fileplan:class:move": lambda: actions.move_class(actor, "HOU/1", under="LEG", now=now),
        "fileplan:class:rename": lambda: actions.rename_class(
            actor, "HOU", new_reference="H", now=now
        ),
        "fileplan:class:close": lambda: actions.close_class(actor, "HOU", now=now),
        "fileplan:class:reopen": lambda: actions.reopen_class(actor, "HOU", reason="x", now=now),
        "fileplan:class:delete": lambda: actions.delete_class(actor, "HOU/1", now=now),
        "fileplan:class:refer": lambda: actions.refer_to(actor, "HOU", to="LEG", now=now),
        "fileplan:plan:import": lambda: actions.import_plan(actor, rows, now=now),
    }
    before = queries.export_rows()
    for kind, attempt in attempts.items():
        with pytest.raises(NotPermitted):
            attempt()
        assert len(events(f"{kind}:refused")) == 1
    assert queries.export_rows() == before


def test_the_report_of_overrides_shows_who_says_what_and_origins_are_right(parish):
    parish.open_class("HOU/1", under="HOU", rule="undecided", sensitive=True)
    parish.open_class("HOU/1/a", under="HOU/1")
    report = {one.reference: names for one, names in queries.overrides()}
    assert report["HOU/1"] == ["retention rule", "sensitive"]
    assert "HOU/1/a" not in report
    found = queries.effective(queries.class_named("HOU/1/a"))
    assert (found.rule.value, found.rule.origin) == ("undecided", "HOU/1")
    assert (found.owner_unit.value, found.owner_unit.origin) == ("HOU", "HOU")
    assert found.rule.from_above("HOU/1/a")


def test_inheritance_switched_off_stops_at_the_class_and_comes_back(parish):
    parish.open_class("HOU/1", under="HOU", inherits=False)
    parish.open_class("HOU/1/a", under="HOU/1")
    assert queries.effective(queries.class_named("HOU/1/a")).rule.value == ""
    actions.change_class(SETUP, "HOU/1", terms=titled(), now=parish.now)
    assert queries.effective(queries.class_named("HOU/1/a")).rule.value == "SIX"


def test_effective_values_of_many_classes_at_once_are_those_of_each(parish):
    parish.open_class("HOU/1", under="HOU", sensitive=True)
    actions.rename_class(SETUP, "HOU/1", new_reference="HOU/2", now=parish.now)
    many = list(queries.classes())
    assert queries.effective_of(many) == {one.pk: queries.effective(one) for one in many}


def test_a_moved_and_renamed_class_still_answers_to_its_old_reference(parish):
    parish.open_class("HOU/1", under="HOU")
    filed = parish.upload(parish.folder("HOU/1"), b"x")
    actions.move_class(SETUP, "HOU/1", under="LEG", new_reference="LEG/1", now=parish.now)
    found = queries.class_named("HOU/1")
    assert found.reference == "LEG/1"
    assert records.record_named(parish.who("clerk"), filed.record).file_class == found
    assert queries.lineage_references(found) == ("LEG/1", "LEG")
    [moved] = events("fileplan:class:moved")
    assert moved.object_reference == "class:LEG/1"
    with pytest.raises(Refused) as refusal:
        parish.open_class("HOU/1", under="HOU")
    assert codes(refusal) == ["taken"]


def test_a_role_over_a_class_stays_when_the_class_gets_another_reference(parish):
    parish.open_class("LEG/1", under="LEG")
    person = parish.references["clerk"]
    role = Role.INFORMATION_ASSET_OWNER
    people.give_role(SETUP, person, role=role, file_class="LEG/1", now=parish.now)
    actions.rename_class(SETUP, "LEG/1", new_reference="LEG/2", now=parish.now)
    place = queries.effective(queries.class_named("LEG/2")).place
    assert access.rules.sees_by_role(parish.who("clerk"), place)


def test_a_class_cannot_be_moved_below_itself_or_into_a_closed_one(parish):
    parish.open_class("HOU/1", under="HOU")
    with pytest.raises(Refused) as refusal:
        actions.move_class(SETUP, "HOU", under="HOU/1", now=parish.now)
    assert codes(refusal) == ["into_itself"]
    actions.close_class(SETUP, "LEG", now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.move_class(SETUP, "HOU/1", under="LEG", now=parish.now)
    assert codes(refusal) == ["class_closed"]


def test_a_class_does_not_move_out_from_under_a_hold(parish):
    parish.open_class("HOU/1", under="HOU")
    parish.hold(classes=["HOU"])
    for attempt in (
        lambda: actions.move_class(SETUP, "HOU/1", under="LEG", now=parish.now),
        lambda: actions.import_plan(
            SETUP, [{"reference": "HOU/1", "title": "t", "parent": "LEG"}], now=parish.now
        ),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert codes(refusal) == ["protected"]
    assert queries.lineage_references(queries.class_named("HOU/1"))[1] == "HOU"


def test_a_class_that_held_something_is_never_deleted(parish):
    parish.open_class("HOU/1", under="HOU")
    parish.folder("HOU/1")
    with pytest.raises(Refused) as refusal:
        actions.delete_class(SETUP, "HOU/1", now=parish.now)
    assert codes(refusal) == ["used"]
    with pytest.raises(Refused) as refusal:
        actions.delete_class(SETUP, "HOU", now=parish.now)
    assert codes(refusal) == ["has_classes"]


def test_a_class_into_which_a_capture_was_begun_is_not_deleted_either(parish):
    parish.open_class("HOU/1", under="HOU")
    capture.begin(parish.who("manager"), "HOU/1", source="/x", now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.delete_class(SETUP, "HOU/1", now=parish.now)
    assert codes(refusal) == ["used"]


def test_a_class_that_never_held_anything_can_go(parish):
    parish.open_class("HOU/1", under="HOU")
    actions.refer_to(SETUP, "LEG", to="HOU/1", now=parish.now)
    actions.delete_class(SETUP, "HOU/1", now=parish.now)
    with pytest.raises(NotFound):
        queries.class_named("HOU/1")


def test_a_cross_reference_copies_nothing(parish):
    parish.upload(parish.folder(), b"x")
    actions.refer_to(SETUP, "LEG", to="HOU", note="n" * 1000, now=parish.now)
    assert [one.reference for one in queries.cross_references(queries.class_named("HOU"))] == [
        "LEG"
    ]
    assert Record.objects.count() == 1
    assert records.in_branch(parish.who("manager"), queries.class_named("LEG")).count() == 0


def test_two_people_who_change_a_class_do_not_overwrite_each_other(parish):
    seen = queries.class_named("HOU").version
    terms = titled(rule="SIX", scope_note="First")
    actions.change_class(SETUP, "HOU", terms=terms, version=seen, now=parish.now)
    with pytest.raises(Refused) as refusal:
        actions.change_class(SETUP, "HOU", terms=titled(), version=seen, now=parish.now)
    assert codes(refusal) == ["stale"]
    assert FileClass.objects.get(reference="HOU").scope_note == "First"


@pytest.mark.parametrize("verb", ["open", "change"])
def test_what_makes_no_sense_is_refused_with_every_reason(verb, parish):
    terms = titled(title="", owner_unit="NONE", access=UNITS, tier="COSMIC")
    with pytest.raises(Refused) as refusal:
        if verb == "open":
            actions.open_class(SETUP, "A B", terms=terms, now=parish.now)
        else:
            actions.change_class(SETUP, "HOU", terms=terms, now=parish.now)
    found = {"no_title", "no_unit", "no_units", "no_tier"}
    assert set(codes(refusal)) == (found | {"reference_form"} if verb == "open" else found)


def sees(parish, who, filed):
    return records.visible(parish.who(who)).filter(reference=filed.record).exists()


def test_a_class_made_narrower_is_narrower_at_once_for_all_below_it(parish):
    parish.open_class("HOU/1", under="HOU")
    filed = parish.upload(parish.folder("HOU/1"), b"x")
    assert sees(parish, "lawyer", filed)
    terms = titled(rule="SIX", owner_unit="HOU", access=UNITS, open_to=("HOU",))
    actions.change_class(SETUP, "HOU", terms=terms, now=parish.now)
    assert not sees(parish, "lawyer", filed)
    assert sees(parish, "clerk", filed)
    actions.change_class(
        SETUP, "HOU", terms=titled(rule="SIX", owner_unit="HOU", sensitive=True), now=parish.now
    )
    assert not sees(parish, "lawyer", filed)


def test_what_says_its_own_access_is_no_wider_than_its_class_has_become(parish):
    folder = parish.folder(narrowing=access.Narrowing(open_to=("LEG",)))
    filed = parish.upload(folder, b"x")
    assert sees(parish, "lawyer", filed)
    terms = titled(rule="SIX", owner_unit="HOU", access=UNITS, open_to=("HOU",))
    actions.change_class(SETUP, "HOU", terms=terms, now=parish.now)
    assert not sees(parish, "lawyer", filed)
    assert not sees(parish, "clerk", filed)
    assert sees(parish, "owner", filed)


def test_a_change_that_is_undone_leaves_access_as_it_was(parish):
    filed = parish.upload(parish.folder(), b"x")
    terms = titled(rule="SIX", access=UNITS, open_to=("LEG",), opened_on=date(1999, 1, 1))
    with pytest.raises(Refused):
        actions.change_class(SETUP, "HOU", terms=terms, version=99, now=parish.now)
    assert sees(parish, "clerk", filed)
