"""Everything that can be wrong with a file plan that somebody wants to bring in."""

from collections.abc import Iterable, Mapping

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.fileplan.rules.deciding import reasons_not_to_name, reasons_not_to_set
from muniment.holdings.fileplan.rules.reading import as_cells
from muniment.holdings.fileplan.types import COLUMNS, UNDECIDED, ImportedClass


def reasons_not_to_import(
    rows: Iterable[ImportedClass],
    existing: Mapping[str, str] | Iterable[str],
    known_rules: Iterable[str] | None,
    known_units: Iterable[str],
    former: Iterable[str] = (),
) -> list[Reason]:
    """Everything wrong with a file plan to be imported, each with its line.

    `existing` are the classes there are, with their parents; `former` the references that
    classes once had, which are never used again.
    """
    above = dict(existing) if isinstance(existing, Mapping) else dict.fromkeys(existing, "")
    units, once = set(known_units), set(former)
    rules = None if known_rules is None else {*known_rules, "", UNDECIDED}
    listed = list(rows)
    parents = above | {row.terms.reference: parent_of(row, above) for row in listed}
    reasons: list[Reason] = []
    seen: set[str] = set()
    for row in listed:
        found = _reasons_of_row(row, seen | once, parents, rules, units)
        reasons += [Reason(r.code, f"Line {row.line}: {r.message}", r.field) for r in found]
        seen.add(row.terms.reference)
    return reasons


def parent_of(row: ImportedClass, existing: Mapping[str, str]) -> str:
    """Where the class will stand: where the row says, or where it stands now."""
    return row.parent if "parent" in row.said else existing.get(row.terms.reference, "")


def depth(reference: str, parents: Mapping[str, str]) -> int | None:
    """How many classes stand above this one; None if they go round in a ring."""
    above = 0
    while (reference := parents.get(reference, "")) and above <= len(parents):
        above += 1
    return above if above <= len(parents) else None


def changes(row: ImportedClass, before: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """The columns in which the row says something else than the class does now (`before`, a row
    of an export), each with both. References are only ever added."""
    see_also = sorted({*before["see_also"].split(), *row.see_also})
    after = as_cells(row.terms, parent_of(row, {before["reference"]: before["parent"]}), see_also)
    return tuple(
        (column, before[column], after[column])
        for column in COLUMNS
        if column in row.said and before[column] != after[column]
    )


def _reasons_of_row(
    row: ImportedClass,
    taken: set[str],
    parents: Mapping[str, str],
    rules: set[str] | None,
    units: set[str],
) -> list[Reason]:
    terms = row.terms
    reasons = reasons_not_to_name(terms.reference, terms.title, terms.reference in taken)
    reasons += reasons_not_to_set(terms, units)
    if row.parent and row.parent not in parents:
        reasons.append(Reason("no_parent", f"There is no class {row.parent}.", "parent"))
    if depth(terms.reference, parents) is None:
        words = f"{terms.reference} and {row.parent} stand above one another."
        reasons.append(Reason("circle", words, "parent"))
    if rules is not None and terms.rule not in rules:
        reasons.append(Reason("no_rule", f"There is no retention rule {terms.rule}.", "rule"))
    reasons += [
        Reason("no_class", f"There is no class {other} to refer to.", "see_also")
        for other in row.see_also
        if other not in parents
    ]
    return reasons
