"""Pure decisions about the use of channels that are not the body's own.

Source: Cabinet Office, Using non-corporate communication channels for government business (2023):
what matters is brought to the record, and who used such a channel says so.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.channels.types import CHANNELS, TRANSITIONS, UseDraft, UseState

DAYS = (1, 365)
REMINDED_MOST = 6  # times; then it stands in the log as late


def reasons_not_to_declare(draft: UseDraft, *, today: date) -> list[Reason]:
    """Every gap of a declaration."""
    return list(_gaps(draft, today))


def _gaps(draft: UseDraft, today: date) -> Iterator[Reason]:
    if draft.channel not in CHANNELS:
        yield Reason("channel", f"Choose the channel: {', '.join(CHANNELS)}.", "channel")
    for name, words, most in (
        ("what", "Say what it was about.", 300),
        ("participants", "Say who took part.", 1000),
        ("why", "Say why this channel was used.", 500),
    ):
        text = getattr(draft, name).strip()
        if not text:
            yield Reason(name, words, name)
        elif len(text) > most:
            yield Reason(name, f"Use at most {most:,} letters.", name)
    if draft.last_day < draft.first_day:
        yield Reason("last", "The last day is before the first.", "last")
    if draft.last_day > today:
        yield Reason("last", "The last day is still to come.", "last")


def title_of(draft: UseDraft) -> str:
    """The title of the record of what was said: the channel, who took part, and the days."""
    days = in_words(draft.first_day)
    if draft.last_day != draft.first_day:
        days += f" to {in_words(draft.last_day)}"
    return f"{draft.channel}: {draft.participants}, {days}"[:500]


def in_words(day: date) -> str:
    """A civil day as it stands in a title."""
    return f"{day:%-d %B %Y}"


def moment_of(draft: UseDraft) -> datetime:
    """When what was said was last changed, as far as is known: noon (UTC) of the last day."""
    return datetime.combine(draft.last_day, time(12), UTC)


def metadata_of(draft: UseDraft) -> dict[str, str]:
    """What the record of what was said keeps of where it was said."""
    return {
        "channel": draft.channel,
        "participants": draft.participants,
        "first_day": draft.first_day.isoformat(),
        "last_day": draft.last_day.isoformat(),
        "why_this_channel": draft.why,
    }


def reasons_not_to_bring(said: str) -> list[Reason]:
    """Why what was said, as text, cannot be brought over."""
    if not said.strip():
        return [Reason("said", "Copy what was said.", "said")]
    return []


def reasons_not_to_end(state: UseState, to: UseState, *, words: str = "x") -> list[Reason]:
    """Why a declared use cannot be said to be on the record, or be explained instead."""
    found = []
    if to not in TRANSITIONS[state]:
        done = "on the record" if state is UseState.TRANSFERRED else "explained"
        found.append(Reason("closed", f"It is {done} already."))
    if not words.strip():
        said = "Say why it is not brought to the record."
        found.append(Reason("explanation", said, "explanation"))
    elif len(words.strip()) > 1000:
        found.append(Reason("explanation", "Use at most 1,000 letters.", "explanation"))
    return found


def reasons_not_to_set_days(days: int) -> list[Reason]:
    """Why people cannot be given so many days."""
    least, most = DAYS
    if least <= days <= most:
        return []
    return [Reason("days", f"Enter a whole number of days from {least} to {most}.", "days")]


def due_on(declared_on: date, days: int) -> date:
    """The civil day by which it is to be with the record."""
    return declared_on + timedelta(days=days)


def days_late(due: date, state: UseState, today: date) -> int:
    """How many days a declared use is late; 0 where it is not, or is closed."""
    return max(0, (today - due).days) if state is UseState.DECLARED else 0


def reminder(due: date, days: int, today: date) -> int | None:
    """Which reminder is due: the first (0) on the day, the next each time that as many days have
    gone by again; None before, and after the last."""
    if today < due:
        return None
    number = (today - due).days // days
    return number if number < REMINDED_MOST else None
