"""Pure decisions about paper: what can be registered, what a box can take, and when it can go."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.physical.types import COLUMNS, BoxDraft, ImportedPaper, PaperDraft
from muniment.holdings.records.rules import printable, reasons_too_long
from muniment.holdings.records.types import RecordState

MOST = 20_000  # rows of one import
LONGEST = {"description": 4_000, "former_reference": 200, "format": 100, "location": 300}
_YEAR = re.compile(r"\d{4}")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def reasons_not_to_register(draft: PaperDraft, *, today: date) -> list[Reason]:
    """Every gap in what is said of a record on paper, on the civil date `today`."""
    reasons = []
    if not draft.title.strip():
        reasons.append(Reason("no_title", "A record needs a title.", "title"))
    reasons += reasons_too_long(draft.title)
    for name, most in LONGEST.items():
        if len(getattr(draft, name)) > most:
            said = f"{name.replace('_', ' ').capitalize()} has at most {most:,} letters."
            reasons.append(Reason("too_long", said, name))
    if draft.last_date is None:
        said = "Say from when its latest paper is: its time is counted from that."
        reasons.append(Reason("no_date", said, "last_date"))
    elif draft.last_date > today:
        reasons.append(Reason("future", "Its last date lies in the future.", "last_date"))
    if draft.first_date and draft.last_date and draft.first_date > draft.last_date:
        reasons.append(Reason("dates", "Its first date is after its last date.", "first_date"))
    if not draft.box.strip() and not draft.location.strip():
        said = "Say where it is: the box that it lies in, or its own place."
        reasons.append(Reason("nowhere", said, "location"))
    return reasons


def reasons_of_two_places(draft: PaperDraft) -> list[Reason]:
    """Why one paper cannot be in these two places."""
    if draft.box.strip() and draft.location.strip():
        said = "It is where its box is. Leave out one of the two."
        return [Reason("two_places", said, "location")]
    return []


def reasons_not_to_open_box(draft: BoxDraft, *, taken: bool, units: Iterable[str]) -> list[Reason]:
    """Every gap in a box. `taken`: its unit has a box with this label; `units`: those there are."""
    reasons = []
    if not draft.label.strip() or len(draft.label) > 60:
        said = "Say what is written on the box, in at most 60 letters."
        reasons.append(Reason("label", said, "label"))
    elif taken:
        reasons.append(Reason("taken", f"There is a box {draft.label} already.", "label"))
    reasons += reasons_not_to_place_box(draft.location, draft.contents)
    if draft.unit and draft.unit not in set(units):
        reasons.append(Reason("no_unit", f"There is no unit {draft.unit}.", "unit"))
    return reasons


def reasons_not_to_place_box(location: str, contents: str = "") -> list[Reason]:
    """Why a box cannot stand there and be described so."""
    reasons = []
    if not location.strip() or len(location) > LONGEST["location"]:
        said = "Say where it stands, in at most 300 letters."
        reasons.append(Reason("location", said, "location"))
    if len(contents) > 1000:
        said = "Say in at most 1,000 letters what is in it."
        reasons.append(Reason("contents", said, "contents"))
    return reasons


def reasons_not_to_put_in(
    reference: str, *, on_paper: bool, state: str, inside: bool
) -> list[Reason]:
    """Why a record cannot be put into a box. `inside`: it lies in that box."""
    return [
        *reasons_not_on_paper(reference, on_paper=on_paper, state=state),
        *([Reason("inside", f"{reference} is in that box already.", "records")] if inside else []),
    ]


def reasons_not_to_take_out(
    reference: str, *, on_paper: bool, state: str, boxed: bool
) -> list[Reason]:
    """Why a record cannot be taken out of its box."""
    reasons = reasons_not_on_paper(reference, on_paper=on_paper, state=state)
    if on_paper and not boxed and not reasons:
        reasons.append(Reason("not_boxed", f"{reference} is in no box.", "records"))
    return reasons


def reasons_not_on_paper(reference: str, *, on_paper: bool, state: str) -> list[Reason]:
    """Why a record cannot be moved about as paper is."""
    if not on_paper:
        return [Reason("not_paper", f"{reference} is not on paper.", "records")]
    if state != RecordState.DECLARED:
        return [Reason("not_declared", f"{reference} is destroyed.", "records")]
    return []


def box_goes_on(dues: Iterable[date | None]) -> date | None:
    """The civil date after which a whole box could go: that of the last of its items. None where
    one of them has no date, or where there is none."""
    every = list(dues)
    known = [one for one in every if one is not None]
    return max(known) if known and len(known) == len(every) else None


# -- reading spreadsheets -------------------------------------------------------------------------
def reasons_not_to_read(rows: Sequence[Mapping[str, object]], name: str) -> list[Reason]:
    """Why a file of that name is no list of papers."""
    named = {str(column) for row in rows for column in row if column is not None}
    unknown = sorted(one for one in named if one.strip().lower() not in COLUMNS)
    reasons = [Reason("no_column", f"A list of papers has no column '{one}'.") for one in unknown]
    if not rows:
        reasons.append(Reason("empty", f"There are no rows in {name}.", "file"))
    if len(rows) > MOST:
        said = f"{name} has {len(rows):,} rows. Bring in at most {MOST:,} at once."
        reasons.append(Reason("too_many", said, "file"))
    return reasons


def read_rows(
    rows: Iterable[Mapping[str, str | None]], *, today: date
) -> tuple[list[ImportedPaper], list[Reason]]:
    """The papers in the rows, and everything that is wrong in them by themselves, with its line
    (the heading is line 1). An empty row is passed over."""
    papers: list[ImportedPaper] = []
    reasons: list[Reason] = []
    for line, row in enumerate(rows, 2):
        said = {
            str(name).strip().lower(): printable((value or "").strip())
            for name, value in row.items()
            if name is not None and (value is None or isinstance(value, str))
        }
        beyond = [Reason("too_many_cells", "It has more cells than there are columns.")]
        wrong = beyond if any(name is None and value for name, value in row.items()) else []
        if not any(said.values()) and not wrong:
            continue
        one = _read(said, line, wrong)
        wrong += _reasons_of_row(one, today)
        papers.append(one)
        reasons += [on_line(line, reason) for reason in wrong]
    return papers, reasons


def on_line(line: int, reason: Reason) -> Reason:
    """The reason with the line that it is about."""
    return Reason(reason.code, f"Line {line}: {reason.message}", reason.field)


def _reasons_of_row(one: ImportedPaper, today: date) -> list[Reason]:
    reasons = []
    if not one.file_class:
        reasons.append(Reason("no_class", "It names no class.", "class"))
    if not one.folder:
        reasons.append(Reason("no_folder", "It names no folder.", "folder"))
    if len(one.folder) > 500:
        reasons.append(Reason("too_long", "A folder has at most 500 letters.", "folder"))
    return [*reasons, *reasons_not_to_register(one.draft, today=today)]


def _read(said: Mapping[str, str], line: int, wrong: list[Reason]) -> ImportedPaper:
    def text(name: str) -> str:
        return said.get(name, "")

    draft = PaperDraft(
        title=text("title"),
        last_date=_date(text("last_date"), "last_date", wrong),
        first_date=_date(text("first_date"), "first_date", wrong),
        description=text("description"),
        former_reference=text("former_reference"),
        format=text("format"),
        box=text("box"),
        location=text("location"),
    )
    return ImportedPaper(line, text("class"), text("folder"), text("unit"), draft)


def _date(text: str, name: str, wrong: list[Reason]) -> date | None:
    if not text:
        return None
    found = read_date(text, last=name == "last_date")
    if found is None:
        said = f"'{text[:40]}' is not a date. Write it as 2026-03-31, 31/03/2026 or 2026."
        wrong.append(Reason("not_a_date", said, name))
    return found


def read_date(text: str, *, last: bool) -> date | None:
    """The civil date that a cell says: ISO 8601, day first with strokes or dots, or a year, which
    stands for its `last` day or its first: rather later than earlier. None: it is no date."""
    try:
        if _YEAR.fullmatch(text):
            return date(int(text), 12, 31) if last else date(int(text), 1, 1)
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None
