"""The clock of a personal data breach: plain hours from the moment of awareness.

UK GDPR article 33(1): the authority is told without undue delay and, where feasible, not later
than 72 hours after the controller became aware, unless a risk to people is unlikely; later than
that, with the reasons for the delay. Article 33(5): every breach is recorded. Article 34: where the
risk is high, the people concerned are told without undue delay.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from muniment.foundation.kernel.clock import CIVIL
from muniment.foundation.kernel.errors import Reason
from muniment.governance.incidents.rules.words import needed, too_long
from muniment.governance.incidents.types import (
    About,
    Clock,
    ClockState,
    DecisionDraft,
    Pack,
    Stage,
    ToldDraft,
)

HOW = 500  # letters
REFERENCE = 100


def limit_of(aware_at: datetime, pack: Pack) -> datetime:
    """The end of the hours. They are plain: nights, week-ends and holidays count, and a day on
    which the clocks change has 23 or 25 of them, since it is counted in UTC."""
    return aware_at.astimezone(UTC) + timedelta(hours=pack.limit_hours)


def marks_passed(aware_at: datetime, pack: Pack, now: datetime) -> list[int]:
    """The hours after awareness at which somebody is warned, so far as they have passed: those of
    the pack, and the limit itself."""
    gone = now - aware_at
    marks = (*pack.alert_hours, pack.limit_hours)
    return [one for one in marks if gone >= timedelta(hours=one)]


def state_of(clock: Clock, now: datetime) -> ClockState:
    """How the clock stands at a moment."""
    if clock.aware_at is None or clock.limit_at is None or clock.breach is False:
        return ClockState.NONE
    if clock.notify is False:
        return ClockState.SETTLED
    if clock.told_at is not None:
        return ClockState.LATE if clock.told_at > clock.limit_at else ClockState.SETTLED
    if now > clock.limit_at:
        return ClockState.PASSED
    return ClockState.RUNNING if clock.notify is None else ClockState.DECIDED


def left_in_words(limit_at: datetime, now: datetime) -> str:
    """How much time is left, or has passed since: “31 hours 5 minutes left”. Rounded so that
    nobody is promised a minute that they do not have."""
    late = now > limit_at
    minutes = int(abs(limit_at - now).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    parts = [_count(hours, "hour")] if hours else []
    parts += [_count(rest, "minute")] if rest or not hours else []
    return f"{' '.join(parts)} {'too late' if late else 'left'}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def moment_in_words(moment: datetime) -> str:
    """A moment as people in the United Kingdom say it."""
    here = moment.astimezone(CIVIL)
    return f"{here:%H:%M} on {here:%A} {here.day} {here:%B %Y}"


def reasons_not_to_decide(
    stage: Stage, clock: Clock, draft: DecisionDraft, now: datetime
) -> list[Reason]:
    """Every reason against a decision to tell, or not to. After the limit it says why so late."""
    return [*_open(stage), *_is_breach(clock), *_why_decided(draft), *_late(clock, draft, now)]


def _open(stage: Stage) -> Iterator[Reason]:
    if stage is Stage.REPORTED:
        yield Reason("stage", "Triage it first: nobody handles it yet.")
    if stage is Stage.CLOSED:
        yield Reason("stage", "It is closed. Reopen it first.")


def _is_breach(clock: Clock) -> Iterator[Reason]:
    if clock.breach is not True:
        yield Reason("breach", "Triage does not say that it is a personal data breach.")


def _why_decided(draft: DecisionDraft) -> Iterator[Reason]:
    yield from needed(draft.why, "why", "Say why.")
    yield from too_long(draft.late_why, "late_why")


def _late(clock: Clock, draft: DecisionDraft, now: datetime) -> Iterator[Reason]:
    # Article 34 knows no hours: without undue delay.
    late = clock.limit_at is not None and now > clock.limit_at
    if draft.about is About.AUTHORITY and late and not draft.late_why.strip():
        yield Reason(
            "late_why", "The hours have passed. Say why it is decided so late.", "late_why"
        )


def reasons_not_told(
    stage: Stage, clock: Clock, draft: ToldDraft, *, decided: bool | None, now: datetime
) -> list[Reason]:
    """Every reason why it cannot be recorded that somebody was told. `decided`: what was decided
    about telling them, None for nothing."""
    return [
        *_open(stage),
        *_is_breach(clock),
        *_decided(draft.about, decided),
        *_moment(clock, draft, now),
        *_words(clock, draft),
    ]


def _decided(about: About, decided: bool | None) -> Iterator[Reason]:
    if decided is None:
        yield Reason("decision", "Decide first whether they are told.")
    elif not decided:
        who = "the authority" if about is About.AUTHORITY else "the people concerned"
        yield Reason("decision", f"It was decided not to tell {who}. Decide otherwise first.")


def _moment(clock: Clock, draft: ToldDraft, now: datetime) -> Iterator[Reason]:
    if draft.told_at > now:
        yield Reason("told_at", "This moment is still to come.", "told_at")
    elif clock.aware_at is not None and draft.told_at < clock.aware_at:
        yield Reason("told_at", "It is before the body became aware of the breach.", "told_at")


def _words(clock: Clock, draft: ToldDraft) -> Iterator[Reason]:
    yield from needed(draft.how, "how", "Say how they were told.", HOW)
    yield from too_long(draft.reference, "reference", REFERENCE)
    yield from too_long(draft.late_why, "late_why")
    late = clock.limit_at is not None and draft.told_at > clock.limit_at
    if draft.about is About.AUTHORITY and late and not draft.late_why.strip():
        # UK GDPR article 33(1), last sentence.
        yield Reason("late_why", "It was after the hours. Say why it was so late.", "late_why")


def reasons_not_aware(
    stage: Stage, clock: Clock, moment: datetime | None, why: str, now: datetime
) -> list[Reason]:
    """Every reason why the moment of awareness is not moved. It always takes a reason."""
    found = list(needed(why, "why", "Say why the moment is another."))
    if stage is Stage.CLOSED:
        found.append(Reason("stage", "It is closed. Reopen it first."))
    if clock.breach is False:
        found.append(Reason("breach", "Triage says that it is no personal data breach."))
    return [*found, *reasons_of_moment(clock, moment, now)]


def reasons_of_moment(clock: Clock, moment: datetime | None, now: datetime) -> list[Reason]:
    """What is wrong with a moment of awareness."""
    if moment is None:
        return [Reason("aware_at", "Say when the body became aware.", "aware_at")]
    if moment > now:
        return [Reason("aware_at", "This moment is still to come.", "aware_at")]
    if clock.told_at is not None and moment > clock.told_at:
        return [Reason("aware_at", "The authority was told before that.", "aware_at")]
    if moment == clock.aware_at:
        return [Reason("same", "That is the moment already.", "aware_at")]
    return []
