"""Background work of the disposal room."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from muniment.foundation.jobs.actions import kind
from muniment.foundation.jobs.types import Progress
from muniment.lifecycle.disposal import actions


@kind("disposal.carry_out")
def carry_out(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, Any]:
    """Destroy and certify what a review (`review`, its number) decided."""
    return asdict(actions.carry_out(arguments["review"], now=now, progress=progress))


@kind("disposal.pending")
def pending(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Go on with what was left half done."""
    return {"reviews": actions.pending(now=now)}


@kind("disposal.erase")
def erase(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Erase what was set aside and can no longer be recovered."""
    return {"reviews": actions.erase(now=now)}


@kind("disposal.announce")
def announce(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Tell owners in advance of what falls due."""
    return {"records": actions.announce(now=now)}


@kind("disposal.remind")
def remind(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Tell people what waits for their signature, and those above what is late."""
    return {"told": actions.remind(now=now)}


@kind("disposal.end_holds")
def end_holds(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> None:
    """Lift the holds whose time to appeal is over. It answers nothing: see `holds.actions`."""
    actions.end_holds(now=now)


@kind("disposal.make_lists")
def make_lists(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Put what is due on lists for review, once a day."""
    again = bool(arguments.get("again"))
    return {"records": actions.make_lists(again=again, now=now, progress=progress)}


@kind("disposal.prune")
def prune(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Take from stubs what is not to stay."""
    return {"records": actions.prune(by=run_as, now=now, progress=progress)}


@kind("disposal.purge")
def purge(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, Any]:
    """Clear the database's own files of what was destroyed."""
    return {"steps": list(actions.purge(now=now).steps)}


@kind("disposal.watch_clock")
def watch_clock(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, bool]:
    """Keep the audit log from falling silent."""
    return {"marked": actions.watch_clock(now=now)}


@kind("disposal.count_backlog", atomic=True)
def count_backlog(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Write down how much is overdue today."""
    return {"records": actions.count_backlog(now=now)}


@kind("disposal.routine")
def routine(
    arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
) -> dict[str, int]:
    """Destroy what is routine and due under the standing approvals, once a day."""
    return {"destroyed": actions.destroy_routine(now=now)}
