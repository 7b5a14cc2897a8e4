"""Promise 10: a job that is delivered again, or out of its order, leaves the same state."""

import os
import random
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from tests.foundation.content import clam
from tests.lifecycle.town import found_town
from tests.promises.again import (
    EXCEPTIONS,
    deliver,
    differences,
    every_kind,
    left_by_another,
    state,
    work,
)
from tests.promises.job_scenarios import SCENARIOS
from tests.promises.jobs.capturing import a_message_in_two_classes_and_a_paper
from tests.promises.jobs.keeping import content_that_was_changed_and_content_that_is_missing
from tests.promises.jobs.lifecycle import (
    a_log_that_was_quiet,
    a_review_with_content_that_stays_for_another,
)
from tests.promises.whole_life import ended, live, reads_scans

from muniment.foundation.audit.queries import verify
from muniment.foundation.content.adapters import sandbox
from muniment.foundation.content.models import FixityIncident
from muniment.holdings.capture.actions import deriving
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.actions import certifying, clock

read = pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
SHUFFLES = int(os.environ.get("MUNIMENT_FAULT_SHUFFLES", "2"))
SEED = int(os.environ.get("MUNIMENT_SEED", "10"))
# What only looks: its answer stands in its own row of the queue.
READS = frozenset({"retention.look"})
ON_SQLITE = frozenset({"search.tidy"})  # on PostgreSQL there is nothing to tidy


@pytest.fixture
def town(transactional_db, settings):
    settings.MUNIMENT_MAIL_SERVER = "mail.example.org"  # what is sent stays in the process
    settings.MUNIMENT_BACKUP_FOLDER = settings.MUNIMENT_CHECKPOINTS.parent / "backups"
    settings.MUNIMENT_CONTENT_COPY = settings.MUNIMENT_CHECKPOINTS.parent / "copy"
    return found_town()


def test_every_kind_of_job_has_its_scenario():
    assert {one.values[0] for one in SCENARIOS} == every_kind()
    assert set(EXCEPTIONS) < every_kind()


@pytest.mark.parametrize(("kind", "prepare"), SCENARIOS)
def test_a_job_delivered_three_times_leaves_what_it_left_the_first_time(
    town, tmp_path, kind, prepare
):
    jobs = prepare(town, tmp_path)
    assert {one.kind for one in jobs} == {kind}
    work(town)  # whatever else the verbs had queued
    before = state()
    deliver(town, jobs)
    changed = bool(differences(before, state()))
    nothing = READS if connection.vendor == "sqlite" else READS | ON_SQLITE
    assert changed == (kind not in nothing), "the scenario gives the job nothing to do"
    for one in jobs * 2:
        assert left_by_another(town, one) == set(), one
    assert verify().sound


def read_what_was_read(monkeypatch):
    turns = iter([deriving.record_queries.live_components])
    monkeypatch.setattr(deriving, "_waiting", lambda numbers: next(turns, lambda _: [])(numbers))


def certify_what_was_certified(monkeypatch):
    monkeypatch.setattr(
        certifying, "_uncertified", lambda review: list(review.items.filter(state="destroyed"))
    )
    real = disposal.carry_out

    def carry_out(number, **given):
        certifying.Review.objects.filter(pk=number).update(state="executing")
        return real(number, **given)

    monkeypatch.setattr(disposal, "carry_out", carry_out)


def mark_at_every_look(monkeypatch):
    monkeypatch.setattr(clock, "QUIET", timedelta(0))


