"""Real data for a job of each kind: what a verb or a schedule would have queued (promise 10)."""

import os
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.db import connection
from tests.foundation.content import clam
from tests.foundation.content.scans import ENGLISH, page, saved
from tests.holdings.advice.by_rule import in_tray
from tests.lifecycle.disposal.test_destroying import executing
from tests.lifecycle.disposal.test_standing_approvals import DRAFT
from tests.lifecycle.town import LONG_AGO, RULES, TODAY, days_pass
from tests.promises.again import (
    come_round,
    drive,
    leave_idle,
    message,
    say,
    taken_from_queue,
    watched,
    work,
)

from muniment.foundation.access.types import SETUP
from muniment.foundation.content import actions as content
from muniment.foundation.content.actions import scanning
from muniment.foundation.content.adapters import recogniser, sandbox
from muniment.foundation.content.models import Derived
from muniment.foundation.content.queries import store
from muniment.foundation.content.states import DerivedState, ScanState
from muniment.foundation.content.types import Verdict
from muniment.foundation.jobs.actions import once
from muniment.holdings.advice import actions as advice
from muniment.holdings.advice.types import RuleDraft
from muniment.holdings.capture import actions as capture
from muniment.holdings.duplicates import actions as duplicates
from muniment.holdings.mailboxes import actions as sources
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata.types import Asking, FieldTerms
from muniment.holdings.naming import actions as naming
from muniment.holdings.naming.types import Asked, Check, Severity
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record
from muniment.holdings.records.types import BulkDraft, Kept
from muniment.holdings.search import actions as finding
from muniment.holdings.search.types import Door
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.types import Practice, ReviewTerms
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.holds.rules import AT_ONCE
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention import queries as schedule
from muniment.lifecycle.transfer import actions as transfer
from muniment.lifecycle.transfer.types import Ground, LeaveDraft, Terms

read = pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
SCENARIOS = []


def scenario(kind):
    """Real data for a job of this kind; the answer is the jobs that verbs or schedules queued."""

    def register(prepare):
        SCENARIOS.append(pytest.param(kind, prepare, id=f"{kind} {prepare.__name__}"))
        return prepare

    return register


def standing(town, kind):
    come_round(town, kind)
    return taken_from_queue(kind)


@scenario("capture.derive")
def a_message_in_two_classes_and_a_paper(town, folder):
    drive(town, folder / "one", {"roof.eml": message(), "a.txt": b"slates"}, "HOU/REP")
    drive(town, folder / "two", {"roof.eml": message(), "b.bin": bytes(range(256))}, "PLA")
    return taken_from_queue("capture.derive")


@scenario("mailboxes.look")
def a_folder_with_a_file_that_stands_still(town, folder):
    made = watched(town, folder / "watched")
    sources.look_now(town.who("manager"), made.reference, now=town.now)
    return taken_from_queue("mailboxes.look")


@scenario("mailboxes.due")
def a_source_whose_time_has_come(town, folder):
    watched(town, folder / "watched")
    return standing(town, "mailboxes.due")


@scenario("search.reindex")
def an_index_that_was_lost(town, folder):
    drive(town, folder / "one", {"a.txt": b"slates", "b.txt": b"tiles"}, "HOU/REP")
    work(town)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_searchdocument")
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM search_words")
    return standing(town, "search.reindex")


def asked_of_titles(town):
    wanted = Asked(Check.BANNED, Severity.REASON, words=("misc",))
    naming.set_convention(SETUP, "", wanted, now=town.now)


@scenario("duplicates.sign")
def two_texts_that_are_nearly_the_same(town, folder):
    drive(town, folder / "one", {"one.txt": b"1", "two.txt": b"2"}, "HOU/REP")
    taken_from_queue("capture.derive")  # which would have the texts compared as well
    text = "\n".join(f"The board met about roof {one} of the estate." for one in range(40))
    for number, derived in enumerate(Derived.objects.order_by("pk")):
        derived.state, derived.text = DerivedState.DONE, f"{text} {number}"
        derived.save()
    duplicates.look_at_all(town.who("manager"), now=town.now)
    return taken_from_queue("duplicates.sign")


