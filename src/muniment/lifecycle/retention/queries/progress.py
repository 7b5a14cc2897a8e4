"""How far background work on a rule has got."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.jobs import queries as jobs
from muniment.foundation.jobs.types import OPEN, JobState
from muniment.foundation.kernel.errors import NotFound

RECALCULATE, LOOK = "retention.recalculate", "retention.look"


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of background work: how far it is of how many records, and its result once it is
    done. Total 0: it has not begun."""

    number: int
    done: int
    total: int
    state: JobState
    arguments: Mapping[str, Any]
    result: Any


def recalculating(actor: Profile, code: str) -> Work | None:
    """The work that computes the dates of the rule again; None where there is none to do."""
    access.require(actor, Permission.RETENTION_SEE)
    waiting = jobs.jobs(states=OPEN, kind=RECALCULATE).filter(unique_key=f"rule:{code}")
    found = waiting.first()
    return _work(found) if found else None


def looked(actor: Profile, number: int) -> Work:
    """The look at a change that the actor asked for. Raises NotFound for that of another: its
    examples are what the other may see."""
    access.require(actor, Permission.RETENTION_MANAGE)
    found = jobs.jobs(kind=LOOK).filter(pk=number, run_as=actor.reference).first()
    if found is None:
        raise NotFound("look", str(number))
    return _work(found)


def _work(job: Any) -> Work:
    state = JobState(job.state)
    done, total = job.progress_done, job.progress_total
    return Work(job.pk, done, total, state, job.arguments, job.result)
