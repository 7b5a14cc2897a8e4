"""Who can be named for a site."""

from collections.abc import Sequence
from datetime import date, timedelta

from muniment.foundation.kernel.errors import Reason
from muniment.people.directory.types import Named, Part, StewardDraft

FURTHEST = timedelta(days=366)


def overlaps(one: Named, starts: date, ends: date | None) -> bool:
    """Whether somebody is named for some day of this time."""
    return (ends is None or one.starts_on <= ends) and (
        one.ends_on is None or starts <= one.ends_on
    )


def reasons_not_to_name(
    draft: StewardDraft, *, person: str, named: Sequence[Named], closed: bool, today: date
) -> list[Reason]:
    """Why somebody cannot be named. `person`: the reference that the draft's words lead to, blank
    for nobody; `named`: everybody named for the site, those who left set aside."""
    reasons = []
    if closed:
        reasons.append(Reason("closed", "That is closed. Name people for what is open."))
    if draft.part not in set(Part):
        reasons.append(Reason("part", f"Choose one of: {', '.join(Part)}.", "part"))
    if not person:
        said = f"There is nobody “{draft.person.strip()[:60]}” in the directory, or several."
        said = said if draft.person.strip() else "Say who it is."
        reasons.append(Reason("person", said, "person"))
    starts = draft.starts_on or today
    if starts > today + FURTHEST:
        reasons.append(Reason("starts_on", "Name a first day within a year.", "starts_on"))
    if draft.ends_on and draft.ends_on < max(starts, today):
        said = "The last day is before the first day, or before today."
        reasons.append(Reason("ends_on", said, "ends_on"))
    same = [one for one in named if one.part == draft.part and overlaps(one, starts, draft.ends_on)]
    if draft.part == Part.OWNER and same:
        said = f"{same[0].name} owns it at that time. End that first: there is one owner at a time."
        reasons.append(Reason("owned", said, "part"))
    elif person and any(one.person == person for one in same):
        reasons.append(Reason("same", "That person is named for this already.", "person"))
    return reasons
