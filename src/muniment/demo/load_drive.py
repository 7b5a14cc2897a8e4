"""Files the sample drive: each of its folders in its class, by somebody whose work that is."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from muniment.demo.load import Entry, tree
from muniment.demo.sample_drive import generate
from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Narrowing, Permission, Profile, Role
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.capture import actions as capture
from muniment.holdings.capture.adapters.sources import items_of
from muniment.holdings.capture.types import ItemResult, SourceItem
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan import rules as fileplan_rules
from muniment.holdings.fileplan.models import FileClass
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries
from muniment.lifecycle.retention import actions as retention
from muniment.lifecycle.retention import queries as retention_queries

Clock = Callable[[], datetime]
Watcher = Callable[[list[ItemResult]], None]
# Who files, the nearest to the work first.
FILERS = (Role.TEAM_RECORDS_OFFICER, Role.RECORDS_MANAGER, Role.DEPARTMENTAL_RECORDS_OFFICER)
BATCH = 100


@dataclass(frozen=True, slots=True)
class Home:
    """One entry of `filing.yaml`: which part of the drive goes into which folder."""

    prefix: str
    file_class: str
    folder: str
    closed: date | None
    event: str
    event_on: date | None


def homes() -> list[Home]:
    """Every entry of the filing, the longest prefix first, so that the nearest home wins."""
    found = [_home(one) for one in tree("filing.yaml")["filing"]]
    return sorted(found, key=lambda home: (-len(home.prefix), home.prefix))


def _home(one: Entry) -> Home:
    event = one.get("event") or {"name": "", "on": None}
    closed = one.get("closed")
    return Home(one["prefix"], one["class"], one["folder"], closed, event["name"], event["on"])


def sample_drive(folder: Path) -> Path:
    """The sample drive, made at `folder` the first time."""
    if not folder.exists():
        unfinished = folder.with_name(f"{folder.name}.{os.getpid()}")
        generate(unfinished)
        unfinished.rename(folder)
    return folder


def file_drive(drive: Path, *, clock: Clock, watch: Watcher) -> None:
    """Capture the drive folder by folder, each into its home. What was filed before is seen to
    be there and left; a home that is finished is passed over."""
    people = profiles(civil_date(clock()))
    items = _by_home(drive)
    for home in sorted(items, key=lambda home: home.prefix):
        filer = filer_of(people, fileplan.class_named(home.file_class))
        _file_home(filer, drive, home, items[home], clock, watch)


def profiles(on: date) -> list[Profile]:
    """Everybody active, as they may act on the civil date `on`."""
    return [access.profile(one, on=on) for one in access.people().filter(is_active=True)]


def filer_of(people: Iterable[Profile], file_class: FileClass) -> Profile:
    """Somebody who may file in the class and see what lies there. Raises NotFound."""
    found = fileplan.effective(file_class)
    audience = fileplan_rules.resolve_audience(found, Narrowing())
    wanted = (Permission.RECORDS_CAPTURE, Permission.FOLDER_MANAGE, Permission.RECORDS_EDIT)
    able = [
        one
        for one in people
        if all(access_rules.may(one, permission, found.place) for permission in wanted)
        and not access_rules.reasons_not_to_see(one, audience)
    ]
    for role in FILERS:
        for one in able:
            if role in access_rules.roles_at(one, found.place):
                return one
    raise NotFound("person who may file in", file_class.reference)


def _by_home(drive: Path) -> dict[Home, list[SourceItem]]:
    known = homes()
    found: dict[Home, list[SourceItem]] = {}
    for item in items_of(drive):
        home = next((one for one in known if item.path.startswith(one.prefix)), None)
        if home is None:
            raise NotFound("home for", item.path)
        found.setdefault(home, []).append(item)
    return found


def _file_home(
    filer: Profile,
    drive: Path,
    home: Home,
    items: list[SourceItem],
    clock: Clock,
    watch: Watcher,
) -> None:
    folder = _folder(filer, home, clock)
    if folder.closed_on:
        return
    source = str(drive / home.prefix.rstrip("/"))
    begun = capture.begin(filer, folder.reference, source=source, now=clock())
    for batch in _batches(items):
        watch(capture.take(filer, begun.reference, items=batch, now=clock()))
    capture.finish(filer, begun.reference, now=clock())
    if home.event_on and not retention_queries.events_of(folder.reference).exists():
        name, on = home.event, home.event_on
        retention.record_event(filer, folder.reference, name=name, on=on, now=clock())
    if home.closed:
        records.close_folder(filer, folder.reference, on=home.closed, now=clock())


def _folder(filer: Profile, home: Home, clock: Clock) -> Any:
    known = record_queries.folders(filer, fileplan.class_named(home.file_class))
    found = known.filter(title=home.folder).first()
    return found or records.open_folder(
        filer,
        home.file_class,
        title=home.folder,
        opened_on=home.closed,
        override="The drive called it so.",
        now=clock(),
    )


def _batches(items: list[SourceItem]) -> Iterator[list[SourceItem]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
