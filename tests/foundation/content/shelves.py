"""A content store of either kind, with what only a test does to it."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.foundation.content import gateway

from muniment.foundation.content.adapters.s3 import S3Store
from muniment.foundation.content.adapters.staging import Staging
from muniment.foundation.content.types import Staged


@dataclass(frozen=True)
class Shelf:
    """A store, and its insides."""

    store: Staging

    def everything(self) -> list[str]:
        """Whatever lies there, in every version and on the way."""
        if isinstance(self.store, S3Store):
            return gateway.everything(self.store)
        root = self.store.root
        return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())

    def write_over(self, sha256: str, data: bytes) -> None:
        """Have other bytes lie where a content lies."""
        if isinstance(self.store, S3Store):
            gateway.write_over(self.store, sha256, data)
            return
        path = self.store.path_for(sha256)
        path.chmod(0o600)
        path.write_bytes(data)

    def put_beside(self, sha256: str) -> None:
        """Have things lie there that are no contents."""
        if isinstance(self.store, S3Store):
            for key in ("a/body/blobs/stray", f"a/body/blobs/{sha256[:2]}/{sha256[2:4]}/notes.txt"):
                gateway.client().put_object(Bucket=self.store.bucket.name, Key=key, Body=b"x")
            return
        (self.store.root / "blobs" / "stray").write_text("x")
        (self.store.path_for(sha256).parent / "notes.txt").write_text("x")

    def age(self, staged: Staged, moment: datetime) -> None:
        """Have bytes on their way be as old as this."""
        path: Path = self.store._incoming.path_of(staged)
        os.utime(path, (moment.timestamp(), moment.timestamp()))
