"""Conversations: messages belong together that refer to one another, in whatever order they come.

Every identifier that a message has or refers to is remembered, so that one which comes later
finds its place. Locks are taken in one order: identifiers first, then conversations, each by name.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction

from muniment.foundation.kernel.ids import new_reference
from muniment.holdings.records.models import Thread, ThreadKey
from muniment.holdings.records.queries.threads import thread_key


def threads_for(several: Sequence[Sequence[str]]) -> list[str]:
    """The conversation of each of the messages, which are given by their identifiers and those that
    they refer to; blank for a message with none. In the caller's transaction."""
    keys = [[thread_key(one) for one in some] for some in several]
    groups = _grouped([some for some in keys if some])
    if not groups:
        return [""] * len(keys)
    threads = _remember(groups)
    apart = [names for group in groups if len(names := {threads[key] for key in group}) > 1]
    while apart and not _united(apart):
        pass
    return [threads[some[0]] if some else "" for some in keys]


def _grouped(several: Sequence[Sequence[str]]) -> list[set[str]]:
    """The keys that belong together by what these messages say."""
    group_of: dict[str, set[str]] = {}
    for some in several:
        together = set(some).union(*(group_of[key] for key in some if key in group_of))
        group_of |= dict.fromkeys(together, together)
    return list({id(group): group for group in group_of.values()}.values())


def _remember(groups: Iterable[set[str]]) -> dict[str, str]:
    """The conversation of each key; those that nobody knows get the one of their group."""
    groups = list(groups)
    every = sorted(set().union(*groups))
    known = _threads_of(every)
    given: dict[str, str] = {}
    for group in groups:
        found = sorted({known[key] for key in group if key in known})
        given |= dict.fromkeys(group - known.keys(), found[0] if found else new_reference("T"))
    rows = [ThreadKey(key=key, thread=given[key]) for key in sorted(given)]
    # Another capture may be faster: then what it said counts, once it has committed.
    ThreadKey.objects.bulk_create(rows, ignore_conflicts=True)
    threads = _threads_of(every)
    fresh = (set(given.values()) - set(known.values())) & set(threads.values())
    Thread.objects.bulk_create(Thread(name=name, root=name) for name in sorted(fresh))
    return threads


def _threads_of(keys: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(keys), 500):
        rows = ThreadKey.objects.filter(key__in=keys[start : start + 500])
        found |= dict(rows.values_list("key", "thread"))
    return found


def _united(apart: Sequence[set[str]]) -> bool:
    """Make one conversation of each of these sets; False where others have united some of them
    meanwhile: then nothing is done, no lock is left, and it is looked at again.

    All of them are locked at once and by name. One set after the other would be in no order, and
    two captures could wait for each other.
    """
    every = set().union(*apart)
    with transaction.atomic():
        roots = dict(Thread.objects.filter(name__in=every).values_list("name", "root"))
        if all(len({roots[name] for name in names}) == 1 for names in apart):
            return True
        chosen = Thread.objects.filter(root__in=set(roots.values())).order_by("name")
        locked = {one.name: one.root for one in chosen.select_for_update()}
        more = Thread.objects.filter(root__in=set(locked.values())).exclude(name__in=locked)
        if not every <= locked.keys() or more.exists():
            transaction.set_rollback(True)
            return False
        for names in apart:
            joined = {locked[name] for name in names}
            Thread.objects.filter(root__in=joined - {min(joined)}).update(root=min(joined))
            locked = {
                name: min(joined) if root in joined else root for name, root in locked.items()
            }
    return True
