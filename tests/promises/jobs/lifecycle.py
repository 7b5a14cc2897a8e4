"""Jobs of retention, holds, disposal and transfer."""

from datetime import date, timedelta

from tests.lifecycle.disposal.test_destroying import executing
from tests.lifecycle.disposal.test_standing_approvals import DRAFT
from tests.lifecycle.town import LONG_AGO, RULES, TODAY, days_pass
from tests.promises.again import (
    drive,
    taken_from_queue,
)
from tests.promises.jobs.registry import scenario, standing

from muniment.foundation.access.types import SETUP
from muniment.foundation.jobs.actions import once
from muniment.holdings.records.models import Record
from muniment.holdings.records.types import Kept
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.types import Practice, ReviewTerms
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.holds.rules import AT_ONCE
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention import queries as schedule
from muniment.lifecycle.transfer import actions as transfer
from muniment.lifecycle.transfer.types import Ground, LeaveDraft, Terms


@scenario("retention.recalculate")
def a_rule_that_changed(town, folder):
    town.file(LONG_AGO, TODAY)
    retention.import_rules(SETUP, [{**RULES[0], "period": "7"}], now=town.now)
    return taken_from_queue("retention.recalculate")


@scenario("retention.look")
def a_change_that_is_looked_at(town, folder):
    town.file(LONG_AGO, TODAY)
    draft = schedule.draft_of(schedule.history("REP-6")[0])
    retention.look_later(town.who("manager"), draft, now=town.now)
    return taken_from_queue("retention.look")


@scenario("disposal.count_backlog")
def a_day_that_is_counted(town, folder):
    town.file(LONG_AGO, TODAY)
    return standing(town, "disposal.count_backlog")


@scenario("retention.recalculate")
def an_event_of_a_class(town, folder):
    town.file(LONG_AGO, TODAY, where="HOU/CASE")
    said = {"name": "case_closed", "on": date(2025, 1, 31)}
    retention.record_event(town.who("manager"), "HOU/CASE", **said, now=town.now)
    return taken_from_queue("retention.recalculate")


@scenario("retention.recalculate")
def an_event_of_a_folder(town, folder):
    town.file(LONG_AGO, TODAY, where="HOU/CASE")
    said = {"name": "case_closed", "on": date(2025, 1, 31)}
    place = town.folder("HOU/CASE").reference
    retention.record_event(town.who("manager"), place, **said, now=town.now)
    return taken_from_queue("retention.recalculate")


@scenario("disposal.carry_out")
def a_review_with_content_that_stays_for_another(town, folder):
    old = town.file(LONG_AGO, LONG_AGO) + town.file(LONG_AGO, data=b"the same bytes")
    town.file(TODAY, data=b"the same bytes")
    executing(town, *old)
    return taken_from_queue("disposal.carry_out")


@scenario("disposal.pending")
def a_review_whose_job_was_lost(town, folder):
    executing(town, *town.file(LONG_AGO, LONG_AGO))
    taken_from_queue("disposal.carry_out")
    return standing(town, "disposal.pending")


@scenario("disposal.erase")
def a_review_whose_window_is_over(town, folder):
    disposal.set_practice(town.who("manager"), Practice(window=1), now=town.now)
    review = executing(town, *town.file(LONG_AGO, LONG_AGO))
    disposal.carry_out(review.pk, now=town.now)
    taken_from_queue("disposal.carry_out")
    days_pass(town, 2)
    return standing(town, "disposal.erase")


@scenario("retention.ask_for_reviews")
def rules_that_nobody_has_looked_at(town, folder):
    retention.set_review_interval(town.who("manager"), 24, now=town.now)
    return standing(town, "retention.ask_for_reviews")


