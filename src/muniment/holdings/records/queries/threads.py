"""Conversations, as far as the reader may see them, and messages that say the same."""

import hashlib
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from muniment.holdings.records.models import Record, Thread, ThreadKey
from muniment.holdings.records.types import OUTLOOK_FORMATS, ComponentRole, RecordState


def in_thread(among: QuerySet[Record], name: str) -> QuerySet[Record]:
    """Those of the records that belong to the conversation of this name, the oldest first."""
    roots = Thread.objects.filter(name=name).values("root") if name else Thread.objects.none()
    names = Thread.objects.filter(root__in=roots.values("root")).values("name")
    return among.filter(thread__in=names).exclude(thread="").order_by("record_date", "pk")


def thread_key(message_id: str) -> str:
    """What an identifier of a message is remembered by."""
    return hashlib.sha256(message_id.encode()).hexdigest()


def threads_naming(several: Sequence[Sequence[str]]) -> list[list[str]]:
    """For each of the messages, given by their identifiers and those that they refer to, the names
    of the conversations that any of these belongs to; mostly none or one."""
    keys = [[thread_key(one) for one in some] for some in several]
    wanted = sorted({key for some in keys for key in some})
    known: dict[str, str] = {}
    for start in range(0, len(wanted), 500):
        rows = ThreadKey.objects.filter(key__in=wanted[start : start + 500])
        known |= dict(rows.values_list("key", "thread"))
    return [list(dict.fromkeys(known[key] for key in some if key in known)) for some in keys]


def talks(among: QuerySet[Record], names: Iterable[str]) -> dict[str, list[Record]]:
    """Those of the records that belong to each of these conversations, by the name asked for."""
    asked = dict(Thread.objects.filter(name__in=set(names)).values_list("name", "root"))
    roots = set(asked.values())
    alike = dict(Thread.objects.filter(root__in=roots).values_list("name", "root"))
    by_root: dict[str, list[Record]] = {one: [] for one in roots}
    for record in among.filter(thread__in=alike).select_related("folder").order_by("pk"):
        by_root[alike[record.thread]].append(record)
    return {name: by_root[root] for name, root in asked.items()}


def same_messages(audience: int, digests: Iterable[str]) -> dict[str, Record]:
    """The declared record of this audience that says each of these (by `sameness`), if any. One
    audience only, as `originals`."""
    wanted = [one for one in digests if one]
    found = Record.objects.filter(
        sameness__in=wanted, audience=audience, state=RecordState.DECLARED
    )
    return {one.sameness: one for one in found.order_by("-pk")}


def has_bytes(record: Record, sha256: str) -> bool:
    """Whether the record holds exactly these bytes as its original, or as that of another that was
    merged into it."""
    whole = record.components.exclude(role=ComponentRole.ATTACHMENT)
    return whole.filter(sha256=sha256).exists()


def not_introduced(numbers: Iterable[int]) -> list[Record]:
    """Those of the records (by number) that are messages of Outlook and of which nothing is known
    yet that a message says of itself."""
    bare = Q(puid__in=("", "fmt/111"), components__name__iendswith=".msg", components__ordinal=1)
    chosen = Record.objects.filter(
        Q(puid__in=OUTLOOK_FORMATS) | bare,  # fmt/111: a compound file, of nothing more is known
        pk__in=list(numbers),
        message_id="",
        state=RecordState.DECLARED,
    ).distinct()
    return [one for one in chosen if not {"subject", "from"} & one.metadata.keys()]
