"""What is done within a body that was restored aside: prove it, and bring it to the present.

Runs in a process of its own (`adapters.process`), for which the copy is the only body there is.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from muniment.exchange.backup.adapters import folder
from muniment.exchange.backup.rules import deciding
from muniment.exchange.backup.types import Manifest
from muniment.foundation.access import actions as access
from muniment.foundation.access.queries import profile_of, require
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.actions import record, verb
from muniment.foundation.audit.types import JSON, EventDraft, LogDamaged
from muniment.foundation.content import actions as contents
from muniment.foundation.content import queries as content
from muniment.foundation.jobs import actions as jobs
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.records import queries as records
from muniment.lifecycle.disposal import actions as disposal


class Orders(TypedDict):
    """What to prove, and against what. `destroyed`: records destroyed after the backup. `actor`:
    in whose name the copy is brought to the present; empty where it is only to be proven."""

    snapshot: str
    manifest: dict[str, Any]
    destroyed: list[str]
    checkpoint: str | None
    actor: str
    reason: str
    now: str
    lost_after: int


class Answer(TypedDict):
    """What was found and done."""

    faults: list[str]
    warnings: list[str]
    replayed: list[str]
    checkpoints: list[int]


def prove(orders: Orders) -> Answer:
    """Check the copy against its manifest; where it is sound and an actor is named, destroy again
    what was destroyed since, and leave it ready to be put in place."""
    manifest = _manifest(orders["manifest"])
    answer = Answer(faults=[], warnings=[], replayed=[], checkpoints=[])
    answer["faults"] += _not_understood(manifest)
    if not answer["faults"]:
        answer["faults"] += _not_whole()
    if answer["faults"]:
        return answer
    answer["warnings"] += _brought_up_to_date()
    answer["faults"] += _faults_of_log(manifest, orders["checkpoint"])
    answer["faults"] += _faults_of_content(manifest, orders)
    if orders["actor"] and not answer["faults"]:
        answer["replayed"] = _bring_to_the_present(orders, manifest)
    answer["checkpoints"] = audit.checkpoint_sizes()
    return answer


def _manifest(found: Mapping[str, Any]) -> Manifest:
    return Manifest(**{**found, "taken_at": datetime.fromisoformat(found["taken_at"])})


# -- the database -------------------------------------------------------------------------------
def _not_understood(manifest: Manifest) -> list[str]:
    known = MigrationExecutor(connection).loader.disk_migrations
    return deciding.reasons_not_to_understand(manifest, [f"{app}.{name}" for app, name in known])


def _not_whole() -> list[str]:
    """PostgreSQL refuses on its own to restore what breaks a constraint."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        said = cursor.execute("PRAGMA integrity_check(10)").fetchall()
        broken = cursor.execute("PRAGMA foreign_key_check").fetchmany(10)
    found = [f"the database is damaged: {line}" for [line] in said if line != "ok"]
    return found + [f"a row of {row[0]} refers to one of {row[2]} that is gone" for row in broken]


def _brought_up_to_date() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return []
    call_command("migrate", verbosity=0, interactive=False)
    return [f"{len(plan)} migrations were applied: the backup is of an older version."]


# -- the log ------------------------------------------------------------------------------------
def _faults_of_log(manifest: Manifest, checkpoint: str | None) -> list[str]:
    try:
        head = audit.head()
    except LogDamaged as damage:
        return [f"audit log: {damage}"]
    found = [f"audit log: {fault.message}" for fault in audit.verify(checkpoint).faults]
    if (head.size, head.root.hex()) != (manifest.events, manifest.root):
        found.append("the audit log is not the one that the manifest tells of")
    return found


# -- the content --------------------------------------------------------------------------------
def _faults_of_content(manifest: Manifest, orders: Orders) -> list[str]:
    """Each content that the database needs is in the backup, or was destroyed meanwhile."""
    listed = {one.sha256: one.size for one in folder.held(Path(orders["snapshot"]))}
    needed = dict(content.live_sizes())
    excused = {*manifest.gone, *manifest.missing}
    found = [
        f"content {one} was not in the store when the backup was taken" for one in manifest.missing
    ]
    found += [
        f"content {one} is not in the backup"
        for one in needed
        if one not in listed and one not in excused
    ]
    found += [f"content {one} is listed and no row needs it" for one in listed if one not in needed]
    return found + list(_unexplained(manifest, set(orders["destroyed"])))


def _unexplained(manifest: Manifest, destroyed: set[str]) -> Iterator[str]:
    """What vanished while the backup ran must have been destroyed with all that held it."""
    holders = records.numbered(records.live_holders(manifest.gone)).values()
    for one in holders:
        if one.reference not in destroyed:
            yield f"{one.reference} lacks content, and nothing says that it was destroyed"


# -- the present --------------------------------------------------------------------------------
def _bring_to_the_present(orders: Orders, manifest: Manifest) -> list[str]:
    now = datetime.fromisoformat(orders["now"])
    actor = profile_of(orders["actor"], on=civil_date(now))
    require(actor, Permission.SYSTEM_RUN)
    if content.is_copied():  # the second copy is the live body's, and stays as it is
        contents.forget_copy(actor, reason=f"backup:{manifest.name}", now=now)
    references = orders["destroyed"]
    done = disposal.destroy_again(
        references, actor=actor.reference, why=f"backup:{manifest.name}", now=now
    )
    note_restored(actor, manifest, len(done), orders, now=now)
    disposal.purge(now=now)
    return done


@verb("backup:body:restore")
def note_restored(
    actor: Profile, manifest: Manifest, replayed: int, orders: Orders, *, now: datetime
) -> None:
    """Open the restored body's log with what was restored and what was destroyed again; end every
    session and token, and put back what was being worked on."""
    require(actor, Permission.SYSTEM_RUN)
    access.shut_every_door(actor, now=now)
    put_back = jobs.put_back_all(now)
    detail: dict[str, JSON] = {
        "taken_at": manifest.taken_at.isoformat(),
        "events": manifest.events,
        "root": manifest.root,
        "known_events": orders["lost_after"],
        "destroyed_again": replayed,
        "jobs_put_back": put_back,
    }
    about, reason = f"backup:{manifest.name}", orders["reason"]
    record(
        EventDraft("backup:body:restored", actor.reference, about, reason, detail=detail), at=now
    )
