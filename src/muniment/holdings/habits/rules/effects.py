"""Whether mailboxes became smaller, and of whom that is compared."""

from collections.abc import Collection, Iterable
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.habits.types import CampaignDraft, Effect, Side, Sizes

LONGEST_WORDS = 900
MOST_TOLD = 1_000  # each with an event of its own, in one transaction


def large_only(sizes: Sizes, limit: int) -> set[str]:
    """The mailboxes of more than `limit` bytes."""
    return {account for account, size in sizes.items() if size > limit}


def effect(before: Sizes, after: Sizes, *, told: Collection[str], limit: int, on: date) -> Effect:
    """How the mailboxes of those told went, beside the others. `limit`: the bytes over which
    people were told; `on`: the day of the figures `after`."""
    large = large_only(before, limit) - set(told)
    rest = set(before) - set(told) - large
    return Effect(on, *(side(before, after, some) for some in (told, large, rest)))


def side(before: Sizes, after: Sizes, accounts: Iterable[str]) -> Side:
    """Those of the accounts that have figures of both days, together."""
    both = [one for one in set(accounts) if one in before and one in after]
    return Side(
        len(both),
        sum(after[one] < before[one] for one in both),
        sum(before[one] for one in both),
        sum(after[one] for one in both),
    )


def reasons_not_to_tell(draft: CampaignDraft, people: int, *, figures: bool) -> list[Reason]:
    """Why nobody is told. `people`: how many would be; `figures`: whether there are any."""
    reasons = []
    if not draft.words.strip() or len(draft.words) > LONGEST_WORDS:
        said = f"Say something, in at most {LONGEST_WORDS} letters."
        reasons.append(Reason("words", said, "words"))
    if not figures:
        return [*reasons, Reason("no_figures", "Import figures of mailboxes first.")]
    if not people:
        said = "No mailbox over the limit belongs to a person that is known here."
        reasons.append(Reason("nobody", said, "units"))
    if people > MOST_TOLD:
        said = f"That is {people:,} people. Tell at most {MOST_TOLD:,} at once: choose units."
        reasons.append(Reason("too_many", said, "units"))
    return reasons
