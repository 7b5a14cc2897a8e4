"""A message of Outlook says who it is from and when only once it is read; then its record does."""

import pytest
from tests.foundation.content.documents import ALL
from tests.holdings.parish import events, write

from muniment.foundation.content.adapters import sandbox
from muniment.holdings.capture import actions
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here"),
]
RAW = ALL["mail.msg"]


def derive(parish):
    numbers = list(Record.objects.order_by("pk").values_list("pk", flat=True))
    actions.derive(numbers, run_as=parish.references["manager"], now=parish.now)


def test_its_headers_become_those_of_the_record_once(parish, tmp_path):
    parish.capture(write(tmp_path / "post", {"mail.msg": RAW}))
    before = Record.objects.get()
    assert (before.title, before.metadata) == ("mail", {})
    for _ in range(2):
        derive(parish)
        record = Record.objects.get()
        assert record.metadata["subject"] == record.title != "mail"
        assert record.metadata["from"]
        assert len(events("records:record:introduced")) == 1


def test_other_readers_have_it_on_their_record_too(parish, tmp_path):
    parish.capture(write(tmp_path / "one", {"mail.msg": RAW}))
    derive(parish)
    parish.capture(write(tmp_path / "two", {"mail.msg": RAW}), into="LEG")
    derive(parish)
    first, second = Record.objects.order_by("pk")
    assert first.metadata == second.metadata != {}


def test_what_somebody_has_said_stays(parish, tmp_path):
    parish.capture(write(tmp_path / "post", {"mail.msg": RAW}))
    reference = Record.objects.get().reference
    changes = {"title": "Letter of the builder"}
    records.change_record(parish.who("manager"), reference, changes=changes, now=parish.now)
    derive(parish)
    assert Record.objects.get().title == "Letter of the builder"


def test_what_is_on_hold_keeps_title_and_date(parish, tmp_path):
    parish.capture(write(tmp_path / "post", {"mail.msg": RAW}))
    before = Record.objects.get()
    parish.hold(records=[before.reference])
    derive(parish)
    record = Record.objects.get()
    assert (record.title, record.record_date) == (before.title, before.record_date)
    assert record.metadata["from"]
