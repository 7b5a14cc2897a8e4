"""Putting a restored body in the place of the live one, which is kept aside under another name.

Each step is skipped where it has been done, so that a swap that was cut off is gone through again.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from muniment.exchange.backup.actions import examining
from muniment.exchange.backup.actions.remembering import remembered
from muniment.exchange.backup.actions.restoring import DATABASE_FILE, TOLD, database_of
from muniment.exchange.backup.adapters import databases
from muniment.exchange.backup.types import NotABackup, Wish
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


def swap(wish: Wish, *, now: datetime) -> list[str]:
    """Put the body restored in `wish.into` in the place of the live one; where the old one is now.

    Raises Refused where the live one is in use, or records were destroyed since the restore.
    """
    told = _told(wish)
    if told is None or wish.into is None:
        raise NotABackup(f"{wish.into} is not a restored body.", "into")
    _refuse_forgotten(wish, told)
    connections.close_all()
    stamp = f"before-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    kept = _swap_postgresql(wish, stamp) if connection.vendor == "postgresql" else []
    if connection.vendor == "sqlite":
        kept += _swap_sqlite(wish.into, stamp)
    kept += _move_home(wish.into, stamp)
    return kept + _set_aside_checkpoints(set(told["checkpoints"]), stamp)


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


def _swap_postgresql(wish: Wish, stamp: str) -> list[str]:
    live, restored = str(connection.settings_dict["NAME"]), database_of(wish)
    old = f"{live}_{stamp.replace('-', '_').lower()}"
    if not databases.exists(restored):
        return []
    kept = []
    if databases.exists(live):
        databases.rename(live, old)
        kept.append(f"database {old}")
    databases.rename(restored, live)
    return kept


def _swap_sqlite(into: Path, stamp: str) -> list[str]:
    """The database need not stand in the data folder."""
    live, home = Path(connection.settings_dict["NAME"]).absolute(), Path(settings.MUNIMENT_HOME)
    if live.exists():
        databases.settle_sqlite(live)
    file = into / DATABASE_FILE
    if live.is_relative_to(home):
        if file.exists() and live.relative_to(home) != Path(DATABASE_FILE):
            file.rename(into / live.relative_to(home))
        return []
    if not file.exists():
        return []
    kept = []
    if live.exists():
        live.rename(live.with_name(f"{live.name}.{stamp}"))
        kept.append(str(live.with_name(f"{live.name}.{stamp}")))
    databases.move_file(file, live)
    return kept


def _move_home(into: Path, stamp: str) -> list[str]:
    home = Path(settings.MUNIMENT_HOME)
    old = home.with_name(f"{home.name}.{stamp}")
    kept = []
    if home.exists():
        home.rename(old)
        kept.append(str(old))
    into.rename(home)
    sync_folder(home.parent)
    sync_folder(into.parent)
    return kept


def _set_aside_checkpoints(known: set[int], stamp: str) -> list[str]:
    """Checkpoints about events that were lost no longer speak of this log, which goes on from where
    the backup ended. They are kept: they prove what there was."""
    place = outside.folder()
    aside = place / stamp
    later = [path for path in place.glob(f"*{outside.SUFFIX}") if int(path.stem) not in known]
    if not later:
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
