"""Kinds of job for the tests, whose effects can be counted: an audit event each."""

import os
import time

from django.db import transaction

from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.jobs.actions import kind
from muniment.foundation.kernel.errors import NoRoom, Reason, Refused

seen: list[dict] = []


def note(what: str, now, by: str = "P-1") -> None:
    with transaction.atomic():
        record(EventDraft("tests:effect:made", by, what), at=now)


@kind("tests.note")
def _note(arguments, /, *, run_as, now, progress):
    seen.append({"arguments": arguments, "run_as": run_as, "now": now})
    return {"length": len(seen)}


@kind("tests.effect", atomic=True)
def _effect(arguments, /, *, run_as, now, progress):
    note(f"effect:{arguments['number']}", now, run_as)
    if pause := float(os.environ.get("TESTS_PAUSE", "0")):
        time.sleep(pause)  # leaves a killer something to hit between effect and note


@kind("tests.effect_undone", atomic=True)
def _effect_undone(arguments, /, *, run_as, now, progress):
    note("effect:undone", now)
    raise ValueError("after the effect")


@kind("tests.fails")
def _fails(arguments, /, *, run_as, now, progress):
    raise ValueError("no such luck\x00")


@kind("tests.refused")
def _refused(arguments, /, *, run_as, now, progress):
    raise Refused([Reason("one", "First reason."), Reason("two", "Second reason.")])


@kind("tests.no_room")
def _no_room(arguments, /, *, run_as, now, progress):
    raise NoRoom(Reason("no_room", "The disk is full."))


@kind("tests.calls")
def _calls(arguments, /, *, run_as, now, progress):
    """Does what the test in hand hangs in here."""
    return calls[arguments["what"]](progress)


calls: dict = {}
