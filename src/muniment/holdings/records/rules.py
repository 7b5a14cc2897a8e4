"""Pure decisions of the records room: titles and dates at filing, and what may change after."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from muniment.foundation.access.rules import units_let_in
from muniment.foundation.access.types import AudienceKey, Narrowing
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason
from muniment.foundation.kernel.words import normalised
from muniment.holdings.records.types import (
    BULK_COLUMNS,
    BulkDraft,
    Dates,
    DateSource,
    Judged,
    RecordState,
    TitleState,
)

EARLIEST = date(1970, 1, 2)  # file times before this are what broken clocks and tools leave
DOS_EPOCH = date(1980, 1, 1)  # "no date" of the FAT file system and of zip
TITLE_LENGTH = 500
SHOWN_BYTES = 20_000
MOST_AT_ONCE = 100_000  # records of one bulk edit
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


def printable_lines(raw: bytes) -> str:
    """Lines of text from outside, such as headers, made printable one by one."""
    lines = raw[:SHOWN_BYTES].decode("utf-8", "replace").splitlines()
    return "\n".join(printable(line.expandtabs(4)) for line in lines)


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
    title = normalised("NFC", printable(bare)).replace("_", " ")
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


def reasons_not_to_entitle(judged: Judged, override: str) -> list[Reason]:
    """Why a person cannot give this title: every rule that refuses it, and those that ask for a
    reason to keep it, where there is none in `override`."""
    reasons = [Reason("title_refused", message, "title") for message in judged.refused]
    if not override.strip():
        why = "Or say why the title is to stay as it is."
        said = [f"{one.rstrip('.')}. {why}" for one in judged.to_justify]
        reasons += [Reason("title_needs_reason", one, "title") for one in said]
    return reasons


def overridden(judged: Judged, override: str) -> TitleState:
    """The state of a title that is kept for a reason, where one was needed and is enough."""
    if judged.to_justify and not judged.refused and override.strip():
        return TitleState.OVERRIDDEN
    return judged.state


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


def reasons_not_to_look(draft: BulkDraft) -> list[Reason]:
    """Why there is no bulk edit to look at."""
    reasons = []
    count = len(draft.rows) or len(draft.numbers)
    if not count:
        reasons.append(Reason("nothing_chosen", "No records are chosen that you can see."))
    if count > MOST_AT_ONCE:
        words = f"At most {MOST_AT_ONCE:,} records can be changed at once. Choose fewer."
        reasons.append(Reason("too_many", words))
    if not draft.rows and not draft.wanted:
        reasons.append(Reason("no_field", "Choose a field.", "field"))
    if not draft.reason.strip():
        reasons.append(Reason("no_reason", "Say why they are changed.", "reason"))
    return reasons


def read_bulk(
    rows: Sequence[Mapping[str, str | None]],
) -> tuple[list[tuple[str, dict[str, str]]], list[Reason]]:
    """The rows of a file of changes (reference, field, value), and all that is wrong with it. An
    empty value empties the field."""
    has = {str(name) for row in rows for name in row}
    reasons = [
        Reason("column", f"The column {name} is missing.", "file")
        for name in BULK_COLUMNS
        if name not in has
    ]
    if not rows:
        return [], [Reason("empty", "There are no rows in the file.", "file")]
    found = []
    for line, row in enumerate(rows, 2):
        cells = [str(row.get(name) or "").strip() for name in BULK_COLUMNS]
        if not (cells[0] and cells[1]) and not reasons:
            words = f"Line {line}: it names no record or no field."
            reasons.append(Reason("row", words, "file"))
        found.append((cells[0], {cells[1].lower(): cells[2]}))
    return found, reasons
