"""What was destroyed after a backup was taken: from every place that may know."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from muniment.exchange.backup.adapters import folder
from muniment.exchange.backup.types import LEDGER, Manifest, Remembered
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.rules.ledger import salvage
from muniment.foundation.audit.rules.notes import VerifierKey
from muniment.foundation.audit.types import LogDamaged
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState

ENDED = (RecordState.DESTROYING, RecordState.DESTROYED)


def remembered(
    root: Path, manifest: Manifest, key: VerifierKey, ledgers: Sequence[Path]
) -> Remembered:
    """The records destroyed by now, as far as anything says so.

    Sources are the live database, if its log continues that of the backup, the ledger in the
    folder of the checkpoints, and `ledgers`. The ledgers within the backups count only in addition:
    they end with the last backup.
    """
    gathered = _Gathered(key, (root / "snapshots" / manifest.name / LEDGER).read_text("utf-8"))
    for name in folder.names(root):
        gathered.add((root / "snapshots" / name / LEDGER).read_text("utf-8"))
    gathered.ask_live(manifest)
    own = Path(settings.MUNIMENT_CHECKPOINTS) / LEDGER
    for path in [*([own] if own.is_file() else []), *ledgers]:
        gathered.read_file(path)
    return Remembered(
        frozenset(gathered.destroyed), tuple(gathered.sources), tuple(gathered.faults)
    )


class _Gathered:
    """What has been found so far."""

    def __init__(self, key: VerifierKey, own: str) -> None:
        self.key, self.own = key, own
        self.destroyed: set[str] = set()
        self.sources: list[str] = []
        self.faults: list[str] = []

    def add(self, text: str) -> list[str]:
        """Take over the lines that are as they were signed; what is wrong with the others."""
        bodies, faults = salvage(text, self.key)
        self.destroyed |= {_record(one) for one in bodies if "destroyed" in one}
        return faults

    def read_file(self, path: Path) -> None:
        """A ledger from outside: it must continue the one in the backup."""
        try:
            text = path.read_bytes().decode("utf-8", "replace")
        except OSError as failure:
            self.faults.append(f"{path} cannot be read: {failure.strerror}.")
            return
        faults = self.add(text)
        if faults:
            self.faults.append(f"The ledger {path} is damaged: {faults[0]}.")
        elif not text.startswith(self.own):
            self.faults.append(f"The ledger {path} is older than the backup.")
        self.sources.append(str(path))

    def ask_live(self, manifest: Manifest) -> None:
        """The live database knows, unless it is lost, damaged or another body's."""
        try:
            ended = records.every_record().filter(state__in=ENDED)
            self.destroyed |= set(ended.values_list("reference", flat=True))
            self.destroyed |= set(records.merged_into_ended())
            continues = audit.head(manifest.events).root.hex() == manifest.root
        except (DatabaseError, LogDamaged):
            return
        if continues and audit.size() >= manifest.events:
            self.sources.append("the live database")


def _record(body: Mapping[str, Any]) -> str:
    return str(body["destroyed"])
