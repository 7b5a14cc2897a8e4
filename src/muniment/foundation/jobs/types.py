"""The states of a job and the moves between them, and what a kind of job is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

SYSTEM_RUN = "system.run"  # the permission, by name: the access room lies above this one


class JobState(StrEnum):
    """Where a piece of work stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


TRANSITIONS: dict[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.CANCELLED}),
    JobState.RUNNING: frozenset({JobState.DONE, JobState.QUEUED, JobState.FAILED}),
    JobState.DONE: frozenset(),
    JobState.FAILED: frozenset({JobState.QUEUED}),
    JobState.CANCELLED: frozenset(),
}
OPEN = (JobState.QUEUED, JobState.RUNNING)

Progress = Callable[[int, int], None]
Clock = Callable[[], datetime]


class JobFunction(Protocol):
    """What a kind of job runs. Its answer, if any, must fit into JSON."""

    def __call__(
        self, arguments: Mapping[str, Any], /, *, run_as: str, now: datetime, progress: Progress
    ) -> Any:
        """Do the work. It may be done twice after a crash, unless the kind is `atomic`."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: its name, what it runs and how.

    `atomic`: the work and the note that it is done are one transaction, so that its effect on
    the database happens exactly once; for short work only, because SQLite has one writer.
    `lease_seconds`: how long a worker may be silent before it is taken for dead.
    """

    name: str
    function: JobFunction
    atomic: bool = False
    lease_seconds: float | None = None


class Operator(Protocol):
    """Who may steer jobs; a profile of the access room is one."""

    @property
    def reference(self) -> str:
        """The person's reference."""
        ...

    @property
    def permissions(self) -> frozenset[Any]:
        """The names of what the person may do."""
        ...


class LeaseLost(Exception):
    """Another worker has taken the job over, because this one was silent too long."""
