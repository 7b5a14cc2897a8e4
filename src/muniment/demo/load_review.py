"""Takes one review of the demonstration from the proposal to the order to destroy."""

from collections.abc import Callable
from datetime import datetime

from muniment.demo.load_drive import profiles
from muniment.foundation.access.types import Profile, Role
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Refused
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.models import Review
from muniment.lifecycle.disposal.types import ReviewState
from muniment.lifecycle.retention import queries as retention

Clock = Callable[[], datetime]
TITLE = "Finance papers whose time is up"
FILE_CLASS = "FIN"
WAITING_TITLE = "Housing papers whose time is up"
WAITING_CLASS = "HOU"


def manager(clock: Clock) -> Profile:
    """The records manager of the council."""
    return next(one for one in profiles(civil_date(clock())) if one.holds(Role.RECORDS_MANAGER))


def propose(*, file_class: str | None, title: str, clock: Clock) -> str:
    """The reference of the review of this title, proposed now unless it is there already; blank
    where nothing is due."""
    proposer = manager(clock)
    known = [one for one in queries.reviews(proposer) if one.title == title]
    if known:
        return known[-1].reference
    reason = "Their retention period is over and nobody has asked for them."
    try:
        done = actions.propose(
            proposer, file_class=file_class, title=title, reason=reason, now=clock()
        )
    except Refused:
        return ""
    return done.reviews[0]


def sign(reference: str, *, clock: Clock) -> list[tuple[str, str]]:
    """Have every stage that is open signed by somebody whose part it is; who signed, as what."""
    signed = []
    everybody = profiles(civil_date(clock()))
    for one in sorted(everybody, key=lambda one: not one.holds(Role.RECORDS_MANAGER)):
        if review_of(reference, clock).state != ReviewState.PROPOSED:
            break
        if not may_look(one, reference):
            continue
        for stage in queries.stages(one, queries.review_named(one, reference))[:1]:
            said = "I have looked at the list and agree."
            actions.approve(one, reference, stage=stage, reason=said, now=clock())
            signed.append((one.name, stage.value.replace("_", " ")))
    return signed


def may_look(one: Profile, reference: str) -> bool:
    """Whether the review can be seen by this person."""
    try:
        queries.review_named(one, reference)
    except Refused:
        return False
    return True


def order(reference: str, *, clock: Clock) -> bool:
    """Order an approved review to be carried out; whether there is anything left to do."""
    found = review_of(reference, clock)
    if found.state in (ReviewState.APPROVED, ReviewState.INCOMPLETE):
        actions.execute(manager(clock), reference, now=clock())
    return review_of(reference, clock).state == ReviewState.EXECUTING


def review_of(reference: str, clock: Clock) -> Review:
    """The review, as it is now."""
    return queries.review_named(manager(clock), reference)


def due(clock: Clock) -> int:
    """How many records are due today, of those that the records manager may see."""
    return retention.due(manager(clock), civil_date(clock())).count()
