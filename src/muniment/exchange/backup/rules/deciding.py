"""When a backup is too old, where one may be put, and what stands in the way of a restore."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from muniment.exchange.backup.types import Manifest, Remembered
from muniment.foundation.kernel.errors import Reason

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RESTS = 4  # backups take up a quarter of the time at most
LATE = timedelta(days=2)  # a daily backup that has failed once is told of on the next day


def is_due(
    taken_at: datetime | None, seconds: float, *, changed: bool, every: int, now: datetime
) -> bool:
    """Whether it is time for the next backup: the last was taken at `taken_at` in so many
    `seconds`, and something has `changed` since then.

    Backups are `every` seconds apart, and never take up more than a quarter of the time. So what
    is lost at most is what was done in `every` seconds, or in four times as long as a backup
    takes, and while one is taken. One a day is taken whatever happens.
    """
    if taken_at is None or now - taken_at >= DAY:
        return True
    return changed and (now - taken_at).total_seconds() >= max(every, RESTS * seconds)


def loss_at_most(seconds: float, *, every: int, looks: int) -> float:
    """How many seconds of work can be lost at most, if a backup takes so many `seconds` and a
    worker `looks` that often whether one is due."""
    return max(every, RESTS * seconds) + seconds + looks


def to_remove(taken: Mapping[str, datetime], keep_days: int, now: datetime) -> list[str]:
    """The snapshots (by name) to be removed now that a new one is complete: all that are too old,
    and of the others those that are too many.

    Kept are all of the last hour, the first of each hour of the last day, and the first of each day
    (UTC). What is the first stays the first, so that no gap grows. The latest always stays.
    """
    latest = max(taken, key=lambda name: taken[name], default="")
    removed, firsts = set(aged_out(taken, keep_days, now)), set()
    for name in sorted(taken, key=lambda one: (taken[one], one)):
        at = taken[name].astimezone(UTC)
        if name in removed or name == latest or now - at <= HOUR:
            continue
        span = f"{at:%Y%m%d}" if now - at > DAY else f"{at:%Y%m%dT%H}"
        removed |= {name} if span in firsts else set()
        firsts.add(span)
    return sorted(removed)


def aged_out(taken: Mapping[str, datetime], keep_days: int, now: datetime) -> list[str]:
    """The snapshots (by name) that are too old.

    A day before they are `keep_days` old: certificates of destruction promise that no backup is
    older, and the next chance to remove one is the next backup. The latest always stays.
    """
    latest = max(taken, key=lambda name: taken[name], default="")
    oldest = now - max(timedelta(days=keep_days) - DAY, timedelta(0))
    return sorted(name for name, at in taken.items() if at < oldest and name != latest)


def reasons_not_to_keep_in(folder: Path, home: Path, checkpoints: Path) -> list[Reason]:
    """Why `folder` is no place for backups: it would be lost with what it is to bring back."""
    found = []
    for inside, what in ((home, "data folder"), (checkpoints, "folder of the checkpoints")):
        if folder == inside or folder.is_relative_to(inside) or inside.is_relative_to(folder):
            said = f"Choose a folder outside the {what}, best on another machine or medium."
            found.append(Reason("inside", said, "to"))
    return found


def reasons_not_to_keep_so_long(keep_days: int) -> list[Reason]:
    """Why backups cannot be kept so many days; empty if they can."""
    if keep_days >= 1:
        return []
    return [Reason("keep_days", "Backups are kept for one day at least.", "keep_days")]


def is_late(taken_at: datetime | None, now: datetime) -> bool:
    """Whether it is time to warn that there is no recent backup."""
    return taken_at is None or now - taken_at > LATE


def reasons_not_to_restore(known: Remembered, *, without_ledger: bool) -> list[Reason]:
    """Why nothing is restored: what was destroyed since the backup is not known for certain."""
    if without_ledger:
        return []
    if not known.sources:
        said = (
            "Nothing here says what was destroyed after the backup was taken: the live database "
            "does not answer and there is no ledger. Destroyed records would come back. Name the "
            "ledger with --ledger, or say --without-ledger if there is none."
        )
        return [Reason("no_ledger", said, "ledger")]
    return [
        Reason("ledger_damaged", f"{fault} Say --without-ledger to use what is whole.", "ledger")
        for fault in known.faults
    ]


def reasons_not_to_understand(manifest: Manifest, migrations: Sequence[str]) -> list[str]:
    """Why this version cannot open the backup: it was taken by a newer one."""
    unknown = sorted(set(manifest.migrations) - set(migrations))
    if not unknown:
        return []
    said = f"The backup was taken by Muniment {manifest.version}, which is newer than this one"
    return [f"{said} (it knows {unknown[0]}). Install that version and restore with it."]
