"""Putting a restored body in the place of the live one, which is kept aside under another name.

What is going to be done is written down first, and nothing starts until it has been done. Each step
is skipped where it has been done, so that a swap that was cut off is gone through again.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import connection, connections

from muniment.exchange.backup.actions import examining
from muniment.exchange.backup.actions.remembering import remembered
from muniment.exchange.backup.actions.restoring import DATABASE_FILE, TOLD, database_of
from muniment.exchange.backup.adapters import databases, exchanging
from muniment.exchange.backup.adapters.exchanging import Swap
from muniment.exchange.backup.types import BackupFailed, NotABackup, Wish
from muniment.foundation.audit.adapters import folder as outside
from muniment.foundation.audit.adapters.files import sync_folder, write_durably
from muniment.foundation.kernel.errors import Reason, Refused


def restored_already(wish: Wish) -> bool:
    """Whether `wish.into` is this backup, restored and proven: it only has to be put in place."""
    told = _told(wish)
    found = examining.open_snapshot(wish.source, wish.keys)
    return told is not None and told["manifest"] == found.digest


def _told(wish: Wish) -> dict[str, Any] | None:
    if wish.into is None or not (wish.into / TOLD).is_file():
        return None
    told: dict[str, Any] = json.loads((wish.into / TOLD).read_text("utf-8"))
    return told


def unfinished() -> bool:
    """Whether a swap was begun and cut off."""
    return exchanging.begun(Path(settings.MUNIMENT_HOME)) is not None


def swap(wish: Wish, *, now: datetime) -> list[str]:
    """Put the body restored in `wish.into` in the place of the live one, or go on with a swap that
    was cut off; where the old one is now.

    Raises Refused where the live one is in use, records were destroyed since the restore, or the
    folders are on different disks.
    """
    home = Path(settings.MUNIMENT_HOME)
    left = exchanging.begun(home) or _begin(wish, home, now)
    connections.close_all()
    return carry_out(left, home)


def carry_out(left: Swap, home: Path) -> list[str]:
    """Every step that is left of a swap that was written down; where the old body is now. Killed
    anywhere, it is called again. Raises BackupFailed."""
    try:
        kept = _swap_postgresql(left) if connection.vendor == "postgresql" else []
        if connection.vendor == "sqlite":
            kept += _swap_sqlite(left, home)
        kept += _move_home(left, home)
        kept += _set_aside_checkpoints(set(left.checkpoints), left.stamp)
        exchanging.end(home)
    except OSError as failure:
        said = f"It could not be put in place: {failure.strerror}. Run the same again."
        raise BackupFailed(said) from failure
    return kept


def _begin(wish: Wish, home: Path, now: datetime) -> Swap:
    told = _told(wish)
    if told is None or wish.into is None:
        raise NotABackup(f"{wish.into} is not a restored body.", "into")
    _refuse_forgotten(wish, told)
    _refuse_elsewhere(wish.into, home)
    connections.close_all()
    _refuse_in_use()
    left = Swap(
        into=str(wish.into),
        token=told["token"],
        stamp=f"before-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        database=database_of(wish),
        checkpoints=told["checkpoints"],
    )
    exchanging.begin(home, left)
    return left


def _refuse_forgotten(wish: Wish, told: dict[str, Any]) -> None:
    """While it was restored, the live body may have gone on destroying."""
    found = examining.open_snapshot(wish.source, wish.keys)
    known = remembered(found.root, found.manifest, found.key, wish.ledgers)
    since = known.destroyed - set(told["destroyed"])
    if since:
        said = (
            f"{len(since)} records were destroyed since {wish.into} was restored. Stop everything, "
            "remove that folder and restore again."
        )
        raise Refused(Reason("destroyed_since", said, "into"))


def _refuse_elsewhere(into: Path, home: Path) -> None:
    """A folder gets another name in one step on its own disk only."""
    if os.path.ismount(home) or into.stat().st_dev != home.parent.stat().st_dev:
        said = f"{into} is on another disk than {home}, or that is a mount point. Restore beside it"
        raise Refused(Reason("other_disk", f"{said}, with --into.", "into"))


def _refuse_in_use() -> None:
    """Before the first step, while everything is as it was."""
    live = _live_file()
    if live is not None and live.exists():
        databases.settle_sqlite(live)


def _live_file() -> Path | None:
    """The file of the live database; None on PostgreSQL."""
    if connection.vendor != "sqlite":
        return None
    return Path(connection.settings_dict["NAME"]).absolute()


# -- the steps, each skipped where it has been done ------------------------------------------------
def _swap_postgresql(left: Swap) -> list[str]:
    live = str(connection.settings_dict["NAME"])
    old = f"{live}_{left.stamp.replace('-', '_').lower()}"
    if databases.exists(left.database):
        if databases.exists(live):
            databases.rename(live, old)
        databases.rename(left.database, live)
    return [f"database {old}"] if databases.exists(old) else []


def _swap_sqlite(left: Swap, home: Path) -> list[str]:
    """The database need not stand in the data folder."""
    live, file = cast(Path, _live_file()), Path(left.into) / DATABASE_FILE
    if live.is_relative_to(home):
        if not _in_place(left, home) and file.exists() and live.name != DATABASE_FILE:
            file.rename(Path(left.into) / live.relative_to(home))
        return []
    old = live.with_name(f"{live.name}.{left.stamp}")
    if not _in_place(left, home) and file.exists():
        if live.exists() and not old.exists():
            live.rename(old)
        databases.move_file(file, live)
    return [str(old)] if old.exists() else []


def _in_place(left: Swap, home: Path) -> bool:
    """Whether the data folder is the restored one by now."""
    try:
        told: dict[str, Any] = json.loads((home / TOLD).read_text("utf-8"))
    except FileNotFoundError:
        return False
    return told.get("token") == left.token


def _move_home(left: Swap, home: Path) -> list[str]:
    into, old = Path(left.into), home.with_name(f"{home.name}.{left.stamp}")
    if not _in_place(left, home):
        if home.exists() and not exchanging.exchange(into, home):
            home.rename(old)
        if into.exists() and not home.exists():
            into.rename(home)
    if into.exists():
        into.rename(old)  # it is the old one now
    sync_folder(home.parent)
    sync_folder(into.parent)
    return [str(old)] if old.exists() else []


def _set_aside_checkpoints(known: set[int], stamp: str) -> list[str]:
    """Checkpoints about events that were lost no longer speak of this log, which goes on from where
    the backup ended. They are kept: they prove what there was."""
    place = outside.folder()
    aside = place / stamp
    later = [path for path in place.glob(f"*{outside.SUFFIX}") if int(path.stem) not in known]
    if not later and not aside.exists():
        return []
    aside.mkdir(exist_ok=True)
    for path in later:
        path.rename(aside / path.name)
    (place / outside.LATEST).unlink(missing_ok=True)
    left = sorted(place.glob(f"*{outside.SUFFIX}"), key=lambda path: int(path.stem))
    if left:
        write_durably(place / outside.LATEST, left[-1].read_text("utf-8"))
    sync_folder(aside)
    sync_folder(place)
    return [str(aside)]
