"""What the log of searches says of how useful they were, and what of it may be told to others."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from muniment.holdings.search.rules.folding import words_of

PATIENCE = timedelta(minutes=30)  # after which a search from which nothing was opened is abandoned
FEWEST_PEOPLE = 3  # who looked for the same words, or the words could tell who it was
TOLD_MOST = 10
NOTICE_MOST = 1000  # letters
_SHOWN = 60  # letters of what was looked for


def shared(asked: Iterable[tuple[str, str]]) -> list[tuple[str, int]]:
    """What at least three people looked for, with how many they were, the most first. `asked`: what
    was typed, and by whom. Capitals, accents and marks make no difference."""
    people: dict[str, set[str]] = defaultdict(set)
    times: Counter[str] = Counter()
    for text, person in asked:
        words = " ".join(words_of(text))
        people[words].add(person)
        times[words] += 1
    enough = [one for one in people if one and len(people[one]) >= FEWEST_PEOPLE]
    ordered = sorted(enough, key=lambda one: (-len(people[one]), -times[one], one))
    return [(one, len(people[one])) for one in ordered]


def last_week(today: date) -> tuple[date, date]:
    """The Monday of the last whole week before this day, and the Monday after it."""
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(days=7), monday


def words_of_week(
    starts: date, searches: int, in_vain: int, found: Sequence[tuple[str, int]]
) -> str:
    """What is said to those who look after the file plan of what was looked for in vain."""
    much = "1 search" if searches == 1 else f"{searches:,} searches"
    head = (
        f"In the week that began on {starts:%-d %B %Y}, {in_vain:,} of {much} found nothing. "
        f"{FEWEST_PEOPLE} people or more looked in vain for: "
    )
    tail = ". These may be words to add to the file plan, titles or guidance."
    told = [f"“{_short(words)}” ({many:,} people)" for words, many in found[:TOLD_MOST]]
    while told and len(head) + len("; ".join(told)) + len(tail) > NOTICE_MOST:
        told.pop()
    return head + "; ".join(told) + tail


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