def open_an_incident_at_every_look(monkeypatch):
    found = FixityIncident.objects
    monkeypatch.setattr(
        type(found), "get_or_create",
        lambda self, defaults, **given: (self.create(**given, **defaults), False),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("prepare", "mutant", "found"),
    [
        (a_message_in_two_classes_and_a_paper, read_what_was_read, "content_derived"),
        (a_review_with_content_that_stays_for_another, certify_what_was_certified,
         "disposal_certificate"),
        (a_log_that_was_quiet, mark_at_every_look, "audit_event"),
        (content_that_was_changed_and_content_that_is_missing, open_an_incident_at_every_look,
         "content_fixityincident"),
    ],
)  # fmt: skip
def test_a_job_that_does_its_work_twice_is_found(
    town, tmp_path, monkeypatch, prepare, mutant, found
):
    jobs = prepare(town, tmp_path)
    work(town)
    deliver(town, jobs)
    mutant(monkeypatch)
    assert found in left_by_another(town, jobs[0])


@pytest.fixture
def afresh(transactional_db, settings, tmp_path):
    """Lives the same life in a body of its own each time; `order` says how the jobs come."""

    def live_afresh(name, order):
        call_command("flush", verbosity=0, interactive=False)
        if connection.vendor == "sqlite":
            connection.cursor().execute("DELETE FROM search_words")
        settings.MUNIMENT_MAIL_SERVER = "mail.example.org"
        settings.MUNIMENT_CLAMD = ""  # it is there once the life has begun
        settings.MUNIMENT_HOME = tmp_path / name / "home"
        settings.MUNIMENT_CHECKPOINTS = tmp_path / name / "checkpoints"
        settings.MUNIMENT_CONTENT_COPY = tmp_path / name / "copy"
        settings.MUNIMENT_HOME.mkdir(parents=True)
        settings.MUNIMENT_CHECKPOINTS.mkdir()
        town = found_town()
        jobs = live(town, tmp_path / name / "source")
        assert {one.kind for one in jobs} == every_kind()
        deliver(town, order(jobs))
        return ended(town)

    return live_afresh


def each_three_times(jobs):
    return [one for one in jobs for _ in range(3)]


def backwards(jobs):
    return jobs[::-1]


def gone_between_two_readings(jobs):
    """Of two records with one message, the one that it was read for is destroyed first."""
    first = next(one for one in jobs if one.kind == "capture.derive")
    ending = next(one for one in jobs if one.kind == "disposal.carry_out")
    return [first, ending, *(one for one in jobs if one not in (first, ending))]


def learnt_before_it_goes(jobs):
    """What is destroyed has been read and learnt from by then, and is taken back."""
    kinds = ("capture.derive", "advice.learn", "disposal.carry_out")
    begun = [one for kind in kinds for one in jobs if one.kind == kind]
    return [*begun, *(one for one in jobs if one not in begun)]


def shuffled(seed):
    def order(jobs):
        chance = random.Random(seed)
        again = [one for one in jobs for _ in range(chance.randint(1, 3))]
        chance.shuffle(again)
        return again

    order.__name__ = f"shuffled {seed}"
    return order


ORDERS = [
    each_three_times,
    backwards,
    gone_between_two_readings,
    learnt_before_it_goes,
    *(shuffled(SEED + number) for number in range(SHUFFLES)),
]


@pytest.mark.seldom
@pytest.mark.fault
@pytest.mark.sandbox
@read
def test_jobs_in_any_order_and_up_to_three_times_come_to_the_same_end(afresh):
    once_in_order = afresh("once", lambda jobs: jobs)
    assert once_in_order["log"] and len(once_in_order["certificates"]) == 1
    nowhere = {word for word, hits in once_in_order["hits"].items() if not hits}
    gone = {"slates", "tiles"}  # what was destroyed; in quarantine; on scans that nothing reads
    unread = {"eicar"} if clam.PROGRAM else set()
    unread |= set() if reads_scans() else {"parish"}
    assert nowhere == gone | unread
    assert once_in_order["searched"] == ["slates 1"] and once_in_order["learnt adds up"]
    assert {text for *_, text in once_in_order["fields"]} == {"12"}
    assert all(once_in_order["told of a search"]) and once_in_order["learnt"]
    assert clam.PROGRAM is None or len(once_in_order["malware"]) > 2, "all that there is is seen"
    for order in ORDERS:
        found = afresh(order.__name__, order)
        assert found == once_in_order, order.__name__
