"""What is left of a record after its destruction, and what the certificate proves."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.lifecycle.disposal.test_proposing import propose
from tests.lifecycle.town import LONG_AGO, TODAY

from muniment.foundation.access.models import Person
from muniment.foundation.audit import queries as audit
from muniment.foundation.content.models import Blob, BlobReference, Derived
from muniment.foundation.content.queries import store
from muniment.foundation.content.types import Removal
from muniment.foundation.jobs.actions import run_next
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.records import actions as keeping
from muniment.holdings.records.models import Found, Record
from muniment.holdings.search import actions as search
from muniment.holdings.search import queries as searching
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.actions import certifying, destroying, judging
from muniment.lifecycle.disposal.models import Certificate, Review, ReviewItem
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.retention import queries as retention

VERIFIER = Path(audit.__file__).parents[1] / "verifier" / "muniment_verify.py"


def approved(town, *records) -> str:
    [review] = propose(town, *records).reviews
    actions.approve(town.who("owner"), review, now=town.now)
    actions.approve(town.who("manager2"), review, now=town.now)
    return review


def executing(town, *records) -> Review:
    return actions.execute(town.who("manager"), approved(town, *records), now=town.now)


def destroyed(town, *records):
    return actions.carry_out(executing(town, *records).pk, now=town.now)


def finds(town, words: str) -> int:
    return searching.search(town.who("manager"), words).total


def test_everything_of_a_record_goes_but_its_stub(town):
    [one] = town.file(LONG_AGO, data=b"the unrepeatable word xylophonist")
    Derived.objects.filter(blob=one.components.get().sha256).update(
        text="the unrepeatable word xylophonist", state="done"
    )
    search.index([one.pk], now=town.now)
    assert finds(town, "xylophonist") == finds(town, "Mortimer") == 1
    digest, size = one.components.values_list("sha256", "size").get()
    assert destroyed(town, one).destroyed == 1
    one.refresh_from_db()
    assert (one.state, one.destroyed_at, one.metadata) == ("destroyed", town.now, {})
    assert (one.title, one.rule, one.rule_version) == ("Paper 1", "REP-6", 1)
    part = one.components.get()
    assert (part.sha256, part.size, part.blob_id, part.name) == (digest, size, None, "(destroyed)")
    assert not store().exists(digest)
    assert not Blob.objects.filter(pk=digest).exists()
    assert not Derived.objects.filter(pk=digest).exists()
    assert not BlobReference.objects.filter(blob=digest).exists()
    assert not Found.objects.filter(record=one).exists()
    assert finds(town, "Paper") == 1
    assert finds(town, "xylophonist") == finds(town, "Mortimer") == 0


def test_content_that_another_record_holds_stays_for_it_and_the_certificate_says_so(town):
    [old] = town.file(LONG_AGO, data=b"the same bytes")
    [young] = town.file(TODAY, data=b"the same bytes")
    made = destroyed(town, old)
    digest = young.components.get().sha256
    assert store().exists(digest)
    assert young.components.get().blob_id == digest
    [item] = Certificate.objects.get(reference=made.certificate).body["items"]
    assert [part["bytes_removed"] for part in item["components"]] == [False]


def test_two_records_with_the_same_content_in_one_review_remove_it_with_the_second(town):
    both = town.file(LONG_AGO, LONG_AGO, data=b"twice")
    made = destroyed(town, *both)
    assert not store().exists(both[0].components.get().sha256)
    parts = [item["components"][0] for item in Certificate.objects.get().body["items"]]
    assert [part["bytes_removed"] for part in parts] == [False, True]
    assert made.destroyed == 2


def test_the_certificate_holds_items_people_authority_counts_and_digests(town):
    records = town.file(LONG_AGO, LONG_AGO)
    made = destroyed(town, *records)
    body = Certificate.objects.get(reference=made.certificate).body
    assert body["counts"] == {
        "records": 2,
        "components": 2,
        "bytes": sum(one.size for one in records),
        "taken_out": 0,
        "failed": 0,
    }
    assert [one["name"] for one in body["people"]] == ["MANAGER", "OWNER", "MANAGER2", "MANAGER"]
    assert {one["authority"] for one in body["items"]} == {"Limitation Act 1980 s.5"}
    assert body["backups"] == {"kept_days": 35, "aged_out_by": "2026-12-26"}
    assert {one["record"] for one in body["items"]} == {one.reference for one in records}
    assert set(Record.objects.values_list("certificate", flat=True)) == {made.certificate}


def test_a_stranger_can_check_the_certificate_and_finds_every_change_to_it(town, tmp_path):
    made = destroyed(town, *town.file(LONG_AGO, LONG_AGO))
    document = queries.certificate_document(town.who("owner"), made.certificate)

    def verdict(text: str) -> int:
        path = tmp_path / "certificate.json"
        path.write_text(text, "utf-8")
        command = [sys.executable, str(VERIFIER), "certificate", str(path)]
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode

    assert verdict(json.dumps(document)) == 0
    for before, after in (("Limitation Act", "Limitation Akt"), ("OWNER", "SOMEBODY")):
        changed = json.dumps(document).replace(before, after)
        assert changed != json.dumps(document)
        assert verdict(changed) != 0
    fewer = {**document, "items": document["items"][:1]}
    assert verdict(json.dumps(fewer)) != 0


def test_the_certificate_is_kept_as_a_tagged_pdf(town):
    made = destroyed(town, *town.file(LONG_AGO))
    kept = Certificate.objects.get(reference=made.certificate)
    with store().open(kept.pdf_id) as stream:
        pdf = stream.read()
    assert pdf.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf or b"/ObjStm" in pdf
    assert BlobReference.objects.filter(blob=kept.pdf_id).exists()


@pytest.mark.parametrize(
    "title",
    [
        "Tŷ Čapek ναί мир",
        "まどか 文書 한글",
        "שלום مرحبا नमस्ते",
        "\u202e😀\ue000\U0010fffd\u0301",
        "\uffff a",
    ],
)
def test_a_title_in_any_writing_can_be_certified(town, title):
    [one] = town.file(LONG_AGO)
    changes = {"title": title}
    keeping.change_record(
        town.who("manager"), one.reference, changes=changes, reason="Its name", now=town.now
    )
    made = destroyed(town, one)
    document = queries.certificate_document(town.who("owner"), made.certificate)
    one.refresh_from_db()
    assert document["items"][0]["title"] == one.title
    assert Certificate.objects.get(reference=made.certificate).pdf_id is not None


def test_certificates_are_for_those_who_have_to_do_with_the_review(town):
    made = destroyed(town, *town.file(LONG_AGO))
    for person in ("owner", "manager", "auditor"):
        assert queries.certificate_named(town.who(person), made.certificate)
    for person in ("planner", "clerk", "admin"):
        with pytest.raises(NotFound):
            queries.certificate_named(town.who(person), made.certificate)


@pytest.fixture
def stuck(town):
    """A record whose file cannot be removed: there is a full folder in its place."""
    good, bad = town.file(LONG_AGO, LONG_AGO)
    path = store().path_for(bad.components.get().sha256)
    path.unlink()
    path.mkdir()
    (path / "wedge").touch()
    return good, bad, path


def test_a_failure_is_shown_stops_nothing_else_and_can_be_tried_again(town, stuck):
    good, bad, path = stuck
    review = executing(town, good, bad)
    first = actions.carry_out(review.pk, now=town.now)
    review.refresh_from_db()
    assert (first.destroyed, first.failed, review.state) == (1, 1, "incomplete")
    item = review.items.get(record=bad)
    assert "could not be removed" in item.failure
    bad.refresh_from_db()
    assert bad.state == "destroying"
    [failure] = Certificate.objects.get().body["failures"]
    assert failure["record"] == bad.reference
    (path / "wedge").unlink()
    path.rmdir()
    actions.execute(town.who("manager"), review.reference, now=town.later(hours=1))
    second = actions.carry_out(review.pk, now=town.now)
    bad.refresh_from_db()
    assert (second.failed, bad.state, bad.certificate) == (0, "destroyed", f"DC-{review.pk}-2")
    assert [one.body["counts"]["records"] for one in Certificate.objects.order_by("pk")] == [1, 1]


def test_running_it_twice_or_after_it_is_done_changes_nothing(town):
    review = executing(town, *town.file(LONG_AGO))
    first = actions.carry_out(review.pk, now=town.now)
    events = audit.size()
    assert actions.carry_out(review.pk, now=town.later(hours=1)) == first
    assert audit.size() == events


def test_a_worker_that_comes_second_undoes_nothing_of_the_first(town):
    [one] = town.file(LONG_AGO)
    review = executing(town, one)
    item = review.items.get()
    signatures = judging.Signatures(review, town.now)
    for _ in range(2):
        assert destroying._begin(review.pk, [item.pk], signatures, town.now) == [item.pk]
    removal = destroying._remove_bytes([item.pk])
    destroying._finish(review.pk, [item.pk], removal, town.now)
    destroying._finish(review.pk, [item.pk], Removal(frozenset(), {}), town.now)
    assert destroying._begin(review.pk, [item.pk], signatures, town.now) == []
    item.refresh_from_db()
    assert item.state == "destroyed"
    kinds = [one.kind for one in audit.events(limit=3)]
    assert kinds.count("disposal:record:destroyed") == 1


def test_a_failure_in_a_batch_leaves_the_rest_of_the_batch_destroyed(town, stuck):
    good, bad, _ = stuck
    others = town.file(*[LONG_AGO] * 5)
    review = executing(town, good, bad, *others)
    items = list(review.items.values_list("pk", flat=True))
    destroying.destroy(review, items, town.now)
    states = dict(Record.objects.values_list("reference", "state"))
    assert states.pop(bad.reference) == "destroying"
    assert set(states.values()) == {"destroyed"}
    assert review.items.get(state="failed").record == bad


def test_a_held_record_in_a_batch_protects_itself_and_nothing_else(town):
    records = town.file(*[LONG_AGO] * 4)
    review = executing(town, *records)
    about = {"kind": "litigation", "reason": "Claim", "authority": "Court", "now": town.now}
    holds.place(town.who("manager"), name="Claim", records=[records[2].reference], **about)
    ReviewItem.objects.filter(record=records[2]).update(state="proposed", open=True)
    items = list(review.items.values_list("pk", flat=True))
    destroying.destroy(review, items, town.now)
    states = [Record.objects.get(pk=one.pk).state for one in records]
    assert states == ["destroyed", "destroyed", "declared", "destroyed"]
    assert ReviewItem.objects.get(record=records[2]).state == "held"


def test_a_run_that_died_before_its_certificate_is_finished_by_the_next(town):
    review = executing(town, *town.file(LONG_AGO))
    destroying._destroy_all(review, town.now, lambda done, total: None)
    certifying.close(review.pk, now=town.now)
    assert Certificate.objects.get().pdf_id is None
    assert list(queries.uncertified()) == [review]
    assert actions.pending(now=town.now) == 1
    assert actions.carry_out(review.pk, now=town.now).certificate == f"DC-{review.pk}"
    assert Certificate.objects.get().pdf_id is not None
    assert actions.pending(now=town.now) == 0


def test_the_job_does_it_as_the_person_who_ordered_it(committed_town):
    town = committed_town
    [one] = town.file(LONG_AGO)
    executing(town, one)
    while run_next(clock=lambda: town.now):
        pass
    one.refresh_from_db()
    assert one.state == "destroyed"
    event = next(e for e in audit.events() if e.kind == "disposal:record:destroyed")
    assert event.actor == Person.objects.get(username="manager").reference
    assert event.job.startswith("job:")


def test_a_rule_that_grew_longer_after_approval_protects_the_record(town):

    from tests.lifecycle.retention.test_reading_rules import lasting

    from muniment.lifecycle.retention import actions as ruling

    [one] = town.file(LONG_AGO)
    review = executing(town, one)
    ruling.save_rule(town.who("manager"), lasting(60), now=town.now)
    one.refresh_from_db()
    assert one.due_on is not None  # the job that dates it again has not run
    assert one.due_on < TODAY
    assert actions.carry_out(review.pk, now=town.now).protected == 1
    one.refresh_from_db()
    assert one.state == "declared"
    assert review.items.get().failure.startswith("Its time is up only after")


def test_every_destruction_is_told_in_order(town):
    [one] = town.file(LONG_AGO)
    destroyed(town, one)
    kinds = [event.kind for event in reversed(audit.events())]
    told = [kind for kind in kinds if kind.startswith("disposal:")]
    assert told == [
        "disposal:review:proposed",
        "disposal:review:approved",
        "disposal:review:approved",
        "disposal:review:executing",
        "disposal:record:destroying",
        "disposal:record:destroyed",
        "disposal:certificate:issued",
        "disposal:review:closed",
    ]
    assert not any("MANAGER" in event.canonical for event in audit.events())


def test_a_destroyed_record_is_not_due_any_more(town):
    records = town.file(LONG_AGO, LONG_AGO)
    assert retention.due(town.who("manager"), TODAY).count() == 2
    destroyed(town, records[0])
    assert list(retention.due(town.who("manager"), TODAY)) == [records[1]]
