"""Large messages and many attachments: bounded memory, nothing lost, limits that have names."""

import hashlib
import os
import tracemalloc

import pytest
from tests.holdings.capture.post import letter

from muniment.foundation.content.adapters import sandbox
from muniment.foundation.content.models import Derived
from muniment.foundation.content.queries import store
from muniment.holdings.capture import actions
from muniment.holdings.records.models import Component, Record

SIZE = int(os.environ.get("MUNIMENT_FAULT_MAIL", str(2**26)))
HEAD = (
    b"From: a@example.org\nDate: Mon, 06 May 2019 12:00:00 +0100\nSubject: %s\n"
    b'Message-ID: <%s@x>\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n'
    b"Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
    b"Content-Disposition: attachment; filename=large.bin\n\n"
)
LINES = (b"QUJD" * 19 + b"\n") * 13_000  # about a megabyte
SEPARATOR = b"From a@b Mon May  6 12:00:00 2019\n"


def write_large(stream, name):
    """A message with one attachment of SIZE bytes; its digest."""
    digest = hashlib.sha256()
    for piece in (HEAD % (name, name), *[LINES] * (SIZE // len(LINES) + 1), b"\n--b--\n"):
        stream.write(piece)
        digest.update(piece)
    return digest.hexdigest()


@pytest.mark.fault
def test_memory_stays_bounded_whatever_the_size_of_a_message(parish, tmp_path):
    folder = tmp_path / "post"
    folder.mkdir()
    with (folder / "large.eml").open("wb") as stream:
        alone = write_large(stream, b"alone")
    with (folder / "post.mbox").open("wb") as stream:
        stream.write(SEPARATOR)
        inside = write_large(stream, b"inside")
        stream.write(b"\n" + SEPARATOR + letter("Last"))
    tracemalloc.start()
    try:
        tally = parish.tally(folder)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (tally.captured, tally.opened) == (3, 1)
    kept = dict(Component.objects.values_list("record__title", "sha256"))
    assert (kept["alone"], kept["inside"]) == (alone, inside)
    assert store().size(alone) > SIZE
    assert peak < 40 * 2**20, f"{peak / 2**20:.0f} MB"


@pytest.mark.sandbox
@pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here")
def test_of_ten_thousand_attachments_those_past_the_limit_are_counted_and_stay_inside(
    parish, tmp_path
):
    part = b"--b\nContent-Disposition: attachment; filename=%d.bin\n\nx%d\n"
    head = HEAD[: HEAD.index(b"--b\n")] % (b"Many", b"many")
    raw = head + b"".join(part % (n, n) for n in range(10_000)) + b"--b--\n"
    (tmp_path / "many.eml").write_bytes(raw)
    parish.capture(tmp_path / "many.eml")
    [record] = Record.objects.all()
    actions.derive([record.pk], run_as=parish.references["manager"], now=parish.now)
    assert record.components.count() == 501
    first = record.components.get(ordinal=1)
    assert store().open(first.sha256).read() == raw
    assert "9,500 attachments were not taken out" in Derived.objects.get(pk=first.sha256).reason
