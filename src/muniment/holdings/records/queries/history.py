"""What records held before, as a reader may read it: a record that they cannot see is not named, be
it now or in what was there once."""

from collections.abc import Iterable

from muniment.foundation.access.types import Profile
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.metadata.types import FieldKind
from muniment.holdings.records.models import Change, Record
from muniment.holdings.records.queries.values import UNSEEN
from muniment.holdings.records.types import BETWEEN


def history(actor: Profile, record: Record, *, most: int | None = None) -> list[Change]:
    """Every change to the metadata of a record that the actor may see, the latest first; not to be
    saved."""
    rows = list(record.changes.order_by("-at", "-pk")[:most])
    hidden = unseen(actor, (text for one in rows for text in (one.before, one.after)))
    for one in rows if hidden else ():
        one.before, one.after = _masked(one.before, hidden), _masked(one.after, hidden)
    return rows


def unseen(actor: Profile, texts: Iterable[object]) -> set[str]:
    """The references in these texts, as histories hold values, that are of records which the actor
    cannot see."""
    from muniment.holdings.records.queries import visible

    if not metadata.fields().filter(kind=FieldKind.RECORD).exists():
        return set()
    parts = {part for text in texts if isinstance(text, str) for part in text.split(BETWEEN)}
    named = Record.objects.filter(reference__in=parts)
    there = set(named.values_list("reference", flat=True))
    return there - set(
        visible(actor).filter(reference__in=there).values_list("reference", flat=True)
    )


def _masked(said: object, hidden: set[str]) -> object:
    if not isinstance(said, str):
        return said
    return BETWEEN.join(UNSEEN if part in hidden else part for part in said.split(BETWEEN))
