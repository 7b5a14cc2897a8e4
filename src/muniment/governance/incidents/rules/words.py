"""What is wrong with words that are asked for."""

from collections.abc import Iterator

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.records.rules import printable

LONG = 2_000  # letters of a reason
TEXT = 8_000  # letters of a report, or of what was found


def clean(text: str) -> str:
    """Text of several lines as it is kept: without what cannot be seen or printed."""
    return "\n".join(printable(line.expandtabs(4)).rstrip() for line in text.splitlines()).strip()


def line(text: str) -> str:
    """Text of one line as it is kept."""
    return printable(" ".join(text.split()))


def needed(text: str, field: str, ask: str, most: int = LONG) -> Iterator[Reason]:
    """A reason where nothing is said, or too much."""
    if not text.strip():
        yield Reason(field, ask, field)
    yield from too_long(text, field, most)


def too_long(text: str, field: str, most: int = LONG) -> Iterator[Reason]:
    """A reason where too much is said."""
    if len(text.strip()) > most:
        yield Reason(field, f"Use at most {most:,} letters.", field)


def same(changed: bool) -> list[Reason]:
    """A reason where nothing would change."""
    return [] if changed else [Reason("same", "That is what is kept of it already.")]


def reasons_of_order(seen: int | None, version: int, by: str) -> list[Reason]:
    """Why a change is not made over that of somebody else. `seen`: the version that was looked
    at, where known."""
    if seen is None or seen == version:
        return []
    return [
        Reason("meanwhile", f"{by} has changed it meanwhile. Look at it again, then change it.")
    ]
