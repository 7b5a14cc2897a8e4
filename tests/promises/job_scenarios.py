"""Real data for a job of each kind: what a verb or a schedule would have queued (promise 10)."""

from tests.promises.jobs import (
    capturing,
    describing,
    finding,
    governing,
    keeping,
    lifecycle,
    people,
)
from tests.promises.jobs.registry import SCENARIOS

__all__ = [
    "SCENARIOS",
    "capturing",
    "describing",
    "finding",
    "governing",
    "keeping",
    "lifecycle",
    "people",
]
