"""Which of several rules is in force for a record, by a stated policy [checklist 52]."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from muniment.foundation.kernel.dates import LAST_DATE
from muniment.foundation.kernel.errors import Reason
from muniment.holdings.records.types import Dates


class Policy(StrEnum):
    """How it is settled that a class and a class above it set different rules."""

    NEAREST = "nearest"
    LONGEST = "longest"


POLICY_WORDS = {
    Policy.NEAREST: "the rule of the nearest class wins",
    Policy.LONGEST: "the rule that keeps the record longest wins",
}


@dataclass(frozen=True, slots=True)
class Clash:
    """A class whose rule is another than that of a class above it, or is not in force.

    `beaten` are the rules further up, each with its class; `in_force` the rules that the records
    there are under, with how many each; `why` says what is wrong or which policy settled it.
    """

    file_class: str
    title: str
    rule: str
    beaten: tuple[tuple[str, str], ...]
    in_force: tuple[tuple[str, int], ...]
    why: str


def longest(candidates: Sequence[tuple[str, Dates]]) -> str:
    """The code of the rule that keeps longest: for good, or without an end in sight, before the
    latest date. Of equals the first, which is the nearest."""
    return max(candidates, key=lambda pair: _end(pair[1]))[0]


def _end(dates: Dates) -> date:
    return dates.due_on or LAST_DATE


def reasons_not_to_set_policy(wanted: Policy, before: Policy) -> list[Reason]:
    """Why the policy cannot be set so."""
    return [Reason("same", "That is the policy already.")] if wanted is before else []


def settled_in_words(beaten: Sequence[str], policy: Policy) -> str:
    """The part of the explanation that says why this rule and not another."""
    if not beaten:
        return ""
    others = " and ".join(beaten)
    many = "rules" if len(beaten) > 1 else "rule"
    return f"; {many} {others} would apply too, but {POLICY_WORDS[policy]}"
