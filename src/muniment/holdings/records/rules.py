"""Pure decisions of the records room: titles and dates at filing, and what may change after."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from muniment.foundation.access.rules import units_let_in
from muniment.foundation.access.types import AudienceKey, Narrowing
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason
from muniment.holdings.records.types import Dates, DateSource, RecordState

EARLIEST = date(1970, 1, 2)  # file times before this are what broken clocks and tools leave
DOS_EPOCH = date(1980, 1, 1)  # "no date" of the FAT file system and of zip
TITLE_LENGTH = 500
EDITABLE = frozenset({"title", "record_date", "metadata"})
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def when_all(days: Iterable[date | None]) -> date | None:
    """The day on which the last of several things happened; None while one has not."""
    found = list(days)
    return None if None in found else max(day for day in found if day)


def printable(text: str) -> str:
    """The text with control and invisible direction-changing characters shown as escapes."""
    shown = "".join(
        char if char.isprintable() else f"\\x{ord(char):02x}" if ord(char) < 256 else " "
        for char in text.encode("utf-8", "backslashreplace").decode()
    )
    return _INVISIBLE.sub("", shown)


def storable(value: object) -> object:
    """A value of metadata that any database takes: text in it is made printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {printable(str(name)): storable(one) for name, one in value.items()}
    return value


def title_from_name(name: str) -> str:
    """A title from a file name: without extension, composed, printable; never empty."""
    stem, dot, extension = name.rpartition(".")
    bare = stem if dot and stem.strip(". ") and len(extension) <= 8 else name
    title = unicodedata.normalize("NFC", printable(bare)).replace("_", " ")
    return " ".join(title.split())[:TITLE_LENGTH] or "Untitled"


def date_of_record(
    modified: datetime | None, sent: datetime | None, now: datetime
) -> tuple[date, DateSource]:
    """The date a record carries, and where it comes from.

    The date of a message first, then when the file was last changed; a date that cannot be true
    (before 1970, the zero of an old file system, or in the future) is not used.
    """
    for moment, source in ((sent, DateSource.MESSAGE), (modified, DateSource.MODIFIED)):
        found = trusted_date(moment, now)
        if found is not None:
            return found, source
    return civil_date(now), DateSource.CAPTURED


def trusted_date(moment: datetime | None, now: datetime) -> date | None:
    """The civil date of the moment, or None where it cannot be true."""
    if moment is None:
        return None
    try:
        found = civil_date(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except OverflowError:  # the first or the last day of all the days that there are
        return None
    believable = EARLIEST <= found <= civil_date(now) and found != DOS_EPOCH
    return found if believable else None


def reasons_not_to_file_in_folder(closed_on: date | None, on: date, title: str) -> list[Reason]:
    """Why nothing new goes into the folder on the civil date `on`."""
    if closed_on and closed_on <= on:
        return [Reason("folder_closed", f"The folder {title} is closed. Nothing new goes in.")]
    return []


def reasons_not_to_date(dates: Dates, class_reference: str) -> list[Reason]:
    """Why a record cannot be filed under what the retention room answered: a class whose rule is
    not in the schedule takes no records [checklist 9]."""
    if dates.rule != "undecided" and dates.rule_version is None:
        message = (
            f"Class {class_reference} has the retention rule {dates.rule or 'none'}, "
            "which is not in the schedule."
        )
        return [Reason("rule_unknown", message)]
    return []


def reasons_not_to_edit(state: str, changes: Mapping[str, object], reason: str) -> list[Reason]:
    """Why the metadata of a record cannot be changed so. Content never can."""
    reasons = []
    if state != RecordState.DECLARED:
        said = "A record that is set aside or destroyed cannot be changed."
        reasons.append(Reason("not_declared", said))
    for name in sorted(set(changes) - EDITABLE):
        reasons.append(Reason("not_editable", f"{name} cannot be changed.", name))
    if "title" in changes and not str(changes["title"]).strip():
        reasons.append(Reason("no_title", "A record needs a title.", "title"))
    reasons += reasons_too_long(str(changes.get("title", "")))
    if "record_date" in changes and not reason.strip():
        reasons.append(
            Reason("no_reason", "Say why the date changes: it moves the due date.", "reason")
        )
    return reasons


def reasons_too_long(title: str) -> list[Reason]:
    """Why it is too long for the title of a record or folder."""
    if len(title) <= TITLE_LENGTH:
        return []
    return [Reason("title_too_long", f"A title has at most {TITLE_LENGTH} letters.", "title")]


def reasons_not_to_narrow(
    narrowing: Narrowing,
    inherited: AudienceKey,
    lineages: Mapping[str, Sequence[str]] | None = None,
) -> list[Reason]:
    """Why access cannot be set so: it may be narrowed below what is inherited, never widened.

    `lineages` is the tree of units: who may see a unit's things includes those below it.
    """
    allowed = set(units_let_in(inherited))
    if narrowing.open_to is None or not allowed:
        return []
    above = lineages or {}
    outside = sorted(
        unit for unit in narrowing.open_to if not allowed & {unit, *above.get(unit, ())}
    )
    if not narrowing.open_to:
        return [Reason("wider", "It cannot be opened to everyone; the place is not.", "open_to")]
    if outside:
        names = ", ".join(outside)
        return [Reason("wider", f"{names} cannot see the place it stands in.", "open_to")]
    return []
