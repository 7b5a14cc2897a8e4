"""The second copy of the content: whether there is one, and how far it is."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from muniment.foundation.content.adapters import mark
from muniment.foundation.content.adapters.filesystem import FilesystemStore
from muniment.foundation.content.models import Blob
from muniment.foundation.content.queries.seals import Book
from muniment.foundation.content.states import BlobState
from muniment.foundation.content.types import ContentStore, CopyAway, CopyStatus


def copy_folder() -> Path | None:
    """Where the second copy is to be (MUNIMENT_CONTENT_COPY); None where there is to be none."""
    return settings.MUNIMENT_CONTENT_COPY


def second_copy() -> ContentStore | None:
    """The second copy; None where none is wanted, or none has been begun. Raises CopyAway where
    contents have been copied and the copy is not there."""
    root = copy_folder()
    if root is None:
        if is_copied():
            raise CopyAway("contents were copied, and MUNIMENT_CONTENT_COPY is not set any more")
        return None
    if number := mark.begun(root, settings.MUNIMENT_ORIGIN):
        return _store(root, settings.MUNIMENT_HEADROOM_BYTES, number)
    if is_copied():
        raise CopyAway(f"{root} is not the copy that was begun. Is its disk there?")
    return None


@lru_cache(maxsize=8)
def _store(root: Path, headroom: int, number: int) -> FilesystemStore:
    """The store there; another one where another disk has come in the place of the first."""
    return FilesystemStore(root, headroom_bytes=headroom, book=Book())


def is_copied() -> bool:
    """Whether any content is said to have a second copy."""
    return Blob.objects.filter(copied_at__isnull=False).exists()


def why_away() -> str:
    """Why the second copy is out of reach; empty where it is there, or none is to be."""
    try:
        second_copy()
    except CopyAway as refusal:
        return str(refusal)
    return ""


def copy_status() -> CopyStatus:
    """How far the second copy is, and what is wrong with it. Counts all content."""
    live = Blob.objects.filter(state=BlobState.LIVE)
    waiting = live.filter(copied_at=None).count()
    return CopyStatus(str(copy_folder() or ""), why_away(), live.count() - waiting, waiting)
