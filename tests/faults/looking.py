"""What is wrong with the holdings of a department after everything: nothing, it is hoped."""

import hashlib
from collections import Counter
from dataclasses import replace

from django.db.models import Q
from django.test import override_settings
from tests.faults.sending import text, word

from muniment.cli.standing import STANDING_WORK
from muniment.foundation.access.types import SETUP
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.audit.queries import verify
from muniment.foundation.content.actions import check
from muniment.foundation.content.models import Blob, BlobReference, Derived
from muniment.foundation.content.queries import store
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel import clock
from muniment.holdings.records.models import Component, Record


def faults_of(department, sender, count, watched) -> list[str]:
    """Every fault that is found, where so many files were sent and, of the next numbers, so many
    lay in a watched folder."""
    every = count + watched
    with override_settings(MUNIMENT_CONTENT_STORE=replace(department.place)):
        return [
            *_answers(sender, count),
            *_records(sender, every),
            *_content(every),
            *_texts(every),
            *_log(),
            *_jobs(),
        ]


def digest(number: int) -> str:
    """The SHA-256 of a file that was sent."""
    return hashlib.sha256(text(number)).hexdigest()


def _answers(sender, count) -> list[str]:
    wrong = [f"{n} was never acknowledged" for n in range(count) if n not in sender.answers]
    for number, said in sender.answers.items():
        twin = number - 1 if number % 20 == 19 else number
        if said["record"] != sender.answers[twin]["record"]:
            wrong.append(f"{number} and {twin} say the same and are two records")
    captured = sum(one["outcome"] == "captured" for one in sender.answers.values())
    if captured != len({digest(number) for number in range(count)}):
        wrong.append(f"{captured} were captured, the others linked")
    return wrong


def _records(sender, count) -> list[str]:
    held = Counter(Component.objects.values_list("sha256", flat=True))
    expected = Counter({digest(number) for number in range(count)})
    wrong = [f"content {one[:8]} is held {held[one]} times" for one in {*held, *expected}
             if held[one] != expected[one]]  # fmt: skip
    records = dict(Component.objects.values_list("sha256", "record__reference"))
    for number, said in sender.answers.items():
        if records.get(digest(number)) != said["record"]:
            wrong.append(f"{number} was acknowledged as {said['record']}, which is something else")
    states = Counter(Record.objects.values_list("state", flat=True))
    places = Counter(Record.objects.values_list("places__path", flat=True))
    wrong += [f"records are {dict(states)}"] if set(states) != {"declared"} else []
    wrong += [f"{one} has {many} places" for one, many in places.items() if many != 1]
    wrong += [] if len(places) == count else [f"{len(places)} places are known"]
    return wrong


def _content(count) -> list[str]:
    expected = {digest(number) for number in range(count)}
    report = check(SETUP, now=clock.now())
    wrong = [] if report.clean else [f"the store: {report}"]
    held = Counter(one.sha256 for one in store().iter_held())
    wrong += [f"{one[:8]} lies there {many} times" for one, many in held.items() if many != 1]
    wrong += [] if set(held) == expected else [f"{len(held)} contents lie there"]
    for model in (Blob, BlobReference):
        if (many := model.objects.count()) != len(expected):
            wrong.append(f"{many} rows of {model.__name__}")
    return wrong


def _texts(count) -> list[str]:
    from muniment.foundation.access import queries as access
    from muniment.holdings.search import queries as search

    states = Counter(Derived.objects.values_list("state", flat=True))
    wrong = [] if set(states) == {"done"} else [f"texts are {dict(states)}"]
    reader = access.profile_of(Record.objects.first().captured_by, on=clock.today())
    records = dict(Component.objects.values_list("sha256", "record__reference"))
    for number in {n - 1 if n % 20 == 19 else n for n in range(count)}:
        found = search.search(reader, word(number))
        if [one.reference for one in found.hits] != [records.get(digest(number))]:
            wrong.append(f"{number} is found {found.total} times by its word")
    return wrong


def _log() -> list[str]:
    faults = verify().faults
    wrong = [f"the log: {one}" for one in faults]
    filed = Counter(
        AuditEvent.objects.filter(kind="records:record:filed").values_list(
            "object_reference", flat=True
        )
    )
    records = {f"record:{one}" for one in Record.objects.values_list("reference", flat=True)}
    wrong += [f"{one} was filed {many} times" for one, many in filed.items() if many != 1]
    wrong += [] if set(filed) == records else ["what the log says was filed is not what there is"]
    return wrong


def _jobs() -> list[str]:
    # What comes round goes on in its next round where this one was cut off: a look at a source has
    # one attempt, and of two hundred cuts five can hit the attempts of one and the same round.
    standing = [kind for kind, _ in STANDING_WORK]
    cut = Q(error__startswith="OperationalError") | Q(error__startswith="InterfaceError")
    failed = Job.objects.filter(state="failed").exclude(kind="mailboxes.look")
    failed = failed.exclude(cut, kind__in=standing)
    return [f"{kind} failed: {error}" for kind, error in failed.values_list("kind", "error")]
