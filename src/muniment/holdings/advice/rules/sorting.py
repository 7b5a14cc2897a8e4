"""Pure decisions about filing by a rule: how sure it is, whether that is enough, and which rule.

A probability that is made of counts of words means little (ADR 25). So it is counted how many of
the ten filed records most like the one in hand lie in one class. What is not like it at all is no
record of any class: with few examples nothing is ever sure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.advice.rules import NEAR_ENOUGH
from muniment.holdings.advice.types import ForeseenClass, HeldBack, Level, RuleDraft, Weighed

NEIGHBOURS = 10
SHARE = 100 // NEIGHBOURS  # of one of them, in per cent
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
    (first, many), *others = counted
    return Weighed(first, SHARE * many, SHARE * others[0][1] if others else 0)


def is_enough(weighed: Weighed, sure: int, runner_up: int) -> bool:
    """Whether a rule with these thresholds files it."""
    return weighed.sure >= sure and weighed.runner_up <= runner_up


def thresholds_beside(sure: int, runner_up: int) -> list[tuple[int, int]]:
    """These thresholds with those beside them that a rule can have, the mildest first: ten per cent
    (one record of the ten) less and more sure, the runner-up as it is."""
    beside = [one for one in (sure - SHARE, sure, sure + SHARE) if LEAST_SURE <= one <= SUREST]
    return [(one, runner_up) for one in beside]


def level(tried: Iterable[HeldBack], sure: int, runner_up: int) -> Level:
    """What a rule with these thresholds would have filed of what was held back."""
    filed = [one for one in tried if one.weighed and is_enough(one.weighed, sure, runner_up)]
    right = sum(one.weighed.file_class == one.file_class for one in filed if one.weighed)
    return Level(sure, runner_up, len(filed), right)


def by_class(
    tried: Iterable[HeldBack], sure: int, runner_up: int, names: Mapping[int, tuple[str, str]]
) -> list[ForeseenClass]:
    """The same class by class, those with most mistakes first. `names`: reference and title of each
    class, by its number."""
    groups: dict[int, list[HeldBack]] = {}
    for one in tried:
        groups.setdefault(one.file_class, []).append(one)
    found = []
    for number, some in groups.items():
        at = level(some, sure, runner_up)
        elsewhere = Counter(
            one.weighed.file_class
            for one in some
            if one.weighed
            and one.weighed.file_class != number
            and is_enough(one.weighed, sure, runner_up)
        ).most_common(1)
        instead = " ".join(names[elsewhere[0][0]]) if elsewhere else ""
        found.append(ForeseenClass(*names[number], len(some), at.filed, at.right, instead))
    return sorted(found, key=lambda one: (one.right - one.filed, -one.filed, one.file_class))


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
