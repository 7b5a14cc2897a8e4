"""Reads of the content store and of what is derived from content.

Content has no access of its own: ask the records room who may see the record that holds it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, QuerySet, Sum

from muniment.foundation.content.adapters.filesystem import FilesystemStore
from muniment.foundation.content.models import Blob, Derived, FixityIncident, Preview
from muniment.foundation.content.queries.seals import Book
from muniment.foundation.content.states import BlobState, FixityState
from muniment.foundation.content.types import ContentStore


def store() -> ContentStore:
    """The content store of this body."""
    return _store(settings.MUNIMENT_HOME / "content", settings.MUNIMENT_HEADROOM_BYTES)


@lru_cache(maxsize=8)
def _store(root: Path, headroom: int) -> FilesystemStore:
    return FilesystemStore(root, headroom_bytes=headroom, book=Book())


def blobs(digests: Iterable[str]) -> dict[str, Blob]:
    """The blobs with these digests."""
    return Blob.objects.in_bulk(list(digests))


def oldest_first() -> QuerySet[Blob, tuple[str, int, datetime]]:
    """The digest, the size and the time of the last check of all living content, that which was
    checked longest ago first."""
    live = Blob.objects.filter(state=BlobState.LIVE).order_by("checked_at", "pk")
    return live.values_list("pk", "size", "checked_at")


def live_sizes() -> Iterator[tuple[str, int]]:
    """The digest and size of all content that is to be in the store."""
    live = Blob.objects.filter(state=BlobState.LIVE)
    return live.values_list("pk", "size").iterator()


def texts_of(digests: Iterable[str]) -> dict[str, str]:
    """The extracted text of each digest that has any."""
    found = Derived.objects.filter(blob__in=list(digests)).exclude(text="")
    return dict(found.values_list("blob_id", "text"))


def derived_of(digests: Iterable[str]) -> dict[str, Derived]:
    """How getting the text of each digest went."""
    return Derived.objects.in_bulk(list(digests))


def preview_of(sha256: str) -> bytes | None:
    """The PNG of the first page, if there is one."""
    found = Preview.objects.filter(blob=sha256).first()
    return bytes(found.png) if found else None


def coverage() -> list[dict[str, object]]:
    """How extraction went, by format and state: for the page of failures."""
    rows = Derived.objects.values("blob__puid", "blob__format_name", "state")
    return [dict(row) for row in rows.annotate(count=Count("pk")).order_by("-count")]


def failures() -> QuerySet[Derived]:
    """Content whose text could not be had and may be tried again."""
    states = ["failed", "timed_out", "too_large"]
    return Derived.objects.filter(state__in=states).select_related("blob").order_by("blob_id")


def open_incidents() -> QuerySet[FixityIncident]:
    """Content found missing or changed, until a person closes the incident."""
    return FixityIncident.objects.filter(closed_at=None).order_by("-found_at")


def repaired_since(moment: datetime) -> QuerySet[FixityIncident]:
    """What was found damaged and repaired from the other copy, the latest first."""
    return FixityIncident.objects.filter(repaired_at__gte=moment).order_by("-repaired_at", "-pk")


def oldest_check() -> datetime | None:
    """When the content that was checked longest ago was checked."""
    oldest = Blob.objects.order_by("checked_at").values_list("checked_at", flat=True).first()
    return oldest


def totals() -> dict[str, int]:
    """How many blobs, how many bytes, how many not intact."""
    sums = Blob.objects.aggregate(blobs=Count("pk"), size=Sum("size"))
    bad = Blob.objects.exclude(fixity=FixityState.INTACT).count()
    return {"blobs": sums["blobs"], "bytes": sums["size"] or 0, "not_intact": bad}
