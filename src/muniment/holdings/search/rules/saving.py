"""What a saved search must say, and what it finds anew."""

from collections.abc import Collection, Mapping, Sequence

from muniment.foundation.kernel.errors import Reason

LONGEST_NAME, LONGEST_TEXT = 100, 2_000
MOST_PEOPLE = 100  # with whom one search is shared one by one
KNOWN = 1_000  # of the newest records found that are remembered for each who is told


def reasons_not_to_keep(name: str, text: str, *, taken: bool) -> list[Reason]:
    """Why a search cannot be kept so."""
    reasons = []
    if not name or len(name) > LONGEST_NAME:
        reasons.append(Reason("name", f"Give it a name of 1 to {LONGEST_NAME} letters.", "name"))
    elif taken:
        reasons.append(Reason("taken", "You have a search of this name already.", "name"))
    if not text or len(text) > LONGEST_TEXT:
        message = f"Say what to look for, in at most {LONGEST_TEXT:,} letters."
        reasons.append(Reason("text", message, "text"))
    return reasons


def reasons_not_to_share(
    units: Sequence[str], people: Mapping[str, str], *, known: Collection[str], owner: str
) -> list[Reason]:
    """Why a search cannot be shared with these units and people. `people` are those who were
    named, as they were named, each with the reference; blank for who is not here."""
    missing = [unit for unit in dict.fromkeys(units) if unit not in known]
    reasons = [Reason("unit", f"There is no unit {unit[:40]}.", "units") for unit in missing]
    for name, reference in people.items():
        if not reference:
            reasons.append(Reason("person", f"Nobody called {name[:80]} works here.", "people"))
        elif reference == owner:
            reasons.append(Reason("owner", "The search is yours: leave yourself out.", "people"))
    if len(people) > MOST_PEOPLE:
        message = f"Share it with {MOST_PEOPLE} people at most, or with their unit."
        reasons.append(Reason("many", message, "people"))
    return reasons


def newly_found(newest: Sequence[int], known: Collection[int], floor: int) -> list[int]:
    """Those found now that were not known: also an old record whose text was read only now."""
    before = set(known)
    return [number for number in newest if number not in before and number > floor]


def floor_of(newest: Sequence[int], floor: int) -> int:
    """Up to which number nothing will count as new: the last that is remembered, where there are
    more than can be."""
    return max(floor, newest[-1]) if len(newest) >= KNOWN else floor


def words_of_sharing(owner: str, name: str) -> str:
    """What is said to a person with whom a search is shared."""
    return f"{owner} shares the saved search “{name}” with you."


def words_of_found(name: str, count: int) -> str:
    """What is said to who follows a search."""
    things = "1 new result" if count == 1 else f"{count:,} new results"
    more = " or more" if count >= KNOWN else ""
    return f"{things}{more} for your saved search “{name}”."
