"""What a job row goes through, on the clock of the test."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from tests.foundation.jobs import kinds

from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.jobs import queries
from muniment.foundation.jobs.actions import (
    cancel,
    enqueue,
    ensure_schedule,
    kind,
    retry,
    run_due_schedules,
    run_next,
    running,
    sweep,
    tidy,
)
from muniment.foundation.jobs.adapters.worker import work
from muniment.foundation.jobs.models import CarriedOut, Job
from muniment.foundation.jobs.types import JobState, LeaseLost
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
OPERATOR = SimpleNamespace(reference="P-ADMIN", permissions=frozenset({"system.run"}))
pytestmark = pytest.mark.django_db


def queue(what, /, **given):
    with transaction.atomic():
        return enqueue(what, given.pop("arguments", {}), run_as="P-1", now=AT, **given)


def run(at=AT):
    return run_next(clock=lambda: at)


def fresh(job):
    job.refresh_from_db()
    return job


@pytest.fixture(autouse=True)
def forget():
    kinds.seen.clear()
    kinds.calls.clear()


def test_a_job_is_run_as_the_person_who_caused_it_and_its_answer_is_kept():
    job = queue("tests.note", arguments={"a": 1})
    assert run().pk == job.pk
    assert kinds.seen == [{"arguments": {"a": 1}, "run_as": "P-1", "now": AT}]
    assert (fresh(job).state, job.result, job.ended_at) == (JobState.DONE, {"length": 1}, AT)
    assert run() is None


def test_work_that_is_rolled_back_was_never_queued():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue("tests.note")
        raise ZeroDivisionError
    assert not Job.objects.exists()


def test_an_unknown_kind_is_found_out_when_it_is_queued():
    with pytest.raises(LookupError):
        queue("tests.typo")


def test_two_functions_cannot_be_the_work_of_one_kind():
    with pytest.raises(ValueError, match=r"tests\.note"):
        kind("tests.note")(lambda *_: None)


def test_work_is_not_begun_before_its_time_and_the_longest_waiting_is_first():
    late = queue("tests.note", not_before=AT + timedelta(minutes=5))
    first, second = queue("tests.note"), queue("tests.note")
    assert [run().pk, run().pk, run()] == [first.pk, second.pk, None]
    assert run(AT + timedelta(minutes=5)).pk == late.pk


def test_failed_work_is_tried_again_later_and_given_up_in_the_end():
    job, at = queue("tests.fails", max_attempts=3), AT
    for attempt in (1, 2):
        assert run(at) is not None
        assert (fresh(job).state, job.attempts) == (JobState.QUEUED, attempt)
        assert run(at) is None, "the back-off was not kept"
        at = job.not_before
    run(at)
    assert (fresh(job).state, job.attempts) == (JobState.FAILED, 3)
    assert job.error == "ValueError: no such luck\ufffd"


def test_refused_work_is_not_tried_again_and_says_every_reason():
    job = queue("tests.refused")
    run()
    assert (fresh(job).state, job.error) == (JobState.FAILED, "First reason. Second reason.")


def test_work_that_found_the_disk_full_waits_for_room():
    job = queue("tests.no_room")
    run()
    assert fresh(job).state == JobState.QUEUED


def test_the_effect_of_atomic_work_is_undone_with_it():
    queue("tests.effect_undone")
    run()
    assert not AuditEvent.objects.filter(object_reference="effect:undone").exists()


def test_what_a_job_records_says_which_job_it_was():
    job = queue("tests.effect", arguments={"number": 7})
    run()
    event = AuditEvent.objects.get(object_reference="effect:7")
    assert (event.origin, event.job) == ("worker", f"job:{job.pk}")


def test_the_same_work_waits_once():
    first, second = queue("tests.note", unique_key="k"), queue("tests.note", unique_key="k")
    other = queue("tests.note", unique_key="other")
    assert first.pk == second.pk != other.pk
    run()
    assert queue("tests.note", unique_key="k").pk != first.pk


def test_work_asked_for_while_it_runs_goes_round_once_more():
    job = queue("tests.calls", arguments={"what": "ask"}, unique_key="k")
    rounds = []

    def ask(progress):
        rounds.append(1)
        if len(rounds) == 1:
            for _ in range(3):
                queue("tests.calls", arguments={"what": "ask"}, unique_key="k")

    kinds.calls["ask"] = ask
    assert [run() is not None for _ in range(3)] == [True, True, False]
    assert (len(rounds), Job.objects.count(), fresh(job).state) == (2, 1, JobState.DONE)


def test_progress_is_shown_and_renews_the_lease():
    at = [AT]
    job = queue("tests.calls", arguments={"what": "steps"})

    def steps(progress):
        at[0] += timedelta(seconds=200)
        progress(1, 4)
        assert (fresh(job).progress_done, job.progress_total) == (1, 4)
        assert job.lease_until == at[0] + timedelta(seconds=300)
        progress(2, 4)  # within the same second: not worth a write
        assert fresh(job).progress_done == 1
        progress(4, 4)
        assert fresh(job).progress_done == 4

    kinds.calls["steps"] = steps
    run_next(clock=lambda: at[0])
    assert fresh(job).state == JobState.DONE, job.error


def test_work_of_a_dead_worker_is_put_back_when_its_lease_has_run_out():
    job = queue("tests.note")
    running.claim(AT, lease_seconds=60)
    assert sweep(AT + timedelta(seconds=60)) == 0
    assert sweep(AT + timedelta(seconds=61)) == 1
    assert (fresh(job).state, job.attempts) == (JobState.QUEUED, 1)
    assert run(AT + timedelta(seconds=61)).pk == job.pk


def test_work_that_kills_its_workers_comes_to_an_end():
    job, at = queue("tests.note", max_attempts=3), AT
    for _ in range(3):
        assert running.claim(at, lease_seconds=1)
        at += timedelta(seconds=2)
        sweep(at)
    assert fresh(job).state == JobState.FAILED
    assert running.claim(at + timedelta(days=1)) is None


def test_a_worker_given_up_for_dead_can_neither_report_nor_finish():
    queue("tests.calls", arguments={"what": "overtaken"})
    later = AT + timedelta(hours=1)

    def overtaken(progress):
        sweep(later)
        running.claim(later)  # another worker has it now, at attempt 2
        with pytest.raises(LeaseLost):
            progress(1, 1)
        return "the old worker's answer"

    kinds.calls["overtaken"] = overtaken
    job = fresh(run())
    assert (job.state, job.attempts, job.result) == (JobState.RUNNING, 2, None)


def test_a_worker_given_up_for_dead_cannot_put_its_failure_on_the_new_one():
    queue("tests.calls", arguments={"what": "late_fault"})
    later = AT + timedelta(hours=1)

    def late_fault(progress):
        sweep(later)
        running.claim(later)
        raise ValueError("from the dead")

    kinds.calls["late_fault"] = late_fault
    assert fresh(run()).state == JobState.RUNNING


def test_failed_work_can_be_retried_and_waiting_work_cancelled_with_an_event_each():
    failed, waiting = queue("tests.refused"), queue("tests.note", not_before=AT + timedelta(1))
    run()
    assert retry(OPERATOR, f"job:{failed.pk}", now=AT).attempts == 0
    cancel(OPERATOR, str(waiting.pk), now=AT)
    assert fresh(failed).state == JobState.QUEUED
    assert fresh(waiting).state == JobState.CANCELLED
    kinds_of = AuditEvent.objects.order_by("seq").values_list("kind", flat=True)
    assert list(kinds_of)[-2:] == ["jobs:job:retried", "jobs:job:cancelled"]


def test_what_may_not_be_steered_is_refused_and_the_refusal_recorded():
    job = queue("tests.note")
    for reference, person, refusal in (
        (str(job.pk), SimpleNamespace(reference="P-2", permissions=frozenset()), NotPermitted),
        (str(job.pk), OPERATOR, Refused),
        ("job:999999", OPERATOR, NotFound),
        ("x; drop", OPERATOR, NotFound),
    ):
        with pytest.raises(refusal):
            retry(person, reference, now=AT)
    assert fresh(job).state == JobState.QUEUED
    assert AuditEvent.objects.filter(kind="jobs:job:retry:refused").count() == 4


def test_failed_work_is_not_retried_beside_its_successor():
    first = queue("tests.refused", unique_key="k")
    run()
    queue("tests.refused", unique_key="k")
    with pytest.raises(Refused) as refusal:
        retry(OPERATOR, str(first.pk), now=AT)
    assert [reason.code for reason in refusal.value.reasons] == ["already_queued"]


def test_what_comes_round_is_queued_once_each_round_and_not_made_up():
    ensure_schedule("tidy", "tests.note", every_seconds=60, run_as="P-1", now=AT)
    ensure_schedule("tidy", "tests.note", every_seconds=60, run_as="P-2", now=AT)
    assert (run_due_schedules(AT), run_due_schedules(AT)) == (1, 0)
    assert run_due_schedules(AT + timedelta(minutes=10)) == 1
    assert [(job.run_as, job.state) for job in queries.jobs()] == [("P-2", JobState.QUEUED)]
    assert queries.schedules().get().next_at == AT + timedelta(minutes=11)


def test_a_paused_schedule_rests():
    schedule = ensure_schedule("t", "tests.note", every_seconds=60, run_as="P-1", now=AT)
    schedule.paused = True
    schedule.save()
    assert run_due_schedules(AT + timedelta(days=1)) == 0


def test_old_ends_are_forgotten_and_open_or_failed_work_is_not():
    done, failed, open_ = queue("tests.note"), queue("tests.refused"), queue("tests.note")
    Job.objects.filter(pk=done.pk).update(state="done", ended_at=AT)
    Job.objects.filter(pk=failed.pk).update(state="failed", ended_at=AT)
    CarriedOut.objects.create(actor="P-1", key="k", verb="v", at=AT)
    assert tidy(AT + timedelta(days=29)) == 0
    assert tidy(AT + timedelta(days=91)) == 2
    assert {job.pk for job in queries.jobs()} == {failed.pk, open_.pk}


def test_counts_name_every_state():
    queue("tests.note")
    assert queries.counts() == {**dict.fromkeys(JobState, 0), JobState.QUEUED: 1}


@pytest.mark.django_db(transaction=True)
def test_one_hint_wakes_for_many_jobs_and_the_worker_takes_it():
    with transaction.atomic():
        for _ in range(5):
            queue("tests.note")
        assert not DBTaskResult.objects.exists()
    assert DBTaskResult.objects.count() == 1
    assert work(until_idle=True, now=lambda: AT) == 5
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_lost_hint_loses_no_work():
    queue("tests.note")
    DBTaskResult.objects.all().delete()
    sweep(AT)
    assert DBTaskResult.objects.count() == 1
    assert work(until_idle=True, now=lambda: AT) == 1


@pytest.mark.django_db(transaction=True)
def test_the_hint_alone_does_the_work_in_any_worker_of_the_tasks_api():
    job = queue("tests.note", not_before=AT - timedelta(days=365))
    hint = DBTaskResult.objects.get()
    hint.task.call()
    assert fresh(job).state == JobState.DONE


def test_a_worker_given_up_for_dead_cannot_write_into_a_round_that_counts_anew():
    job = queue("tests.note", unique_key="one")
    dead = running.claim(AT)
    later = AT + timedelta(hours=1)
    assert sweep(later) == 1
    second = running.claim(later)
    queue("tests.note", unique_key="one")  # asked for again while it runs
    running._note_done(second, None, later)
    assert fresh(job).state == JobState.QUEUED
    third = running.claim(later + timedelta(seconds=1))
    assert (dead.attempts, third.attempts) == (1, 1)
    with pytest.raises(LeaseLost):
        running._note_done(dead, "old", later)
    with pytest.raises(LeaseLost):
        running._progress(dead, lambda: later)(1, 1)
    assert (fresh(job).state, job.result) == (JobState.RUNNING, None)
