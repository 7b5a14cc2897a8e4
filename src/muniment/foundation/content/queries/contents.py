"""Reads of the content store and of what is derived from content.

Content has no access of its own: ask the records room who may see the record that holds it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Left

from muniment.foundation.content import rules
from muniment.foundation.content.adapters.filesystem import FilesystemStore
from muniment.foundation.content.models import Blob, Derived, FixityIncident, Preview
from muniment.foundation.content.queries.seals import Book
from muniment.foundation.content.states import BlobState, Coverage, DerivedState, FixityState
from muniment.foundation.content.types import ContentStore, Covered, Place

if TYPE_CHECKING:
    from muniment.foundation.content.adapters.s3 import S3Store


def store() -> ContentStore:
    """The content store of this body (MUNIMENT_CONTENT_STORE): a folder, or a bucket of S3."""
    return store_at(settings.MUNIMENT_CONTENT_STORE)


def store_at(place: Place | None) -> ContentStore:
    """The store at this place; None for the folder in the data folder."""
    if place is not None:
        return _bucket(place)
    return _store(settings.MUNIMENT_HOME / "content", settings.MUNIMENT_HEADROOM_BYTES)


def require_fit() -> None:
    """Raises StoreUnfit where the store would not let go of what is destroyed, StoreAway where it
    does not answer. A folder always does."""
    require_fit_at(settings.MUNIMENT_CONTENT_STORE)


def require_fit_at(place: Place | None) -> None:
    """The same of the store at this place."""
    if place is not None:
        _bucket(place).require_fit()


def _bucket(place: Place) -> "S3Store":
    return _remote(place, settings.MUNIMENT_HOME / "spool")


@lru_cache(maxsize=8)
def _remote(place: Place, spool: Path) -> "S3Store":
    # Here, since to load what speaks to such a service takes longer than most commands do.
    from muniment.foundation.content.adapters.s3 import S3Store

    return S3Store(place, spool, book=Book())


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


def texts_of(digests: Iterable[str], *, most: int | None = None) -> dict[str, str]:
    """The extracted text of each digest that has any; of each at most so many letters. A text may
    have 64 MB: whoever asks for many says how much of each is wanted."""
    found = Derived.objects.filter(blob__in=list(digests)).exclude(text="")
    said = F("text") if most is None else Left("text", most)
    return dict(found.values_list("blob_id", said))


def derived_of(digests: Iterable[str]) -> dict[str, Derived]:
    """How getting the text of each digest went."""
    return Derived.objects.in_bulk(list(digests))


def facts_of(digests: Iterable[str]) -> dict[str, tuple[dict[str, str], str]]:
    """What each content that was read says of itself, and the language of its text (ISO 639-1;
    blank where it cannot be told)."""
    found = Derived.objects.filter(blob__in=list(digests), state=DerivedState.DONE)
    rows = found.values_list("blob_id", "metadata", "language")
    return {sha256: (facts, language) for sha256, facts, language in rows}


def saying(facts: Iterable[str], *, language: bool = False) -> QuerySet[Derived]:
    """What was read from contents that say any of these facts of themselves, or (`language`) whose
    language is known."""
    said = Q(metadata__has_any_keys=list(facts)) if not language else ~Q(language="")
    return Derived.objects.filter(said, state=DerivedState.DONE)


def to_recognise() -> QuerySet[Derived]:
    """Content that is a picture of pages, whose words were not read off it yet; see
    `rules.may_be_recognised`."""
    has_scans = Q(state=DerivedState.DONE, metadata__has_key=rules.SCANNED_PAGES)
    scan = Q(blob__mime="application/pdf") & (Q(state=DerivedState.EMPTY) | has_scans)
    states = [DerivedState.EMPTY, DerivedState.UNSUPPORTED]
    image = Q(blob__mime__in=sorted(rules.PICTURE_MIMES), state__in=states)
    rows = Derived.objects.filter(scan | image, blob__state=BlobState.LIVE)
    return rows.exclude(origin__in=rules.BY_SIGHT).order_by("pk")


def preview_of(sha256: str) -> bytes | None:
    """The PNG of the first page, if there is one."""
    found = Preview.objects.filter(blob=sha256).first()
    return bytes(found.png) if found else None


def recognised_of(digests: Iterable[str]) -> set[str]:
    """Those of the digests whose text, or part of it, was read off pictures of pages."""
    found = Derived.objects.filter(blob__in=list(digests), origin__in=rules.BY_SIGHT)
    return set(found.values_list("pk", flat=True))


def coverage() -> list[Covered]:
    """How getting the text went, by format and outcome, with counts and bytes, the most first.
    Counts every content, whoever may see it."""
    fields = ("blob__puid", "blob__format_name", "state", "origin")
    live = Derived.objects.filter(blob__state=BlobState.LIVE).values(*fields)
    rows = live.annotate(files=Count("pk"), size=Sum("blob__size")).order_by()
    sums: dict[tuple[str, str, Coverage], tuple[int, int]] = {}
    for row in rows:
        outcome = rules.covered_as(DerivedState(row["state"]), row["origin"])
        key = (row["blob__puid"], row["blob__format_name"], outcome)
        files, size = sums.get(key, (0, 0))
        sums[key] = (files + row["files"], size + row["size"])
    made = [Covered(*key, *sums[key]) for key in sums]
    return sorted(made, key=lambda one: (-one.files, one.format_name, one.puid, one.outcome))


def languages() -> list[tuple[str, int]]:
    """How many contents with text are in each language, the most first; blank: not known."""
    rows = Derived.objects.filter(blob__state=BlobState.LIVE).exclude(text="").values("language")
    counts = rows.annotate(count=Count("pk")).order_by("-count", "language")
    return list(counts.values_list("language", "count"))


def covered(outcome: str = "", puid: str | None = None) -> QuerySet[Derived]:
    """The contents of one outcome, of one format (blank: not identified), or all."""
    rows = Derived.objects.filter(blob__state=BlobState.LIVE).select_related("blob")
    if puid is not None:
        rows = rows.filter(blob__puid=puid)
    if outcome:
        states = [state for state in DerivedState if _may_be(state, outcome)]
        rows = rows.filter(state__in=states)
    if outcome == Coverage.RECOGNISED:
        rows = rows.filter(origin__in=rules.BY_SIGHT)
    if outcome == Coverage.READ:
        rows = rows.exclude(origin__in=rules.BY_SIGHT)
    return rows.order_by("blob_id")


def _may_be(state: DerivedState, outcome: str) -> bool:
    return any(rules.covered_as(state, origin) == outcome for origin in ("", rules.RECOGNISED))


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
