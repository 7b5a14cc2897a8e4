"""The keys of sealed content: wrapped for each holder, forgotten with the last of them, and
wrapped anew under each generation of keys.

A wrapped key is deleted in the transaction that gives the content up. What is left of it in
backups, journals and freed pages of the database dies with its generation.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import transaction

from muniment.foundation.access.queries import require
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.content import rules
from muniment.foundation.content.adapters.keyring import Wrapper
from muniment.foundation.content.models import Sealing, WrappedKey
from muniment.foundation.content.queries import keyring, wrapper
from muniment.foundation.content.types import Generation, KeyGone, Staged
from muniment.foundation.jobs.actions import enqueue, ensure_schedule
from muniment.foundation.kernel.errors import Reason, Refused

CHUNK = 500  # keys in one transaction, so that writers wait for a moment only
DAY = 24 * 3600
ABOUT = "store:keys"


# -- within the transactions of keeping content ---------------------------------------------------
def keep_keys(staged: Iterable[Staged]) -> None:
    """Write down the keys of content that has just come in, until a holder has it."""
    brought = [(one.sha256, one.seal) for one in staged if one.seal]
    if not brought:
        return
    keys = wrapper()
    WrappedKey.objects.bulk_create(
        [
            WrappedKey(
                sha256=sha256,
                seal=seal.name,
                generation=keys.newest,
                wrapped=keys.wrap(seal.key, rules.about(sha256, seal.name, "")),
            )
            for sha256, seal in brought
        ],
        ignore_conflicts=True,
    )


def wrap_for(holders: Sequence[tuple[str, str]]) -> None:
    """Wrap the keys of contents for their holders, pairs of digest and holder; what lies plain
    has none."""
    known = _known({sha256 for sha256, _ in holders})
    if not known:
        return
    keys = wrapper()
    opened = {sha256: _opened(keys, row) for sha256, row in known.items()}
    WrappedKey.objects.bulk_create(
        [
            WrappedKey(
                sha256=sha256,
                holder=holder,
                seal=known[sha256].seal,
                generation=keys.newest,
                wrapped=keys.wrap(opened[sha256], rules.about(sha256, known[sha256].seal, holder)),
            )
            for sha256, holder in holders
            if sha256 in known
        ],
        ignore_conflicts=True,
    )
    WrappedKey.objects.filter(sha256__in=known, holder="").delete()


def _known(digests: Iterable[str]) -> dict[str, WrappedKey]:
    """A wrapped key of each sealed content."""
    rows = WrappedKey.objects.filter(sha256__in=list(digests)).order_by("generation")
    return {row.sha256: row for row in rows}


def _opened(keys: Wrapper, row: WrappedKey) -> bytes:
    about = rules.about(row.sha256, row.seal, row.holder)
    return keys.unwrap(row.generation, bytes(row.wrapped), about)


def forget_holders(holders: Iterable[str]) -> None:
    """Delete the keys that were wrapped for these holders."""
    WrappedKey.objects.filter(holder__in=list(holders)).delete()


def forget_keys(digests: Iterable[str]) -> None:
    """Delete every key of these contents."""
    WrappedKey.objects.filter(sha256__in=list(digests)).delete()


# -- turning it on -------------------------------------------------------------------------------
@verb("content:store:start_sealing")
def start_sealing(actor: Profile, *, now: datetime) -> None:
    """Seal content from now on, and have a job seal what is there. It cannot be undone.

    Raises Refused where it has been started already.
    """
    require(actor, Permission.SYSTEM_RUN)
    if Sealing.objects.exists():
        raise Refused(Reason("sealing", "New content is sealed already."))
    if not keyring().generations():
        keyring().make(1, now=now)
    Sealing.objects.create(started_at=now, started_by=actor.reference)
    for kind in ("content.seal", "content.keys"):
        ensure_schedule(kind, kind, every_seconds=DAY, run_as=actor.reference, now=now)
    enqueue("content.seal", {}, run_as=actor.reference, now=now, unique_key="seal")
    record(EventDraft("content:store:sealing_started", actor.reference, ABOUT), at=now)


# -- generations of keys ------------------------------------------------------------------------
def turn_keys(actor: Profile, *, force: bool = False, now: datetime) -> int:
    """Make a new generation of keys if one is due (every week) or if `force`, wrap every key anew
    under the newest, and destroy the generations whose time is over; how many were wrapped anew.

    Safe to repeat, and after a kill at any moment.
    """
    due = force or rules.is_rotation_due(keyring().newest(), now)
    if due or not may(actor, Permission.SYSTEM_RUN):
        make_generation(actor, now=now)
    wrapped, last = 0, 0  # type: int, int | None
    while last is not None:
        some, last = _wrap_anew(last)
        wrapped += some
    if over := _over(now):
        destroy_generations(actor, over, now=now)
    return wrapped


@verb("content:keys:make")
def make_generation(actor: Profile, *, now: datetime) -> Generation:
    """Make a new generation of keys; new content is sealed under it from now on."""
    require(actor, Permission.SYSTEM_RUN)
    made = keyring().make(keyring().newest().number + 1, now=now)
    _tell("content:keys:made", actor, [made.number], now)
    return made


@transaction.atomic
def _wrap_anew(last: int) -> tuple[int, int | None]:
    """Wrap some keys of older generations anew, after the row `last`; how many, and the last row
    looked at. What cannot be unwrapped stays as it is: the check of the store tells of it."""
    older = [one.number for one in keyring().generations()[:-1]]
    rows = WrappedKey.objects.select_for_update().filter(generation__in=older, pk__gt=last)
    some = list(rows.order_by("pk")[:CHUNK])
    keys, done = wrapper(), []
    for row in some:
        with suppress(KeyGone):
            key = _opened(keys, row)
            row.wrapped = keys.wrap(key, rules.about(row.sha256, row.seal, row.holder))
            row.generation = keys.newest
            done.append(row)
    WrappedKey.objects.bulk_update(done, ["wrapped", "generation"], batch_size=100)
    return len(done), some[-1].pk if some else None


def _over(now: datetime) -> list[int]:
    """The generations whose time is over and that no living key needs."""
    over = rules.outdated(keyring().generations(), settings.MUNIMENT_KEY_DAYS, now)
    numbers = [one.number for one in over]
    rows = WrappedKey.objects.filter(generation__in=numbers)
    needed = set(rows.values_list("generation", flat=True))
    return [number for number in numbers if number not in needed]


@verb("content:keys:destroy")
def destroy_generations(actor: Profile, numbers: Sequence[int], *, now: datetime) -> None:
    """Destroy generations of keys whose time is over and that no living key needs: from then on
    old backups hold no readable content that has been destroyed since. Raises Refused for others.
    """
    require(actor, Permission.SYSTEM_RUN)
    if set(numbers) - set(_over(now)):
        raise Refused(Reason("keys_needed", "These keys are still needed."))
    _tell("content:keys:destroyed", actor, numbers, now)
    # After the event: no key goes unrecorded. Killed in between, it is told and done again.
    transaction.on_commit(lambda: _destroy(numbers))


def _destroy(numbers: Iterable[int]) -> None:
    for number in numbers:
        keyring().destroy(number)


def _tell(kind: str, actor: Profile, numbers: Sequence[int], now: datetime) -> None:
    detail: dict[str, JSON] = {"generations": list(numbers)}
    record(EventDraft(kind, actor.reference, ABOUT, detail=detail), at=now)
