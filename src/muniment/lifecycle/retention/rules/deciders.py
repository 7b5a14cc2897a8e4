"""Who can change how long a record is kept, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

NAMED = 5  # people; more are counted


@dataclass(frozen=True, slots=True)
class WhoMay:
    """What can be changed, the roles that change it, and the people who hold one here."""

    what: str
    roles: tuple[str, ...]
    people: tuple[str, ...] | None  # None: it is not for this reader to know


def who_in_words(one: WhoMay) -> str:
    """`Its rule can be changed by a records manager: Ann Lee or Bo Dale.`"""
    roles = _either([f"{_article(role)} {role}" for role in one.roles])
    if one.people is None:
        return f"{one.what} by {roles}."
    if not one.people:
        return f"{one.what} by {roles}, but nobody here is one."
    shown = list(one.people[:NAMED])
    more = len(one.people) - len(shown)
    if more:
        shown.append(f"{more} more")
    return f"{one.what} by {roles}: {_either(shown)}."


def _either(words: Sequence[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _article(role: str) -> str:
    return "an" if role[0] in "aeio" else "a"
