"""The lock between a capture, a destruction, a repair and a copy of the same bytes."""

from collections.abc import Iterable

from muniment.foundation.content.models import Blob


def lock(digests: Iterable[str]) -> dict[str, Blob]:
    """The rows of the contents, locked in order."""
    rows = Blob.objects.select_for_update().filter(pk__in=list(digests)).order_by("pk")
    return {row.pk: row for row in rows}