@scenario("records.bulk_edit")
def records_that_somebody_chose(town, folder):
    drive(town, folder / "one", {"a.txt": b"slates", "b.txt": b"tiles"}, "HOU/REP")
    manager = town.who("manager")
    metadata.define_field(manager, FieldTerms("plot", "Plot"), now=town.now)
    metadata.ask_for(manager, "plot", file_class="HOU/REP", asking=Asking(), now=town.now)
    numbers = list(Record.objects.values_list("pk", flat=True))
    draft = BulkDraft("All", "Moved", numbers=numbers, wanted={"plot": "12"})
    edit = records.look_at_bulk(manager, draft, now=town.now)
    records.begin_bulk(manager, edit.reference, now=town.now)
    return taken_from_queue("records.bulk_edit")


@scenario("naming.recheck")
def titles_that_something_is_asked_of(town, folder):
    drive(town, folder / "one", {"misc slates.txt": b"slates", "b.txt": b"tiles"}, "HOU/REP")
    asked_of_titles(town)
    return taken_from_queue("naming.recheck")


@scenario("naming.mend")
def titles_that_somebody_chose(town, folder):
    drive(town, folder / "one", {"misc slates.txt": b"slates", "b.txt": b"tiles"}, "HOU/REP")
    asked_of_titles(town)
    work(town)
    chosen = {Record.objects.get(title="misc slates").reference: "slates"}
    naming.mend_later(town.who("manager"), chosen, now=town.now)
    return taken_from_queue("naming.mend")


@scenario("naming.count")
def a_day_on_which_titles_are_counted(town, folder):
    asked_of_titles(town)
    drive(town, folder / "one", {"misc slates.txt": b"slates", "b.txt": b"tiles"}, "HOU/REP")
    return standing(town, "naming.count")


@scenario("search.alert")
def a_search_that_finds_something_new(town, folder):
    finding.keep(town.who("manager"), "Slates", "slates", follow=True, now=town.now)
    drive(town, folder / "one", {"a.txt": b"slates"}, "HOU/REP")
    work(town)
    return standing(town, "search.alert")


@scenario("search.forget")
def a_search_of_long_ago(town, folder):
    said = {"total": 1, "milliseconds": 9, "door": Door.PAGE}
    finding.note(town.who("manager"), "slates", "", **said, now=town.now - timedelta(days=900))
    return standing(town, "search.forget")


@scenario("search.tidy")
def an_index_in_pieces(town, folder):
    for day in ("one", "two", "three"):
        drive(town, folder / day, {f"{day}.txt": b"slates"}, "HOU/REP")
        work(town)
    return standing(town, "search.tidy")


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


@scenario("audit.checkpoint")
def a_log_that_grew(town, folder):
    town.file(TODAY)
    return standing(town, "audit.checkpoint")


@scenario("content.fixity")
def content_that_was_changed_and_content_that_is_missing(town, folder):
    changed, missing, _ = (one.components.get().sha256 for one in town.file(TODAY, TODAY, TODAY))
    store().path_for(changed).chmod(0o644)
    store().path_for(changed).write_bytes(b"something else")
    store().path_for(missing).unlink()
    return standing(town, "content.fixity")


@scenario("content.copy")
def content_that_has_no_second_copy(town, folder):
    """One of them sealed, and one damaged in the store."""
    damaged, _ = (one.components.get().sha256 for one in town.file(TODAY, TODAY))
    store().path_for(damaged).chmod(0o644)
    store().path_for(damaged).write_bytes(b"something else")
    content.start_sealing(town.who("admin"), now=town.now)
    town.file(TODAY)
    return standing(town, "content.copy")


@scenario("content.collect")
def leavings(town, folder):
    """A file without a row, a row that nobody refers to, and an upload that broke off."""
    town.file(TODAY)
    before = town.now - timedelta(days=3)
    leave_idle(before)
    path = store().path_for(store().store(BytesIO(b"stray")).sha256)
    broken_off = settings.MUNIMENT_HOME / "content" / "incoming" / "broken off"
    broken_off.write_bytes(b"half of")
    for one in (path, broken_off):
        os.utime(one, (before.timestamp(), before.timestamp()))
    return standing(town, "content.collect")


