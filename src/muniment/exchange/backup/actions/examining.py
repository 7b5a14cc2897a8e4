"""Looking at the files of a backup: every one there, every byte as it was written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from django.db import connection

from muniment.exchange.backup.adapters import copying, folder
from muniment.exchange.backup.rules import manifests
from muniment.exchange.backup.types import KEY, Held, Manifest, NotABackup, Progress
from muniment.foundation.audit.adapters import keys
from muniment.foundation.audit.rules.notes import MalformedNote, VerifierKey, parse_verifier_key
from muniment.foundation.audit.types import SigningKeyProblem


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot whose manifest is as it was signed. `vouched`: by a key from outside it."""

    root: Path
    place: Path
    manifest: Manifest
    digest: str
    key: VerifierKey
    vouched: bool


def open_snapshot(source: Path, keys_folder: Path | None) -> Snapshot:
    """The snapshot that `source` is, or the latest in it. Raises NotABackup."""
    root = folder.root_of(source.absolute())
    place = source.absolute()
    if place == root:
        place = folder.latest(root)
    try:
        data = (place / folder.MANIFEST).read_bytes()
    except OSError:
        raise NotABackup(f"{place} is not a complete backup.") from None
    key, vouched = _key(place, keys_folder)
    manifest = manifests.read(data, key)
    digest = copying.digest_of(place / folder.MANIFEST) or ""
    return Snapshot(root, place, manifest, digest, key, vouched)


def _key(place: Path, keys_folder: Path | None) -> tuple[VerifierKey, bool]:
    """The public key of the log: from the folder named, the live one, or the backup itself."""
    try:
        if keys_folder is not None:
            text = (keys_folder / keys.verifier_key_path().name).read_text("utf-8")
            return parse_verifier_key(text), True
        return keys.verifier_key(), True
    except SigningKeyProblem:
        return _own_key(place), False
    except (OSError, MalformedNote, UnicodeError):
        raise NotABackup(f"There is no public key in {keys_folder}.", "keys") from None


def _own_key(place: Path) -> VerifierKey:
    try:
        return parse_verifier_key((place / KEY).read_text("utf-8"))
    except (OSError, MalformedNote, UnicodeError):
        raise NotABackup(f"{place / KEY} is not as it was written.") from None


def faults_of_parts(found: Snapshot) -> list[str]:
    """What is wrong with the files of the snapshot itself."""
    faults = []
    if found.manifest.vendor != connection.vendor:
        faults.append(
            f"the backup is of a {found.manifest.vendor} database: set MUNIMENT_DATABASE_URL to one"
        )
    try:
        folder.prepare(found.root, found.manifest.origin)
    except NotABackup:
        faults.append(f"{found.root / folder.MARK} is not as it was written")
    for part in found.manifest.parts:
        path = found.place / part.name
        digest = copying.digest_of(path)
        if digest is None:
            faults.append(f"{path} is missing")
        elif digest != part.sha256:
            faults.append(f"{path} is damaged")
    return faults


def faults_of_content(found: Snapshot, progress: Progress) -> Iterator[str]:
    """What is wrong with the files of content, each read from beginning to end."""
    done = 0
    for batch in copying.batches(folder.held(found.place)):
        rows = cast(Sequence[Held], batch)
        paths = [folder.content_path(found.root, one.stored) for one in rows]
        for one, path, digest in zip(rows, paths, copying.digests_of(paths), strict=True):
            yield from fault_of(one, path, digest)
        done += len(rows)
        progress("content", done, found.manifest.contents)


def fault_of(one: Held, path: Path, digest: str | None) -> Iterator[str]:
    """What is wrong with a file of content, which was read as `digest`."""
    if digest is None:
        yield f"{path} is missing"
    elif digest != one.stored:
        yield f"{path} is damaged"
