"""Signing the log's size and root, and putting the signed note where the log's owner is not."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction

from muniment.foundation.audit.actions.recording import lock_log
from muniment.foundation.audit.adapters import folder, keys
from muniment.foundation.audit.models import Checkpoint
from muniment.foundation.audit.queries.tree import head
from muniment.foundation.audit.rules import notes
from muniment.foundation.audit.types import CheckpointNotPublished, LogDamaged, TreeHead


def checkpoint(*, now: datetime) -> Checkpoint | None:
    """Sign and publish the log as it stands; None where nothing was added since the last time.

    Runs in a transaction of its own, never inside another, since a note must not tell of events
    that may be rolled back. Signs nothing that contradicts an earlier checkpoint. What could not
    be published before is published now. Raises LogDamaged, SigningKeyProblem, and
    CheckpointNotPublished (the checkpoint is then stored, and will be published by the next call).
    """
    key = keys.signing_key()
    _refuse_rollback(_published(key.verifier))
    with transaction.atomic(durable=True):
        lock_log()
        new = _sign(key, now)
    _publish(key.verifier)
    return new


def _sign(key: notes.SigningKey, now: datetime) -> Checkpoint | None:
    last = Checkpoint.objects.order_by("-size").first()
    present = head()
    if last is not None:
        _refuse_rollback(TreeHead(last.size, bytes(last.root)))
    if present.size == (last.size if last else 0):
        return None
    at = now.astimezone(UTC).replace(microsecond=0)
    lines = (notes.TIME + at.isoformat().replace("+00:00", "Z"),)
    note = notes.sign(notes.CheckpointNote(settings.MUNIMENT_ORIGIN, present, lines), key)
    return Checkpoint.objects.create(size=present.size, root=present.root, note=note, at=at)


def _refuse_rollback(earlier: TreeHead | None) -> None:
    if earlier is None:
        return
    if head().size < earlier.size or head(earlier.size).root != earlier.root:
        raise LogDamaged(f"the log contradicts its checkpoint of {earlier.size} events")


def _published(key: notes.VerifierKey) -> TreeHead | None:
    try:
        note = folder.latest()
        return notes.open_note(note, key).head if note else None
    except OSError as problem:
        raise CheckpointNotPublished(
            f"the checkpoint folder cannot be read: {problem}"
        ) from problem
    except (notes.MalformedNote, UnicodeError) as broken:
        raise LogDamaged(f"the latest published checkpoint is not ours: {broken}") from broken


def _publish(key: notes.VerifierKey) -> None:
    done = _published(key)
    for row in Checkpoint.objects.filter(size__gt=done.size if done else 0).order_by("size"):
        try:
            folder.publish(row.size, row.note)
        except OSError as problem:
            raise CheckpointNotPublished(
                f"the checkpoint of {row.size} events is not in {folder.folder()}: {problem}"
            ) from problem
