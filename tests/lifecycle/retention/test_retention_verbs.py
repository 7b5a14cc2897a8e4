"""Rules, events and the dates that follow from them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from tests.lifecycle.retention.test_reading_rules import GOOD
from tests.lifecycle.town import LONG_AGO, RULES, TODAY

from muniment.foundation.jobs.actions import run_next
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan import queries as plan
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record
from muniment.lifecycle.retention import actions, queries, rules
from muniment.lifecycle.retention.models import Rule
from muniment.lifecycle.retention.types import Action


def work(town) -> None:
    """Let the worker do what waits."""
    while run_next(clock=lambda: town.now):
        pass


def codes(refusal) -> set[str]:
    return {one.code for one in refusal.value.reasons}


def due_on(record) -> date | None:
    record.refresh_from_db()
    return record.due_on


def test_an_import_takes_all_rows_or_none(town):
    rows = [{**RULES[0], "code": "NEW-1"}, {**RULES[0], "code": "NEW-2", "action": "burn"}]
    with pytest.raises(Refused) as refusal:
        actions.import_rules(town.who("manager"), rows, now=town.now)
    assert codes(refusal) == {"action"}
    assert not Rule.objects.filter(code__startswith="NEW").exists()
    with pytest.raises(Refused) as refusal:
        actions.import_rules(town.who("manager"), [], now=town.now)
    assert codes(refusal) == {"empty"}


def test_importing_again_changes_only_what_differs_and_keeps_every_version(town):
    rows = [RULES[0], {**RULES[1], "period": "2 years"}, {**RULES[0], "code": "NEW-1"}]
    done = actions.import_rules(town.who("manager"), rows, now=town.now)
    assert (done.added, done.changed, done.same) == (1, 1, 1)
    assert [one.version for one in queries.history("CASE-1")] == [2, 1]
    assert rules.written(queries.rule_in_force("CASE-1").steps) == (
        "destroy 2 years after event:case_closed"
    )


def test_the_schedule_that_is_exported_comes_in_again_without_a_difference(town):
    out = queries.export_rows()
    done = actions.import_rules(town.who("manager"), out, now=town.now)
    assert (done.added, done.changed, done.same) == (0, 0, len(out))


def test_the_stages_of_a_rule_are_kept_in_order_with_each_version(town):
    stages = ("data_steward", "information_asset_owner")
    said = replace(GOOD, review_stages=stages, examples="Job ticket\nReport", scope_note="Gas: GAS")
    actions.save_rule(town.who("manager"), said, now=town.now)
    assert queries.rule_in_force(GOOD.code).stages == stages
    assert queries.draft_of(queries.history(GOOD.code)[0]) == said
    actions.save_rule(town.who("manager"), replace(said, review_stages=()), now=town.now)
    assert [queries.stages_of(one) for one in queries.history(GOOD.code)][:2] == [(), stages]


def test_what_an_import_of_rules_would_do_is_told_before_and_is_what_it_does(town):
    actions.retire_rule(town.who("manager"), "KEEP", reason="Over", now=town.now)
    rows = [RULES[0], {**RULES[1], "period": "2 years"}, RULES[2], {**RULES[0], "code": "NEW-1"}]
    drafts, _ = rules.read_rows(rows, today=TODAY)
    told = {one.code: one for one in queries.planned(drafts)}
    assert set(told) == {"CASE-1", "KEEP", "NEW-1"}
    assert told["CASE-1"].changes == (("period_count", "1", "2"),)
    assert told["KEEP"].is_retired and told["NEW-1"].is_new
    done = actions.import_rules(town.who("manager"), rows, now=town.now)
    assert (done.added, done.changed, done.same) == (1, 2, 1)
    assert queries.planned(drafts) == []


def test_a_file_that_is_no_schedule_is_refused():
    assert [one.code for one in rules.reasons_not_to_read([], "a.csv")] == ["empty"]
    assert [one.code for one in rules.reasons_not_to_read([{"b": 1}], "a.csv")] == ["no_column"]
    assert rules.reasons_not_to_read([{"code": "A"}], "a.csv") == []


def test_only_those_who_manage_retention_change_rules(town):
    for person in ("clerk", "owner", "auditor", "admin"):
        with pytest.raises(NotPermitted):
            actions.save_rule(town.who(person), GOOD, now=town.now)


def test_a_rule_with_gaps_is_refused_with_all_of_them(town):
    with pytest.raises(Refused) as refusal:
        actions.save_rule(
            town.who("manager"), replace(GOOD, authority="", why="", steps=()), now=town.now
        )
    assert codes(refusal) == {"authority", "why", "life"}


def test_a_new_version_moves_the_dates_of_its_records(town):
    [one] = town.file(LONG_AGO)
    assert one.due_on == date(2016, 3, 15)
    actions.save_rule(
        town.who("manager"),
        replace(GOOD, steps=rules.parse("destroy 20 years after record_date")),
        now=town.now,
    )
    work(town)
    assert due_on(one) == date(2030, 3, 15)
    assert one.rule_version == 2


def test_another_rule_for_a_class_moves_the_dates_of_all_below_it(town):
    [one] = town.file(LONG_AGO)
    terms = replace(plan.terms_of(plan.class_named("HOU")), rule="KEEP")
    fileplan.change_class(town.who("manager"), "HOU", terms=terms, now=town.now)
    work(town)
    assert (due_on(one), one.rule, one.due_action) == (None, "KEEP", "keep")


def test_a_used_rule_cannot_be_deleted_only_retired(town):
    [one] = town.file(LONG_AGO)
    manager = town.who("manager")
    with pytest.raises(Refused) as refusal:
        actions.delete_rule(manager, "REP-6", now=town.now)
    assert codes(refusal) == {"used"}
    with pytest.raises(Refused) as refusal:
        actions.retire_rule(manager, "REP-6", reason="", now=town.now)
    assert codes(refusal) == {"reason"}
    actions.retire_rule(manager, "REP-6", reason="Superseded", now=town.now)
    work(town)
    assert due_on(one) is None
    assert [each.rule.code for each in queries.rules(retired=True)] == ["REP-6"]
    assert list(queries.without_rule(manager)) == [one]
    with pytest.raises(Refused) as refusal:
        actions.retire_rule(manager, "REP-6", reason="Again", now=town.now)
    assert codes(refusal) == {"retired"}


def test_a_retired_rule_comes_back_with_a_new_version(town):
    [one] = town.file(LONG_AGO)
    manager = town.who("manager")
    actions.retire_rule(manager, "REP-6", reason="Superseded", now=town.now)
    actions.save_rule(manager, replace(GOOD, title="Repairs, again"), now=town.now)
    work(town)
    assert due_on(one) == date(2016, 3, 15)


def test_a_rule_entered_by_mistake_can_be_deleted(town):
    actions.save_rule(town.who("manager"), replace(GOOD, code="OOPS"), now=town.now)
    actions.delete_rule(town.who("manager"), "OOPS", now=town.now)
    assert not Rule.objects.filter(code="OOPS").exists()
    with pytest.raises(NotFound):
        actions.delete_rule(town.who("manager"), "OOPS", now=town.now)


def test_an_event_starts_the_clock_of_a_record_a_folder_or_a_class(town):
    manager, closed = town.who("manager"), date(2024, 1, 31)
    [one] = town.file(LONG_AGO, where="HOU/CASE")
    assert list(queries.waiting_for_event(manager)) == [one]
    folder = town.folders["HOU/CASE"].reference
    for scope, on in (("HOU", 1), (folder, 2), (one.reference, 3)):
        day = closed + timedelta(days=on)
        actions.record_event(manager, scope, name="case_closed", on=day, now=town.now)
        work(town)
        assert due_on(one) == day.replace(year=2025)  # the nearest counts
    assert not queries.waiting_for_event(manager).exists()


def test_a_withdrawn_event_leaves_the_record_waiting_again(town):
    manager = town.who("manager")
    [one] = town.file(LONG_AGO, where="HOU/CASE")
    made = actions.record_event(
        manager, one.reference, name="case_closed", on=date(2020, 1, 1), now=town.now
    )
    assert due_on(one) == date(2021, 1, 1)
    with pytest.raises(Refused) as refusal:
        actions.withdraw_event(manager, made.pk, reason="", now=town.now)
    assert codes(refusal) == {"reason"}
    actions.withdraw_event(manager, made.pk, reason="Wrong case", now=town.now)
    assert due_on(one) is None
    with pytest.raises(Refused) as refusal:
        actions.withdraw_event(manager, made.pk, reason="Again", now=town.now)
    assert codes(refusal) == {"withdrawn"}
    assert queries.events_of(one.reference).count() == 1


def test_entered_twice_the_later_event_counts(town):
    [one] = town.file(LONG_AGO, where="HOU/CASE")
    for day in (date(2022, 1, 1), date(2020, 1, 1)):
        actions.record_event(
            town.who("manager"), one.reference, name="case_closed", on=day, now=town.now
        )
    assert due_on(one) == date(2023, 1, 1)


def test_an_event_nobody_waits_for_in_the_future_or_before_the_record_is_refused(town):
    [one] = town.file(LONG_AGO, where="HOU/CASE")
    manager = town.who("manager")
    with pytest.raises(Refused) as refusal:
        actions.record_event(
            manager, one.reference, name="moon_landing", on=date(2027, 1, 1), now=town.now
        )
    assert codes(refusal) == {"event", "future"}
    with pytest.raises(Refused) as refusal:
        actions.record_event(
            manager, one.reference, name="case_closed", on=date(2000, 1, 1), now=town.now
        )
    assert codes(refusal) == {"before"}
    with pytest.raises(NotPermitted):
        actions.record_event(
            town.who("clerk"), one.reference, name="case_closed", on=TODAY, now=town.now
        )


def test_an_event_that_no_rule_there_waits_for_is_refused_with_those_that_are(town):
    manager, said = town.who("manager"), {"name": "case_closed", "on": TODAY, "now": town.now}
    repair, case = town.file(LONG_AGO)[0], town.file(LONG_AGO, where="HOU/CASE")[0]
    for scope in ("HOU/REP", repair.folder.reference, repair.reference):
        with pytest.raises(Refused) as refusal:
            actions.record_event(manager, scope, **said)
        assert codes(refusal) == {"event"} and "No rule there waits for any." in str(refusal.value)
    with pytest.raises(Refused) as refusal:
        actions.record_event(manager, case.reference, **said | {"name": "contract_ended"})
    assert "Rules there wait for “case_closed”." in str(refusal.value)
    above = queries.awaited_there(manager, "HOU")
    assert "case_closed" in above
    assert queries.awaited_there(manager, "HOU/CASE") == ["case_closed"]


def test_an_event_that_the_rule_of_one_record_alone_waits_for_is_taken(town):
    [one] = town.file(LONG_AGO)
    [case] = town.file(LONG_AGO, where="HOU/CASE")
    Record.objects.filter(pk=one.pk).update(rule=case.rule)
    for scope in (one.reference, one.folder.reference, "HOU/REP"):
        assert queries.awaited_there(town.who("manager"), scope) == ["case_closed"]


def test_closing_a_folder_starts_its_clock(town):
    [one] = town.file(LONG_AGO, where="HOU/SHUT")
    assert one.due_on is None
    records.close_folder(town.who("manager"), town.folders["HOU/SHUT"].reference, now=town.now)
    work(town)
    assert due_on(one) == TODAY.replace(year=TODAY.year + 3)


def test_what_is_due_is_listed_from_its_day_the_longest_due_first(town):
    older, younger = town.file(date(2010, 1, 1), date(2020, 11, 21))
    town.file(date(2020, 11, 22))
    manager = town.who("manager")
    assert list(queries.due(manager, TODAY)) == [older, younger]
    assert queries.due(manager, TODAY - timedelta(days=1)).get() == older


def test_due_lists_narrow_to_a_class_with_all_below_it_or_to_a_unit(town):
    [repair], [plan_] = town.file(LONG_AGO), town.file(LONG_AGO, where="PLA")
    manager = town.who("manager")
    assert queries.due(manager, TODAY, file_class="HOU").get() == repair
    assert queries.due(manager, TODAY, unit="PLA").get() == plan_
    assert queries.due(manager, TODAY, file_class="PLA", unit="HOU").count() == 0


def test_what_is_due_is_found_by_the_index(town):
    town.file(LONG_AGO)
    said = queries.due_plan(town.who("manager"), TODAY)
    # PostgreSQL may go any way through one row; its way through a million is in the bench.
    assert ("Scan" if connection.vendor == "postgresql" else "record_due") in said
    assert "TEMP B-TREE FOR ORDER BY" not in said


def test_dates_are_computed_in_chunks_with_progress_and_may_be_computed_twice(town):
    some = town.file(*[LONG_AGO] * 25)
    steps: list[tuple[int, int]] = []
    for _ in range(2):
        done = actions.recalculate(rule="REP-6", progress=lambda *at: steps.append(at))
        assert done == 25
    assert steps[-1] == (25, 25)
    assert {due_on(one) for one in some} == {date(2016, 3, 15)}


def test_kept_for_review_and_transfer_each_have_their_action(town):
    assert town.file(LONG_AGO, where="HOU/MIN")[0].due_action == Action.TRANSFER
    assert town.file(LONG_AGO, where="HOU/OLD")[0].due_action == Action.KEEP


def test_a_trigger_is_stored_with_the_date_it_gave(town):
    [one] = town.file(LONG_AGO)
    assert one.trigger_on == LONG_AGO


def test_the_explanation_names_rule_and_authority(town):
    [one] = town.file(LONG_AGO)
    said = queries.explain(town.who("clerk"), one.reference)
    assert said.sentence.startswith("Rule REP-6, Repairs (version 1, Limitation Act 1980 s.5),")
    assert said.due_on == date(2016, 3, 15)
    with pytest.raises(NotFound):
        queries.explain(town.who("admin"), one.reference)