@scenario("holds.keep_up")
def a_long_hold_that_goes_by_a_search_too(town, folder):
    drive(town, folder / "one", {"a.txt": b"slates", "b.txt": b"tiles"}, "HOU/REP")
    known = list(Record.objects.values_list("reference", flat=True))
    listed = [*known, *(f"R-00000-{number:05}" for number in range(AT_ONCE))]
    said = {"name": "Inquiry", "kind": "inquiry", "reason": "Asked", "authority": "The court"}
    actor = town.who("manager")
    holds.place(actor, **said, records=listed, searches=["title:b"], now=town.now)
    return taken_from_queue("holds.keep_up")


@scenario("content.seal")
def content_that_lies_plain(town, folder):
    town.file(TODAY, TODAY)
    content.start_sealing(town.who("admin"), now=town.now)
    taken_from_queue("content.seal")
    return standing(town, "content.seal")


@scenario("content.keys")
def keys_that_are_a_week_old(town, folder):
    content.start_sealing(town.who("admin"), now=town.now)
    town.file(TODAY, TODAY)
    found = standing(town, "content.keys")
    town.later(days=8)
    return found


@scenario("backup.take")
def a_day_without_a_backup(town, folder):
    town.file(TODAY)
    return standing(town, "backup.take")


@scenario("jobs.tidy")
def answers_old_and_new(town, folder):
    for days in (40, 29, 20, 10, 1):
        once("P-1", f"key {days}", "v", lambda: 1, now=town.now - timedelta(days=days))
    return standing(town, "jobs.tidy")


@scenario("notices.mail")
def somebody_who_was_told(town, folder):
    say(town, "clerk")
    return taken_from_queue("notices.mail")


@scenario("notices.pending")
def an_email_that_was_given_up(town, folder):
    say(town, "clerk")
    taken_from_queue("notices.mail")
    return standing(town, "notices.pending")


@scenario("capture.scan")
def a_file_that_the_malware_scanner_has_not_seen(town, folder):
    drive(town, folder / "one", {"a.txt": b"slates"}, "HOU/REP")
    work(town)
    settings.MUNIMENT_CLAMD = clam.running()
    return standing(town, "capture.scan")


@scenario("capture.look_again")
def a_file_that_went_into_quarantine(town, folder):
    drive(town, folder / "one", {"a.txt": b"slates"}, "HOU/REP")
    work(town)
    [sha256] = Record.objects.filter(title="a").values_list("components__sha256", flat=True)
    found = Verdict("Eicar-Test-Signature", "ClamAV 1.4.6")
    scanning.write_down(sha256, found, ScanState.QUARANTINED, town.now)
    return taken_from_queue("capture.look_again")


@scenario("capture.recognise")
def a_scan_among_other_papers(town, folder):
    if recogniser.why_unavailable(settings.MUNIMENT_OCR_LANGUAGES):
        pytest.skip("tesseract is not installed")
    scan = saved(page(ENGLISH), "PNG")
    drive(town, folder / "one", {"a.txt": b"slates", "scan.png": scan}, "HOU/REP")
    for one in taken_from_queue("capture.derive"):
        capture.derive(one.arguments["records"], run_as=one.run_as, now=town.now)
    return taken_from_queue("capture.recognise")


@scenario("advice.learn")
def papers_that_were_filed(town, folder):
    drive(town, folder / "one", {"a.txt": b"slates", "b.txt": b"tiles"}, "HOU/REP")
    work(town)
    return standing(town, "advice.learn")


@scenario("advice.sort")
def a_letter_in_an_in_tray_with_a_rule(town, folder):
    """It was put where ten like it do not lie, so that it is to be filed."""
    manager = town.who("manager")
    slates = {f"{number}.txt": f"slates on roof {number}".encode() for number in range(12)}
    drive(town, folder / "roofs", slates, "HOU/REP")
    drive(town, folder / "ponds", {"p.txt": b"frogs in a pond"}, "PLA")
    in_tray("TRAY", "HOU")
    drive(town, folder / "tray", {"new.txt": b"slates on roof"}, "TRAY")
    work(town)
    advice.learn()
    advice.set_rule(manager, RuleDraft("TRAY", 80, 20, "Many letters."), now=town.now)
    return standing(town, "advice.sort")
