"""When an entry is to be confirmed again, and when its person is told."""

from datetime import date, timedelta

from muniment.foundation.kernel.dates import add_period
from muniment.people.directory.types import Standing

REMINDERS = 3  # times after the first notice; then it stands as not confirmed
DAYS_BETWEEN = 14
DAYS_ASKED = DAYS_BETWEEN * (REMINDERS + 1)


def due_on(since: date, months: int) -> date:
    """The civil day from which an entry that is right since `since` is to be confirmed again."""
    return add_period(since, months, "months")


def latest_due(today: date, months: int) -> date:
    """The latest day since which an entry can be right and yet be due today: a query asks for
    all up to it, without reckoning with dates itself."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    found = date(year, month + 1, 1) + timedelta(days=today.day - 1)
    while due_on(found, months) > today:
        found -= timedelta(days=1)
    while due_on(found + timedelta(days=1), months) <= today:
        found += timedelta(days=1)
    return found


def latest_lapsed(today: date, months: int) -> date:
    """The latest day since which an entry can be right and yet stand as not confirmed today."""
    return latest_due(today - timedelta(days=DAYS_ASKED), months)


def standing(since: date, today: date, months: int) -> Standing:
    """Whether an entry is up to date, is to be confirmed, or stands as not confirmed."""
    if since <= latest_lapsed(today, months):
        return Standing.LAPSED
    return Standing.DUE if since <= latest_due(today, months) else Standing.CONFIRMED


def last_told(today: date) -> date:
    """The latest day on which somebody can have been told who is told again today."""
    return today - timedelta(days=DAYS_BETWEEN)


def words_of_notice(number: int, months: int) -> str:
    """What the person is told: the first time (0), or as a reminder."""
    time = "a year" if months == 12 else f"{months} months" if months > 1 else "a month"
    begin = "" if number == 0 else "Reminder: "
    return (
        f"{begin}Is your entry in the directory still right? You are asked once in {time}. Look at "
        "it under People, Your entry, and confirm it or change what is wrong."
    )
