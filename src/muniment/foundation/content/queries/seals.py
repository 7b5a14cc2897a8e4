"""Which content is sealed, under which keys, and whether the keys are in order."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from muniment.foundation.content import rules
from muniment.foundation.content.adapters.keyring import Keyring, Wrapper
from muniment.foundation.content.models import Blob, Sealing, WrappedKey
from muniment.foundation.content.states import BlobState
from muniment.foundation.content.types import KeyGone, KeysProblem, KeysStatus, Seal


def keyring() -> Keyring:
    """The keys of this body's content (MUNIMENT_CONTENT_KEYS)."""
    return Keyring(settings.MUNIMENT_CONTENT_KEYS or settings.MUNIMENT_HOME / "keys" / "content")


def wrapper() -> Wrapper:
    """What wraps and unwraps the keys of content. Raises KeysProblem where there are no keys."""
    ring = keyring()
    generations = ring.generations()
    if not generations:
        raise KeysProblem(f"there is no content key in {ring.folder}")
    return Wrapper(generations)


def sealing_since() -> datetime | None:
    """Since when new content is sealed; None where it is not."""
    return Sealing.objects.values_list("started_at", flat=True).first()


def sealed_since(digests: Iterable[str]) -> dict[str, datetime]:
    """Since when each of these contents is sealed; plain ones are left out."""
    found = Blob.objects.filter(pk__in=list(digests)).exclude(seal="")
    return {sha256: at for sha256, at in found.values_list("pk", "sealed_at") if at}


def status(now: datetime) -> KeysStatus:
    """How far sealing has come, and which generations of keys there are and are in use."""
    generations = keyring().generations()
    counts = WrappedKey.objects.values_list("generation").annotate(count=Count("pk")).order_by()
    live = Blob.objects.filter(state=BlobState.LIVE)
    late = timedelta(days=rules.LATE_DAYS)
    days = settings.MUNIMENT_KEY_DAYS
    return KeysStatus(
        since=sealing_since(),
        sealed=live.exclude(seal="").count(),
        plain=live.filter(seal="").count(),
        generations=tuple(generations),
        in_use=dict(counts),
        overdue=bool(generations)
        and (
            rules.is_rotation_due(generations[-1], now - late)
            or bool(rules.outdated(generations, days, now - late))
        ),
    )


class Book:
    """What the database and the key files say of seals."""

    def sealing(self) -> bool:
        """Whether new content is to be sealed. Raises KeysProblem where it is and cannot be."""
        if not Sealing.objects.exists():
            return False
        keyring().newest()
        return True

    def name_of(self, sha256: str) -> str | None:
        """The name of its seal, blank where it lies plain; None for what is in no book."""
        return Blob.objects.filter(pk=sha256).values_list("seal", flat=True).first()

    def seal_of(self, sha256: str) -> Seal | None:
        """Its seal; None where it lies plain. Raises KeyGone."""
        name = self.name_of(sha256)
        if not name:
            return None
        with_keys = wrapper()
        for row in WrappedKey.objects.filter(sha256=sha256, seal=name):
            about = rules.about(sha256, name, row.holder)
            try:
                return Seal(name, with_keys.unwrap(row.generation, bytes(row.wrapped), about))
            except KeyGone:
                continue  # an old table beside newer keys: another row may do
        raise KeyGone
