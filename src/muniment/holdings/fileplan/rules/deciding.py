"""Pure decisions of the file plan: inheritance, and what may be filed, moved, closed, deleted."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from muniment.foundation.access.types import AudienceKey, Marking, Narrowing, Place, Tier
from muniment.foundation.kernel.errors import Reason
from muniment.holdings.fileplan.types import (
    EVERYONE,
    UNDECIDED,
    UNITS,
    ClassTerms,
    Effective,
    ImportedClass,
    Inherited,
)

T = TypeVar("T")
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,99}")


def effective(
    chain: Sequence[ClassTerms], unit_lineages: Mapping[str, tuple[str, ...]]
) -> Effective:
    """What the last class of `chain` (root first) comes to.

    A class that does not inherit starts afresh: nothing set above it reaches it or those below.
    """
    leaf = chain[-1]
    heard = _from_last_fresh_start(chain)
    owner = _nearest(heard, lambda terms: terms.owner_unit or None, "")
    return Effective(
        reference=leaf.reference,
        rule=_nearest(heard, lambda terms: terms.rule or None, ""),
        owner_unit=owner,
        owner_role=_nearest(heard, lambda terms: terms.owner_role or None, ""),
        open_to=_nearest(heard, _open_to, ()),
        marking=_marking(heard),
        closed_by=next((terms.reference for terms in chain if terms.closed_on), ""),
        place=Place(
            classes=tuple(terms.reference for terms in reversed(chain)),
            units=unit_lineages.get(owner.value, ()),
        ),
    )


def _from_last_fresh_start(chain: Sequence[ClassTerms]) -> Sequence[ClassTerms]:
    starts = [i for i, terms in enumerate(chain) if not terms.inherits]
    return chain[starts[-1] :] if starts else chain


def _nearest(
    chain: Sequence[ClassTerms], read: Callable[[ClassTerms], T | None], default: T
) -> Inherited[T]:
    for terms in reversed(chain):
        value = read(terms)
        if value is not None:
            return Inherited(value, terms.reference)
    return Inherited(default)


def _open_to(terms: ClassTerms) -> tuple[str, ...] | None:
    if terms.access == EVERYONE:
        return ()
    return terms.open_to if terms.access == UNITS else None


def _marking(chain: Sequence[ClassTerms]) -> Inherited[Marking]:
    tier = _nearest(chain, lambda terms: terms.tier or None, Tier.OFFICIAL.value)
    sensitive = _nearest(chain, lambda terms: terms.sensitive, False)
    handling = _nearest(chain, lambda terms: terms.handling, ())
    marking = Marking(Tier(tier.value), sensitive.value, frozenset(handling.value))
    return Inherited(marking, handling.origin or sensitive.origin or tier.origin)


def resolve_audience(found: Effective, narrowing: Narrowing) -> AudienceKey:
    """Who may see what lies in the class under the narrowing of a folder or record."""
    return AudienceKey(
        place=found.place,
        open_to=found.open_to.value if narrowing.open_to is None else narrowing.open_to,
        marking=narrowing.marking(found.marking.value),
    )


def reasons_not_to_file(
    found: Effective, opened_on: date, on: date, leaf_title: str = ""
) -> list[Reason]:
    """Why nothing new may be filed in the class on the civil date `on`; empty if it may."""
    reasons = []
    name = f"{found.reference} {leaf_title}".strip()
    if found.closed_by == found.reference:
        reasons.append(Reason("class_closed", f"Class {name} is closed. Nothing new goes in."))
    elif found.closed_by:
        reasons.append(Reason("class_closed", f"Class {found.closed_by}, above {name}, is closed."))
    if opened_on > on:
        reasons.append(Reason("class_not_open", f"Class {name} opens on {opened_on:%-d %B %Y}."))
    if not found.rule.value:
        reasons.append(
            Reason(
                "class_without_rule",
                f"Class {name} has no retention rule. Give it one, or say 'undecided'.",
            )
        )
    return reasons


def reasons_not_to_name(reference: str, title: str, taken: bool) -> list[Reason]:
    """Why a class cannot have this reference and title."""
    reasons = []
    if not REFERENCE.fullmatch(reference):
        reasons.append(
            Reason(
                "reference_form",
                f"The reference '{reference}' can only have letters, digits, . / _ and -, "
                "and at most 100 of them.",
                "reference",
            )
        )
    if taken:
        reasons.append(
            Reason(
                "taken", f"The reference {reference} is, or once was, another class.", "reference"
            )
        )
    if not title.strip():
        reasons.append(Reason("no_title", "A class needs a title.", "title"))
    return reasons


def reasons_not_to_delete(used: bool, has_children: bool, reference: str) -> list[Reason]:
    """Why a class cannot be deleted: it holds, or ever held, something [checklist 10]."""
    reasons = []
    if used:
        reasons.append(
            Reason("used", f"Class {reference} holds or has held records. Close it instead.")
        )
    if has_children:
        reasons.append(Reason("has_classes", f"There are classes below {reference}."))
    return reasons


def reasons_not_to_move(
    moved: str, target_chain: Sequence[str], is_root_already: bool = False
) -> list[Reason]:
    """Why a branch cannot be moved to stand under the last of `target_chain`."""
    if moved in target_chain:
        return [Reason("into_itself", "A class cannot be moved to stand below itself.", "under")]
    if is_root_already and not target_chain:
        return [Reason("already_there", "It already stands at the top.", "under")]
    return []


def reasons_not_to_import(
    rows: Iterable[ImportedClass],
    existing: Iterable[str],
    known_rules: Iterable[str] | None,
    known_units: Iterable[str],
) -> list[Reason]:
    """Everything wrong with a file plan to be imported, each with its line."""
    known, units = set(existing), {*known_units, ""}
    rules = None if known_rules is None else {*known_rules, "", UNDECIDED}
    listed = list(rows)
    coming = {row.terms.reference for row in listed}
    reasons: list[Reason] = []
    seen: set[str] = set()
    for row in listed:
        found = _reasons_of_row(row, seen, known | coming, rules, units)
        reasons += [Reason(r.code, f"Line {row.line}: {r.message}", r.field) for r in found]
        seen.add(row.terms.reference)
    return reasons


def _reasons_of_row(
    row: ImportedClass, seen: set[str], classes: set[str], rules: set[str] | None, units: set[str]
) -> list[Reason]:
    terms = row.terms
    reasons = reasons_not_to_name(terms.reference, terms.title, terms.reference in seen)
    if row.parent and row.parent not in classes:
        reasons.append(Reason("no_parent", f"There is no class {row.parent}.", "parent"))
    if rules is not None and terms.rule not in rules:
        reasons.append(Reason("no_rule", f"There is no retention rule {terms.rule}.", "rule"))
    reasons += [
        Reason("no_unit", f"There is no unit {unit}.", "owner_unit")
        for unit in (terms.owner_unit, *terms.open_to)
        if unit not in units
    ]
    reasons += [
        Reason("no_class", f"There is no class {other} to refer to.", "see_also")
        for other in row.see_also
        if other not in classes
    ]
    if terms.tier and terms.tier not in {tier.value for tier in Tier}:
        reasons.append(Reason("no_tier", f"There is no tier {terms.tier}.", "tier"))
    if terms.closed_on and terms.opened_on and terms.closed_on < terms.opened_on:
        reasons.append(Reason("dates", "It closes before it opens.", "closed"))
    return reasons
