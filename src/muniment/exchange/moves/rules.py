"""Pure decisions about moves: what a list may say, what a decision needs, and when a move goes live
[RET-12]."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from muniment.exchange.moves.types import (
    COLUMNS,
    TRANSITIONS,
    Decision,
    Incoming,
    Landing,
    MoveDraft,
    MoveState,
    Read,
    Row,
    Standing,
)
from muniment.foundation.kernel.errors import Reason

MOST = 5_000  # classes of one move
LONGEST = {"reference": 60, "title": 300, "description": 4000, "rule": 300, "period": 300}
WHY = 500
_UNUSABLE = re.compile(r"[^A-Za-z0-9./_-]+")
# What others commonly call the same.
ALIKE: dict[str, tuple[str, ...]] = {
    "reference": ("ref", "class", "class reference", "code", "series", "series id", "id", "number"),
    "title": ("name", "class title", "series title", "record series", "record type"),
    "description": ("scope", "scope note", "covers", "notes", "series description"),
    "rule": ("retention rule", "rule code", "disposal rule", "schedule entry", "retention code"),
    "period": ("retention", "retention period", "how long", "years", "disposition"),
    "records": ("number of records", "files", "items", "count", "volume"),
    "bytes": ("size", "size in bytes"),
}


def reasons_not_to_open(draft: MoveDraft, *, is_known: bool) -> list[Reason]:
    """Every gap in a move. `is_known`: one is being mapped from the body of this code already."""
    asked = (
        ("title", draft.title, 200, "Give the move a title"),
        ("from_body", draft.from_body, 200, "Say from which body the classes come"),
        ("authority", draft.authority, 300, "Name the order or instrument"),
    )
    reasons = [
        Reason(field, f"{said}, in at most {longest} letters.", field)
        for field, text, longest, said in asked
        if not text.strip() or len(text) > longest
    ]
    code = draft.code.strip()
    if not code or len(code) > 20 or not code.replace("-", "").isalnum():
        said = "Give the body a short code of at most 20 letters and figures, such as NBC."
        reasons.append(Reason("code", said, "code"))
    if draft.effective_on is None:
        reasons.append(Reason("day", "Enter the day on which it takes effect.", "effective_on"))
    if is_known:
        said = "A move from the body of this code is being mapped already."
        reasons.append(Reason("known", said, "code"))
    return reasons


# -- the list -------------------------------------------------------------------------------------


def columns_of(heads: Collection[str], chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """For each of our columns that the list has, what it is called there: as it is `chosen` (empty:
    the list does not have it), or else as ours is, or as others commonly call it."""
    bare = {_bare(head): head for head in heads}
    alike = {
        ours: next((bare[one] for one in (ours, *ALIKE[ours]) if one in bare), "")
        for ours in COLUMNS
    }
    return {ours: theirs for ours, theirs in {**alike, **(chosen or {})}.items() if theirs}


def _bare(head: str) -> str:
    return " ".join(str(head).replace("_", " ").replace("-", " ").casefold().split())


def reasons_not_to_read(rows: Sequence[Row], columns: Mapping[str, str]) -> list[Reason]:
    """Why the list as a whole cannot be read."""
    reasons = []
    if not rows:
        reasons.append(Reason("empty", "The list has no classes.", "file"))
    if len(rows) > MOST:
        said = f"A move has at most {MOST:,} classes. This list has {len(rows):,}."
        reasons.append(Reason("too_many", said, "file"))
    heads = {str(head) for row in rows for head in row if head is not None}
    for ours in ("reference", "title"):
        if rows and ours not in columns:
            said = f"No column is known to have the {ours} of the classes. Head it “{ours}”."
            reasons.append(Reason("no_column", said, "file"))
    for theirs in columns.values():
        if theirs not in heads and rows:
            reasons.append(Reason("missing", f"The list has no column “{theirs}”.", "file"))
    return reasons


def read_rows(
    rows: Sequence[Row], columns: Mapping[str, str]
) -> tuple[list[Incoming], list[Reason]]:
    """The classes of the list, and all that is wrong with its rows."""
    found: list[Incoming] = []
    reasons: list[Reason] = []
    lines: dict[str, int] = {}
    for line, row in enumerate(rows, 2):
        cells = {ours: _cell(row, theirs) for ours, theirs in columns.items()}
        if None not in row and not any(_cell(row, str(head)) for head in row):
            continue  # an empty line, as spreadsheets leave them at the end
        one, wrong = _read(line, cells)
        if None in row:
            wrong.append("It has more cells than there are headings.")
        if one.reference in lines:
            wrong.append(f"Line {lines[one.reference]} has the same reference.")
        elif one.reference:
            lines[one.reference] = line
        reasons += [Reason("row", f"Line {line}: {said}", "file") for said in wrong]
        found.append(one)
    return found, reasons


def _cell(row: Row, head: str) -> str:
    value = row.get(head)
    return " ".join(str(value).split()) if value is not None else ""


def _read(line: int, cells: Mapping[str, str]) -> tuple[Incoming, list[str]]:
    wrong = [f"It has no {name}." for name in ("reference", "title") if not cells.get(name)]
    for name, longest in LONGEST.items():
        if len(cells.get(name, "")) > longest:
            wrong.append(f"Its {name} is longer than {longest:,} letters.")
    numbers = {}
    for name in ("records", "bytes"):
        text = cells.get(name, "").replace(",", "")
        if text and not (text.isascii() and text.isdecimal() and len(text) < 16):
            wrong.append(f"“{cells[name][:40]}” is not a number of {name}.")
        elif text:
            numbers[name] = int(text)
    texts = {name: cells.get(name, "") for name in LONGEST}
    made = Incoming(line, **texts, records=numbers.get("records"), size=numbers.get("bytes"))
    return made, wrong


def compare(read: Iterable[Incoming], known: Mapping[str, Incoming]) -> Read:
    """What the list would do to the classes that are known, by reference."""
    added, changed, same = [], [], 0
    for one in read:
        before = known.get(one.reference)
        if before is None:
            added.append(one)
        elif changes := tuple(_changes(before, one)):
            changed.append((one, changes))
        else:
            same += 1
    return Read(tuple(added), tuple(changed), same)


def _changes(before: Incoming, after: Incoming) -> Iterator[tuple[str, str, str]]:
    for name in ("title", "description", "rule", "period", "records", "size"):
        was, will = getattr(before, name), getattr(after, name)
        if was != will:
            yield name, "" if was is None else str(was), "" if will is None else str(will)


# -- decisions ------------------------------------------------------------------------------------


def reasons_not_to_list(state: MoveState) -> list[Reason]:
    """Why nothing about the classes of the move can be changed any more."""
    if state is MoveState.MAPPING:
        return []
    return [Reason("over", f"The move is {state.value}: its classes stay as they are.")]


def reasons_not_to_map(
    decisions: Sequence[Decision],
    *,
    state: MoveState,
    known: Collection[str],
    in_force: Collection[str],
) -> list[Reason]:
    """Why these decisions cannot be taken. `known`: the references of the move; `in_force`: the
    codes of the rules that are."""
    reasons = reasons_not_to_list(state)
    for one in decisions:
        if one.reference not in known:
            said = f"There is no class {one.reference} in this move."
            reasons.append(Reason("unknown", said, "classes"))
        if one.rule and one.not_taken.strip():
            said = f"{one.reference} cannot have a rule of ours and not be taken."
            reasons.append(Reason("both", said, "rule"))
        if one.rule and one.rule not in in_force:
            said = f"{one.reference}: there is no rule {one.rule} in force."
            reasons.append(Reason("not_in_force", said, "rule"))
        if len(one.not_taken) > WHY:
            said = f"{one.reference}: say why it is not taken in at most {WHY} letters."
            reasons.append(Reason("reason", said, "reason"))
    return reasons


def reasons_of_the_same(changes: Collection[object]) -> list[Reason]:
    """Why nothing is done where nothing would be other than it is."""
    return [] if changes else [Reason("same", "Nothing would change: that is so already.")]


def landing(reference: str, title: str, rule: str, under: str) -> Landing:
    """Where the incoming class comes to stand: what no reference here can have becomes a dash."""
    plain = _UNUSABLE.sub("-", reference).strip("-") or "class"
    return Landing(reference, title, rule, f"{under}/{plain}")


def reasons_not_to_go_live(
    *,
    state: MoveState,
    effective_on: date,
    today: date,
    standings: Mapping[str, Standing],
    landings: Sequence[Landing],
    in_force: Collection[str],
    taken: Collection[str],
) -> list[Reason]:
    """Why the move cannot go live on the civil date `today`: every class that is not mapped, every
    rule that is not in force any more, every reference that is `taken` here."""
    reasons = []
    if MoveState.LIVE not in TRANSITIONS[state]:
        return [Reason("over", f"The move is {state.value} already.")]
    if effective_on > today:
        said = f"It takes effect on {effective_on:%-d %B %Y}. It cannot go live before."
        reasons.append(Reason("too_early", said))
    if not standings:
        reasons.append(Reason("no_classes", "No classes have been brought in yet."))
    for reference, standing in standings.items():
        if standing is Standing.UNDECIDED:
            said = f"{reference} is not mapped: choose a rule, or say that it is not taken."
            reasons.append(Reason("unmapped", said))
    times = Counter(one.ours for one in landings)
    for one in landings:
        if one.rule not in in_force:
            said = f"{one.reference} is mapped to rule {one.rule}, which is not in force any more."
            reasons.append(Reason("rule_gone", said))
        if one.ours in taken or times[one.ours] > 1:
            whose = "a class here has or once had" if one.ours in taken else "another would be too"
            said = f"{one.reference} would become {one.ours}, which {whose}."
            reasons.append(Reason("taken", said))
        if len(one.ours) > 100:
            said = f"{one.reference} would become {one.ours}, which is longer than 100 letters."
            reasons.append(Reason("too_long", said))
    return reasons


def reasons_not_to_abandon(state: MoveState, reason: str) -> list[Reason]:
    """Why the move cannot be abandoned."""
    reasons = []
    if MoveState.ABANDONED not in TRANSITIONS[state]:
        reasons.append(Reason("over", f"The move is {state.value} already."))
    if not reason.strip() or len(reason) > 1000:
        said = "Say why, in at most 1,000 letters."
        reasons.append(Reason("reason", said, "reason"))
    return reasons


def question(one: Incoming) -> str:
    """What the rules of this body are asked, to find those that may be right for the class."""
    return f"{one.title} {one.description}"[:300]


def note_of(one: Incoming, *, from_body: str) -> str:
    """What the class says here of where it comes from."""
    was = f"Taken over from {from_body}, where it was {one.reference}"
    terms = " ".join(text for text in (one.rule, one.period) if text)
    told = f"{was} and kept by: {terms}." if terms else f"{was}."
    return f"{one.description}\n{told}".strip()


def without_line(one: Incoming) -> Incoming:
    """The class as it is, wherever it stood in its list."""
    return replace(one, line=0)
