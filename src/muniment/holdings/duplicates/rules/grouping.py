"""Which things hang together, by the pairs that do."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def components(pairs: Iterable[tuple[T, T]]) -> list[list[T]]:
    """The things of the pairs in groups: each is tied to another of its group, and to none of
    another group. In the order in which they are met."""
    leader: dict[T, T] = {}

    def find(one: T) -> T:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for first, second in pairs:
        leader.setdefault(first, first)
        leader.setdefault(second, second)
        leader[find(second)] = find(first)
    found: dict[T, list[T]] = defaultdict(list)
    for one in leader:
        found[find(one)].append(one)
    return list(found.values())
