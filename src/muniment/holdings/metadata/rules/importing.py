"""Definitions as rows of a file: read with every reason and its line, and written again."""

from collections.abc import Iterable, Mapping, Sequence

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.metadata.rules.values import BETWEEN, NO, YES
from muniment.holdings.metadata.types import (
    COLUMNS,
    TERM_COLUMNS,
    Asking,
    DefinedField,
    DefinedTerm,
    FieldKind,
    FieldTerms,
)

Row = Mapping[str, str | None]
MOST_ROWS = 20_000


def read_fields(rows: Sequence[Row]) -> tuple[list[DefinedField], list[Reason]]:
    """The definitions in the rows, and all that is wrong with them, by line."""
    reasons = _of_columns(rows, COLUMNS, ("field",))
    found = []
    for line, row in enumerate(rows, 2):
        wrong: list[Reason] = []
        found.append(_field(row, line, wrong))
        reasons += [Reason(one.code, f"Line {line}: {one.message}", "file") for one in wrong]
    return found, reasons


def _field(row: Row, line: int, wrong: list[Reason]) -> DefinedField:
    kind = _cell(row, "kind").lower().replace(" ", "_") or FieldKind.TEXT.value
    if kind not in set(FieldKind):
        known = ", ".join(FieldKind)
        wrong.append(Reason("kind", f"{kind[:40]} is no kind of field. There are: {known}."))
        kind = FieldKind.TEXT
    terms = FieldTerms(
        code=_cell(row, "field").lower(),
        title=_cell(row, "title"),
        kind=FieldKind(kind),
        vocabulary=_cell(row, "vocabulary"),
        several=bool(_flag(row, "several", wrong)),
        help=_cell(row, "help"),
        pattern=_cell(row, "pattern"),
        pattern_help=_cell(row, "pattern_help"),
        fills_from=_cell(row, "fills_from"),
        proposed_from=_cell(row, "proposed_from"),
    )
    asking = Asking(
        mandatory=_flag(row, "mandatory", wrong),
        default=_cell(row, "default") or None,
        position=_place(row, wrong),
        dropped=_flag(row, "dropped", wrong),
    )
    return DefinedField(terms, _cell(row, "class"), asking, line)


def read_terms(rows: Sequence[Row]) -> tuple[list[DefinedTerm], list[Reason]]:
    """The terms in the rows, and all that is wrong with them, by line."""
    reasons = _of_columns(rows, TERM_COLUMNS, ("vocabulary", "term"))
    found = [
        DefinedTerm(
            vocabulary=_cell(row, "vocabulary"),
            title=_cell(row, "title"),
            label=_cell(row, "term"),
            broader=_cell(row, "broader"),
            also_called=tuple(
                one.strip() for one in _cell(row, "also_called").split(BETWEEN) if one.strip()
            ),
            line=line,
        )
        for line, row in enumerate(rows, 2)
    ]
    return found, reasons


def _of_columns(rows: Sequence[Row], columns: Sequence[str], needed: Iterable[str]) -> list[Reason]:
    if not rows:
        return [Reason("empty", "There are no rows in the file.", "file")]
    if len(rows) > MOST_ROWS:
        return [Reason("too_many", f"A file has at most {MOST_ROWS:,} rows.", "file")]
    has = {name for row in rows for name in row}
    unknown = sorted(str(name)[:40] for name in has - set(columns))
    reasons = [
        Reason("column", f"The column {name} is missing.", "file")
        for name in needed
        if name not in has
    ]
    if unknown:
        words = f"There is no column {', '.join(unknown)}. There are: {', '.join(columns)}."
        reasons.append(Reason("column", words, "file"))
    return reasons


def _cell(row: Row, name: str) -> str:
    return str(row.get(name) or "").strip()


def _flag(row: Row, name: str, wrong: list[Reason]) -> bool | None:
    text = _cell(row, name).casefold()
    if text and text not in YES | NO:
        wrong.append(Reason(name, f"{name} is yes, no or empty."))
    return text in YES if text else None


def _place(row: Row, wrong: list[Reason]) -> int | None:
    text = _cell(row, "position")
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        wrong.append(Reason("position", "position is a whole number or empty."))
        return None


def as_rows(found: Iterable[tuple[FieldTerms, str, Asking]]) -> list[dict[str, str]]:
    """The definitions as rows, as they are read again."""
    return [_as_row(terms, where, asking) for terms, where, asking in found]


def _as_row(terms: FieldTerms, where: str, asking: Asking) -> dict[str, str]:
    def said(flag: bool | None) -> str:
        return "" if flag is None else "yes" if flag else "no"

    return {
        "field": terms.code,
        "title": terms.title,
        "kind": terms.kind.value,
        "vocabulary": terms.vocabulary,
        "several": said(terms.several),
        "help": terms.help,
        "pattern": terms.pattern,
        "pattern_help": terms.pattern_help,
        "fills_from": terms.fills_from,
        "proposed_from": terms.proposed_from,
        "class": where,
        "mandatory": said(asking.mandatory),
        "default": asking.default or "",
        "position": "" if asking.position is None else str(asking.position),
        "dropped": said(asking.dropped),
    }
