"""The whole log as text lines that the one-file verifier can check without Muniment."""

from collections.abc import Iterator
from typing import TextIO

from muniment.foundation.audit.adapters import keys
from muniment.foundation.audit.models import AuditEvent, Checkpoint
from muniment.foundation.audit.queries.tree import head
from muniment.foundation.audit.rules.canonical import canonical_json

FORMAT = "muniment-audit-export/1"
CHUNK = 10_000


def export(stream: TextIO) -> int:
    """Write the log to `stream`; how many events were written.

    First a line with the format, origin, public key, size, root and number of checkpoints; then
    one line with each checkpoint's note; then each event's canonical text. Personal values that
    events commit to are not in it. Raises SigningKeyProblem, LogDamaged.
    """
    key = keys.verifier_key()
    present = head()
    notes = list(_notes(present.size))
    header = {
        "checkpoints": len(notes),
        "format": FORMAT,
        "key": str(key),
        "origin": key.name,
        "root": present.root.hex(),
        "size": present.size,
    }
    stream.write(canonical_json(header) + "\n")
    stream.writelines(canonical_json({"note": note}) + "\n" for note in notes)
    stream.writelines(text + "\n" for text in _texts(present.size))
    return present.size


def _notes(size: int) -> Iterator[str]:
    rows = Checkpoint.objects.filter(size__lte=size).order_by("size")
    return iter(rows.values_list("note", flat=True))


def _texts(size: int) -> Iterator[str]:
    for start in range(0, size, CHUNK):
        rows = AuditEvent.objects.filter(seq__gte=start, seq__lt=min(size, start + CHUNK))
        yield from rows.order_by("seq").values_list("canonical", flat=True)