@scenario("transfer.remind")
def leave_that_runs_out_soon(town, folder):
    transfer.set_statutory_terms(town.who("manager"), Terms(public_records=True), now=town.now)
    today = town.now.date()
    said = ("LCI 1", Ground.SPECIAL, "A dispute", "The officer", today, today + timedelta(days=9))
    transfer.enter_leave(town.who("manager"), LeaveDraft(*said, classes=("HOU",)), now=town.now)
    return standing(town, "transfer.remind")


@scenario("disposal.routine")
def routine_papers_under_a_standing_approval(town, folder):
    town.file(LONG_AGO, LONG_AGO)
    retention.mark_routine(SETUP, "REP-6", reason="Notes", now=town.now)
    one = disposal.propose_standing(town.who("manager"), DRAFT, now=town.now)
    disposal.approve_standing(town.who("owner"), one.reference, now=town.now)
    return standing(town, "disposal.routine")


@scenario("disposal.announce")
def papers_that_fall_due_soon(town, folder):
    town.file(LONG_AGO, LONG_AGO)
    return standing(town, "disposal.announce")


@scenario("disposal.remind")
def a_review_that_nobody_has_signed(town, folder):
    [one] = town.file(LONG_AGO)
    disposal.propose(
        town.who("manager"), records=[one.reference], title="Old", reason="Due", now=town.now
    )
    return standing(town, "disposal.remind")


@scenario("disposal.end_holds")
def a_hold_whose_time_to_appeal_is_over(town, folder):
    [one] = town.file(LONG_AGO)
    held = holds.place(
        town.who("manager"),
        name="Roof works",
        kind="information_request",
        reason="Asked",
        authority="Act",
        records=[one.reference],
        now=town.now,
    ).reference
    holds.set_appeal_days(town.who("manager"), 1, now=town.now)
    holds.close(town.who("manager"), held, closed_on=TODAY, now=town.now)
    days_pass(town, 2)
    return standing(town, "disposal.end_holds")


@scenario("disposal.make_lists")
def papers_that_come_on_lists_by_night(town, folder):
    disposal.set_review_terms(town.who("manager"), ReviewTerms(lists=True), now=town.now)
    town.file(LONG_AGO, LONG_AGO)
    return standing(town, "disposal.make_lists")


@scenario("disposal.prune")
def stubs_that_keep_more_than_is_settled(town, folder):
    review = executing(town, *town.file(LONG_AGO, LONG_AGO))
    taken_from_queue("disposal.carry_out")
    disposal.carry_out(review.pk, now=town.now)
    disposal.set_practice(town.who("manager"), Practice(kept=Kept(())), now=town.now)
    disposal.prune_stubs(town.who("manager"), now=town.now)
    return taken_from_queue("disposal.prune")


@scenario("disposal.purge")
def an_answer_that_shows_what_was_destroyed(town, folder):
    [one] = town.file(LONG_AGO)
    shown = {"reference": one.reference, "title": "Before", "metadata": {"note": "secret"}}
    once("P-1", "key", "v", lambda: shown, now=town.now)
    executing(town, one)
    [carry_out] = taken_from_queue("disposal.carry_out")
    disposal.carry_out(carry_out.arguments["review"], now=town.now)
    return taken_from_queue("disposal.purge")


@scenario("disposal.watch_clock")
def a_log_that_was_quiet(town, folder):
    found = standing(town, "disposal.watch_clock")
    town.later(hours=7)
    return found


@scenario("holds.keep_up")
def a_long_hold_that_goes_by_a_search_too(town, folder):
    drive(town, folder / "one", {"a.txt": b"slates", "b.txt": b"tiles"}, "HOU/REP")
    known = list(Record.objects.values_list("reference", flat=True))
    listed = [*known, *(f"R-00000-{number:05}" for number in range(AT_ONCE))]
    said = {"name": "Inquiry", "kind": "inquiry", "reason": "Asked", "authority": "The court"}
    actor = town.who("manager")
    holds.place(actor, **said, records=listed, searches=["title:b"], now=town.now)
    return taken_from_queue("holds.keep_up")
