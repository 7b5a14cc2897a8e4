import stat

import pytest
from django.db import transaction
from tests.foundation.audit.flushing import without_triggers
from tests.foundation.audit.helpers import fill, sign

from muniment.foundation.audit import queries
from muniment.foundation.audit.actions import create_signing_key
from muniment.foundation.audit.adapters import folder, keys
from muniment.foundation.audit.models import AuditEvent, Checkpoint
from muniment.foundation.audit.rules import notes
from muniment.foundation.audit.types import (
    CheckpointNotPublished,
    FaultKind,
    LogDamaged,
    SigningKeyProblem,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(settings):
    return settings.MUNIMENT_CHECKPOINTS


@pytest.mark.django_db(transaction=True)
def test_a_checkpoint_is_signed_stored_and_published(key, outside):
    fill(5)
    made = sign()
    opened = notes.open_note(made.note, notes.parse_verifier_key(key))
    assert opened.head == queries.head() == (5, bytes(made.root))
    assert opened.extensions == ("time 2026-11-21T09:30:00Z",)
    assert (outside / "5.checkpoint").read_text() == made.note
    assert (outside / "latest").read_text() == made.note
    assert sorted(path.name for path in outside.iterdir()) == ["5.checkpoint", "latest"]


def test_there_is_no_checkpoint_of_an_empty_or_unchanged_log(key, outside):
    assert sign() is None
    fill(1)
    assert sign().size == 1
    assert sign() is None
    assert queries.verify().sound


def test_an_unwritable_folder_is_reported_and_made_good_later(key, outside):
    fill(3)
    outside.rmdir()
    outside.write_text("a file where the folder should be")
    with pytest.raises(CheckpointNotPublished):
        sign()
    outside.unlink()
    fill(2, first=3)
    sign()
    fill(2, first=5)
    assert sign().size == 7
    assert folder.latest() == Checkpoint.objects.get(size=7).note
    assert {name for name, _ in folder.notes()} >= {"5.checkpoint", "7.checkpoint", "latest"}


def test_what_was_stored_and_not_published_is_published_by_the_next_call(key, outside, settings):
    fill(3)
    real, settings.MUNIMENT_CHECKPOINTS = outside, "/proc/nowhere/checkpoints"
    with pytest.raises(CheckpointNotPublished):
        sign()
    settings.MUNIMENT_CHECKPOINTS = real
    assert Checkpoint.objects.count() == 1
    assert sign() is None
    assert (real / "3.checkpoint").is_file()


@pytest.mark.django_db(transaction=True)
def test_a_note_never_tells_of_what_may_be_rolled_back(key):
    fill(1)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        sign()


def test_a_log_rolled_back_behind_its_published_checkpoint_is_not_signed_again(key):
    fill(5)
    sign()
    with without_triggers():
        Checkpoint.objects.all().delete()
        AuditEvent.objects.filter(seq=4).delete()
    with pytest.raises(LogDamaged):
        sign(1)


def test_a_log_that_contradicts_its_stored_checkpoint_is_not_signed_again(key, outside):
    fill(4)
    sign()
    for path in outside.iterdir():
        path.unlink()
    with without_triggers():
        Checkpoint.objects.update(root=bytes(32))
    fill(1, first=4)
    with pytest.raises(LogDamaged):
        sign(1)


def test_the_signing_key_is_for_its_owner_alone(key):
    assert stat.S_IMODE(keys.signing_key_path().stat().st_mode) == 0o600
    assert keys.verifier_key_path().read_text().strip() == key
    assert str(keys.signing_key().verifier) == key


def test_a_log_keeps_its_key(key):
    with pytest.raises(SigningKeyProblem, match="already"):
        create_signing_key()
    assert str(keys.signing_key().verifier) == key


def test_without_a_key_nothing_is_signed():
    fill(1)
    with pytest.raises(SigningKeyProblem, match="no signing key"):
        sign()


def test_a_key_of_another_log_or_a_broken_one_signs_nothing(key, settings):
    fill(1)
    settings.MUNIMENT_ORIGIN = "elsewhere.example/audit"
    with pytest.raises(SigningKeyProblem, match="is that of"):
        sign()
    keys.signing_key_path().write_text("not a key")
    with pytest.raises(SigningKeyProblem, match="not well formed"):
        sign()


def test_a_broken_latest_note_stops_signing_and_is_found(key, outside):
    fill(1)
    sign()
    (outside / "latest").write_bytes(b"\xff\xfe nonsense")
    fill(1, first=1)
    with pytest.raises(LogDamaged):
        sign(1)
    assert FaultKind.EXTERNAL in {fault.kind for fault in queries.verify().faults}
