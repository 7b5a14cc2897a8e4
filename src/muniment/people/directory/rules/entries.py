"""What may stand in an entry, and how complete it is."""

import re
from collections.abc import Collection, Mapping

from muniment.foundation.kernel.errors import Reason
from muniment.people.directory.types import FIELDS, LONGEST, TYPED, EntryDraft, Level, Terms

LONGEST_REASON = 500
LONGEST_RECORD = 300
LEAST_MONTHS, MOST_MONTHS = 1, 36
_TELEPHONE = re.compile(r"[0-9+()#/,. \-]|ext(ension|n)?\.?|x", re.IGNORECASE)


def reasons_not_to_change(
    draft: EntryDraft, *, stand_in: str, known: bool, own: str
) -> list[Reason]:
    """Why an entry cannot say this. `stand_in`: the reference that the draft's words lead to,
    `known` whether they lead to anybody; `own`: the reference of whose entry it is."""
    reasons = [
        Reason(name, f"{FIELDS[name]} has at most {LONGEST[name]:,} letters.", name)
        for name in TYPED
        if len(getattr(draft, name).strip()) > LONGEST[name]
    ]
    telephone = draft.telephone.strip()
    digits = sum(letter.isdigit() for letter in telephone)
    if telephone and (_TELEPHONE.sub("", telephone) or digits < 3):
        said = "Enter a telephone number, such as 020 7946 0018 ext 12."
        reasons.append(Reason("telephone", said, "telephone"))
    if draft.stand_in.strip() and not known:
        said = f"There is nobody “{draft.stand_in.strip()[:60]}” in the directory, or several."
        reasons.append(Reason("stand_in", said, "stand_in"))
    elif stand_in and stand_in == own:
        reasons.append(Reason("stand_in", "Name somebody else, not the person.", "stand_in"))
    return reasons


def reasons_of_reason(reason: str) -> list[Reason]:
    """Why these words are no reason."""
    if reason.strip() and len(reason) <= LONGEST_REASON:
        return []
    return [Reason("reason", f"Say why, in at most {LONGEST_REASON} letters.", "reason")]


def missing(values: Mapping[str, object], counted: Collection[str]) -> list[str]:
    """The fields that count and are not filled in, in their order."""
    return [name for name in FIELDS if name in counted and not values.get(name)]


def percent(filled: int, of: int) -> int:
    """How many per cent; all, where nothing counts."""
    return round(100 * filled / of) if of else 100


def reasons_not_to_set(terms: Terms) -> list[Reason]:
    """Why the body cannot set this."""
    reasons = []
    if not terms.counted or set(terms.counted) - set(FIELDS):
        said = f"Choose at least one of: {', '.join(FIELDS)}."
        reasons.append(Reason("counted", said, "counted"))
    if not LEAST_MONTHS <= terms.months <= MOST_MONTHS:
        said = f"Enter a whole number of months from {LEAST_MONTHS} to {MOST_MONTHS}."
        reasons.append(Reason("months", said, "months"))
    record = terms.staff_record.strip()
    web = record.startswith(("https://", "http://")) and " " not in record
    if len(record) > LONGEST_RECORD or (record and not web):
        said = f"Enter an address that begins with https://, of at most {LONGEST_RECORD} letters."
        reasons.append(Reason("staff_record", said, "staff_record"))
    return reasons


def reasons_of_level(level: str) -> list[Reason]:
    """Why this is no level."""
    if not level or level in set(Level):
        return []
    return [Reason("level", f"Choose one of: {', '.join(Level)}; or none.", "level")]
