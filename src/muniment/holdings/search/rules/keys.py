"""Keys of the index: side by side what the same people may see."""

from collections.abc import Iterable, Sequence

AUDIENCE_AT, ASIDE_AT = 32, 62  # bits that stand before the number of the record
NUMBER = (1 << AUDIENCE_AT) - 1


def key_of(number: int, audience: int, *, aside: bool) -> int:
    """The key of a record: what is set aside apart, then by audience, then by number."""
    return (int(aside) << ASIDE_AT) | (audience << AUDIENCE_AT) | number


def spans(visible: Iterable[int], existing: Iterable[int]) -> list[tuple[int, int]]:
    """The spans of keys, from and up to, of records of the `visible` audiences that are not set
    aside; as few as there can be, since nothing has the key of an audience that is not there."""
    seen = frozenset(visible)
    runs: list[list[int]] = []
    within = False
    for audience in sorted(set(existing) | seen):
        if audience in seen and within:
            runs[-1][1] = audience
        elif audience in seen:
            runs.append([audience, audience])
        within = audience in seen
    return [(first << AUDIENCE_AT, (last + 1) << AUDIENCE_AT) for first, last in runs]


def latest(groups: Iterable[Sequence[int]], limit: int) -> list[int]:
    """The highest numbers of all groups, at most `limit` of them, the highest first."""
    return sorted((number for group in groups for number in group), reverse=True)[:limit]
