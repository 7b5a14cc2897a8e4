"""Reading a file plan from rows: spreadsheets as people keep them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.fileplan.types import COLUMNS, EVERYONE, UNITS, ClassTerms, ImportedClass

YES, NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}


def read_rows(
    rows: Iterable[Mapping[str, str | None]], today: date
) -> tuple[list[ImportedClass], list[Reason]]:
    """The classes in the rows, and everything in them that cannot be read, with its line.

    A row's line is its place in the file, the heading being line 1. `today` is the opening date
    of a class whose row gives none.
    """
    classes: list[ImportedClass] = []
    reasons: list[Reason] = []
    for line, row in enumerate(rows, 2):
        problems: list[Reason] = []
        said = _said(row, problems)
        if not any(said.values()) and not problems:
            continue
        classes.append(_read(said, line, today, problems))
        reasons += [Reason(r.code, f"Line {line}: {r.message}", r.field) for r in problems]
    return classes, reasons


def _said(
    row: Mapping[str, str | None] | Mapping[str | None, str | Sequence[str] | None],
    problems: list[Reason],
) -> dict[str, str]:
    """The cells by column. What stands beyond the last column has the name None."""
    said = {}
    for name, value in row.items():
        if name is not None and (value is None or isinstance(value, str)):
            said[name.strip().lower()] = (value or "").strip()
        elif value:
            message = "It has more cells than there are columns."
            problems.append(Reason("too_many_cells", message))
    return said


def unknown_columns(names: Iterable[str]) -> list[str]:
    """The headings that a file plan does not have."""
    return [name for name in names if name.strip().lower() not in COLUMNS]


def reasons_not_to_read(rows: Sequence[Mapping[str, object]], name: str) -> list[Reason]:
    """Why a file of that name is no file plan: it is empty, or has columns of something else."""
    named = {column for row in rows for column in row if column is not None}
    empty = [] if rows else [Reason("empty", f"There are no rows in {name}.", "file")]
    return empty + [
        Reason("no_column", f"A file plan has no column '{column}'.", column)
        for column in sorted(unknown_columns(named))
    ]


def as_cells(terms: ClassTerms, parent: str, see_also: Iterable[str]) -> dict[str, str]:
    """A class as a row: what `read_rows` reads, and gives again."""
    return {
        "reference": terms.reference,
        "parent": parent,
        "title": terms.title,
        "scope_note": terms.scope_note,
        "owner_unit": terms.owner_unit,
        "owner_role": terms.owner_role,
        "rule": terms.rule,
        "access": " ".join(sorted(terms.open_to)) if terms.access == UNITS else terms.access,
        "tier": terms.tier,
        "sensitive": {None: "", True: "yes", False: "no"}[terms.sensitive],
        "handling": "" if terms.handling is None else (" ".join(sorted(terms.handling)) or "none"),
        "inherits": "yes" if terms.inherits else "no",
        "opened": terms.opened_on.isoformat() if terms.opened_on else "",
        "closed": terms.closed_on.isoformat() if terms.closed_on else "",
        "see_also": " ".join(see_also),
    }


def _read(said: Mapping[str, str], line: int, today: date, problems: list[Reason]) -> ImportedClass:
    access, open_to = _access(said.get("access", ""))
    terms = ClassTerms(
        reference=said.get("reference", ""),
        title=said.get("title", ""),
        scope_note=said.get("scope_note", ""),
        owner_unit=said.get("owner_unit", ""),
        owner_role=said.get("owner_role", ""),
        rule=said.get("rule", ""),
        access=access,
        open_to=open_to,
        tier=said.get("tier", "").upper().replace(" ", "_"),
        sensitive=_flag(said.get("sensitive", ""), "sensitive", problems),
        handling=_handling(said.get("handling", "")),
        inherits=_flag(said.get("inherits", ""), "inherits", problems) is not False,
        opened_on=_date(said.get("opened", ""), "opened", problems) or today,
        closed_on=_date(said.get("closed", ""), "closed", problems),
    )
    see_also = _words(said.get("see_also", ""))
    columns = frozenset(said) - ({"opened"} if not said.get("opened") else set())
    return ImportedClass(terms, said.get("parent", ""), see_also, line, columns)


def _words(text: str) -> tuple[str, ...]:
    return tuple(sorted(text.replace(",", " ").replace(";", " ").split()))


def _access(text: str) -> tuple[str, tuple[str, ...]]:
    if not text or text.lower() == EVERYONE:
        return text.lower(), ()
    return UNITS, _words(text)


def _handling(text: str) -> tuple[str, ...] | None:
    """Blank inherits; `none` says that there is none here."""
    if not text:
        return None
    return () if text.lower() == "none" else _words(text)


def _flag(text: str, column: str, problems: list[Reason]) -> bool | None:
    if not text:
        return None
    if text.lower() in YES | NO:
        return text.lower() in YES
    problems.append(Reason("not_yes_or_no", f"'{text}' is neither yes nor no.", column))
    return None


def _date(text: str, column: str, problems: list[Reason]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"'{text}' is not a date. Write it as 2024-03-31."
        problems.append(Reason("not_a_date", message, column))
        return None
