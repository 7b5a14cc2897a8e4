"""What stands against delegating, and against saying that an entry is right."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.governance.assets.types import (
    DELEGATED,
    FIELDS,
    AssetState,
    DelegationDraft,
    Field,
    Group,
)

NOTE = 500  # letters
SAID = 2_000


def fields_of(groups: Collection[str]) -> frozenset[str]:
    """The names of the fields of these groups."""
    return frozenset(one.name for one in FIELDS if one.group in groups)


def reasons_not_to_delegate(
    draft: DelegationDraft, *, steward: str, owner: str, today: date
) -> list[Reason]:
    """Every gap and fault of a delegation. `steward`: the reference of who is meant, blank for
    nobody who works here; `owner`: that of the owner, who needs no delegation."""
    return [*_of_people(draft, steward, owner), *_of_groups(draft), *_of_days(draft, today)]


def _of_people(draft: DelegationDraft, steward: str, owner: str) -> Iterator[Reason]:
    if not draft.steward.strip():
        yield Reason("steward", "Name the steward.", "steward")
    elif not steward:
        said = f"Nobody who works here has the user name, e-mail or reference “{draft.steward}”."
        yield Reason("steward", said, "steward")
    elif steward == owner:
        yield Reason("steward", "The owner may do all of it already.", "steward")
    if len(draft.note.strip()) > NOTE:
        yield Reason("note", f"Use at most {NOTE} letters.", "note")


def _of_groups(draft: DelegationDraft) -> Iterator[Reason]:
    if not draft.groups:
        yield Reason("groups", "Choose at least one thing that the steward is to do.", "groups")
    for one in draft.groups:
        if one not in DELEGATED:
            said = Group(one).label if one in list(Group) else one[:60]
            yield Reason("groups", f"This cannot be delegated: {said}.", "groups")


def _of_days(draft: DelegationDraft, today: date) -> Iterator[Reason]:
    starts = draft.starts_on or today
    if draft.ends_on is not None and draft.ends_on < max(starts, today):
        yield Reason("ends_on", "The last day is before the first, or has passed.", "ends_on")


def reasons_beyond(fields: Sequence[Field], allowed: Collection[str]) -> list[Reason]:
    """Why somebody to whom only some of it is delegated does not change the rest."""
    return [
        Reason("not_delegated", f"It is not delegated to you: {one.label}.", one.name)
        for one in fields
        if one.name not in allowed
    ]


def reasons_not_to_attest(
    state: AssetState, gaps: Sequence[Field], review_on: date | None, said: str, today: date
) -> list[Reason]:
    """Why it cannot be said that an entry is right."""
    found = []
    if state is not AssetState.APPROVED:
        found.append(Reason(state, "Only an approved entry is looked at again."))
    for one in gaps:
        found.append(Reason(one.name, f"It does not say: {one.label.lower()}.", one.name))
    if review_on is None or review_on <= today:
        found.append(Reason("review_on", "Give the day of the next review.", "review_on"))
    if len(said.strip()) > SAID:
        found.append(Reason("said", f"Use at most {SAID:,} letters.", "said"))
    return found
