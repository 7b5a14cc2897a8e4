"""Work that comes round."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from muniment.foundation.jobs import rules
from muniment.foundation.jobs.actions.queueing import enqueue
from muniment.foundation.jobs.actions.registry import kind_named
from muniment.foundation.jobs.models import Schedule


def ensure_schedule(
    name: str,
    kind: str,
    *,
    every_seconds: int,
    run_as: str,
    now: datetime,
    arguments: Mapping[str, Any] | None = None,
) -> Schedule:
    """Have `kind` done every so many seconds, first at once. Called again it changes what
    differs and keeps the round, and whether the schedule is paused."""
    kind_named(kind)
    values = {
        "kind": kind,
        "every_seconds": every_seconds,
        "run_as": run_as,
        "arguments": dict(arguments or {}),
    }
    schedule, _ = Schedule.objects.update_or_create(
        name=name, defaults=values, create_defaults={**values, "next_at": now}
    )
    return schedule


def run_due_schedules(now: datetime) -> int:
    """Queue what has come round; how many. One that is still open is not queued twice."""
    due = Schedule.objects.filter(paused=False, next_at__lte=now).order_by("next_at", "id")
    if not due.exists():
        return 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            due = due.select_for_update(skip_locked=True)
        rows = list(due)
        for schedule in rows:
            _queue(schedule, now)
    return len(rows)


def _queue(schedule: Schedule, now: datetime) -> None:
    enqueue(
        schedule.kind,
        schedule.arguments,
        run_as=schedule.run_as,
        now=now,
        unique_key=f"schedule:{schedule.name}",
    )
    schedule.next_at = rules.next_round(schedule.next_at, schedule.every_seconds, now)
    schedule.save(update_fields=["next_at"])
