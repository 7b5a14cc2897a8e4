"""Destroying sealed content: its keys go with it, and the certificate says so."""

import json
import subprocess
import sys
from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
from tests.lifecycle.disposal.test_destroying import VERIFIER, destroyed
from tests.lifecycle.town import LONG_AGO, TODAY, found_town

from muniment.foundation.content import actions as content
from muniment.foundation.content.models import Blob, WrappedKey
from muniment.foundation.content.queries import store
from muniment.lifecycle.disposal import queries
from muniment.lifecycle.disposal.models import Certificate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town():
    return found_town()


def test_the_keys_of_what_is_destroyed_go_and_the_certificate_says_from_when(town, tmp_path):
    [plain] = town.file(LONG_AGO)
    content.start_sealing(town.who("admin"), now=town.now)
    sealed, shared = town.file(LONG_AGO), town.file(LONG_AGO, data=b"the same")
    town.file(TODAY, data=b"the same")
    Blob.objects.exclude(seal="").update(sealed_at=town.now - timedelta(days=365))
    gone = sealed[0].components.get().sha256
    made = destroyed(town, plain, *sealed, *shared)
    assert not WrappedKey.objects.filter(sha256=gone).exists()
    assert not store().exists(gone)
    found = Certificate.objects.get(reference=made.certificate)
    known = {item["record"]: item["components"][0] for item in found.body["items"]}
    parts = [known[one.reference] for one in (plain, *sealed, *shared)]
    assert [one["bytes_removed"] for one in parts] == [True, True, False]
    assert [one["unreadable_from"] for one in parts] == [None, "2026-12-26", None]
    assert "cannot be read from 2026-12-26 on" in found.body["method"]
    assert "1 of 2 components" in found.body["method"]
    with store().open(found.pdf_id) as stream:
        assert "unreadable in backups from 2026-12-26" in _text(stream.read())
    document = queries.certificate_document(town.who("owner"), made.certificate)
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(document), "utf-8")
    command = [sys.executable, str(VERIFIER), "certificate", str(path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_what_was_sealed_lately_counts_from_the_backups_that_hold_it_plain(town, settings):
    settings.MUNIMENT_BACKUP_DAYS = 90
    records = town.file(LONG_AGO)
    content.start_sealing(town.who("admin"), now=town.now)
    content.seal_existing(town.who("admin"), now=town.now)
    Blob.objects.exclude(seal="").update(sealed_at=town.now - timedelta(days=10))
    made = destroyed(town, *records)
    body = Certificate.objects.get(reference=made.certificate).body
    assert body["items"][0]["components"][0]["unreadable_from"] == "2027-02-09"


def test_a_certificate_of_plain_content_claims_nothing_of_keys(town):
    made = destroyed(town, *town.file(LONG_AGO))
    assert "keys" not in Certificate.objects.get(reference=made.certificate).body["method"]


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(text.split())
