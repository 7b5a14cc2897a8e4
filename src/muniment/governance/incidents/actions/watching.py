"""What comes round: the clock of each possible breach, checks and corrective actions that are due.

A warning is kept as a row of the incident, so that it is given once, however often the clock is
looked at, and can be shown to whoever asks later."""

from datetime import datetime

from django.db import transaction

from muniment.foundation.kernel.clock import civil_date
from muniment.governance.incidents import queries, rules
from muniment.governance.incidents.actions.keeping import concerned, log, named, notify
from muniment.governance.incidents.models import Alert, Incident, Task
from muniment.governance.incidents.types import Stage


def watch(*, now: datetime) -> int | None:
    """Warn of every clock that has come to another of the hours of the pack, or has passed; how
    many incidents, None for none."""
    rows = queries.every().filter(queries.ticking()).exclude(stage=Stage.CLOSED)
    found = rows.values_list("pk", flat=True).order_by("limit_at", "pk")
    warned = sum(_warn(pk, now) for pk in list(found))
    return warned or None


@transaction.atomic
def _warn(pk: int, now: datetime) -> bool:
    locked = Incident.objects.select_for_update(of=("self",)).select_related("unit", "handler")
    one = locked.get(pk=pk)
    if one.aware_at is None or not one.clock.runs:
        return False  # somebody has decided meanwhile
    known = set(one.alerts.filter(aware_at=one.aware_at).values_list("hours", flat=True))
    new = [
        each for each in rules.marks_passed(one.aware_at, queries.pack(), now) if each not in known
    ]
    if not new:
        return False
    Alert.objects.bulk_create(
        Alert(incident=one, aware_at=one.aware_at, hours=each, at=now) for each in new
    )
    _tell(one, max(new), now)
    log("incidents:clock:alerted", "system", one, now, {"hours": max(new)})
    return True


def _tell(one: Incident, hours: int, now: datetime) -> None:
    """Once for the latest of the hours, where several have passed since the clock was looked at."""
    if one.limit_at is None or one.aware_at is None:
        raise AssertionError("a clock that runs has a limit")
    today = civil_date(now)
    people = [*concerned(one, today), *queries.alerted(one.unit.reference, today)]
    key = f"{one.aware_at.isoformat()}:{hours}"
    notify(people, "clock", one, _words(one, hours, one.limit_at, now), key, now)


def _words(one: Incident, hours: int, limit_at: datetime, now: datetime) -> str:
    wanted = "The authority is still to be told" if one.notify else "Nothing is decided yet"
    if now > limit_at:
        said = f"The limit for {named(one)} has passed, {rules.moment_in_words(limit_at)}."
        return f"{said} {wanted}. Say why it is late."
    left = rules.left_in_words(limit_at, now)
    return f"{hours} hours of {named(one)} have passed. {wanted}: {left}."


def remind(*, now: datetime) -> int | None:
    """Tell people of checks of effectiveness that are due, and of corrective actions that are
    overdue, each once; how many were told, None for nobody."""
    return (_remind_of_checks(now) + _remind_of_tasks(now)) or None


def _remind_of_checks(now: datetime) -> int:
    today, told = civil_date(now), 0
    rows = queries.every().filter(stage=Stage.CHECKING, check_on__lte=today, checked_on=None)
    for one in rows:
        words = f"Check whether it worked: {named(one)}. The check is due."
        told += notify(concerned(one, today), "check", one, words, str(one.check_on), now)
    return told


def _remind_of_tasks(now: datetime) -> int:
    today, told = civil_date(now), 0
    rows = Task.objects.filter(done_at=None, dropped_at=None, due_on__lt=today)
    for task in rows.select_related("incident__unit", "incident__handler", "person"):
        words = f"A corrective action of {named(task.incident)} is overdue."
        people = [task.person, *concerned(task.incident, today)]
        told += notify(people, "overdue", task.incident, words, task.reference, now)
    return told
