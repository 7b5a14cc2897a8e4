"""Messages: one record, its attachments as components, and the original kept whole."""

from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.holdings.parish import write

from muniment.foundation.content.adapters import sandbox
from muniment.foundation.content.models import Blob, Derived
from muniment.foundation.content.queries import store
from muniment.holdings.capture import actions, rules
from muniment.holdings.records.models import Component, Record


def message(subject="Roof", attachments=(("plan.txt", b"the plan"),), number=1):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", subject
    made["Date"], made["Message-ID"] = "Mon, 06 May 2019 12:00:00 +0100", f"<{number}@x>"
    made.set_content("See the plan.")
    for name, data in attachments:
        made.add_attachment(data, maintype="text", subtype="plain", filename=name)
    return made.as_bytes()


def derive(parish):
    numbers = list(Record.objects.order_by("pk").values_list("pk", flat=True))
    return actions.derive(numbers, run_as=parish.references["manager"], now=parish.now)


@pytest.mark.sandbox
@pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
def test_a_message_is_one_record_with_its_attachments_and_its_original_whole(parish, tmp_path):
    raw = message(attachments=[("plan.txt", b"the plan"), ("../../x\u202e.txt", b"other")])
    parish.capture(write(tmp_path / "post", {"roof.eml": raw}))
    record = Record.objects.get()
    assert (record.title, str(record.record_date), record.date_source) == (
        "Roof",
        "2019-05-06",
        "message",
    )
    assert record.message_id == "1@x"
    assert derive(parish)["done"] == 3
    parts = list(record.components.order_by("ordinal"))
    assert [one.role for one in parts] == ["original", "attachment", "attachment"]
    assert store().open(parts[0].sha256).read() == raw
    assert store().open(parts[1].sha256).read() == b"the plan"
    assert parts[2].name.isprintable()
    derive(parish)
    assert record.components.count() == 3


@pytest.mark.sandbox
@pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
def test_the_same_message_in_two_places_for_different_readers_has_its_attachments_in_both(
    parish, tmp_path
):
    raw = message()
    parish.capture(write(tmp_path / "one", {"roof.eml": raw}))
    derive(parish)
    parish.capture(write(tmp_path / "two", {"roof.eml": raw}), into="LEG")
    derive(parish)
    assert sorted(one.components.count() for one in Record.objects.all()) == [2, 2]


def test_a_mailbox_gives_its_messages_each_whole(parish, tmp_path):
    raws = [message(f"No. {number}", number=number) for number in range(5)]
    box = tmp_path / "post.mbox"
    box.write_bytes(b"".join(b"From a@b Mon May  6 12:00:00 2019\n" + raw + b"\n" for raw in raws))
    assert parish.tally(box).captured == 5
    kept = [store().open(one).read() for one in Component.objects.values_list("sha256", flat=True)]
    assert sorted(one.rstrip(b"\n") for one in kept) == sorted(one.rstrip(b"\n") for one in raws)
    assert set(Record.objects.values_list("title", flat=True)) == {f"No. {n}" for n in range(5)}
    assert parish.tally(box).items == 6  # and the mailbox itself
    assert Record.objects.count() == 5


MALFORMED = {
    "empty.eml": b"",
    "noise.eml": bytes(range(256)) * 10,
    "headers.eml": b"Subject: =?utf-8?b?!!!?=\nDate: yesterday\nMessage-ID: <\x00>\n\nx",
    "long.eml": b"Subject: " + b"x" * 200_000 + b"\n\nbody",
    "charset.eml": b"Subject: =?x-none?q?a=ff?=\nDate: Mon, 99 Foo 99999 99:99:99 +9999\n\nx",
    "nested.eml": b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * 2000,
    "bidi.eml": "Subject: \u202egnp.exe\nFrom: \u2066x\n\nx".encode(),
}


def test_mail_that_fails_to_parse_is_kept_to_the_byte(parish, tmp_path):
    tally = parish.tally(write(tmp_path / "post", MALFORMED))
    assert tally.captured == len(MALFORMED)
    for record in Record.objects.all():
        component = record.components.get()
        assert store().open(component.sha256).read() == MALFORMED[component.name]
        assert record.title.isprintable()


@given(st.binary(max_size=400))
@example(b"Date: Mon, 01 Jan 0001 00:00:00 +0000\n\n")
@example(b"Date: Fri, 31 Dec 9999 23:59:59 -2359\n\n")
@example(b"Subject: =?utf-8?q?=00=ff?=\n\n")
def test_headers_of_anything_are_storable(head):
    found = rules.headers_of(b"Subject: x\n" + head)
    for text in (found.subject, found.message_id, *found.metadata.values()):
        assert text.isprintable()


@pytest.mark.sandbox
@pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
def test_a_failed_reading_is_visible_harms_nothing_and_can_be_tried_again(parish, tmp_path):
    parish.capture(write(tmp_path / "drive", {"a.txt": b"words to find"}))
    blob = Blob.objects.get()
    hidden = store().path_for(blob.pk).with_name("hidden")
    store().path_for(blob.pk).rename(hidden)
    assert derive(parish) == {"failed": 1}
    found = Derived.objects.get()
    assert (found.state, found.attempts) == ("failed", 1)
    assert "not in the store" in found.reason
    assert derive(parish) == {}
    hidden.rename(store().path_for(blob.pk))
    reference = Record.objects.get().reference
    actions.retry_text(parish.who("manager"), reference, now=parish.now)
    from muniment.foundation.jobs.models import Job

    [job] = Job.objects.filter(kind="capture.derive").order_by("-pk")[:1]
    assert job.arguments == {"records": [Record.objects.get().pk]}
    assert derive(parish) == {"done": 1}
    assert Derived.objects.get().text.strip() == "words to find"
