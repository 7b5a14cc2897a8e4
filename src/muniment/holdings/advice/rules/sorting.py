"""Pure decisions about filing by a rule: how sure it is, whether that is enough, and which rule.

A probability that is made of counts of words means little (ADR 25). So it is counted how many of
the ten filed records most like the one in hand lie in one class. What is not like it at all is no
record of any class: with few examples nothing is ever sure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.advice.rules import NEAR_ENOUGH
from muniment.holdings.advice.types import RuleDraft, Weighed

NEIGHBOURS = 10
LEAST_ALIKE = NEAR_ENOUGH  # what is less alike counts for no class
SUREST, LEAST_SURE = 100, 60
REASON_LENGTH = 500


def nearest(like: Mapping[int, int]) -> list[int]:
    """Of records (by number) with their likeness in per cent, the ten most alike; of equals the
    later."""
    enough = [one for one, percent in like.items() if percent >= LEAST_ALIKE]
    return sorted(enough, key=lambda one: (-like[one], -one))[:NEIGHBOURS]


def weigh(classes: Iterable[int]) -> Weighed | None:
    """How sure it is, by the classes of the nearest records. None where there is none."""
    counted = Counter(classes).most_common()
    if not counted:
        return None
    share = 100 // NEIGHBOURS
    (first, many), *others = counted
    return Weighed(first, share * many, share * others[0][1] if others else 0)


def is_enough(weighed: Weighed, sure: int, runner_up: int) -> bool:
    """Whether a rule with these thresholds files it."""
    return weighed.sure >= sure and weighed.runner_up <= runner_up


def rule_for(path: str, rules: Mapping[str, str]) -> str | None:
    """Which rule (of those given by the path of their class; blank: any class) decides for a class
    with this path: the nearest."""
    fitting = [one for one in rules if path.startswith(one)]
    return rules[max(fitting, key=len)] if fitting else None


def reasons_not_to_set(draft: RuleDraft) -> list[Reason]:
    """Why there can be no such rule, apart from its classes."""
    reasons = []
    if not draft.in_tray.strip():
        reasons.append(Reason("no_tray", "Say which class is the in-tray.", "in_tray"))
    if not LEAST_SURE <= draft.sure <= SUREST:
        words = f"Say how sure it must be: from {LEAST_SURE} to {SUREST} per cent."
        reasons.append(Reason("sure", words, "sure"))
    if not 0 <= draft.runner_up <= SUREST - LEAST_SURE:
        words = f"Say how much the runner-up may have: from 0 to {SUREST - LEAST_SURE} per cent."
        reasons.append(Reason("runner_up", words, "runner_up"))
    if not draft.reason.strip():
        reasons.append(Reason("no_reason", "Say why this may be filed by itself.", "reason"))
    elif len(draft.reason) > REASON_LENGTH:
        words = f"Use at most {REASON_LENGTH} characters."
        reasons.append(Reason("too_long", words, "reason"))
    return reasons


def reasons_not_a_tray(reference: str, undecided: bool) -> list[Reason]:
    """Why a class cannot be an in-tray: what somebody gave a place is not moved by a rule."""
    if undecided:
        return []
    words = f"Only a class with the retention rule “undecided” can be an in-tray; {reference} has"
    return [Reason("not_a_tray", f"{words} another.", "in_tray")]
