"""What checkpoints, stored and published, say that the log was."""

from collections.abc import Iterable

from muniment.foundation.audit.adapters import folder, keys
from muniment.foundation.audit.models import Checkpoint
from muniment.foundation.audit.rules import canonical, notes
from muniment.foundation.audit.types import Claim, Fault, FaultKind, SigningKeyProblem
from muniment.foundation.kernel.errors import Reason, Refused

Found = tuple[list[Claim], list[Fault]]


def outside(given: str | None) -> Found:
    """The claims of the notes in the checkpoint folder and of the one `given`; faulty ones."""
    try:
        published = folder.notes()
    except OSError as problem:
        message = f"the checkpoint folder cannot be read: {problem}"
        claims, faults = _opened([] if given is None else [("the checkpoint given", given)])
        return claims, [*faults, Fault(FaultKind.EXTERNAL, None, message)]
    named = [(f"the published checkpoint {name}", note) for name, note in published]
    if given is not None:
        named.append(("the checkpoint given", given))
    return _opened(named)


def _opened(named: Iterable[tuple[str, str]]) -> Found:
    claims: list[Claim] = []
    faults: list[Fault] = []
    for source, note in named:
        try:
            opened = _open(note)
        except (notes.MalformedNote, SigningKeyProblem) as wrong:
            faults.append(Fault(FaultKind.EXTERNAL, None, f"{source}: {wrong}"))
        else:
            claims.append(Claim(opened.head, source, FaultKind.EXTERNAL))
    return claims, faults


def stored() -> Found:
    """The claims of the checkpoints in the database; faults of those not well signed."""
    claims: list[Claim] = []
    faults: list[Fault] = []
    for row in Checkpoint.objects.order_by("size").iterator():
        source = f"the checkpoint of {row.size} events"
        try:
            opened = _open(row.note)
        except (notes.MalformedNote, SigningKeyProblem) as wrong:
            faults.append(Fault(FaultKind.SIGNATURE, None, f"{source}: {wrong}"))
            continue
        claims.append(Claim(opened.head, source, FaultKind.CHECKPOINT))
        faults += _column_faults(row, opened, source)
    return claims, faults


def _column_faults(row: Checkpoint, opened: notes.CheckpointNote, source: str) -> list[Fault]:
    stated = (opened.head.size, opened.head.root, opened.extensions)
    time = canonical.instant(row.at).replace(".000000", "")
    if stated == (row.size, bytes(row.root), (f"{notes.TIME}{time}",)):
        return []
    message = f"{source}: its columns do not match its note"
    return [Fault(FaultKind.CHECKPOINT, None, message)]


def unstored(published: Iterable[Claim], known: Iterable[Claim]) -> list[Fault]:
    """Faults for checkpoints that were published and are no longer stored."""
    sizes = {claim.head.size for claim in known}
    return [
        Fault(FaultKind.MISSING, None, f"{claim.source} ({claim.head.size} events) is not stored")
        for claim in published
        if claim.head.size not in sizes
    ]


def checkpoint_sizes() -> list[int]:
    """How many events each stored checkpoint covers, ascending."""
    return list(Checkpoint.objects.order_by("size").values_list("size", flat=True))


def size_signed(note: str) -> int:
    """How many events a checkpoint of this log covers. Raises Refused if it is not one, or not
    signed with the log's key; SigningKeyProblem."""
    try:
        return _open(note).head.size
    except notes.MalformedNote as wrong:
        said = f"This is not a checkpoint of this log: {wrong}."
        raise Refused(Reason("checkpoint", said, "checkpoint")) from wrong


def _open(note: str) -> notes.CheckpointNote:
    key = keys.verifier_key()
    opened = notes.open_note(note, key)
    if opened.origin != key.name:
        raise notes.MalformedNote(f"this is a checkpoint of {opened.origin}")
    return opened
