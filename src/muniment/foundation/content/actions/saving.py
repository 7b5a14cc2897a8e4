"""The wrapped keys of sealed content as a file of its own, which is backed up apart and for a
short time; it is of use only together with the generations of keys."""

import base64
import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.content.adapters import durable
from muniment.foundation.content.models import Blob, BlobReference, WrappedKey
from muniment.foundation.kernel.errors import Reason, Refused

CHUNK = 500
FIELDS = ("sha256", "seal", "holder", "generation", "wrapped")


@verb("content:keys:save")
def save_keys(actor: Profile, out: Path, *, now: datetime) -> int:
    """Write every wrapped key to a new file that only its owner can read, a line of JSON each;
    how many. Raises Refused where there is such a file already."""
    require(actor, Permission.SYSTEM_RUN)
    try:
        handle = durable.create_new(out)
    except FileExistsError as there:
        raise Refused(Reason("exists", f"There is a file {out} already.", "out")) from there
    count = 0
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        for row in WrappedKey.objects.order_by("pk").iterator(chunk_size=CHUNK):
            stream.write(json.dumps(_written(row)) + "\n")
            count += 1
        stream.flush()
        os.fsync(stream.fileno())
    durable.sync_folder(out.absolute().parent)
    _tell("content:keys:saved", actor, count, now)
    return count


def _written(row: WrappedKey) -> dict[str, Any]:
    wrapped = base64.b64encode(bytes(row.wrapped)).decode("ascii")
    return {**{name: getattr(row, name) for name in FIELDS}, "wrapped": wrapped}


@verb("content:keys:load")
def load_keys(actor: Profile, source: Path, *, now: datetime) -> int:
    """Take the wrapped keys of a file in place of those in the database, after an old backup of
    the database was restored; how many. Those of content that is not held are passed over.

    Raises Refused, with the line, for a file that is not one of wrapped keys.
    """
    require(actor, Permission.SYSTEM_RUN)
    try:
        with source.open(encoding="ascii", errors="replace") as lines:
            rows, count = _read(lines), 0
            while some := list(islice(rows, CHUNK)):
                count += _load(some)
    except OSError as error:
        raise Refused(
            Reason("not_found", f"{source} cannot be read: {error.strerror}.", "source")
        ) from error
    _tell("content:keys:loaded", actor, count, now)
    return count


def _read(lines: Iterable[str]) -> Iterator[WrappedKey]:
    for number, line in enumerate(lines, 1):
        try:
            given = {name: json.loads(line)[name] for name in FIELDS}
            yield WrappedKey(**{**given, "wrapped": base64.b64decode(given["wrapped"])})
        except (ValueError, KeyError, TypeError) as wrong:
            words = f"This is no file of wrapped keys: line {number} is not one."
            raise Refused(Reason("not_keys", words, "source")) from wrong


@transaction.atomic
def _load(rows: list[WrappedKey]) -> int:
    digests = {row.sha256 for row in rows}
    seals = dict(Blob.objects.filter(pk__in=digests).values_list("pk", "seal"))
    held = set(BlobReference.objects.filter(blob__in=digests).values_list("blob_id", "holder"))
    good = [
        row
        for row in rows
        if row.seal == seals.get(row.sha256) and (row.sha256, row.holder) in held
    ]
    WrappedKey.objects.bulk_create(
        good,
        update_conflicts=True,
        unique_fields=["sha256", "holder"],
        update_fields=["seal", "generation", "wrapped"],
    )
    return len(good)


def _tell(kind: str, actor: Profile, count: int, now: datetime) -> None:
    record(EventDraft(kind, actor.reference, "store:keys", detail={"keys": count}), at=now)
