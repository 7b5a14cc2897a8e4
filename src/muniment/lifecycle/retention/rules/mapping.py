"""A schedule in the columns of whoever wrote it, brought into ours."""

from collections.abc import Mapping as Given
from collections.abc import Sequence
from dataclasses import dataclass, field

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.retention.rules.notation import Unreadable, written
from muniment.lifecycle.retention.rules.phrases import ends_it, read_phrase
from muniment.lifecycle.retention.rules.reading import as_lines
from muniment.lifecycle.retention.types import Action, Trigger

OURS: tuple[str, ...] = ("code", "title", "description", "examples", "scope_note", "authority")
OURS += ("why", "statement", "years", "months", "trigger")
OURS += ("review_stages", "valid_from", "valid_to")
READ = frozenset({"title", "why", "statement", "years", "months", "trigger"})  # the rest stays
FOREVER = frozenset({"999", "permanent", "forever", "for ever", "indefinite"})
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>")


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the columns of a schedule become ours.

    `columns` gives for each of ours (as in OURS) the name of theirs; `constants` what every rule
    says where its own cell is empty. A `statement` says in words how long, and is read as by
    `read_phrase`; or `years` and `months` say it, from the `trigger`. `meanings` gives words of
    theirs another wording. `counted_from` is meant where a period says nothing of its start.
    """

    columns: Given[str, str]
    constants: Given[str, str] = field(default_factory=dict)
    meanings: Given[str, str] = field(default_factory=dict)
    counted_from: Trigger | None = None
    then: Action = Action.DESTROY
    code_prefix: str = ""
    forever: frozenset[str] = FOREVER


@dataclass(frozen=True, slots=True)
class Left:
    """A row that is not brought in, with the reason, and what it was."""

    line: int
    title: str
    reason: str
    row: Given[str, object]


@dataclass(frozen=True, slots=True)
class Mapped:
    """The rows in our columns, each with its line, and those that were left."""

    rows: tuple[dict[str, str], ...]
    left: tuple[Left, ...]


def reasons_not_to_map(mapping: Mapping, columns: Sequence[str]) -> list[Reason]:
    """What is wrong with the mapping for a file with these columns."""
    reasons = []
    for ours, theirs in mapping.columns.items():
        if ours not in OURS:
            reasons.append(Reason("unknown", f"There is no column “{ours}” in a schedule.", ours))
        elif theirs not in columns:
            reasons.append(Reason("missing", f"The file has no column “{theirs}”.", ours))
    if not {"statement", "years", "months", "trigger"} & set(mapping.columns):
        said = "Say which column tells how long: a statement, or years and a trigger."
        reasons.append(Reason("how_long", said, "statement"))
    if "title" not in mapping.columns:
        reasons.append(Reason("title", "Say which column has the title.", "title"))
    return reasons


def map_rows(
    rows: Sequence[Given[str, object]], mapping: Mapping, *, first_line: int = 2
) -> Mapped:
    """The rows in our columns, as far as each is understood wholly; the others with the reason.

    A row without a code gets one from the prefix and its line.
    """
    done: list[dict[str, str]] = []
    left: list[Left] = []
    codes: dict[str, int] = {}
    for place, row in enumerate(rows, first_line):
        line = _line(row, mapping, place)
        cells = {ours: _cell(row, mapping, ours) for ours in OURS}
        cells["code"] = mapping.code_prefix + (cells["code"] or f"{line:04}")
        try:
            made = {"line": str(line), **_made(row, cells, mapping)}
            if cells["code"] in codes:
                raise Unreadable(f"line {codes[cells['code']]} has the same code")
        except Unreadable as wrong:
            left.append(Left(line, cells["title"], _sentence(str(wrong)), row))
            continue
        codes[cells["code"]] = line
        done.append(made)
    return Mapped(tuple(done), tuple(left))


def _line(row: Given[str, object], mapping: Mapping, place: int) -> int:
    """Where the row stood, which it says itself where rows before it were left out."""
    said = "" if "line" in mapping.columns.values() else str(row.get("line", ""))
    return int(said) if said.isdecimal() else place


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _cell(row: Given[str, object], mapping: Mapping, ours: str) -> str:
    found = row.get(mapping.columns.get(ours, ""), "")
    text = str(found if found is not None else "")
    said = as_lines(text) if ours == "examples" else " ".join(text.split())
    return said or mapping.constants.get(ours, "")


def _made(row: Given[str, object], cells: Given[str, str], mapping: Mapping) -> dict[str, str]:
    if any(str(cell).startswith(_CONFLICT) for cell in row.values()):
        raise Unreadable("it has the marks of a merge that was not finished")
    if None in row:
        raise Unreadable("it has more cells than there are headings")
    if not cells["title"]:
        raise Unreadable("it has no title")
    life = written(
        read_phrase(
            _statement(cells, mapping),
            mapping.meanings,
            counted_from=mapping.counted_from,
            then=mapping.then,
        )
    )
    made = {name: cells[name] for name in OURS if name not in READ}
    return {**made, "title": cells["title"][:300], "reason": cells["why"], "life": life}


def _statement(cells: Given[str, str], mapping: Mapping) -> str:
    """How long, in words: as it is stated, or put together from years, months and trigger."""
    years, months, trigger = cells["years"], cells["months"], cells["trigger"]
    if years.casefold() in mapping.forever:
        if cells["statement"] and "permanent" not in cells["statement"].casefold():
            raise Unreadable("its years say for ever, and its statement does not")
        return cells["statement"] or "permanent"
    if cells["statement"]:
        _agree(cells["statement"], years)
        return cells["statement"]
    amounts = [(years, "years"), (months, "months")]
    given = [f"{number} {unit}" for number, unit in amounts if number not in ("", "0")]
    if len(given) > 1:
        raise Unreadable("it gives years and months at once")
    meant = mapping.meanings.get(trigger.casefold(), trigger)
    if not given:
        if meant.casefold().startswith(("permanent", "until ", "retain ", "keep ")):
            return meant
        if ends_it(meant):
            return f"until {meant}"
        raise Unreadable(f"“{meant}” gives no length of time" if meant else "nothing is said")
    return f"{given[0]} after {meant}" if meant else given[0]


def _agree(statement: str, years: str) -> None:
    """What is said twice has to be the same; in words it may stand as a word."""
    if years.isdecimal() and years not in statement and " one " not in f" {statement} ":
        raise Unreadable(f"its years say {years}, and its statement “{statement}” does not")
