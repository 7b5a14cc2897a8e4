"""Who may accept what is left of a risk, for how long, and how an acceptance stands."""

from datetime import date, timedelta

from muniment.foundation.kernel.dates import add_period
from muniment.foundation.kernel.errors import Reason
from muniment.governance.risks.rules.judging import reasons_of_words
from muniment.governance.risks.types import Authority, Mark, RiskState, Standing

ALERTS = (0, 7, 30)  # days before something is due


def authority_of(
    *, siro: bool, owner: bool, current: int | None, appetite: int
) -> Authority | None:
    """As what somebody accepts the risk that is left: the senior information risk owner whatever it
    comes to, its owner while that is within appetite. None: not at all (RSK-10)."""
    if siro:
        return Authority.SIRO
    within = current is not None and current <= appetite
    return Authority.OWNER if owner and within else None


def reasons_not_to_accept(
    state: RiskState,
    current: Mark | None,
    *,
    reason: str,
    expires_on: date | None,
    months: int,
    today: date,
) -> list[Reason]:
    """Why what is left of a risk is not accepted. `months`: for how long at most."""
    found = []
    if state is not RiskState.OPEN:
        found.append(Reason(state, "Only an open risk is accepted."))
    if current is None:
        said = "It has no current score that could be accepted."
        found.append(Reason("current", said))
    found += reasons_of_words(reason)
    return [*found, *reasons_of_last_day(expires_on, months, today, "expires_on")]


def reasons_of_last_day(day: date | None, months: int, today: date, field: str) -> list[Reason]:
    """What is wrong with the last day of something that lasts this many months at most."""
    if day is None:
        return [Reason(field, "Give the last day.", field)]
    if day <= today:
        return [Reason(field, "The last day must be after today.", field)]
    if day > add_period(today, months, "months"):
        return [Reason(field, f"It lasts {months} months at most.", field)]
    return []


def standing(ended_as: str, expires_on: date, today: date) -> Standing:
    """How an acceptance stands on a day. `ended_as`: why it ended, blank while it has not."""
    if ended_as:
        return Standing(ended_as)
    return Standing.EXPIRED if expires_on < today else Standing.LIVE


def stage(due: date, today: date) -> int | None:
    """Which of the alerts a day that is due has come to: 30, 7 or 0 days before it (0 also when it
    has passed). None: it is further off."""
    left = (due - today).days
    return next((one for one in ALERTS if left <= one), None)


def soon(today: date) -> date:
    """The last day that is due soon."""
    return today + timedelta(days=ALERTS[-1])
